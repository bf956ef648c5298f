// Which orders Upbit takes, before it looks at the money.
#pragma once

#include <optional>

#include "sim/exchange.h"
#include "sim/order.h"
#include "sim/symbol_market.h"

namespace stom::sim {

// A refusal of this name with the venue's status and words.
[[nodiscard]] Refused upbit_refusal(std::string_view name);
[[nodiscard]] std::optional<Refused> refuse_upbit_order(const Order& order, const SymbolMarket& market, EpochMicros now);
[[nodiscard]] bool is_upbit_price(std::string_view symbol, Decimal price, EpochMicros now);
[[nodiscard]] Decimal upbit_min_total();  // value of one order in won
[[nodiscard]] Decimal upbit_max_total();

}  // namespace stom::sim
