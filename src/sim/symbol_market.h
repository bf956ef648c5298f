// One symbol's public side: the displayed book, the last trades, the UTC day, candles. The book is what the market last showed, less
// what own takers took of it.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>

#include "sim/candle_series.h"

namespace stom::sim {

class SymbolMarket {
 public:
  SymbolMarket(venue::Venue venue, venue::Instrument instrument);

  // The market shows the whole book anew.
  void show(const venue::BookPicture& book);
  // A trade of the market, or of an own taker: numbered, counted, and given back as the venue tells it.
  venue::Trade print(const venue::Trade& trade, EpochMicros now);
  // Takes from the best level that a taker of this side meets; at most what stands there.
  void take(venue::Side taker, Decimal quantity);

  [[nodiscard]] const venue::Instrument& instrument() const { return instrument_; }
  // What a taker of this side meets, best first.
  [[nodiscard]] const std::vector<venue::Level>& facing(venue::Side taker) const { return taker == venue::Side::kBuy ? asks_ : bids_; }
  [[nodiscard]] Decimal displayed(venue::Side side, Decimal price) const;  // of orders of this side
  [[nodiscard]] Decimal last() const { return last_; }
  // The last price; before the first trade the best bid, or the best ask; 0: nothing is known.
  [[nodiscard]] Decimal mark() const;
  [[nodiscard]] venue::BookPicture book(EpochMicros now) const;
  [[nodiscard]] venue::Ticker ticker(EpochMicros now) const;
  [[nodiscard]] std::vector<venue::Trade> trades(std::uint64_t from_id, std::size_t most) const;
  [[nodiscard]] std::uint64_t last_trade_number() const { return last_number_; }
  [[nodiscard]] const CandleSeries* candles(std::string_view interval) const;

 private:
  static constexpr std::size_t kKeptTrades = 5000;

  void number(venue::Trade& trade);
  void count(const venue::Trade& trade);

  venue::Venue venue_;
  venue::Instrument instrument_;
  std::vector<venue::Level> bids_, asks_;
  EpochMicros book_time_ = 0;
  std::uint64_t update_id_ = 0;
  std::uint64_t last_id_ = 0, last_number_ = 0;
  std::deque<venue::Trade> trades_;
  Decimal last_, last_quantity_, previous_close_;
  EpochMicros last_time_ = venue::kNoTime;
  std::int64_t day_ = INT64_MIN;  // days since the epoch
  Decimal open_, high_, low_, volume_, value_, buy_, sell_;
  std::uint64_t day_trades_ = 0;
  std::array<CandleSeries, 3> candles_;
};

using Markets = std::map<std::string, std::unique_ptr<SymbolMarket>, std::less<>>;

}  // namespace stom::sim
