#include "aggregation/watch_rank.h"

#include <algorithm>

namespace stom::aggregation {

void WatchRank::make(EpochMicros time, std::vector<Candidate> candidates) {
  if (time != kNoTime) next_ = time - time % kInterval + kInterval;
  const std::size_t count = std::min(count_, candidates.size());
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(count), candidates.end(),
                    [](const Candidate& a, const Candidate& b) {
                      return a.day_value != b.day_value ? a.day_value > b.day_value : a.symbol < b.symbol;
                    });
  list_.clear();
  for (std::size_t i = 0; i < count; ++i) list_.push_back(candidates[i].symbol);
}

}  // namespace stom::aggregation
