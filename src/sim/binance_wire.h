// Binance USD-M's bytes: answers of REST calls and events of streams, in the documented shapes of autumn 2026 (st, ps, nq; acknowledgements
// without avgPrice and cumQuote). Every price and quantity is a string with the digits of its instrument.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/exchange.h"
#include "venue/venue_event.h"

namespace stom::sim::binance_wire {

using aggregation::Level;
using venue::Instrument;

// ---- Words
[[nodiscard]] std::string error(int code, std::string_view text);
[[nodiscard]] std::string error(const Refused& refused);
[[nodiscard]] std::string success();

// ---- Public REST
[[nodiscard]] std::string server_time(EpochMicros now);
[[nodiscard]] std::string exchange_info(const std::vector<Instrument>& instruments, EpochMicros now);
[[nodiscard]] std::string depth(const venue::BookPicture& book, const Instrument& instrument, std::size_t levels, EpochMicros now);
[[nodiscard]] std::string klines(const std::vector<venue::Candle>& candles, const Instrument& instrument);
[[nodiscard]] std::string aggregate_trades(const std::vector<venue::Trade>& trades, const Instrument& instrument);
[[nodiscard]] std::string day_ticker(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros now);
[[nodiscard]] std::string prices(const std::vector<venue::Ticker>& tickers, const std::vector<Instrument>& instruments, bool as_list);

// ---- Account
struct AccountPicture {
  std::vector<venue::Balance> balances;
  std::vector<venue::Position> positions;
};
[[nodiscard]] std::string balances(const std::vector<venue::Balance>& balances, EpochMicros now);
[[nodiscard]] std::string account(const venue::AccountTotals& totals, const AccountPicture& picture, EpochMicros now);
[[nodiscard]] std::string positions(const std::vector<venue::Position>& positions, EpochMicros now);
[[nodiscard]] std::string symbol_config(const std::vector<venue::SymbolSetting>& settings);
[[nodiscard]] std::string leverage(const venue::SymbolSetting& setting);
[[nodiscard]] std::string leverage_brackets(const std::vector<Instrument>& instruments);
[[nodiscard]] std::string commission(std::string_view symbol, const std::string& maker, const std::string& taker);
[[nodiscard]] std::string position_mode(bool hedge);
[[nodiscard]] std::string listen_key(std::string_view key);
[[nodiscard]] std::string countdown(std::string_view symbol, std::int64_t millis);

// ---- Orders
enum class OrderForm : std::uint8_t { kAcknowledgement, kQuery };  // an acknowledgement carries neither avgPrice nor cumQuote
[[nodiscard]] std::string order(const venue::OrderUpdate& order, const Instrument& instrument, OrderForm form);
[[nodiscard]] std::string orders(const std::vector<venue::OrderUpdate>& orders, const std::vector<Instrument>& instruments, OrderForm form);
[[nodiscard]] std::string user_trades(const std::vector<venue::Fill>& fills, const Instrument& instrument);

// ---- Market streams (the event itself; binance_stream wraps it)
[[nodiscard]] std::string aggregate_trade_event(const venue::Trade& trade, const Instrument& instrument, EpochMicros sent);
struct DepthIds {
  std::uint64_t first = 0, last = 0, previous = 0;
};
[[nodiscard]] std::string depth_event(const Instrument& instrument, EpochMicros time, EpochMicros sent, const DepthIds& ids,
                                      std::span<const Level> bids, std::span<const Level> asks);
[[nodiscard]] std::string book_ticker_event(const venue::BookPicture& book, const Instrument& instrument, std::uint64_t id,
                                            EpochMicros sent);
[[nodiscard]] std::string mini_ticker_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent, bool is_spot);
[[nodiscard]] std::string ticker_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent);
[[nodiscard]] std::string kline_event(const venue::Candle& candle, const Instrument& instrument, EpochMicros sent);
[[nodiscard]] std::string mark_price_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent);

// ---- User data
[[nodiscard]] std::string order_event(const venue::OrderUpdate& order, const venue::Fill* fill, const Instrument& instrument,
                                      EpochMicros sent);
[[nodiscard]] std::string trade_lite_event(const venue::OrderUpdate& order, const venue::Fill& fill, const Instrument& instrument,
                                           EpochMicros sent);
[[nodiscard]] std::string account_event(const AccountPicture& picture, EpochMicros sent);
[[nodiscard]] std::string leverage_event(std::string_view symbol, int leverage, EpochMicros sent);
[[nodiscard]] std::string listen_key_expired_event(std::string_view key, EpochMicros sent);

}  // namespace stom::sim::binance_wire
