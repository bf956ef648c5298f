#include "optimize/window_plan.h"

#include <algorithm>

#include "base/error.h"

namespace stom::optimize {
namespace {

TradingDay shifted(TradingDay day, std::int64_t days) { return civil_from_days(days_from_civil(day) + days); }

// Weeks are seven days that end on the weekday of the end day, whichever that is (known defect K10). A period begins on the day
// after such a week, or on the Monday after it where that day is of a weekend: with a Friday the reference's "+3 days".
class Weeks {
 public:
  explicit Weeks(TradingDay end) : end_(end) {}
  [[nodiscard]] TradingDay last(int weeks) const { return shifted(end_, -7LL * weeks); }
  [[nodiscard]] TradingDay next_day(int weeks) const { return shifted(end_, -7LL * weeks + 1); }
  [[nodiscard]] TradingDay next_weekday(int weeks) const {
    const TradingDay day = next_day(weeks);
    return weekday(day) >= 5 ? shifted(day, 7 - weekday(day)) : day;
  }

 private:
  TradingDay end_;
};

std::optional<DayRange> snap(std::span<const TradingDay> days, TradingDay first, TradingDay last) {
  const auto begin = std::lower_bound(days.begin(), days.end(), first);
  const auto end = std::upper_bound(days.begin(), days.end(), last);
  if (begin >= end) return {};
  return DayRange{*begin, *(end - 1), end - begin};
}

DayRange snap_or_throw(std::span<const TradingDay> days, TradingDay first, TradingDay last, const Message& name) {
  if (const auto range = snap(days, first, last)) return *range;
  throw UsageError({fmt::format("{} 구간 {}~{}에 거래일이 없습니다. 기간이나 주 수를 바꾸십시오.", name.ko, first, last),
                    fmt::format("The {} window {} to {} holds no trading day; change the period or the weeks.", name.en, first, last)});
}

[[noreturn]] void refuse_weeks(const Message& field, int weeks) {
  throw UsageError({fmt::format("{}기간 {}주: 1주 이상이어야 합니다.", field.ko, weeks),
                    fmt::format("{} weeks {}: must be at least 1.", field.en, weeks)});
}

const Message kTrain{"학습", "train"}, kValidation{"검증", "validation"}, kTest{"확인", "test"}, kOutOfSample{"확인(전진)", "out-of-sample"};

void check_order(TradingDay start, TradingDay end) {
  if (!is_valid_day(start) || !is_valid_day(end) || start > end) {
    throw UsageError(message("기간 {}~{}: 올바른 기간이 아닙니다.", "Period {} to {}: not a valid period.", start, end));
  }
}

void check_start(TradingDay start, TradingDay needed) {
  if (start <= needed) return;
  throw UsageError(message("데이터 시작일 {}이(가) 필요한 시작일 {}보다 늦습니다. 학습·검증·확인 주 수를 줄이거나 기간을 늘리십시오.",
                           "The data starts on {}, but the windows start on {}; ask for fewer weeks or a longer period.", start, needed));
}

// Which weeks apply, 학습 = ALL worked out.
WindowWeeks resolve(const WindowWeeks& given, TradingDay start, TradingDay end, ValidationKind validation, bool with_test) {
  WindowWeeks weeks = given;
  if (validation == ValidationKind::kNone) weeks.validation = 0;
  else if (weeks.validation < 1) refuse_weeks(kValidation, weeks.validation);
  if (!with_test) weeks.test = 0;
  else if (weeks.test < 1) refuse_weeks(kTest, weeks.test);
  if (weeks.train < 0) refuse_weeks(kTrain, weeks.train);
  if (weeks.train == 0) {
    const int others = weeks.validation + weeks.test;
    weeks.train = static_cast<int>((days_from_civil(end) - days_from_civil(start) + 1) / 7) - others;
    // A single week without its weekend is refused by the reference; here it will do.
    if (weeks.train < 1 && Weeks(end).next_weekday(others + 1) >= start) weeks.train = 1;
    if (weeks.train < 1) {
      throw UsageError(message("기간 {}~{}이(가) 짧아서 학습에 남는 주가 없습니다 (검증 {}주, 확인 {}주).",
                               "The period {} to {} is too short: no week is left to train (validation {}, test {}).", start, end,
                               weeks.validation, weeks.test));
    }
  } else if (validation == ValidationKind::kFolds && weeks.train % weeks.validation != 0) {
    throw UsageError(message("교차검증: 학습기간 {}주는 검증기간 {}주로 나누어떨어져야 합니다.",
                             "Cross-validation: {} train weeks must be a multiple of the {} validation weeks.", weeks.train,
                             weeks.validation));
  }
  return weeks;
}

struct Span {
  TradingDay first = 0, last = 0;
};

// Validation windows, newest first, of a search that ends `shift` weeks before the end day. monday: each starts on a weekday
// (walk-forward); otherwise windows follow each other without a gap.
std::vector<Span> validation_spans(const Weeks& calendar, const WindowWeeks& weeks, ValidationKind validation, int shift, bool monday) {
  std::vector<Span> spans;
  const int count = validation == ValidationKind::kNone ? 0 : validation == ValidationKind::kOne ? 1 : weeks.train / weeks.validation + 1;
  for (int i = 0; i < count; ++i) {
    const int begin = weeks.validation * (i + 1) + shift;
    spans.push_back({monday ? calendar.next_weekday(begin) : calendar.next_day(begin), calendar.last(weeks.validation * i + shift)});
  }
  return spans;
}

void set_search(WindowPlan& plan, std::span<const TradingDay> days, const Span& search, const std::vector<Span>& validation) {
  plan.search = snap_or_throw(days, search.first, search.last, kTrain);
  std::int64_t validated = 0;
  for (std::size_t i = 0; i < validation.size(); ++i) {
    const Message name = validation.size() == 1 ? kValidation : message("{}번째 검증", "validation ({} of the folds)", i + 1);
    plan.validation.push_back(snap_or_throw(days, std::max(validation[i].first, search.first), validation[i].last, name));
    validated = std::max(validated, plan.validation.back().days);
  }
  // The training part of every fold is the rest of the search period.
  if (validated == plan.search.days) {
    throw UsageError(message("{}~{}: 검증 구간을 빼면 학습할 거래일이 없습니다.", "{} to {}: no trading day is left to train beside the validation window.",
                             plan.search.first, plan.search.last));
  }
}

}  // namespace

WindowPlan plan_windows(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end, const WindowWeeks& given,
                        ValidationKind validation, bool with_test) {
  check_order(start, end);
  const WindowWeeks weeks = resolve(given, start, end, validation, with_test);
  const Weeks calendar(end);
  const TradingDay first = calendar.next_weekday(weeks.train + weeks.validation + weeks.test);
  check_start(start, first);
  WindowPlan plan;
  set_search(plan, trading_days, {first, calendar.last(weeks.test)}, validation_spans(calendar, weeks, validation, weeks.test, false));
  if (with_test) plan.test = snap_or_throw(trading_days, calendar.next_day(weeks.test), end, kTest);
  plan.whole = snap_or_throw(trading_days, first, end, kTrain);
  return plan;
}

WindowPlan plan_set_windows(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end, const WindowWeeks& given,
                            ValidationKind validation) {
  check_order(start, end);
  const WindowWeeks weeks = resolve(given, start, end, validation, false);
  const Weeks calendar(end);
  // The reference moves on to a Monday, which takes days away where the end day is no Friday (known defect K10).
  const TradingDay first = calendar.next_weekday(weeks.train + weeks.validation);
  check_start(start, first);
  WindowPlan plan;
  set_search(plan, trading_days, {first, end}, validation_spans(calendar, weeks, validation, 0, false));
  plan.whole = plan.search;
  return plan;
}

std::vector<WalkForwardWindow> plan_walk_forward(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end,
                                                 const WindowWeeks& given, ValidationKind validation, bool anchored) {
  check_order(start, end);
  if (given.train == 0) throw UsageError({"전진분석에서는 학습기간에 ALL을 쓸 수 없습니다.", "Walk-forward needs a number of train weeks, not ALL."});
  const WindowWeeks weeks = resolve(given, start, end, validation, true);
  const Weeks calendar(end);
  const int length = weeks.train + weeks.validation;
  check_start(start, calendar.next_weekday(length + weeks.test + 1));
  int count = 0;
  while (calendar.next_weekday(length + weeks.test * (count + 1)) >= start) ++count;
  const TradingDay oldest = calendar.next_weekday(length + weeks.test * count);
  std::vector<WalkForwardWindow> windows;
  for (int k = count - 1; k >= 0; --k) {
    const int shift = weeks.test * (k + 1);
    const TradingDay first = anchored ? oldest : calendar.next_weekday(length + shift);
    WalkForwardWindow& window = windows.emplace_back();
    set_search(window.in_sample, trading_days, {first, calendar.last(shift)}, validation_spans(calendar, weeks, validation, shift, true));
    window.in_sample.whole = window.in_sample.search;
    window.out_of_sample = snap_or_throw(trading_days, calendar.next_weekday(shift), calendar.last(weeks.test * k), kOutOfSample);
  }
  return windows;
}

}  // namespace stom::optimize
