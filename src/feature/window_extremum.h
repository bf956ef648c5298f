// Highest or lowest of the last `window` values and how long ago it was; of equal ones the most recent.
#pragma once

#include "feature/moving_average.h"

namespace stom::feature {

class WindowExtremum {
 public:
  WindowExtremum(int window, bool highest) : window_(window), highest_(highest), values_(window_) {}
  void reset() { values_.reset(); }
  double push(double value) {
    values_.push(value);
    const std::size_t row = values_.count() - 1;
    if (row == 0 || at_least_as_good(value)) {
      take(value, row);
    } else if (row - row_ >= window_) {
      // The old one has left the window: look for the best of what is there, the newest of equals.
      take(values_.ago(window_ - 1), row - (window_ - 1));
      for (std::size_t ago = window_ - 1; ago-- > 0;) {
        if (at_least_as_good(values_.ago(ago))) take(values_.ago(ago), row - ago);
      }
    }
    return best_;
  }
  [[nodiscard]] bool full() const { return values_.count() >= window_; }
  [[nodiscard]] int rows_since() const { return static_cast<int>(values_.count() - 1 - row_); }

 private:
  [[nodiscard]] bool at_least_as_good(double value) const { return highest_ ? value >= best_ : value <= best_; }
  void take(double value, std::size_t row) {
    best_ = value;
    row_ = row;
  }

  std::size_t window_;
  bool highest_;
  RecentRing values_;
  double best_ = 0;
  std::size_t row_ = 0;
};

}  // namespace stom::feature
