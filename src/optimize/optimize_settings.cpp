#include "optimize/optimize_settings.h"

#include <charconv>

#include "base/error.h"

namespace stom::optimize {
namespace {

struct SamplerName {
  std::string_view setting, short_name;
  Sampler sampler;
};
constexpr std::array<SamplerName, 5> kSamplers = {{{"TPESampler", "tpe", Sampler::kTpe},
                                                   {"BruteForceSampler", "brute-force", Sampler::kBruteForce},
                                                   {"CmaEsSampler", "cma-es", Sampler::kCmaEs},
                                                   {"QMCSampler", "sobol", Sampler::kSobol},
                                                   {"RandomSampler", "random", Sampler::kRandom}}};

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size();
}

constexpr const char* kLimits = "최적화기준값제한";
constexpr const char* kSampler = "옵튜나샘플러";
constexpr const char* kFixed = "옵튜나고정변수";
constexpr const char* kFirstDay = "백테날짜";

}  // namespace

Constraints parse_limits(const std::string& text, std::string_view where) {
  Constraints constraints;
  const std::vector<std::string> parts = backtest::setting_list(text);
  if (parts.size() != constraints.limits.size()) {
    throw DataError(message("{}: ';' 로 나눈 숫자 14개여야 하는데 {}개입니다.", "{}: expected 14 numbers joined by ';', got {}.", where, parts.size()));
  }
  for (std::size_t k = 0; k < parts.size(); ++k) {
    if (!parse_number(parts[k], constraints.limits[k])) {
      throw DataError(message("{}: {}번째 '{}' 은(는) 숫자가 아닙니다.", "{}: number {}, '{}', is not a number.", where, k + 1, parts[k]));
    }
    if (k % 2 == 1 && constraints.limits[k - 1] > constraints.limits[k]) {
      throw DataError(message("{}: {}번째 짝의 최솟값 {} 이(가) 최댓값 {} 보다 큽니다.", "{}: in pair {} the lowest value {} is above the highest {}.", where, k / 2 + 1,
                              constraints.limits[k - 1], constraints.limits[k]));
    }
  }
  return constraints;
}

std::vector<int> parse_variable_numbers(const std::string& text, std::string_view where) {
  std::vector<int> numbers;
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = std::string_view(text).substr(begin, end - begin);
    int number = -1;
    if (!parse_number(part, number) || number < 0) {
      throw DataError(message("{}: '{}' 은(는) 변수 번호가 아닙니다. 쉼표로 나누어 쓰십시오 (1,2,7).", "{}: '{}' is not the number of a variable; write them with commas (1,2,7).", where, part));
    }
    numbers.push_back(number);
    begin = end + 1;
  }
  return numbers;
}

std::optional<Sampler> find_sampler(std::string_view text) {
  for (const SamplerName& entry : kSamplers) {
    if (text == entry.setting || text == entry.short_name) return entry.sampler;
  }
  return std::nullopt;
}

std::string_view sampler_name(Sampler sampler) {
  for (const SamplerName& entry : kSamplers) {
    if (entry.sampler == sampler) return entry.short_name;
  }
  return "tpe";
}

std::optional<Objective> find_objective(std::string_view text) {
  for (std::size_t k = 0; k < kObjectiveNames.size(); ++k) {
    if (text == kObjectiveNames[k]) return static_cast<Objective>(k);
  }
  return std::nullopt;
}

OptimizeSettings optimize_settings(const backtest::SettingTexts& texts) {
  OptimizeSettings settings;
  settings.constraints = parse_limits(backtest::setting_text(texts, kLimits), kLimits);
  settings.weighted_folds = backtest::setting_number(texts, "교차검증가중치") != 0;
  settings.auto_ranges = backtest::setting_number(texts, "범위자동관리") != 0;
  const std::string sampler = backtest::setting_text(texts, kSampler);
  const auto found = find_sampler(sampler);
  if (!found) {
    throw DataError(message("설정 '{}': '{}' 은(는) 없는 샘플러입니다 (TPESampler, BruteForceSampler, CmaEsSampler, QMCSampler, RandomSampler).",
                            "Setting '{}': there is no sampler '{}' (TPESampler, BruteForceSampler, CmaEsSampler, QMCSampler, RandomSampler).", kSampler, sampler));
  }
  settings.sampler = *found;
  settings.fixed_variables = parse_variable_numbers(backtest::setting_text(texts, kFixed), kFixed);
  settings.repeats = static_cast<int>(backtest::setting_number(texts, "옵튜나실행횟수"));
  settings.auto_step = backtest::setting_number(texts, "옵튜나자동스탭") != 0;
  settings.log_trials = backtest::setting_number(texts, "최적화로그기록안함") == 0;
  return settings;
}

TradingDay default_first_day(const backtest::SettingTexts& texts, TradingDay today) {
  if (texts.count(kFirstDay) == 0) return 0;
  const std::string text = backtest::setting_text(texts, kFirstDay);
  std::int64_t number = -1;
  const bool fixed = backtest::setting_number(texts, "백테날짜고정") != 0;
  if (!parse_number(text, number) || number < 0 || (fixed ? !is_valid_day(number) : number > 36500)) {
    throw DataError(message("설정 '{}': '{}' 은(는) 날짜(YYYYMMDD)나 일수가 아닙니다.", "Setting '{}': '{}' is no day (YYYYMMDD) and no number of days.", kFirstDay, text));
  }
  if (fixed) return static_cast<TradingDay>(number);
  const std::int64_t day = days_from_civil(today) - number;
  const int of_week = weekday(civil_from_days(day));
  return civil_from_days(day - of_week - (of_week <= 3 ? 7 : 0));
}

}  // namespace stom::optimize
