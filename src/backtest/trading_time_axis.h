// A time axis without nights and holidays: the watch-list rows of the run follow each other at equal distances, 0…1.
#pragma once

#include <string>
#include <vector>

#include "backtest/report_data.h"

namespace stom::backtest {

struct AxisTick {
  double position = 0;  // 0…1
  std::string label;
};

class TradingTimeAxis {
 public:
  // Without watch-list rows the exit times of the trades are the axis.
  explicit TradingTimeAxis(const ReportData& data);

  [[nodiscard]] double position(RowKey time) const;  // of the last row at or before `time`
  [[nodiscard]] double position_of_row(std::size_t row) const;
  [[nodiscard]] std::size_t rows() const { return times_.size(); }
  // Day starts when the run has four days or more, else round times of day; at most about `at_most`.
  [[nodiscard]] std::vector<AxisTick> ticks(int at_most) const;

 private:
  [[nodiscard]] std::vector<AxisTick> day_ticks(const std::vector<std::size_t>& day_starts, int at_most) const;
  [[nodiscard]] std::vector<AxisTick> time_ticks(const std::vector<std::size_t>& day_starts, int at_most) const;

  market::Frame frame_;
  std::vector<RowKey> times_;
};

// Ticks for an axis of equally spaced numbered things (trades): every n-th, labelled by label(i).
[[nodiscard]] std::vector<std::size_t> spread_indices(std::size_t count, int at_most);

// An axis for the values low…high, with a little air beyond them (none at zero), and the whole multiples of a round
// step (1, 2 or 5 × 10^n) that lie on it, about `at_most`.
struct ValueTicks {
  double step = 1, low = 0, high = 1;

  [[nodiscard]] std::vector<double> values() const;
};
[[nodiscard]] ValueTicks value_ticks(double low, double high, int at_most);

}  // namespace stom::backtest
