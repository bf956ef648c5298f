#include "live/closed_profit.h"

#include "base/rounding.h"

namespace stom::live {

trade::Profit paid_profit(market::Market market, trade::Side side, double buy_value, double sell_value, double fees) {
  const int places = market == market::Market::kUpbit ? 0 : 4;
  const double gross = side == trade::Side::kLong ? sell_value : 2 * buy_value - sell_value;
  trade::Profit result;
  result.proceeds = round_scaled(gross - fees, places);
  result.profit = round_scaled(result.proceeds - buy_value, places);
  result.rate = round_scaled(result.profit / buy_value * 100, 2);
  return result;
}

}  // namespace stom::live
