#include "script/date_time.h"

#include <cmath>

#include <fmt/format.h>

namespace stom::script {
namespace {

constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31

struct DaySplit {
  std::int64_t days, rest;
};

DaySplit split(std::int64_t micros) {
  std::int64_t days = micros / kMicrosPerDay;
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    --days;
    rest += kMicrosPerDay;
  }
  return {days, rest};
}

std::string fraction(std::int64_t micros) {
  return micros == 0 ? std::string() : fmt::format(".{:06}", micros);
}

}  // namespace

std::optional<std::int64_t> date_time_of_key(double second_key) {
  if (!(second_key >= 1e13 && second_key < 1e14)) return std::nullopt;
  const RowKey key = static_cast<RowKey>(second_key);
  if (!is_valid_second_key(key)) return std::nullopt;
  return epoch_seconds(key) * kMicrosPerSecond;
}

bool is_valid_date_time(std::int64_t micros) {
  const std::int64_t days = split(micros).days;
  return days >= kFirstDay && days <= kLastDay;
}

std::optional<std::int64_t> micros_of_seconds(double seconds) {
  if (!(std::fabs(seconds) <= 1e12)) return std::nullopt;
  // Python rounds the fraction alone, so that large whole seconds stay exact.
  double whole = 0;
  const double part = std::modf(seconds, &whole);
  return static_cast<std::int64_t>(whole) * kMicrosPerSecond + static_cast<std::int64_t>(std::nearbyint(part * 1e6));
}

CalendarTime calendar_of(std::int64_t micros) {
  const DaySplit at = split(micros);
  const TradingDay day = civil_from_days(at.days);
  const std::int64_t seconds = at.rest / kMicrosPerSecond;
  return {day / 10'000, day / 100 % 100, day % 100, static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
          static_cast<int>(seconds % 60), static_cast<int>(at.rest % kMicrosPerSecond), weekday(day)};
}

std::string date_time_text(std::int64_t micros) {
  const CalendarTime t = calendar_of(micros);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour, t.minute, t.second) +
         fraction(t.microsecond);
}

std::string time_delta_text(std::int64_t micros) {
  const DaySplit at = split(micros);
  const std::int64_t seconds = at.rest / kMicrosPerSecond;
  std::string text;
  if (at.days != 0) text = fmt::format("{} day{}, ", at.days, at.days == 1 || at.days == -1 ? "" : "s");
  return text + fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60) +
         fraction(at.rest % kMicrosPerSecond);
}

}  // namespace stom::script
