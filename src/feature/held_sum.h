// The rolling mean or sum of a held column, row by row: the compensated running sum of spec 6.3 with the reference's
// treatment of long constant runs, of missing values, and of means that cancellation made negative.
#pragma once

#include <cmath>
#include <limits>

#include "feature/kernels.h"

namespace stom::feature {

class HeldSum {
 public:
  HeldSum() = default;
  // The state after `last_values` (at most a window of whole numbers whose sums are exact) have been added.
  explicit HeldSum(std::span<const double> last_values) {
    for (const double value : last_values) add(value);
  }

  void add(double value) {
    if (std::isfinite(value)) sum_.add(value);
    else ++missing_;
  }
  void remove(double value) {
    if (std::isfinite(value)) sum_.remove(value);
    else --missing_;
  }

  // The window's mean or sum once it holds `values` (its `window` rows, oldest first).
  [[nodiscard]] double mean(int window, const double* values) const {
    if (missing_ > 0) return std::numeric_limits<double>::quiet_NaN();
    if (sum_.same >= window) return sum_.previous;
    const double mean = sum_.sum / window;
    return mean < 0 && none_negative(values, window) ? 0.0 : mean;
  }
  [[nodiscard]] double sum(int window) const {
    if (missing_ > 0) return std::numeric_limits<double>::quiet_NaN();
    return sum_.same >= window ? sum_.previous * window : sum_.sum;
  }

 private:
  static bool none_negative(const double* values, int window) {
    for (int j = 0; j < window; ++j) {
      if (values[j] < 0) return false;
    }
    return true;
  }

  CompensatedSum sum_;
  long missing_ = 0;
};

}  // namespace stom::feature
