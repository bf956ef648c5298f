// Binance's words for orders as stom's.
#pragma once

#include <string_view>

#include "venue/venue_event.h"

namespace stom::venue::binance {

[[nodiscard]] std::optional<Side> side_of(std::string_view word);
[[nodiscard]] PositionSide position_side_of(std::string_view word);
[[nodiscard]] OrderType order_type_of(std::string_view word);
[[nodiscard]] TimeInForce time_in_force_of(std::string_view word);
[[nodiscard]] OrderState order_state_of(std::string_view word);
// Conditional orders wait for their trigger; FINISHED says nothing: the order that it became says how it ended.
[[nodiscard]] OrderState algo_state_of(std::string_view word);
[[nodiscard]] OrderCause order_cause_of(std::string_view execution_type);
// Orders that the exchange itself sent: liquidation, auto-deleveraging, settlement.
[[nodiscard]] bool is_forced_order(std::string_view client_id);

}  // namespace stom::venue::binance
