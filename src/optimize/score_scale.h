// Axes and colours for scores, shared by the pictures and the pages of a study.
#pragma once

#include <span>
#include <string>

#include "backtest/picture_canvas.h"
#include "backtest/trading_time_axis.h"

namespace stom::optimize {

// Lowest and highest of the finite values. Few very bad scores would press all others into one line: where the worst 2 % reach
// further down than twice the rest, the axis begins at the rest and lower values are drawn on its lower edge.
struct ScoreRange {
  double low = 0, high = 1;
  bool empty = true;
};
[[nodiscard]] ScoreRange score_range(std::span<const double> scores);

// From pale to dark, a share of 0 … 1.
[[nodiscard]] backtest::Color heat_color(double share);
// White at 0, red towards 1, blue towards −1; grey for NaN.
[[nodiscard]] backtest::Color correlation_color(double correlation);
[[nodiscard]] std::string css_color(backtest::Color color);  // #rrggbb

// Ticks at round numbers of low … high, positions 0 … 1.
[[nodiscard]] std::vector<backtest::AxisTick> number_ticks(double low, double high, int at_most);
// Every n-th day in the middle of its slot, positions 0 … 1 over all days.
[[nodiscard]] std::vector<backtest::AxisTick> day_ticks(std::span<const TradingDay> days, int at_most);
// "1,234", "12.3", "0.0123": about four digits.
[[nodiscard]] std::string short_number(double value);

}  // namespace stom::optimize
