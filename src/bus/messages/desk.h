// Between a strategy worker and its trader: rows of symbols that are held, ordered or signalled, and what became of them.
#pragma once

#include "bus/message.h"

namespace stom::bus {

// One complete row of a symbol and what its texts said. Rows of one symbol come in order; in paper trading the worker waits for the answer
// before it evaluates the next row of that symbol.
struct RowDecision {
  std::string code;
  std::int64_t index = 0, row_number = 0;
  std::vector<double> ask_prices, ask_sizes, bid_prices, bid_sizes;
  double price = 0, low = 0, high = 0, bought = 0, sold = 0;
  bool watched = false, was_watched = false, may_evaluate = true;
  std::uint8_t buy_signal = 0;
  std::int32_t sell_label = -1;
  std::string sell_label_text;
  double weight = 1;
  double day_range = 0;
  std::int64_t received_micros = 0;

  static constexpr MessageFacts kFacts{MessageType::kRowDecision, 1, "RowDecision", "a row of a symbol and what its texts said"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("index", self.index, "row key");
    visit("row_number", self.row_number, "position in the worker's day");
    visit("ask_prices", self.ask_prices, "five, best first");
    visit("ask_sizes", self.ask_sizes);
    visit("bid_prices", self.bid_prices);
    visit("bid_sizes", self.bid_sizes);
    visit("price", self.price);
    visit("low", self.low, "traded in the period (second rows: the price)");
    visit("high", self.high);
    visit("bought", self.bought, "volume of the period by takers");
    visit("sold", self.sold);
    visit("watched", self.watched);
    visit("was_watched", self.was_watched, "one row ago");
    visit("may_evaluate", self.may_evaluate, "false: too few rows or a gap; working orders are looked after");
    visit("buy_signal", self.buy_signal, "0 none, 1 buy or long, 2 short, 255 the text raised");
    visit("sell_label", self.sell_label, "number of the condition that sold; -1 none, -2 the text raised");
    visit("sell_label_text", self.sell_label_text);
    visit("weight", self.weight, "of the bet (비중조절)");
    visit("day_range", self.day_range, "저가대비고가등락율, %");
    visit("received", self.received_micros, "µs since 1970, arrival of the last event in the row");
  }
};

// What the trader holds of a symbol; after every RowDecision and whenever it changes.
struct SymbolState {
  std::string code;
  std::int64_t answered_index = 0;
  bool held = false;
  std::uint8_t side = 1;
  double quantity = 0, entry_price = 0, highest = 0, lowest = 0;
  std::int64_t entry_row = 0, entry_seconds = 0;
  std::uint16_t buys = 0, sells = 0;
  bool buy_pending = false, sell_pending = false;
  bool buying_stopped = false;

  static constexpr MessageFacts kFacts{MessageType::kSymbolState, 1, "SymbolState", "what the trader holds of a symbol"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("answered", self.answered_index, "row key of the RowDecision that this answers; 0: a change by itself");
    visit("held", self.held);
    visit("side", self.side, "1 long, 2 short; not held: of the entry that pends");
    visit("quantity", self.quantity);
    visit("entry_price", self.entry_price);
    visit("highest", self.highest, "% profit since the entry");
    visit("lowest", self.lowest);
    visit("entry_row", self.entry_row, "row key of the first purchase");
    visit("entry_seconds", self.entry_seconds, "s since 1970 of that row");
    visit("buys", self.buys);
    visit("sells", self.sells);
    visit("buy_pending", self.buy_pending);
    visit("sell_pending", self.sell_pending);
    visit("buying_stopped", self.buying_stopped, "halt, day stop, or unsure: no entries");
  }
};

}  // namespace stom::bus
