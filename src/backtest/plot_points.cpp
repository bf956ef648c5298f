#include "backtest/plot_points.h"

#include <algorithm>
#include <cmath>

namespace stom::backtest {

std::vector<Point> thinned(std::span<const Point> points) {
  std::vector<Point> out;
  const auto lower = [](const Point& a, const Point& b) { return a.y < b.y; };
  for (std::size_t begin = 0; begin < points.size();) {
    std::size_t end = begin + 1;
    while (end < points.size() && std::floor(points[end].x) == std::floor(points[begin].x)) ++end;
    const std::span<const Point> column = points.subspan(begin, end - begin);
    if (column.size() <= 4) {
      out.insert(out.end(), column.begin(), column.end());
    } else {
      auto [first, second] = std::minmax_element(column.begin(), column.end(), lower);
      if (second < first) std::swap(first, second);
      out.insert(out.end(), {column.front(), *first, *second, column.back()});
    }
    begin = end;
  }
  return out;
}

}  // namespace stom::backtest
