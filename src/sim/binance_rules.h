// Which orders Binance USD-M takes, before it looks at positions and margin.
#pragma once

#include <optional>

#include "sim/exchange.h"
#include "sim/order.h"
#include "sim/symbol_market.h"

namespace stom::sim {

[[nodiscard]] Refused binance_refusal(int code, std::string_view detail = {});
// Words, filters and the position side of the account's mode.
[[nodiscard]] std::optional<Refused> refuse_binance_order(const Order& order, const SymbolMarket& market, bool hedge);
// Filters of price and quantity alone.
[[nodiscard]] std::optional<Refused> refuse_by_filters(const Order& order, const SymbolMarket& market);

}  // namespace stom::sim
