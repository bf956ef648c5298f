// Upbit's bytes: answers of REST calls and messages of streams, in the documented shapes of autumn 2026. Exchange REST carries numbers as
// strings and leaves null fields out; quotation REST and all streams carry JSON numbers, and streams say null.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/exchange.h"
#include "venue/venue_event.h"

namespace stom::sim::upbit_wire {

// ---- Words
[[nodiscard]] std::string_view side_word(venue::Side side);            // "bid", "ask"
[[nodiscard]] std::string_view state_word(const venue::OrderUpdate& order);
[[nodiscard]] std::string error(const Refused& refused);
[[nodiscard]] std::string quotation_error(int status, std::string_view text);  // integer name
[[nodiscard]] std::string stream_error(std::string_view name, std::string_view text);

// ---- Quotation REST
[[nodiscard]] std::string markets(const std::vector<venue::Instrument>& instruments, bool details);
[[nodiscard]] std::string tickers(const std::vector<venue::Ticker>& tickers);
[[nodiscard]] std::string books(const std::vector<venue::BookPicture>& books, std::size_t levels);
[[nodiscard]] std::string book_instruments(const std::vector<venue::Instrument>& instruments);
// Newest first. `unit`: minutes, 0 for seconds, −1 for days.
[[nodiscard]] std::string candles(const std::vector<venue::Candle>& candles, int unit);
[[nodiscard]] std::string ticks(const std::vector<venue::Trade>& trades);

// ---- Account and orders
[[nodiscard]] std::string accounts(const std::vector<venue::Balance>& balances);
[[nodiscard]] std::string chance(const venue::OrderChance& chance);
// `fills`: nullptr where the answer carries no trades; executed_funds only in lists.
[[nodiscard]] std::string order(const venue::OrderUpdate& order, const std::vector<venue::Fill>* fills);
[[nodiscard]] std::string orders(const std::vector<venue::OrderUpdate>& orders);
// Old order with the ids of the one that takes its place.
[[nodiscard]] std::string replaced_order(const venue::OrderUpdate& old, const venue::OrderUpdate& fresh);
[[nodiscard]] std::string cancelled_orders(const std::vector<venue::OrderUpdate>& cancelled);

// ---- Streams; `brief`: SIMPLE names
struct StreamStyle {
  bool brief = false, snapshot = false;
};
[[nodiscard]] std::string ticker_message(const venue::Ticker& ticker, StreamStyle style);
[[nodiscard]] std::string trade_message(const venue::Trade& trade, StreamStyle style);
[[nodiscard]] std::string book_message(const venue::BookPicture& book, std::size_t units, StreamStyle style);
[[nodiscard]] std::string candle_message(const venue::Candle& candle, StreamStyle style);
[[nodiscard]] std::string order_message(const venue::OrderUpdate& order, EpochMicros sent, StreamStyle style);
[[nodiscard]] std::string fill_message(const venue::Fill& fill, const venue::OrderUpdate& order, EpochMicros sent, StreamStyle style);
[[nodiscard]] std::string asset_message(const std::vector<venue::Balance>& balances, std::string_view asset_uuid, EpochMicros sent,
                                        StreamStyle style);

}  // namespace stom::sim::upbit_wire
