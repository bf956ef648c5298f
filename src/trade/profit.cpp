#include "trade/profit.h"

#include <cmath>

#include "base/rounding.h"

namespace stom::trade {

FeeRates reference_fees(std::string_view buy_order_type, std::string_view sell_order_type) {
  constexpr double kTaker = 0.0004, kMaker = 0.0002;
  FeeRates rates;
  const auto is_market_order = [](std::string_view type) { return type.find("시장가") != std::string_view::npos; };
  rates.binance_open = is_market_order(buy_order_type) ? kTaker : kMaker;
  rates.binance_close = is_market_order(sell_order_type) ? kTaker : kMaker;
  return rates;
}

Profit profit(market::Market market, Side side, double buy_value, double sell_value, const FeeRates& fees) {
  Profit result;
  if (market == market::Market::kStock) {
    const double tax = std::trunc(sell_value * fees.stock_tax);
    const double buy_fee = std::trunc(buy_value * fees.stock_fee / 10) * 10;
    const double sell_fee = std::trunc(sell_value * fees.stock_fee / 10) * 10;
    result.proceeds = std::trunc(sell_value - tax - buy_fee - sell_fee);
    result.profit = round_to_even(result.proceeds - buy_value);
  } else if (market == market::Market::kUpbit) {
    result.proceeds = round_to_even(sell_value - buy_value * fees.upbit_fee - sell_value * fees.upbit_fee);
    result.profit = round_to_even(result.proceeds - buy_value);
  } else {
    const double open_fee = buy_value * fees.binance_open;
    const double close_fee = (sell_value - open_fee) * fees.binance_close;
    result.proceeds = side == Side::kLong ? round_scaled(sell_value - open_fee - close_fee, 4)
                                          : round_scaled(buy_value + buy_value - sell_value - open_fee - close_fee, 4);
    result.profit = round_scaled(result.proceeds - buy_value, 4);
  }
  result.rate = round_scaled(result.profit / buy_value * 100, 2);
  return result;
}

}  // namespace stom::trade
