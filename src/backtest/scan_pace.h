// How many rows to evaluate between two looks at the stop flag: few at first, then as many as a twentieth of a second
// allows, because one row of a text with loops may take as long. When a stop is noticed depends on it, a result never.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace stom::backtest {

class ScanPace {
 public:
  explicit ScanPace(std::int64_t most) : most_(most) {}

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  // Runs work() over rows() rows, or over fewer, and learns from the time it took.
  template <typename Work>
  void measure(std::int64_t rows, Work&& work) {
    const double started = monotonic_seconds();
    work();
    const double seconds = monotonic_seconds() - started;
    if (seconds > kLongSeconds) rows_ = std::max<std::int64_t>(rows / 4, 1);
    else if (rows == rows_ && seconds < kLongSeconds / 5) rows_ = std::min(rows_ * 4, most_);
  }

 private:
  static constexpr double kLongSeconds = 0.05;
  std::int64_t most_;
  std::int64_t rows_ = 4;
};

}  // namespace stom::backtest
