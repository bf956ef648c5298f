// What receivers send: instruments, watch lists, rows. Columns stand in the order of the market's row schema; the bus does
// not know what they mean.
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct Instrument {
  std::string code, name, market;
  std::uint16_t worker = 0;
  std::int8_t price_digits = 0, quantity_digits = 0;
  std::string tick, step, market_step, least_quantity, most_quantity, least_value;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("name", self.name);
    visit("market", self.market);
    visit("worker", self.worker, "strategy worker that gets its rows");
    visit("price_digits", self.price_digits);
    visit("quantity_digits", self.quantity_digits);
    visit("tick", self.tick, "decimal; empty: by the market's price table");
    visit("step", self.step, "of quantities; empty: none");
    visit("market_step", self.market_step, "of quantities of market orders");
    visit("least_quantity", self.least_quantity);
    visit("most_quantity", self.most_quantity);
    visit("least_value", self.least_value, "of one order");
  }
};

struct InstrumentList {
  std::vector<Instrument> instruments;
  std::string market, frame;
  bool in_box = false;

  static constexpr MessageFacts kFacts{MessageType::kInstrumentList, 1, "InstrumentList", "all symbols of a receiver"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("instruments", self.instruments);
    visit("market", self.market, "of the rows; in shared rows only, as what follows");
    visit("frame", self.frame, "of the rows: tick, min");
    visit("in_box", self.in_box, "rows of an exchange in a box");
  }
};

struct WatchListUpdate {
  std::vector<std::string> added, removed;
  bool full = false;
  std::int64_t index = 0;

  static constexpr MessageFacts kFacts{MessageType::kWatchListUpdate, 1, "WatchListUpdate", "symbols that entered and left the watch list"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("added", self.added);
    visit("removed", self.removed);
    visit("full", self.full, "added is the whole list");
    visit("index", self.index, "row key that this list is stored under; 0: the list of now");
  }
};

struct MarketState {
  std::string market;
  std::uint8_t state = 0;
  std::int64_t exchange_micros = 0;
  std::int32_t remaining_seconds = 0;

  static constexpr MessageFacts kFacts{MessageType::kMarketState, 1, "MarketState", "the market opened, closed or changed its phase"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("market", self.market);
    visit("state", self.state,
          "number of the phase, as the market's rules count; shared rows: 1 they come, 0 the server's feed is interrupted");
    visit("exchange_time", self.exchange_micros, "µs since 1970 by the exchange");
    visit("remaining", self.remaining_seconds, "s to the next phase; negative: unknown");
  }
};

struct MarketRow {
  std::string code;
  std::int64_t index = 0;
  std::vector<double> columns;
  bool complete = true, watched = true;
  std::int64_t received_micros = 0;
  bool after_gap = false;

  static constexpr MessageFacts kFacts{MessageType::kMarketRow, 1, "MarketRow", "one second or one minute of one symbol"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("index", self.index, "row key, YYYYMMDDhhmmss or YYYYMMDDhhmm");
    visit("columns", self.columns, "in the order of the row schema");
    visit("complete", self.complete, "false: the minute still runs");
    visit("watched", self.watched, "on the watch list");
    visit("received", self.received_micros, "µs since 1970, arrival of the last event in it");
    visit("after_gap", self.after_gap, "the first row after more than 5 s without data: not evaluated");
  }
};

struct PriceUpdate {
  std::string code;
  double price = 0;
  std::int64_t received_micros = 0;

  static constexpr MessageFacts kFacts{MessageType::kPriceUpdate, 1, "PriceUpdate", "the newest price of a held or ordered symbol"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("price", self.price);
    visit("received", self.received_micros, "µs since 1970");
  }
};

struct OrderBook {
  std::string code;
  std::vector<double> ask_prices, ask_quantities, bid_prices, bid_quantities;
  double ask_total = 0, bid_total = 0;
  std::int64_t received_micros = 0;

  static constexpr MessageFacts kFacts{MessageType::kOrderBook, 1, "OrderBook", "the book of the symbol that a window shows"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("ask_prices", self.ask_prices, "best first");
    visit("ask_quantities", self.ask_quantities);
    visit("bid_prices", self.bid_prices, "best first");
    visit("bid_quantities", self.bid_quantities);
    visit("ask_total", self.ask_total);
    visit("bid_total", self.bid_total);
    visit("received", self.received_micros, "µs since 1970");
  }
};

}  // namespace stom::bus
