// Which variables the buy and the sell text read: what a buy-only or sell-only search may move, and whether texts and ranges fit.
// Sides come from the syntax trees; the reference's guess from the place of the first use (known defect K6) is not copied.
#pragma once

#include <set>

#include "optimize/range_text.h"

namespace stom::optimize {

enum class StrategySide : std::uint8_t { kBuy, kSell };

struct VariableSides {
  std::set<int> buy, sell;                        // numbers that the text reads; indicator settings belong to the buy text
  Diagnostics buy_diagnostics, sell_diagnostics;  // computed numbers, texts that do not parse

  [[nodiscard]] bool is_usable() const { return !has_errors(buy_diagnostics) && !has_errors(sell_diagnostics); }
  // Read by both: moved by a search of either side, which changes the other one too.
  [[nodiscard]] std::set<int> shared() const;
};
[[nodiscard]] VariableSides variable_sides(std::string_view buy_text, std::string_view sell_text);

// The variables 0 … count−1 that stay at their start value in a search of one side: those that it does not read, and always 0
// (평균값계산틱수 belongs to neither side).
[[nodiscard]] std::set<int> frozen_variables(const VariableSides& sides, StrategySide only, std::size_t count);
// For the log of a one-sided search; nothing where no variable but 0 is shared.
[[nodiscard]] std::optional<Message> shared_notice(const VariableSides& sides);
// Leaves one candidate each, the start value, so that no searcher moves them.
void freeze(Space& space, const std::set<int>& frozen);

// What must hold before a run; each list belongs to the text of its name. Errors: a variable that is read but not defined, a candidate of
// self.vars[0] that is not among the loaded averages. Warning: defined, but read by no text (except 0).
struct RangeCheck {
  Diagnostics buy, sell, ranges;
  [[nodiscard]] bool is_usable() const { return !has_errors(buy) && !has_errors(sell) && !has_errors(ranges); }
};
[[nodiscard]] RangeCheck check_ranges(std::string_view buy_text, std::string_view sell_text, const RangeText& ranges,
                                      const std::vector<int>& average_list);

}  // namespace stom::optimize
