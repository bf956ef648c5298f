// Trades and books that give recorded rows again when they are aggregated (aggregation/aggregator.h): the other way round from rows to
// events. Rows do not say in what order and at what prices was traded; what is made here is one of the ways that add up.
//
// Second rows: the trades of a row at the start of its second, then its book. Minute rows: open, high, low and close spread over the
// minute; the book of a minute is the one that the next minute begins with, as rows are made. What was traded on the day before the
// first row comes one row earlier (and makes a row of its own). Beyond the five levels of a row the rest of its total stands on five more.
#pragma once

#include <functional>

#include "market/schema.h"
#include "sim/exchange.h"

namespace stom::sim {

// What is used of one row.
struct RowValues {
  EpochMicros time = 0;                         // start of its second or minute
  Decimal price, open, high, low;               // of the day so far
  Decimal bar_open, bar_high, bar_low;          // minute rows
  Decimal buy, sell;                            // traded in the period
  double value = 0, day_value = 0;              // traded in the period, and on the day so far
  double change_rate = 0, strength = 0;
  std::vector<venue::Level> asks, bids;         // best first
  Decimal ask_total, bid_total;
};
[[nodiscard]] RowValues row_values(market::Market market, market::Frame frame, RowKey index, const double* columns);

// The prices that a trade may have, and the least quantity.
struct TradeGrid {
  std::function<Decimal(Decimal)> at_or_below, above;
  Decimal step;
};

class RowEvents {
 public:
  // previous_close: told with the first trade; 0: unknown.
  RowEvents(market::Frame frame, std::string symbol, TradeGrid grid, Decimal previous_close);
  // Appends what the next row needs, ascending in time; times are the rows' own.
  void add(const RowValues& given, std::vector<MarketEvent>& events);
  void finish(std::vector<MarketEvent>& events);

 private:
  struct Part {
    Decimal price, quantity;
    venue::Side taker = venue::Side::kBuy;
  };
  // So much bought and sold for this value: one step each at the prices that must be seen, in order; the rest at two prices that are
  // neighbours, so that the value comes out.
  struct Trading {
    std::vector<Decimal> seen;
    Decimal buy, sell, low, high;
    double value = 0;
    bool buys_last = false;
  };
  [[nodiscard]] std::vector<Part> parts(const Trading& trading) const;
  [[nodiscard]] Trading trading_of(const RowValues& row) const;
  [[nodiscard]] Trading day_before(const RowValues& row) const;
  void trade(const Trading& trading, EpochMicros time, std::vector<MarketEvent>& events);
  void show(EpochMicros time, const RowValues& row, std::vector<MarketEvent>& events) const;

  market::Frame frame_;
  std::string symbol_;
  TradeGrid grid_;
  Decimal previous_close_;
  RowValues before_;
  bool has_before_ = false;
  double day_value_ = 0;     // as a receiver reckons it
  double unseen_value_ = 0;  // of the file's day value: never played
};

}  // namespace stom::sim
