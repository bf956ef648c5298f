// When the silence of a stream means that it is dead although its server answers pings. Pure: times are passed in (monotonic seconds).
//
// A busy stream is never silent for long, one quiet coin often is: the limit follows the longest silence that ended by itself, which is
// forgotten by half in an hour. A stream that is not known yet counts as busy.
#pragma once

#include <algorithm>
#include <cmath>

namespace stom::gateway {

class DataWatch {
 public:
  // `alarm`: the least limit, seconds.
  explicit DataWatch(double alarm) : alarm_(alarm) {}

  void connected(double now) { last_ = now; }
  void message(double now) {
    const double silence = now - last_;
    longest_ = std::max(silence, longest_ * std::exp2(-silence / kForgetHalf));
    last_ = now;
  }
  [[nodiscard]] double silence(double now) const { return now - last_; }
  [[nodiscard]] double limit() const { return std::clamp(kMargin * longest_, alarm_, std::max(alarm_, kLongest)); }

 private:
  static constexpr double kForgetHalf = 3600, kMargin = 3, kLongest = 30;
  double alarm_;
  double last_ = 0, longest_ = 0;
};

}  // namespace stom::gateway
