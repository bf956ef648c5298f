// The tables of Upbit message kinds, read by messages.cpp.
#pragma once

#include "venue/message_reader.h"

namespace stom::venue::upbit {

// By the value of type / ty. "candle" stands for every "candle.…".
[[nodiscard]] const std::vector<MessageKind>& market_kinds();
[[nodiscard]] const std::vector<MessageKind>& own_kinds();
// REST answers that have a type too.
[[nodiscard]] const std::vector<MessageKind>& transfer_kinds();
// By their keys; the first row whose keys are all there.
[[nodiscard]] const std::vector<MessageKind>& rest_kinds();

[[nodiscard]] std::optional<Side> side_of(std::string_view word);  // bid, BID, ask, ASK
[[nodiscard]] OrderType order_type_of(std::string_view word);
[[nodiscard]] TimeInForce time_in_force_of(std::string_view word);
// state: wait, watch, trade, done, cancel, prevented. A market buy ends as "cancel" with a small rest of won: filled.
[[nodiscard]] OrderState order_state_of(std::string_view word, OrderType type, const Number& executed);

// Ticker fields are the same in streams and REST answers, but for the name of the code.
[[nodiscard]] ParseResult read_ticker(const Fields& fields, Key code, Ticker& ticker);

}  // namespace stom::venue::upbit
