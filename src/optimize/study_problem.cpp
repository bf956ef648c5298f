#include "optimize/study_problem.h"

#include <set>

#include "base/error.h"
#include "optimize/condition_search.h"
#include "optimize/variable_sides.h"

namespace stom::optimize {
namespace {

// More integers than this between two ends are no list any more.
constexpr double kMostListedIntegers = 10'000;

Message rendered(const Diagnostic& diagnostic, const std::string& name, std::string_view source) {
  return {render(diagnostic, name, source, Language::kKorean), render(diagnostic, name, source, Language::kEnglish)};
}

// Errors end the request, warnings become notices.
void settle(const Diagnostics& diagnostics, const std::string& name, std::string_view source, std::vector<Message>& notices) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kError) throw UsageError(rendered(diagnostic, name, source));
    notices.push_back(rendered(diagnostic, name, source));
  }
}

std::string named(const std::string& name, const char* fallback) { return name.empty() ? fallback : name; }

// Only the variables that the chosen side reads are searched (known defect K6); 평균값계산틱수 stays.
void freeze_other_side(const StudySpec& spec, StudyProblem& problem) {
  if (spec.side == OptimizedSide::kBoth) return;
  const VariableSides sides = variable_sides(spec.base.buy_text, spec.base.sell_text);
  const StrategySide only = spec.side == OptimizedSide::kBuyOnly ? StrategySide::kBuy : StrategySide::kSell;
  freeze(problem.space, frozen_variables(sides, only, problem.space.dimensions.size()));
  if (const auto notice = shared_notice(sides)) problem.notices.push_back(*notice);
  if (problem.space.free_count() == 0) {
    throw UsageError({"고른 쪽(매수/매도) 전략이 읽는 변수 가운데 범위가 있는 것이 없습니다.", "No variable that the chosen side reads has a range to search."});
  }
}

void fix_variables(const StudySpec& spec, Space& space) {
  for (const int index : spec.fixed_variables) {
    if (index < 0 || index >= static_cast<int>(space.dimensions.size())) {
      throw UsageError(message("고정변수 {}: 그런 변수가 없습니다 (0~{}).", "Fixed variable {}: there is none (0 to {}).", index,
                               space.dimensions.size() - 1));
    }
  }
  freeze(space, std::set<int>(spec.fixed_variables.begin(), spec.fixed_variables.end()));
}

// 범위간격 자동탐색: every integer, or every number, between the ends of a range. 평균값계산틱수 keeps its list: the columns exist for it alone.
void drop_steps(const RangeText& ranges, Space& space) {
  for (const RangeEntry& entry : ranges.entries) {
    Dimension& dimension = space.dimensions[static_cast<std::size_t>(entry.index)];
    if (entry.index == 0 || dimension.is_fixed()) continue;
    const bool integers =
        std::all_of(dimension.candidates.begin(), dimension.candidates.end(), [](const Candidate& c) { return c.is_integer; });
    const auto [low, high] = std::minmax({candidate_of(entry.list[0]).value, candidate_of(entry.list[1]).value});
    if (integers && high - low < kMostListedIntegers) {
      dimension.candidates.clear();
      for (double value = low; value <= high; ++value) dimension.candidates.push_back({value, true});
      if (!dimension.ascending) std::reverse(dimension.candidates.begin(), dimension.candidates.end());
    } else {
      dimension.candidates.clear();
      dimension.continuous = true;
    }
    dimension.low = low;
    dimension.high = high;
  }
}

void use_ranges(const StudySpec& spec, StudyProblem& problem) {
  problem.form = spec.kind.family == SearchFamily::kGenetic ? RangeForm::kGenetic : RangeForm::kRange;
  const RangeText ranges = parse_ranges(spec.range_text, problem.form);
  settle(ranges.diagnostics, named(spec.range_name, "ranges"), spec.range_text, problem.notices);
  const RangeCheck check = check_ranges(spec.base.buy_text, spec.base.sell_text, ranges, spec.base.average_list);
  settle(check.buy, named(spec.buy_name, "buy"), spec.base.buy_text, problem.notices);
  settle(check.sell, named(spec.sell_name, "sell"), spec.base.sell_text, problem.notices);
  settle(check.ranges, named(spec.range_name, "ranges"), spec.range_text, problem.notices);
  problem.space = make_space(ranges);
  if (problem.space.dimensions.empty()) throw UsageError({"범위에 변수가 하나도 없습니다.", "The ranges hold no variable."});
  freeze_other_side(spec, problem);
  if (spec.kind.family == SearchFamily::kSampler) {
    fix_variables(spec, problem.space);
    if (spec.auto_step) drop_steps(ranges, problem.space);
  }
}

void use_conditions(const StudySpec& spec, StudyProblem& problem) {
  const backtest::RunSpec& base = spec.base;
  ConditionLayout& layout =
      problem.conditions.emplace(condition_layout(spec.buy_conditions, spec.sell_conditions, base.market, base.frame));
  settle(layout.buy.diagnostics, named(spec.buy_name, "buy conditions"), spec.buy_conditions, problem.notices);
  settle(layout.sell.diagnostics, named(spec.sell_name, "sell conditions"), spec.sell_conditions, problem.notices);
  settle(side_mismatch(layout.buy, layout.sell), named(spec.sell_name, "sell conditions"), spec.sell_conditions, problem.notices);
  problem.base.buy_text = switched_buy(layout.buy, static_cast<int>(layout.first_buy), base.market);
  problem.base.sell_text = switched_sell(layout.sell, static_cast<int>(layout.first_sell), base.market);
  problem.space = condition_space(base.average_ticks, layout.buy.conditions.size(), layout.sell.conditions.size());
  if (std::find(base.average_list.begin(), base.average_list.end(), base.average_ticks) == base.average_list.end()) {
    throw UsageError(message("평균값계산틱수 {}이(가) 데이터를 불러올 때의 목록에 없습니다. 목록에 더하십시오.",
                             "The average ticks {} are not in the list the data is loaded with; add them to the list.",
                             base.average_ticks));
  }
}

}  // namespace

StudyProblem make_problem(const StudySpec& spec) {
  StudyProblem problem;
  problem.base = spec.base;
  problem.base.vars = {};
  switch (spec.kind.family) {
    case SearchFamily::kGrid:
    case SearchFamily::kSampler:
    case SearchFamily::kGenetic: use_ranges(spec, problem); break;
    case SearchFamily::kConditions: use_conditions(spec, problem); break;
    case SearchFamily::kNone:
    case SearchFamily::kFinder:
      throw UsageError(message("'{}'은(는) 최적화가 아닙니다. `stom backtest`나 `stom find`를 쓰십시오.",
                               "'{}' is no search; use `stom backtest` or `stom find`.", spec.kind.name_ko));
  }
  return problem;
}

backtest::RunSpec plain_run(const StudyProblem& problem, const Vector& vector) {
  backtest::RunSpec run = problem.base;
  run.average_ticks = static_cast<int>(vector.front().value);
  if (!problem.conditions) {
    run.vars = parameters(vector);
    return run;
  }
  const ConditionLayout& layout = *problem.conditions;
  run.buy_text = assemble_buy(layout.buy, chosen_buy(layout, vector), run.market);
  run.sell_text = assemble_sell(layout.sell, chosen_sell(layout, vector), run.market);
  return run;
}

}  // namespace stom::optimize
