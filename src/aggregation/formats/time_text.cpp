#include "aggregation/formats/time_text.h"

#include <algorithm>

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/parse_result.h"

namespace stom::aggregation {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// The parts of a written time.
struct Parts {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  int micros = 0;
  bool has_time = false;
  bool has_offset = false;
  std::int64_t offset = 0;
};

// Takes `least` to `most` digits from the front.
bool take_number(std::string_view& text, std::size_t least, std::size_t most, int& value) {
  std::size_t count = 0;
  int number = 0;
  while (count < most && count < text.size() && is_digit(text[count])) number = number * 10 + (text[count++] - '0');
  if (count < least) return false;
  text.remove_prefix(count);
  value = number;
  return true;
}

// Digits behind the point as microseconds; further digits are cut.
bool take_fraction(std::string_view& text, int& micros) {
  std::size_t count = 0;
  int value = 0;
  while (count < text.size() && is_digit(text[count])) {
    if (count < 6) value = value * 10 + (text[count] - '0');
    ++count;
  }
  if (count == 0) return false;
  for (std::size_t i = count; i < 6; ++i) value *= 10;
  text.remove_prefix(count);
  micros = value;
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

bool parse_digits(std::string_view text, Parts& parts) {
  const std::size_t length = text.size();
  if (length != 8 && length != 12 && length != 14) return false;
  parts.has_time = length > 8;
  return take_number(text, 4, 4, parts.year) && take_number(text, 2, 2, parts.month) && take_number(text, 2, 2, parts.day) &&
         (length == 8 || (take_number(text, 2, 2, parts.hour) && take_number(text, 2, 2, parts.minute))) &&
         (length != 14 || take_number(text, 2, 2, parts.second));
}

bool parse_written(std::string_view text, Parts& parts) {
  if (!take_number(text, 4, 4, parts.year) || text.empty()) return false;
  const char separator = text[0];
  if (separator != '-' && separator != '/' && separator != '.') return false;
  if (!take(text, separator) || !take_number(text, 1, 2, parts.month) || !take(text, separator) ||
      !take_number(text, 1, 2, parts.day)) {
    return false;
  }
  if (text.empty()) return true;
  if (!take(text, 'T') && !take(text, ' ')) return false;
  parts.has_time = true;
  if (!take_number(text, 1, 2, parts.hour) || !take(text, ':') || !take_number(text, 2, 2, parts.minute)) return false;
  if (take(text, ':')) {
    if (!take_number(text, 2, 2, parts.second)) return false;
    if (take(text, '.') && !take_fraction(text, parts.micros)) return false;
  }
  while (take(text, ' ')) {
  }
  if (text.empty()) return true;
  parts.has_offset = true;
  return parse_offset(text, parts.offset);
}

bool parse_pattern(std::string_view text, std::string_view pattern, Parts& parts) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      if (!take(text, pattern[i])) return false;
      continue;
    }
    switch (pattern[++i]) {
      case 'Y': if (!take_number(text, 4, 4, parts.year)) return false; break;
      case 'm': if (!take_number(text, 1, 2, parts.month)) return false; break;
      case 'd': if (!take_number(text, 1, 2, parts.day)) return false; break;
      case 'H': if (!take_number(text, 1, 2, parts.hour)) return false; parts.has_time = true; break;
      case 'M': if (!take_number(text, 1, 2, parts.minute)) return false; break;
      case 'S': if (!take_number(text, 1, 2, parts.second)) return false; break;
      case 'f': if (!take_fraction(text, parts.micros)) return false; break;
      case 'z': {
        const std::size_t end = std::min(text.find_first_not_of("+-:0123456789ZUTC"), text.size());
        parts.has_offset = true;
        if (!parse_offset(text.substr(0, end), parts.offset)) return false;
        text.remove_prefix(end);
        break;
      }
      default: if (!take(text, '%')) return false; break;
    }
  }
  return text.empty();
}

bool to_time(const Parts& parts, const TimeRules& rules, EpochMicros& time) {
  const std::int64_t day = parts.year * 10'000LL + parts.month * 100LL + parts.day;
  if (!is_valid_day(day) || parts.hour > 23 || parts.minute > 59 || parts.second > 59) return false;
  const std::int64_t midnight = days_from_civil(static_cast<TradingDay>(day)) * 86'400;
  if (!parts.has_time) {
    time = (midnight + rules.date_only_seconds) * kSecond;
  } else {
    const std::int64_t written = midnight + parts.hour * 3600LL + parts.minute * 60LL + parts.second;
    const std::int64_t offset = parts.has_offset ? parts.offset : rules.source_offset;
    time = (written - offset + rules.row_offset) * kSecond + parts.micros;
  }
  return is_plausible_time(time);
}

