// Synthetic rows for the demo and the benches: prices that walk on the market's grid with volatility clusters, bursts and flat
// stretches, volumes, a book of five levels, watch-list segments, VI fields, missing seconds and longer holes. Seeded: the same
// options give the same rows everywhere (own generator, no library distributions). Nothing about them is a market.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "base/parallel.h"
#include "base/progress.h"
#include "store/back_writer.h"

namespace stom::store {

struct SampleOptions {
  market::Market market{};
  market::Frame frame{};
  int symbols = 20;
  int days = 5;
  TradingDay first_day = 20240102;   // stocks skip weekends
  std::int64_t start_time = -1;      // hhmmss or hhmm, inclusive; −1: 90000…93000, 900…1519 (stock), 0…3000, 0…2359 (crypto)
  std::int64_t end_time = -1;
  double gap = 0.12;                 // share of seconds or minutes without a row
  std::uint64_t seed = 1;
};

// Where generated rows go: blocks of one symbol and day, days ascending; then the day's watch list, times ascending.
struct SampleSink {
  std::function<void(const RowBlock&)> block;
  std::function<void(RowKey, std::span<const std::string>)> watch_row;
};

// Throws UsageError for options that make no sense.
void make_sample_rows(const SampleOptions& options, const SampleSink& sink, const StopFlag& stop);

// A whole back database, marked synthetic_rows; an existing file is refused (FileError). Returns the number of rows.
std::uint64_t write_sample_database(const std::filesystem::path& path, const SampleOptions& options, Progress& progress, const StopFlag& stop);

}  // namespace stom::store
