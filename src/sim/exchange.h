// The exchange itself, for one venue: instruments, a market that plays, accounts, orders, matching. Pure and single-threaded: all times
// are the exchange's own clock (microseconds UTC), passed in; what happens comes to the listener inside the call that causes it, in order.
// A listener may ask the exchange, but must not order, cancel or advance from inside a call.
//
// Matching: the market (MarketSource) owns the displayed book and prints trades. A taker order takes displayed levels, which stay taken
// until the market shows that level anew; what cannot be taken rests (limit) or ends (market: by the venue's rule). A resting order fills
// when a print trades through its price (whole), or at its price behind the quantity that stood there when it came. Orders of two
// accounts never meet; a taker that meets a resting order of its own account ends it, or itself, by its self-trade prevention (Upbit's
// "reduce" and "none" and Binance's "NONE" pass over it). Balances and positions are exact decimals: fees and realised profits have eight places, nothing else is rounded, so
// that sums of fills are the balances to the last digit. A Binance position whose margin no longer covers what it must keep is liquidated
// (binance_forced.cpp); funding is paid at 00, 08 and 16 UTC where a rate is set.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/decimal.h"
#include "venue/order_request.h"
#include "venue/venue_event.h"

namespace stom::sim {

using aggregation::Decimal;

// Who is told. Venue vocabulary, all fields that the venue's messages carry are filled in.
// A fill comes as on_fill alone, with the order as it stands after it (Binance: PARTIALLY_FILLED or FILLED; Upbit: state "trade");
// then the balances and the position that it moved. Only Upbit tells the end once more, as on_order with done or cancel. A new order is
// on_order first, also when it fills at once. Balances that an order locks or frees are told after its on_order.
class ExchangeListener {
 public:
  virtual ~ExchangeListener() = default;
  virtual void on_trade(const venue::Trade& trade) = 0;
  virtual void on_book(const venue::BookPicture& book) = 0;       // whole, at most 30 levels a side
  virtual void on_ticker(const venue::Ticker& ticker) = 0;        // after every trade: the UTC day so far
  virtual void on_order(const std::string& account, const venue::OrderUpdate& order) = 0;
  virtual void on_fill(const std::string& account, const venue::Fill& fill, const venue::OrderUpdate& order) = 0;
  virtual void on_balance(const std::string& account, const venue::Balance& balance) = 0;
  virtual void on_position(const std::string& account, const venue::Position& position) = 0;
};

// A refusal in the venue's words: Binance code, Upbit name; HTTP status.
struct Refused {
  int status = 400;
  int code = 0;
  std::string name, text;
};
struct OrderReply {
  std::optional<venue::OrderUpdate> order;  // nothing: refused
  Refused refused;
};

// What plays. next_time(): when the next event is due (kNoTime: never again); play(now) gives all events due until then.
struct MarketEvent {
  EpochMicros time = 0;
  std::variant<venue::Trade, venue::BookPicture> what;
};
class MarketSource {
 public:
  virtual ~MarketSource() = default;
  [[nodiscard]] virtual const std::vector<venue::Instrument>& instruments() const = 0;
  [[nodiscard]] virtual EpochMicros next_time() = 0;
  virtual void play(EpochMicros now, std::vector<MarketEvent>& events) = 0;
};

struct RandomMarketOptions {
  std::uint64_t seed = 1;
  int symbols = 8;
  double events_per_second = 4;   // a symbol: books and trades together
  EpochMicros start = 0;
  double volatility = 0.0004;     // standard deviation of the return of one second
};
// Plausible coins of the venue (KRW-BTC …, BTCUSDT …) with the venue's tick tables and filters; prices walk on the grid.
[[nodiscard]] std::unique_ptr<MarketSource> random_market(venue::Venue venue, const RandomMarketOptions& options);
// Rows of one day of a back database (its own frame): every row becomes trades and a book that give this row again (row_events.h). The
// first event comes at `start` or up to one second (minute) later. `codes` empty: all. Throws DataError when there are no such rows.
[[nodiscard]] std::unique_ptr<MarketSource> recorded_rows(venue::Venue venue, const std::string& database,
                                                          const std::vector<std::string>& codes, TradingDay day, EpochMicros start);
// Raw recordings (receive time TAB message; .tsv, .gz) as `stom import` reads them. Throws DataError when no symbol of the venue has both
// trades and a book.
[[nodiscard]] std::unique_ptr<MarketSource> raw_recording(venue::Venue venue, const std::string& file, EpochMicros start);

struct ExchangeOptions {
  venue::Venue venue = venue::Venue::kBinance;
  Decimal maker_fee, taker_fee;   // zero: the venue's usual (Upbit 0.0005 both, Binance 0.0002 / 0.0005)
  std::uint64_t seed = 1;         // of order ids
  Decimal funding_rate;           // Binance: of the notional at 00, 08 and 16 UTC, longs pay shorts; zero: none
  bool refuse_unfillable = false; // Binance FOK and GTX orders that cannot be: refused (-5021, -5022) instead of NEW and EXPIRED
};

class Exchange {
 public:
  Exchange(ExchangeOptions options, std::unique_ptr<MarketSource> market, ExchangeListener& listener);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Plays the market until `now` and ends what has run out (countdownCancelAll).
  void advance(EpochMicros now);
  [[nodiscard]] EpochMicros next_time();  // of the market's next event
  [[nodiscard]] EpochMicros now() const;

