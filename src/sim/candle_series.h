// Candles of one length of one symbol, gathered from trades. Periods without a trade have no candle.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sim/money.h"
#include "venue/venue_event.h"

namespace stom::sim {

struct CandleSums {
  EpochMicros start = 0;
  Decimal open, high, low, close, volume, value, buy_volume, buy_value;
  std::uint64_t trades = 0;
};

class CandleSeries {
 public:
  CandleSeries(std::string interval, EpochMicros length, std::size_t most);
  void add(const venue::Trade& trade);
  [[nodiscard]] const std::string& interval() const { return interval_; }
  // Those that start in from … to (inclusive), the newest `most`, oldest first; `now` says whether the last one is closed.
  [[nodiscard]] std::vector<venue::Candle> candles(const std::string& symbol, EpochMicros from, EpochMicros to, std::size_t most,
                                                   EpochMicros now) const;
  [[nodiscard]] const std::deque<CandleSums>& all() const { return candles_; }

 private:
  std::string interval_;
  EpochMicros length_;
  std::size_t most_;
  std::deque<CandleSums> candles_;
};

}  // namespace stom::sim
