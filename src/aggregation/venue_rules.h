// What the row builder must know of a code beside its events: how its traded value is reckoned.
#pragma once

#include <string_view>

#include "market/market.h"

namespace stom::aggregation {

struct ValueRule {
  // Traded value is rounded to this many decimals after every trade. Two for money-like quotes (KRW, USDT, USD …), as the
  // reference does; eight for coin quotes (ETHBTC), where two would leave nothing.
  int decimals = 2;
  // Inverse contracts (BTCUSD_PERP): quantity counts contracts of this many USD. 0: value = quantity × price.
  double contract_value = 0;
  // Stock rows carry traded value in millions of won.
  double unit = 1;
};

[[nodiscard]] ValueRule value_rule(market::Market market, std::string_view code);

// The market that a code's shape names: KRW-BTC, BTC-XTZ → Upbit; six characters of a stock code → stock; letters and
// digits of a coin pair → Binance. False if the shape says nothing.
[[nodiscard]] bool market_of_code(std::string_view code, market::Market& market);

}  // namespace stom::aggregation
