// Parts of inline SVG charts: a plot with a value axis, paths, and labels in both languages of which the page shows one.
// Classes are those of the report's style sheet (html_page.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/plot_points.h"
#include "backtest/trading_time_axis.h"
#include "base/message.h"

namespace stom::backtest {

inline constexpr double kSvgWidth = 1200, kSvgLeft = 92, kSvgRight = 16;

// Maps values to y and draws grid lines with labels.
struct SvgPlot {
  double top = 0, height = 0;
  ValueTicks ticks;
  double right = kSvgWidth - kSvgRight, left = kSvgLeft;

  [[nodiscard]] double y(double value) const { return top + (ticks.high - value) / (ticks.high - ticks.low) * height; }
  [[nodiscard]] double x(double position) const { return left + position * (right - left); }  // 0 … 1
  [[nodiscard]] std::string grid() const;
};

// Room for the longest label of the value axis.
[[nodiscard]] double svg_left(const ValueTicks& ticks, double least = kSvgLeft);
[[nodiscard]] std::string svg_path(const std::vector<Point>& points);
// Ticks with labels below `bottom`; labels that would touch the one before are left out.
[[nodiscard]] std::string svg_x_ticks(const SvgPlot& plot, const std::vector<AxisTick>& ticks);
// A <text> per language, one if they are equal.
[[nodiscard]] std::string svg_text(const Message& text, double x, double y, std::string_view css_class = "label");

}  // namespace stom::backtest
