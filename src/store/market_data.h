// The rows of one back database, read through the column cache. This is how a back-test sees the store.
//
// open() reads the SQLite file (read-only), builds or refreshes the cache (memory-mapped column files per symbol and day,
// see column_cache.h) with progress, and afterwards serves days from the maps. Rows of a day are ordered by index. Objects are
// immutable after open() and may be shared by threads; DayColumns keep their map alive.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/time.h"
#include "market/schema.h"

namespace stom::store {

// Which rows to load, both ends inclusive; times of day are hhmmss (tick) or hhmm (minute).
struct LoadRange {
  TradingDay first_day = 0, last_day = 0;
  std::int64_t start_time = 0, end_time = 0;
};

struct SymbolDays {
  std::string code;
  std::string name;               // stocks: from codename, else the code; crypto: the code
  std::vector<TradingDay> days;   // ascending
};

// One watch-list row (moneytop): the time axis of the holding series.
struct WatchListRow {
  RowKey time = 0;
  std::vector<std::uint32_t> codes;  // positions in WatchList::codes
};
struct WatchList {
  std::vector<std::string> codes;    // distinct, ascending
  std::vector<WatchListRow> rows;    // ascending by time
};

struct DayColumns {
  std::shared_ptr<const void> owner;            // keeps the map
  std::span<const std::int64_t> index;          // row keys, ascending
  std::vector<const double*> columns;           // per schema column, index.size() values each, 64-byte aligned
  std::vector<std::uint8_t> integer_valued;     // per schema column: every value of the day is an integer below 2^53
};

struct DatabaseFacts {
  std::filesystem::path path;
  market::Market market{};
  market::Frame frame{};
  std::uint64_t fingerprint = 0;    // of the source rows, for reports
  bool synthetic_book = false;      // rows imported from candles: books are not real (named in every report)
  bool synthetic_rows = false;      // rows made by `stom sample`
};

struct OpenOptions {
  std::filesystem::path cache_directory;  // empty: default_cache_directory()
  unsigned threads = 1;
  bool rebuild = false;
};

class MarketData {
 public:
  // Market and frame are told from the columns; a crypto file needs `market` (Upbit and Binance share a layout).
  [[nodiscard]] static std::shared_ptr<const MarketData> open(const std::filesystem::path& path, market::Market market,
                                                              market::Frame frame, const OpenOptions& options,
                                                              Progress& progress, const StopFlag& stop);
  virtual ~MarketData() = default;

  [[nodiscard]] virtual const DatabaseFacts& facts() const = 0;
  // Watch-list rows in range. Stock second rows with a start time before 90030 count from 90030 (spec 2.2).
  [[nodiscard]] virtual WatchList watch_list(const LoadRange& range) const = 0;
  // Symbols named by the watch list of the range with the days on which they are named and have rows; ascending by code.
  [[nodiscard]] virtual std::vector<SymbolDays> symbols(const LoadRange& range) const = 0;
  // All rows of one symbol on one day (no time filter).
  [[nodiscard]] virtual DayColumns day(const std::string& code, TradingDay day) const = 0;
  // Rows per symbol and day without mapping them; 0 if none.
  [[nodiscard]] virtual std::size_t row_count(const std::string& code, TradingDay day) const = 0;
  // What the user should know: skipped tables, missing names, cache files that were damaged and made anew.
  [[nodiscard]] virtual std::vector<Message> notices() const = 0;
  // All codes and days in the file, for `stom data info`.
  [[nodiscard]] virtual std::vector<SymbolDays> all_symbols() const = 0;
};

}  // namespace stom::store
