// What every bar must satisfy, whatever file it comes from.
#pragma once

#include "aggregation/formats/parse_result.h"

namespace stom::aggregation {

// Bad where prices are not positive, high or low do not enclose open and close, or the volume is negative.
[[nodiscard]] ParseResult check_candle(const Candle& candle);

}  // namespace stom::aggregation
