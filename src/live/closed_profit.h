// Profit of a sale when the fees are known as paid (real trading); by rates it is trade::profit().
#pragma once

#include "market/market.h"
#include "trade/profit.h"

namespace stom::live {

// `fees`: entry and exit together, in the quote currency. Rounded as trade::profit() rounds.
[[nodiscard]] trade::Profit paid_profit(market::Market market, trade::Side side, double buy_value, double sell_value, double fees);

}  // namespace stom::live
