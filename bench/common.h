// What the benches of a run and of a sweep have in common: rows, the hand-written loop that speed is compared with, output.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "base/time.h"
#include "market/schema.h"
#include "store/market_data.h"
#include "store/sample_rows.h"
#include "trade/fill.h"
#include "trade/profit.h"

namespace stom::bench {

using market::Field;
using market::Frame;
using market::Market;

struct Rows {
  std::shared_ptr<const store::MarketData> data;
  store::LoadRange range;
  std::vector<store::SymbolDays> symbols;
  std::uint64_t rows = 0;
};

inline Rows open_rows(const std::filesystem::path& file, const std::filesystem::path& cache, int days) {
  NoProgress silent;
  const StopFlag stop;
  Rows rows;
  rows.data = store::MarketData::open(file, Market::kStock, Frame::kTick, {cache, 1, false}, silent, stop);
  rows.range = {20240101, 20241231, 90000, 152000};
  rows.symbols = rows.data->symbols(rows.range);
  for (store::SymbolDays& symbol : rows.symbols) {
    if (static_cast<int>(symbol.days.size()) > days) symbol.days.resize(days);
    for (const TradingDay day : symbol.days) rows.rows += rows.data->row_count(symbol.code, day);
  }
  return rows;
}

// Makes the sample rows of the benches unless they are there.
inline std::filesystem::path sample_file(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "stock_tick_back.db";
  if (std::filesystem::exists(file)) return file;
  NoProgress silent;
  const StopFlag stop;
  store::SampleOptions options;
  options.market = market::Market::kStock;
  options.frame = market::Frame::kTick;
  options.symbols = 20;
  options.days = 5;
  options.end_time = 152000;
  options.seed = 7;
  store::write_sample_database(file, options, silent, stop);
  return file;
}

// Best of several runs: the machine is shared, the fastest run is the least disturbed.
inline double best_seconds(int repeats, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) {
    const double begin = monotonic_seconds();
    work();
    best = std::min(best, monotonic_seconds() - begin);
  }
  return best;
}

inline std::vector<store::DayColumns> map_days(const Rows& rows) {
  std::vector<store::DayColumns> days;
  for (const store::SymbolDays& symbol : rows.symbols) {
    for (const TradingDay day : symbol.days) days.push_back(rows.data->day(symbol.code, day));
  }
  return days;
}

// What the simple strategy leaves open.
struct SimpleValues {
  double strength = 100, rate = 15, share = 0.4, profit = 1, seconds = 60;
};

// The simple strategy as a person would write it in C++ over the same columns.
inline std::uint64_t hand_written_day(const store::DayColumns& day, const SimpleValues& values = {}) {
  const auto at = [&](Field field) { return day.columns[market::column_of(Market::kStock, Frame::kTick, field)]; };
  const double *strength = at(Field::kTradeStrength), *price = at(Field::kPrice), *open = at(Field::kOpen), *rate = at(Field::kChangeRate),
               *average_rate = at(Field::kHighLowAverageRate), *asks = at(Field::kAskTotal), *bids = at(Field::kBidTotal), *watched = at(Field::kWatched);
  trade::BookLevels ask_book{}, bid_book{};
  for (int level = 0; level < 5; ++level) {
    ask_book.prices[level] = at(market::kAskPrices[level]);
    ask_book.sizes[level] = at(market::kAskSizes[level]);
    bid_book.prices[level] = at(market::kBidPrices[level]);
    bid_book.sizes[level] = at(market::kBidSizes[level]);
  }
  const trade::FeeRates fees;
  const auto seconds = [&](std::int64_t row) {
    const std::int64_t time = day.index[row] % 1'000'000;
    return time / 10000 * 3600 + time / 100 % 100 * 60 + time % 100;
  };
  std::uint64_t trades = 0;
  bool held = false;
  double quantity = 0, buy_price = 0;
  std::int64_t buy_row = 0;
  const auto last = static_cast<std::int64_t>(day.index.size()) - 1;
  for (std::int64_t row = 29; row < last; ++row) {
    if (!held) {
      if (!(strength[row] >= values.strength)) continue;
      if (!(price[row] > open[row])) continue;
      if (!(0.5 < rate[row] && rate[row] < values.rate)) continue;
      if (!(average_rate[row] >= 0)) continue;
      if (!(asks[row] < bids[row] * values.share)) continue;
      if (watched[row] == 0) continue;
      quantity = std::trunc(5'000'000 / price[row]);
      const trade::FillResult fill = trade::fill_market(ask_book, 3, row, quantity);
      if (!(quantity > 0) || !fill.filled) continue;
      held = true;
      buy_price = std::nearbyint(fill.money / quantity);
      buy_row = row;
      continue;
    }
    const double profit_rate = trade::profit(Market::kStock, trade::Side::kLong, quantity * buy_price, quantity * price[row], fees).rate;
    if (!(profit_rate >= values.profit || profit_rate <= -1 || seconds(row) - seconds(buy_row) > values.seconds)) continue;
    const trade::FillResult fill = trade::fill_market(bid_book, 5, row, quantity);
    if (!fill.filled) continue;
    held = false;
    ++trades;
  }
  return trades + (held ? 1 : 0);
}

inline double anonymous_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::atof(line.c_str() + 8) / 1024;
  }
  return 0;
}

inline void line(const char* what, double value, const char* unit, const char* aim) { std::printf("%-58s %10.3f %-12s %s\n", what, value, unit, aim); }

}  // namespace stom::bench
