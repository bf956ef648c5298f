#include "backtest/day_slice.h"

#include <algorithm>

namespace stom::backtest {
namespace {

// Rows are ordered, so a time range of one day is contiguous.
std::pair<std::size_t, std::size_t> rows_between(std::span<const std::int64_t> index, std::int64_t day_start,
                                                 std::int64_t start_time, std::int64_t end_time) {
  const auto begin = std::lower_bound(index.begin(), index.end(), day_start + start_time);
  const auto end = std::upper_bound(begin, index.end(), day_start + end_time);
  return {static_cast<std::size_t>(begin - index.begin()), static_cast<std::size_t>(end - index.begin())};
}

}  // namespace

DaySlice make_day_slice(store::DayColumns day, TradingDay date, market::Frame frame, const store::LoadRange& load,
                        const store::LoadRange& run) {
  DaySlice slice;
  slice.day = std::move(day);
  const std::int64_t day_start = date * market::day_divisor(frame);
  std::tie(slice.load_begin, slice.load_end) = rows_between(slice.day.index, day_start, load.start_time, load.end_time);
  slice.run_begin = slice.run_end = slice.load_begin;
  if (date >= run.first_day && date <= run.last_day) {
    const auto [begin, end] = rows_between(slice.day.index, day_start, run.start_time, run.end_time);
    slice.run_begin = std::clamp(begin, slice.load_begin, slice.load_end);
    slice.run_end = std::clamp(end, slice.run_begin, slice.load_end);
  }
  return slice;
}

}  // namespace stom::backtest
