// Points of a chart and their thinning: of all points in one pixel column only the first, lowest, highest and last
// stay, in their order, so a line through 100,000 points looks the same and draws as fast as one through 1,000.
#pragma once

#include <span>
#include <vector>

namespace stom::backtest {

struct Point {
  double x = 0, y = 0;
};

// x must not decrease; pixels are whole numbers of x.
[[nodiscard]] std::vector<Point> thinned(std::span<const Point> points);

}  // namespace stom::backtest