  // --- public
  [[nodiscard]] const std::vector<venue::Instrument>& instruments() const;
  [[nodiscard]] venue::BookPicture book(const std::string& symbol) const;
  [[nodiscard]] venue::Ticker ticker(const std::string& symbol) const;             // UTC day
  // Of the last 5,000, oldest first.
  [[nodiscard]] std::vector<venue::Trade> trades(const std::string& symbol, std::uint64_t from_id, std::size_t most) const;
  [[nodiscard]] std::vector<venue::Candle> candles(const std::string& symbol, std::string_view interval, EpochMicros from, EpochMicros to,
                                                   std::size_t most) const;  // 1s, 1m, 1d from what was played; oldest first

  // --- accounts (an account is named by its access key)
  void open_account(const std::string& account, const std::string& asset, Decimal amount);
  [[nodiscard]] bool has_account(const std::string& account) const;
  [[nodiscard]] std::vector<venue::Balance> balances(const std::string& account) const;
  // Binance: symbols with a position or an open order; in hedge mode both sides of them. Upbit: none.
  [[nodiscard]] std::vector<venue::Position> positions(const std::string& account, std::string_view symbol = {}) const;
  [[nodiscard]] venue::AccountTotals totals(const std::string& account) const;  // Binance
  [[nodiscard]] venue::OrderChance chance(const std::string& account, const std::string& symbol) const;
  // Binance
  [[nodiscard]] std::optional<Refused> set_leverage(const std::string& account, const std::string& symbol, int leverage);
  [[nodiscard]] std::optional<Refused> set_margin_type(const std::string& account, const std::string& symbol, std::string_view type);
  [[nodiscard]] std::optional<Refused> set_hedge_mode(const std::string& account, bool hedge);
  [[nodiscard]] bool hedge_mode(const std::string& account) const;
  [[nodiscard]] std::vector<venue::SymbolSetting> symbol_settings(const std::string& account, std::string_view symbol = {}) const;
  void countdown_cancel(const std::string& account, const std::string& symbol, EpochMicros after);  // 0: off

  [[nodiscard]] Decimal maker_fee() const;
  [[nodiscard]] Decimal taker_fee() const;

  // --- orders
  // The reply of Upbit is the order as it was accepted (wait), or as it was before the cancel; its end comes to the listener. Binance
  // replies with the order as it stands after the call.
  [[nodiscard]] OrderReply place(const std::string& account, const venue::NewOrder& order);
  [[nodiscard]] OrderReply cancel(const std::string& account, const std::string& symbol, const venue::OrderName& name);
  [[nodiscard]] OrderReply amend(const std::string& account, const std::string& symbol, const venue::OrderName& name, Decimal quantity,
                                 Decimal price);
  std::vector<venue::OrderUpdate> cancel_all(const std::string& account, std::string_view symbol, std::optional<venue::Side> side = {});
  [[nodiscard]] OrderReply order(const std::string& account, const std::string& symbol, const venue::OrderName& name) const;
  [[nodiscard]] std::vector<venue::OrderUpdate> open_orders(const std::string& account, std::string_view symbol = {}) const;
  [[nodiscard]] std::vector<venue::OrderUpdate> closed_orders(const std::string& account, std::string_view symbol, EpochMicros from,
                                                              EpochMicros to) const;
  [[nodiscard]] std::vector<venue::Fill> fills(const std::string& account, std::string_view symbol = {}) const;              // oldest first
  [[nodiscard]] std::vector<venue::Fill> fills_of(const std::string& account, const std::string& order_id) const;

  // Everything of an account as one line of JSON, sorted: balances, positions, every order with its fills. The judge of tests.
  [[nodiscard]] std::string account_json(const std::string& account) const;

  // Partial fills (fault): at most this share of a taker order is taken at once, the rest in later advances.
  void set_partial_share(double share);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::sim
