// Order quantity from the bet and 비중조절 (back-test spec 5).
#pragma once

#include <span>

#include "market/market.h"

namespace stom::trade {

// The bet after scaling by x, the number that selector g picks; g = 0: unscaled. NaN picks the last multiplier.
[[nodiscard]] double scaled_bet(double bet, std::span<const double, 10> weight_scaling, double x);
// Stock: whole shares; crypto: 8 decimals. 0 when the price is not positive and finite.
[[nodiscard]] double order_quantity(market::Market market, double bet, double price);

}  // namespace stom::trade
