// The tables of Binance message kinds, read by messages.cpp.
#pragma once

#include "venue/message_reader.h"

namespace stom::venue::binance {

// By the value of "e".
[[nodiscard]] const std::vector<MessageKind>& market_kinds();
[[nodiscard]] const std::vector<MessageKind>& user_kinds();
// By their keys; the first row whose keys are all there. rest_kinds() is all of them.
[[nodiscard]] const std::vector<MessageKind>& rest_kinds();
[[nodiscard]] const std::vector<MessageKind>& market_answer_kinds();
[[nodiscard]] const std::vector<MessageKind>& order_answer_kinds();
[[nodiscard]] const std::vector<MessageKind>& account_answer_kinds();

[[nodiscard]] std::string symbol_of(const Fields& fields, std::string_view given);
// Best prices as a stream sends them; spot sends them without an event name.
[[nodiscard]] ParseResult read_stream_top(ReadContext& context);
[[nodiscard]] ParseResult read_exchange_info(ReadContext& context);
[[nodiscard]] ParseResult read_position(const Fields& fields, Position& position);

}  // namespace stom::venue::binance
