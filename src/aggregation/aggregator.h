// All symbols of a feed: events in, rows and watch-list entries out. Pure and single-threaded; the same events in the same
// order give the same rows. Events of one symbol must come in the venue's order; symbols may interleave freely.
#pragma once

#include <map>
#include <memory>
#include <span>

#include "aggregation/symbol_rows.h"
#include "aggregation/symbol_table.h"
#include "aggregation/watch_rank.h"

namespace stom::aggregation {

struct WatchEntry {
  RowKey time = 0;
  std::vector<SymbolId> codes;
};

class Aggregator final : private RowListener {
 public:
  Aggregator(SymbolTable& symbols, RowOptions options, std::size_t watch_count = kWatchCount);

  void apply(const Event& event);
  void seed(SymbolId symbol, TradingDay day, const DaySeed& seed);
  // Symbols that the venue no longer trades are not ranked; all are listed until this is said.
  void set_listed(SymbolId symbol, bool listed);
  // End of the recording: the last rows are closed.
  void finish();

  // Symbols that have had an event, by number; nullptr for the others.
  [[nodiscard]] const SymbolRows* symbol(SymbolId id) const;
  [[nodiscard]] std::size_t symbol_count() const { return symbols_.size(); }
  // Rows held in memory.
  [[nodiscard]] std::size_t row_count() const;
  // Moves rows out. While the feed goes on each symbol keeps its last row (keep_last).
  [[nodiscard]] RowTable take_rows(SymbolId id, market::Frame frame, bool keep_last);
  void take_rows(SymbolId id, market::Frame frame, RowTable& rows);  // all, without new memory
  // Moves watch-list entries out, ascending; keep_last leaves those of the last two minutes, which may still change.
  [[nodiscard]] std::vector<WatchEntry> take_watch_list(market::Frame frame, bool keep_last);
  // Those before the last `kept` periods.
  [[nodiscard]] std::vector<WatchEntry> take_watch_list(market::Frame frame, Period kept);
  // SymbolRows::forget_figures() of a symbol that has had an event.
  void forget_figures(SymbolId id, std::size_t kept) { rows_[static_cast<std::size_t>(id)]->forget_figures(kept); }
  [[nodiscard]] EpochMicros time() const { return time_; }
  [[nodiscard]] const std::vector<SymbolId>& watch_list() const { return watch_.list(); }

 private:
  void row_made(market::Frame frame, Period period) override;
  void rank(EpochMicros time);
  SymbolRows& rows_of(SymbolId symbol);

  SymbolTable& symbols_;
  RowOptions options_;
  std::vector<std::unique_ptr<SymbolRows>> rows_;
  std::vector<bool> unlisted_;  // as long as needed
  WatchRank watch_;

  EpochMicros time_ = kNoTime;
  std::array<std::map<Period, std::vector<SymbolId>>, 2> watch_entries_;
};

}  // namespace stom::aggregation
