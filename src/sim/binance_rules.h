// Which orders Binance USD-M takes, before it looks at positions and margin.
#pragma once

#include <optional>

#include "sim/exchange.h"
#include "sim/order.h"
#include "sim/symbol_market.h"

namespace stom::sim {

[[nodiscard]] Refused binance_refusal(int code, std::string_view detail = {});
// The brackets of every symbol in the box: the largest notional of a leverage, and what a position must keep.
inline constexpr int kMostLeverage = 125;
[[nodiscard]] Decimal most_notional(int leverage);
[[nodiscard]] Decimal maintenance_margin(Decimal notional);
// Words, filters and the position side of the account's mode.
[[nodiscard]] std::optional<Refused> refuse_binance_order(const Order& order, const SymbolMarket& market, bool hedge);
// Filters of price and quantity alone.
[[nodiscard]] std::optional<Refused> refuse_by_filters(const Order& order, const SymbolMarket& market);

}  // namespace stom::sim
