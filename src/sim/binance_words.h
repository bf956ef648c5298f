// Binance's words for the shared vocabulary.
#pragma once

#include <string_view>

#include "sim/wire_text.h"
#include "venue/venue_event.h"

namespace stom::sim::binance_wire {

[[nodiscard]] std::string_view side_word(venue::Side side);
[[nodiscard]] std::string_view position_side_word(venue::PositionSide side);
[[nodiscard]] std::string_view type_word(const venue::OrderUpdate& order);
[[nodiscard]] std::string_view time_word(const venue::OrderUpdate& order);
[[nodiscard]] std::string_view state_word(const venue::OrderUpdate& order);
[[nodiscard]] std::string_view cause_word(const venue::OrderUpdate& order);  // x of ORDER_TRADE_UPDATE

// Digits of the instrument; −1 becomes none, the value's own digits.
[[nodiscard]] std::string price_text(const Number& price, const venue::Instrument& instrument);
[[nodiscard]] std::string quantity_text(const Number& quantity, const venue::Instrument& instrument);
[[nodiscard]] std::string money_text(const Number& value);  // eight places
// An id as a JSON number where it is one.
[[nodiscard]] std::string id_json(std::string_view id);

}  // namespace stom::sim::binance_wire
