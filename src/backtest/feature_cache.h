// Derived columns that outlive a pass: by symbol and by what the column is (function, window, indicator parameters), so that the trials
// of a search that ask for the same column compute it once, in whatever batch they come. Holds at most a given number of bytes; what was
// not asked for longest goes first. One cache belongs to one database and one load and run range. Threads may share it.
#pragma once

#include <list>
#include <map>
#include <mutex>

#include "base/time.h"
#include "script/plan.h"

namespace stom::backtest {

// A column of one symbol, day by day.
struct CachedColumn {
  struct Day {
    RowKey first_row = 0;              // of the rows that were loaded: names the day
    std::unique_ptr<double[]> values;
    std::size_t aligned = 0;           // position of the first evaluated row
  };
  std::vector<Day> days;               // ascending
  std::size_t bytes = 0;

  // Null where the day was not computed: it has no evaluated rows.
  [[nodiscard]] const double* find(RowKey first_row) const;
};

class FeatureCache {
 public:
  explicit FeatureCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  [[nodiscard]] std::shared_ptr<const CachedColumn> find(const std::string& code, const script::SlotKey& key);
  // Keeps the column unless there is no room for it beside those in use.
  void keep(const std::string& code, const script::SlotKey& key, std::shared_ptr<const CachedColumn> column);
  [[nodiscard]] std::size_t bytes() const;

 private:
  using Key = std::pair<std::string, script::SlotKey>;
  struct Entry {
    std::shared_ptr<const CachedColumn> column;
    std::list<Key>::iterator use;
  };

  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
  std::list<Key> uses_;  // latest first
  std::size_t bytes_ = 0;
};

}  // namespace stom::backtest