bool parse_epoch(std::string_view text, std::int64_t unit_nanos, const TimeRules& rules, EpochMicros& time) {
  Decimal number;
  if (!Decimal::parse(text, number)) return false;
  // Seconds may have a fraction; the others are whole.
  const double micros = number.to_double() * static_cast<double>(unit_nanos) / 1000.0;
  if (!(micros > 0 && micros < static_cast<double>(kLatestTime))) return false;
  if (all_digits(text)) {
    std::uint64_t whole = 0;
    if (!parse_unsigned(text, whole)) return false;
    time = unit_nanos >= 1000 ? static_cast<EpochMicros>(whole) * (unit_nanos / 1000) : static_cast<EpochMicros>(whole / 1000);
  } else {
    time = static_cast<EpochMicros>(micros + 0.5);
  }
  time += rules.row_offset * kSecond;
  return true;
}

struct EpochUnit {
  std::string_view name;
  std::int64_t nanos;
};
constexpr EpochUnit kEpochUnits[] = {{"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}, {"ns", 1}};

}  // namespace

bool epoch_from_number(std::uint64_t number, EpochMicros& time) {
  if (number < 100'000'000) return false;
  if (number < 100'000'000'000) time = static_cast<EpochMicros>(number) * kSecond;
  else if (number < 100'000'000'000'000) time = static_cast<EpochMicros>(number) * 1000;
  else if (number < 100'000'000'000'000'000) time = static_cast<EpochMicros>(number);
  else time = static_cast<EpochMicros>(number / 1000);
  return is_plausible_time(time);
}

bool parse_offset(std::string_view text, std::int64_t& seconds) {
  if (text == "Z" || text == "UTC" || text == "utc") {
    seconds = 0;
    return true;
  }
  if (text == "KST" || text == "kst") {
    seconds = kKoreaOffsetSeconds;
    return true;
  }
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hours = 0, minutes = 0;
  if (!take_number(text, 1, 2, hours)) return false;
  take(text, ':');
  if (!text.empty() && !take_number(text, 2, 2, minutes)) return false;
  if (!text.empty() || hours > 14 || minutes > 59) return false;
  seconds = sign * (hours * 3600LL + minutes * 60LL);
  return true;
}

bool is_known_time_format(std::string_view format) {
  if (format == "auto" || format == "day-ms") return true;
  for (const EpochUnit& unit : kEpochUnits) {
    if (format == unit.name) return true;
  }
  if (format.find('%') == std::string_view::npos) return false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size() || std::string_view("YmdHMSfz%").find(format[i]) == std::string_view::npos) return false;
  }
  return true;
}

bool parse_time(std::string_view text, const TimeRules& rules, EpochMicros& time) {
  if (rules.format == "day-ms") {
    std::uint64_t millis = 0;
    if (!is_valid_day(rules.day) || !parse_unsigned(text, millis) || millis >= 86'400'000) return false;
    time = (days_from_civil(rules.day) * 86'400 - rules.source_offset + rules.row_offset) * kSecond +
           static_cast<EpochMicros>(millis) * 1000;
    return is_plausible_time(time);
  }
  for (const EpochUnit& unit : kEpochUnits) {
    if (rules.format == unit.name) return parse_epoch(text, unit.nanos, rules, time);
  }
  Parts parts;
  if (rules.format != "auto") return parse_pattern(text, rules.format, parts) && to_time(parts, rules, time);
  if (all_digits(text) && (text.size() == 8 || text.size() == 12 || text.size() == 14)) {
    return parse_digits(text, parts) && to_time(parts, rules, time);
  }
  if (std::uint64_t number = 0; parse_unsigned(text, number)) {
    if (!epoch_from_number(number, time)) return false;
    time += rules.row_offset * kSecond;
    return true;
  }
  if (parse_written(text, parts)) return to_time(parts, rules, time);
  // Seconds with a fraction.
  return text.size() > 10 && text[10] == '.' && parse_epoch(text, kEpochUnits[0].nanos, rules, time);
}

}  // namespace stom::aggregation
