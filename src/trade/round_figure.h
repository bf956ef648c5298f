// Round prices (back-test spec 9.5): within N ticks above or below a price where the tick changes. The widths above and
// below differ by table design; before 2023-01-25 the older bases apply.
#pragma once

#include "base/time.h"

namespace stom::trade {

[[nodiscard]] bool is_above_round_figure(double price, int ticks, TradingDay day);
[[nodiscard]] bool is_below_round_figure(double price, int ticks, TradingDay day);

}  // namespace stom::trade
