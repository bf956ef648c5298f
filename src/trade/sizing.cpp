#include "trade/sizing.h"

#include <cmath>

#include "base/rounding.h"

namespace stom::trade {

double scaled_bet(double bet, std::span<const double, 10> weight_scaling, double x) {
  if (weight_scaling[0] == 0) return bet;
  for (int step = 1; step <= 4; ++step) {
    if (x < weight_scaling[step]) return bet * weight_scaling[4 + step];
  }
  return bet * weight_scaling[9];
}

double order_quantity(market::Market market, double bet, double price) {
  if (!(price > 0) || !std::isfinite(price)) return 0;
  return market == market::Market::kStock ? std::trunc(bet / price) : round_scaled(bet / price, 8);
}

}  // namespace stom::trade
