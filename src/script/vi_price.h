// VI아래5호가: the price five ticks below the upper VI price (strategy-language specification 4.4).
#pragma once

#include "base/time.h"

namespace stom::script {

// `second_key` 14 digits: the tick table of the row's own date is used, in minute rows too.
[[nodiscard]] double five_ticks_below(double vi_price, double vi_tick_size, RowKey second_key);

}  // namespace stom::script
