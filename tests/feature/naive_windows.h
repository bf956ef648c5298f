// The window columns written down once more, straight from the specification and as slowly as it reads.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "base/rounding.h"
#include "feature/window_column.h"

namespace stom::feature::test {

inline double naive_pairwise(const double* v, std::size_t n) {
  if (n < 8) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += v[i];
    return sum;
  }
  if (n <= 128) {
    double r[8] = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
    std::size_t i = 8;
    for (; i < n - n % 8; i += 8) {
      for (std::size_t j = 0; j < 8; ++j) r[j] += v[i + j];
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) sum += v[i];
    return sum;
  }
  std::size_t half = n / 2;
  half -= half % 8;
  return naive_pairwise(v, half) + naive_pairwise(v + half, n - half);
}

inline double naive_rounding(WindowFunction function, const WindowSettings& settings, bool held, double mean) {
  switch (function) {
    case WindowFunction::kMovingAverage:
      if (settings.market == market::Market::kStock) return round_scaled(mean, 3);
      return round_scaled(mean, settings.market == market::Market::kUpbit && settings.frame == market::Frame::kMinute && !held ? 3 : 8);
    case WindowFunction::kTradeStrengthAverage: return round_scaled(mean, 3);
    case WindowFunction::kValueAverage: return held ? std::nearbyint(mean) : std::trunc(mean);
    default: return mean;
  }
}

inline double naive_angle(WindowFunction function, market::Market market, bool held, double gap, int window) {
  const bool stock = market == market::Market::kStock;
  double x = gap;
  if (function == WindowFunction::kChangeRateAngle) x = gap * (stock ? 5 : 10);
  if (function == WindowFunction::kDayValueAngle) {
    if (held) x = stock ? gap / 100 : gap / 100000000;
    else x = stock ? gap * 0.01 : gap * 0.00000001;
  }
  return round_decimal(std::atan2(x, window) / (2 * std::numbers::pi) * 360, 2);
}

// Rows of one scope: all loaded rows (held, stom) or one day.
inline std::vector<double> naive_column(const WindowKey& key, const WindowSettings& settings, std::span<const double> v) {
  const int w = key.window;
  const Aggregate aggregate = info(key.function).aggregate;
  const double missing = key.held && settings.scope == WindowScope::kStom ? std::numeric_limits<double>::quiet_NaN() : 0.0;
  std::vector<double> out(v.size());
  double s = 0, ca = 0, cr = 0, prev = v.empty() ? 0 : v[0];
  long same = 0;
  for (int i = 0; i < static_cast<int>(v.size()); ++i) {
    if (i - w >= 0) {
      const double y = -v[i - w] - cr, t = s + y;
      cr = (t - s) - y;
      s = t;
    }
    const double y = v[i] - ca, t = s + y;
    ca = (t - s) - y;
    s = t;
    same = v[i] == prev ? same + 1 : 1;
    prev = v[i];
    if (i + 1 < w) {
      out[i] = missing;
      continue;
    }
    const std::span<const double> rows = v.subspan(i + 1 - w, w);
    switch (aggregate) {
      case Aggregate::kMax: out[i] = *std::ranges::max_element(rows); break;
      case Aggregate::kMin: out[i] = *std::ranges::min_element(rows); break;
      case Aggregate::kAngle: out[i] = naive_angle(key.function, settings.market, key.held, rows.back() - rows.front(), w); break;
      case Aggregate::kSum:
        out[i] = key.held ? (same >= w ? prev * w : s) : naive_pairwise(rows.data(), rows.size());
        break;
      case Aggregate::kMean: {
        double mean = key.held ? (same >= w ? prev : s / w) : naive_pairwise(rows.data(), rows.size()) / w;
        if (key.held && mean < 0 && *std::ranges::min_element(rows) >= 0) mean = 0;
        out[i] = naive_rounding(key.function, settings, key.held, mean);
        break;
      }
    }
  }
  return out;
}

}  // namespace stom::feature::test
