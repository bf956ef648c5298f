#include "base/time.h"

#include <chrono>
#include <ctime>

namespace stom {

std::int64_t days_from_civil(TradingDay day) {
  using namespace std::chrono;
  const year_month_day date{year{day / 10000}, month{static_cast<unsigned>(day / 100 % 100)},
                            std::chrono::day{static_cast<unsigned>(day % 100)}};
  return sys_days{date}.time_since_epoch().count();
}

TradingDay civil_from_days(std::int64_t days) {
  using namespace std::chrono;
  const year_month_day date{sys_days{std::chrono::days{days}}};
  return static_cast<int>(date.year()) * 10000 + static_cast<int>(static_cast<unsigned>(date.month())) * 100 +
         static_cast<int>(static_cast<unsigned>(date.day()));
}

bool is_valid_day(std::int64_t day) {
  using namespace std::chrono;
  if (day < 10000101 || day > 99991231) return false;
  return year_month_day{year{static_cast<int>(day / 10000)}, month{static_cast<unsigned>(day / 100 % 100)},
                        std::chrono::day{static_cast<unsigned>(day % 100)}}
      .ok();
}

int weekday(TradingDay day) { return static_cast<int>(((days_from_civil(day) + 3) % 7 + 7) % 7); }

std::int64_t epoch_seconds(RowKey key) {
  const std::int64_t time = key % 1000000;
  return days_from_civil(static_cast<TradingDay>(key / 1000000)) * 86400 + time / 10000 * 3600 + time / 100 % 100 * 60 +
         time % 100;
}

RowKey second_key(std::int64_t seconds) {
  std::int64_t days = seconds / 86400;
  std::int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  return static_cast<RowKey>(civil_from_days(days)) * 1000000 + rest / 3600 * 10000 + rest / 60 % 60 * 100 + rest % 60;
}

bool is_valid_second_key(RowKey key) {
  const std::int64_t time = key % 1000000;
  return key > 0 && is_valid_day(key / 1000000) && time / 10000 < 24 && time / 100 % 100 < 60 && time % 100 < 60;
}

std::string readable(RowKey key) {
  std::string text = std::to_string(key);
  if (text.size() != 14) return text;
  return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) + " " + text.substr(8, 2) + ":" +
         text.substr(10, 2) + ":" + text.substr(12, 2);
}

EpochMicros utc_now_micros() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

RowKey local_now_second_key() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  return (static_cast<RowKey>(parts.tm_year + 1900) * 10000 + (parts.tm_mon + 1) * 100 + parts.tm_mday) * 1000000 +
         parts.tm_hour * 10000 + parts.tm_min * 100 + parts.tm_sec;
}

double monotonic_seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace stom
