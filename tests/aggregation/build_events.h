// Short ways to write events in tests.
#pragma once

#include <string>

#include "aggregation/aggregator.h"

namespace stom::aggregation::test {

inline Decimal number(const std::string& text) {
  Decimal value;
  if (!Decimal::parse(text, value)) throw std::invalid_argument(text);
  return value;
}

// 2024-08-08 hh:mm:ss (a 14-digit key) plus milliseconds.
inline EpochMicros at(RowKey key, int millis = 0) { return epoch_seconds(key) * 1'000'000 + millis * 1000; }

inline Trade trade(EpochMicros time, const std::string& price, const std::string& quantity, Side taker = Side::kBuy, SymbolId symbol = {}) {
  Trade one;
  one.symbol = symbol;
  one.time = time;
  one.price = number(price);
  one.quantity = number(quantity);
  one.taker = taker;
  return one;
}

using Sides = std::vector<std::pair<std::string, std::string>>;

inline std::vector<Level> levels(const Sides& sides) {
  std::vector<Level> result;
  for (const auto& [price, quantity] : sides) result.push_back({number(price), number(quantity)});
  return result;
}

// A whole picture of the book.
inline BookSnapshot picture(EpochMicros time, const Sides& bids, const Sides& asks, SymbolId symbol = {}) {
  BookSnapshot book;
  book.symbol = symbol;
  book.time = time;
  book.complete = true;
  book.bids = levels(bids);
  book.asks = levels(asks);
  return book;
}

inline BookSnapshot snapshot(std::uint64_t id, const Sides& bids, const Sides& asks) {
  BookSnapshot book = picture(kNoTime, bids, asks);
  book.complete = false;
  book.last_update_id = id;
  return book;
}

inline BookDiff spot_diff(std::uint64_t first, std::uint64_t last, const Sides& bids, const Sides& asks, EpochMicros time = 1) {
  BookDiff diff;
  diff.time = time;
  diff.first_id = first;
  diff.last_id = last;
  diff.bids = levels(bids);
  diff.asks = levels(asks);
  return diff;
}

inline BookDiff futures_diff(std::uint64_t previous, std::uint64_t first, std::uint64_t last, const Sides& bids, const Sides& asks,
                             EpochMicros time = 1) {
  BookDiff diff = spot_diff(first, last, bids, asks, time);
  diff.has_previous_id = true;
  diff.previous_id = previous;
  return diff;
}

// One symbol fed event by event; rows by column name.
class Feed {
 public:
  explicit Feed(market::Market market = market::Market::kBinance, market::Frame frame = market::Frame::kTick, const std::string& code = "BTCUSDT")
      : market_(market), frame_(frame), aggregator_(symbols_, RowOptions{.market = market, .frames = {frame}, .synthetic_tick = {}, .synthetic_size = {}}) {
    symbols_.id(code);
  }

  template <typename... Events>
  Feed& add(const Events&... events) {
    (aggregator_.apply(Event(events)), ...);
    return *this;
  }
  // Rows so far, the last one still open to change.
  const RowTable& end() {
    aggregator_.finish();
    rows_ = aggregator_.take_rows(SymbolId{}, frame_, false);
    return rows_;
  }
  [[nodiscard]] double value(std::size_t row, std::string_view column) const {
    market::Field field{};
    if (!market::find_field(market_, frame_, column, field)) throw std::invalid_argument(std::string(column));
    return rows_.columns[static_cast<std::size_t>(market::column_of(market_, frame_, field))].at(row);
  }
  [[nodiscard]] std::vector<double> column(std::string_view name) const {
    std::vector<double> values;
    for (std::size_t row = 0; row < rows_.size(); ++row) values.push_back(value(row, name));
    return values;
  }
  [[nodiscard]] const SymbolRows& symbol() const { return *aggregator_.symbol(SymbolId{}); }
  [[nodiscard]] DayFigures figures(TradingDay day) const { return symbol().figures().at(day); }
  Aggregator& aggregator() { return aggregator_; }
  SymbolTable& symbols() { return symbols_; }

 private:
  market::Market market_;
  market::Frame frame_;
  SymbolTable symbols_;
  Aggregator aggregator_;
  RowTable rows_;
};

}  // namespace stom::aggregation::test
