#include "optimize/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace stom::optimize {

std::vector<double> mean_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + end + 1) / 2;
    begin = end;
  }
  return ranks;
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const std::size_t count = std::min(a.size(), b.size());
  double mean_a = 0, mean_b = 0;
  for (std::size_t i = 0; i < count; ++i) {
    mean_a += a[i];
    mean_b += b[i];
  }
  mean_a /= static_cast<double>(count);
  mean_b /= static_cast<double>(count);
  double product = 0, square_a = 0, square_b = 0;
  for (std::size_t i = 0; i < count; ++i) {
    product += (a[i] - mean_a) * (b[i] - mean_b);
    square_a += (a[i] - mean_a) * (a[i] - mean_a);
    square_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  if (count < 2 || !(square_a > 0) || !(square_b > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::clamp(product / std::sqrt(square_a * square_b), -1.0, 1.0);
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  return correlation(mean_ranks(a), mean_ranks(b));
}

}  // namespace stom::optimize
