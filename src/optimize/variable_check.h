// Do the ranges fit the texts? Every self.vars[n] that a text reads needs a line in the ranges; a line that no text reads costs nothing but
// is most likely a mistake (optimisation spec 2.3).
#pragma once

#include "base/diagnostic.h"
#include "optimize/range_text.h"

namespace stom::optimize {

// Each list belongs to the text of its name.
struct VariableCheck {
  Diagnostics buy, sell;   // errors: read but without a range, once per number at its first place
  Diagnostics ranges;      // warnings: searched but never read; index 0 (평균값계산틱수) is always used
  [[nodiscard]] bool is_usable() const { return !has_errors(buy) && !has_errors(sell) && !has_errors(ranges); }
};
[[nodiscard]] VariableCheck check_variables(std::string_view buy_text, std::string_view sell_text, const RangeText& ranges);

// Line and column of a byte of a text.
[[nodiscard]] SourcePosition position_of(std::string_view text, std::size_t byte);

}  // namespace stom::optimize
