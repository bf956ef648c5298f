// Profit of a closed position after fees and tax, exactly as the reference computes it (back-test spec 7.3), and by dated
// tables as an option. Won for stock and Upbit, USDT for Binance.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/time.h"
#include "market/market.h"

namespace stom::trade {

enum class Side : std::uint8_t { kLong = 1, kShort = 2 };

struct Profit {
  double proceeds = 0;  // 매도금액 (pg)
  double profit = 0;    // 수익금 (sg)
  double rate = 0;      // 수익률 % (sp)
};

struct FeeRates {
  double stock_tax = 0.0018, stock_fee = 0.00015;
  double upbit_fee = 0.0005;
  double binance_open = 0.0004, binance_close = 0.0004;  // by order type: taker 0.0004, maker 0.0002
};
// Binance rates by the order-type texts.
[[nodiscard]] FeeRates reference_fees(std::string_view buy_order_type, std::string_view sell_order_type);

[[nodiscard]] Profit profit(market::Market market, Side side, double buy_value, double sell_value, const FeeRates& fees);

// rates[i] = profit(market, side, buy_value, quantity × prices[i], fees).rate for `count` prices.
void profit_rates(market::Market market, Side side, double buy_value, double quantity, const double* prices, std::size_t count,
                  const FeeRates& fees, double* rates);

}  // namespace stom::trade
