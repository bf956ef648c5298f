// One trading day of one symbol as a run sees it: the rows that were loaded (rolling columns are computed on them) and,
// within them, the rows that are evaluated.
#pragma once

#include "store/market_data.h"

namespace stom::backtest {

struct DaySlice {
  store::DayColumns day;
  std::size_t load_begin = 0, load_end = 0;  // rows of `day` inside the load range
  std::size_t run_begin = 0, run_end = 0;    // rows of `day` inside the run range; empty: the day only feeds columns

  [[nodiscard]] std::size_t load_rows() const { return load_end - load_begin; }
  [[nodiscard]] std::size_t run_rows() const { return run_end - run_begin; }
  [[nodiscard]] const double* run_column(int column) const { return day.columns[column] + run_begin; }
  [[nodiscard]] const double* load_column(int column) const { return day.columns[column] + load_begin; }
};

[[nodiscard]] DaySlice make_day_slice(store::DayColumns day, TradingDay date, market::Frame frame,
                                      const store::LoadRange& load, const store::LoadRange& run);

}  // namespace stom::backtest
