// A receiver without sockets: venue events in, complete rows and the watch list out. Rows come at once when the book message that ends their period
// has arrived. The first row of a symbol after more than kLongestHole without data says so: nothing is decided on it. One thread.
#pragma once

#include <string>
#include <vector>

#include "aggregation/aggregator.h"

namespace stom::live {

struct ReceivedRow {
  std::string code;
  RowKey index = 0;
  std::vector<double> columns;  // in the order of the market's schema
  bool watched = false, after_gap = false;
  EpochMicros received = 0;     // arrival of the event that ended the row
};

class ReceiverCore {
 public:
  static constexpr EpochMicros kLongestHole = 5'000'000;

  ReceiverCore(market::Market market, market::Frame frame, std::size_t watch_count);

  [[nodiscard]] aggregation::SymbolId symbol(std::string_view code) { return symbols_.id(code); }
  void seed(aggregation::SymbolId symbol, TradingDay day, const aggregation::DaySeed& seed);
  // The symbols that the venue trades now: others leave the watch list when it is made next.
  void set_universe(const std::vector<std::string>& codes);
  // Appends the rows that this event completed.
  void apply(const aggregation::Event& event, EpochMicros received, std::vector<ReceivedRow>& rows);
  // Nothing was heard from `from` to `to`.
  void hole(EpochMicros from, EpochMicros to);

  [[nodiscard]] std::vector<std::string> watch_list() const;
  // Codes of the watch list by row time, as stored in moneytop; unless it is the end, those of the last periods are held back: a slower symbol may
  // still make its row.
  struct WatchTime {
    RowKey time = 0;
    std::string codes;  // joined by ';'
  };
  [[nodiscard]] std::vector<WatchTime> take_watch_times(bool is_end);

 private:
  market::Frame frame_;
  int watched_column_;
  aggregation::SymbolTable symbols_;
  aggregation::Aggregator aggregator_;
  aggregation::RowTable taken_;             // its memory is used again
  std::uint32_t hole_ = 0;                  // number of the last hole
  std::vector<std::uint32_t> seen_hole_;    // by symbol: the last hole that a row has told
};

}  // namespace stom::live
