#include "optimize/variable_sides.h"

#include "base/utf8.h"
#include "script/variable_use.h"

namespace stom::optimize {
namespace {

// Reports each number without a range once, at its first place; gives the numbers that the text reads.
std::set<int> check_text(std::string_view text, const std::set<int>& defined, RangeForm form, Diagnostics& out) {
  std::set<int> used;
  for (const script::VariableUse& use : script::variable_uses(text, out)) {
    if (!used.insert(use.index).second || defined.contains(use.index)) continue;
    const auto length = static_cast<int>(character_count(text.substr(use.begin, use.end - use.begin)));
    out.push_back({Severity::kError, "missing-range", script::position_of(text, use), length,
                   message("self.vars[{}]의 범위가 없습니다.", "self.vars[{}] has no range.", use.index),
                   form == RangeForm::kRange
                       ? message("범위에 self.vars[{0}] = [[시작, 끝, 간격], 최적값] 줄을 넣으십시오.",
                                 "Add a line self.vars[{0}] = [[start, end, step], best] to the ranges.", use.index)
                       : message("범위에 self.vars[{0}] = [[후보, 후보], 최적값] 줄을 넣으십시오.",
                                 "Add a line self.vars[{0}] = [[value, value], best] to the ranges.", use.index)});
  }
  return used;
}

void check_average(const RangeEntry& entry, const Dimension& dimension, const std::vector<int>& average_list, Diagnostics& out) {
  for (const Candidate& candidate : dimension.candidates) {
    const bool loaded = std::any_of(average_list.begin(), average_list.end(), [&](int average) { return average == candidate.value; });
    if (loaded) continue;
    out.push_back({Severity::kError, "average-not-loaded", entry.list_position, 1,
                   message("self.vars[0]의 후보 {}는 불러온 평균값계산틱수가 아닙니다.", "The candidate {} of self.vars[0] is not among the loaded averages.",
                           candidate_text(candidate)),
                   message("평균값계산틱수 목록에 넣어 다시 불러오거나 범위에서 빼십시오.", "Load it with the average list, or take it out of the range.")});
  }
}

}  // namespace

std::set<int> VariableSides::shared() const {
  std::set<int> both;
  std::set_intersection(buy.begin(), buy.end(), sell.begin(), sell.end(), std::inserter(both, both.end()));
  return both;
}

VariableSides variable_sides(std::string_view buy_text, std::string_view sell_text) {
  VariableSides sides;
  sides.buy = script::variables_of(buy_text, sides.buy_diagnostics);
  sides.sell = script::variables_of(sell_text, sides.sell_diagnostics);
  return sides;
}

std::set<int> frozen_variables(const VariableSides& sides, StrategySide only, std::size_t count) {
  const std::set<int>& read = only == StrategySide::kBuy ? sides.buy : sides.sell;
  std::set<int> frozen;
  for (int index = 0; index < static_cast<int>(count); ++index) {
    if (index == 0 || !read.contains(index)) frozen.insert(index);
  }
  return frozen;
}

std::optional<Message> shared_notice(const VariableSides& sides) {
  std::string names;
  for (const int index : sides.shared()) {
    if (index != 0) names += fmt::format("{}self.vars[{}]", names.empty() ? "" : ", ", index);
  }
  if (names.empty()) return std::nullopt;
  return message("매수 전략과 매도 전략이 함께 쓰는 변수도 최적화합니다: {}", "Variables that the buy and the sell text share are optimised too: {}", names);
}

void freeze(Space& space, const std::set<int>& frozen) {
  for (const int index : frozen) {
    if (index < 0 || static_cast<std::size_t>(index) >= space.dimensions.size()) continue;
    Dimension& dimension = space.dimensions[static_cast<std::size_t>(index)];
    dimension.candidates = {dimension.start};
    dimension.continuous = false;
    dimension.low = dimension.high = dimension.start.value;
  }
}

RangeCheck check_ranges(std::string_view buy_text, std::string_view sell_text, const RangeText& ranges,
                        const std::vector<int>& average_list) {
  RangeCheck check;
  std::set<int> defined;
  for (const RangeEntry& entry : ranges.entries) defined.insert(entry.index);
  std::set<int> used = check_text(buy_text, defined, ranges.form, check.buy);
  used.merge(check_text(sell_text, defined, ranges.form, check.sell));
  // A text that could not be read may use any of them.
  if (!has_errors(check.buy) && !has_errors(check.sell)) {
    for (const RangeEntry& entry : ranges.entries) {
      if (entry.index == 0 || used.contains(entry.index)) continue;
      check.ranges.push_back(
          {Severity::kWarning,
           "unused-range",
           {entry.line, 1},
           1,
           message("self.vars[{}]는 매수·매도 전략 어디에서도 쓰이지 않습니다.", "self.vars[{}] is read by neither text.", entry.index),
           {}});
    }
  }
  const Space space = make_space(ranges);
  if (!space.dimensions.empty() && ranges.entries.front().index == 0) {
    check_average(ranges.entries.front(), space.dimensions.front(), average_list, check.ranges);
  }
  return check;
}

}  // namespace stom::optimize
