#include "store/setting_table.h"

#include <charconv>
#include <cmath>

#include "store/setting_rows.h"

namespace stom::store {
namespace {

// Not at the closing auction and the minutes in which the users' program saves.
constexpr std::string_view kStockEnd = "주식전략종료시간";
constexpr double kFirstForbiddenEnd = 152000, kLastForbiddenEnd = 152759;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<double> number_in(std::string_view text, double lowest, double highest, bool whole) {
  text = trimmed(text);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= lowest && value <= highest) || (whole && value != std::trunc(value))) return std::nullopt;
  return value;
}

std::string shortest(double value) {
  char buffer[32];
  const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value == 0 ? 0.0 : value, std::chars_format::fixed);
  return {buffer, end};
}

std::optional<std::string> checked_time(const Setting& setting, std::string_view text) {
  const auto value = number_in(text, setting.lowest, setting.highest, true);
  if (!value) return std::nullopt;
  const int time = static_cast<int>(*value);
  if (time / 10000 > 23 || time / 100 % 100 > 59 || time % 100 > 59) return std::nullopt;
  if (setting.key == kStockEnd && *value >= kFirstForbiddenEnd && *value <= kLastForbiddenEnd) return std::nullopt;
  return std::to_string(time);
}

std::optional<std::string> checked_numbers(const Setting& setting, std::string_view text) {
  if (trimmed(text).empty() && setting.default_value.empty()) return "";
  const auto parts = split(text, ';');
  if (parts.size() != static_cast<std::size_t>(setting.count)) return std::nullopt;
  std::string out;
  for (const std::string_view part : parts) {
    if (!number_in(part, setting.lowest, setting.highest, false)) return std::nullopt;
    out += (out.empty() ? "" : ";") + std::string(trimmed(part));  // as written: "0.0" stays what the users' program wrote
  }
  return out;
}

std::optional<std::string> checked_bands(const Setting& setting, std::string_view text) {
  const auto bands = split(text, '^');
  if (bands.size() != static_cast<std::size_t>(setting.count)) return std::nullopt;
  std::string out;
  for (const std::string_view band : bands) {
    const auto parts = split(band, ';');
    if (parts.size() != 3) return std::nullopt;
    const auto from = number_in(parts[0], 0, 1e9, false), to = number_in(parts[1], 0, 1e9, false);
    const auto value = number_in(parts[2], setting.lowest, setting.highest, true);
    if (!from || !to || !value || *from > *to) return std::nullopt;
    out += (out.empty() ? "" : "^") + shortest(*from) + ";" + shortest(*to) + ";" + shortest(*value);
  }
  return out;
}

std::optional<std::string> checked_pairs(const Setting& setting, std::string_view text) {
  if (trimmed(text).empty()) return "";
  const auto parts = split(text, ';');
  const bool is_paired = parts.size() % 2 == 0 && parts.size() <= 2 * static_cast<std::size_t>(setting.count);
  const bool is_filled = std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return trimmed(part).empty(); });
  if (!is_paired || !is_filled) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> checked_text(const Setting& setting, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (setting.choices.empty()) return std::string(text);
  const auto choices = split(setting.choices, '|');
  if (std::find(choices.begin(), choices.end(), text) == choices.end()) return std::nullopt;
  return std::string(text);
}

std::string spoken_choices(const Setting& setting, const char* nothing) {
  std::string out;
  for (const std::string_view choice : split(setting.choices, '|'))
    out += (out.empty() ? "" : ", ") + std::string(choice.empty() ? nothing : choice);
  return out;
}

}  // namespace

std::span<const Setting> all_settings() { return kSettingRows; }

const Setting* find_setting(std::string_view key) {
  static const std::map<std::string_view, const Setting*> by_key = [] {
    std::map<std::string_view, const Setting*> index;
    for (const Setting& setting : kSettingRows) index[setting.key] = &setting;
    return index;
  }();
  const auto found = by_key.find(key);
  return found == by_key.end() ? nullptr : found->second;
}

Message allowed_values(const Setting& setting) {
  const std::string from = shortest(setting.lowest), to = shortest(setting.highest);
  switch (setting.form) {
    case SettingForm::kFlag: return {"0 또는 1", "0 or 1"};
    case SettingForm::kInteger: return message("{} 이상 {} 이하의 정수", "a whole number from {} to {}", from, to);
    case SettingForm::kReal: return message("{} 이상 {} 이하의 수", "a number from {} to {}", from, to);
    case SettingForm::kTime:
      if (setting.key == kStockEnd) return {"HHMMSS 시각 (152000부터 152759까지는 안 됨)", "a time HHMMSS, but not from 152000 to 152759"};
      return message("{} 이하의 HHMMSS 시각", "a time HHMMSS up to {}", to);
    case SettingForm::kDigits: return {"YYYYMMDD 날짜 또는 며칠 전인지의 숫자", "a day YYYYMMDD, or a number of days back"};
    case SettingForm::kNumbers:
      return message("';'로 이은 숫자 {}개, 각각 {} 이상 {} 이하", "{} numbers joined by ';', each from {} to {}", setting.count, from, to);
    case SettingForm::kBands:
      return message("'^'로 이은 '시작;끝;값' {}개, 값은 {} 이상 {} 이하의 정수",
                     "{} times 'from;to;value' joined by '^', the values whole numbers from {} to {}", setting.count, from, to);
    case SettingForm::kPairs:
      return message("비우거나, ';'로 이은 이름들과 같은 수의 조건들 ({}쌍까지)",
                     "empty, or names and as many conditions joined by ';' (up to {} pairs)", setting.count);
    case SettingForm::kText: break;
  }
  if (setting.choices.empty()) return {"글", "a text"};
  return {spoken_choices(setting, "(빈 값)") + " 중 하나", "one of " + spoken_choices(setting, "(empty)")};
}

std::optional<std::string> checked_value(const Setting& setting, std::string_view text) {
  switch (setting.form) {
    case SettingForm::kFlag:
    case SettingForm::kInteger:
    case SettingForm::kReal: {
      const auto value = number_in(text, setting.lowest, setting.highest, setting.form != SettingForm::kReal);
      return value ? std::optional(shortest(*value)) : std::nullopt;
    }
    case SettingForm::kTime: return checked_time(setting, text);
    case SettingForm::kDigits: {
      const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
      return digits && number_in(text, setting.lowest, setting.highest, true) ? std::optional(std::string(text)) : std::nullopt;
    }
    case SettingForm::kNumbers: return checked_numbers(setting, text);
    case SettingForm::kBands: return checked_bands(setting, text);
    case SettingForm::kPairs: return checked_pairs(setting, text);
    case SettingForm::kText: break;
  }
  return checked_text(setting, text);
}

bool is_secret_key(std::string_view key) {
  for (const LegacySecret& secret : kLegacySecrets) {
    if (key == secret.column) return true;
    for (int row = 1; row <= secret.rows; ++row) {
      if (key == std::string(secret.key) + std::to_string(row)) return true;
    }
  }
  return false;
}

}  // namespace stom::store
