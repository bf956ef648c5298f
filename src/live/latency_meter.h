// How long rows took, in microseconds: the figures of one report. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace stom::live {

struct LatencyFigures {
  std::size_t count = 0;
  std::int64_t median = 0, p99 = 0, longest = 0;
};

class LatencyMeter {
 public:
  void add(std::int64_t micros) {
    if (values_.size() < kMostValues) values_.push_back(micros);
    longest_ = std::max(longest_, micros);
    ++count_;
  }
  // Since the last call.
  [[nodiscard]] LatencyFigures take() {
    LatencyFigures figures{count_, at(0.5), at(0.99), longest_};
    values_.clear();
    count_ = 0;
    longest_ = 0;
    return figures;
  }

 private:
  static constexpr std::size_t kMostValues = 1 << 17;

  std::int64_t at(double share) {
    if (values_.empty()) return 0;
    const auto place = values_.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values_.size() - 1));
    std::nth_element(values_.begin(), place, values_.end());
    return *place;
  }

  std::vector<std::int64_t> values_;
  std::size_t count_ = 0;
  std::int64_t longest_ = 0;
};

}  // namespace stom::live
