// The watch list: the codes with the largest traded value of the day. It is made anew every ten seconds of exchange time,
// and at once when a code first trades while the list is not full, so that the rows of a lone symbol are always watched.
#pragma once

#include <vector>

#include "aggregation/events.h"

namespace stom::aggregation {

inline constexpr std::size_t kWatchCount = 10;

class WatchRank {
 public:
  explicit WatchRank(std::size_t count = kWatchCount) : count_(count) {}

  static constexpr EpochMicros kInterval = 10'000'000;

  // True if the list must be made anew at this time.
  [[nodiscard]] bool due(EpochMicros time) const { return time != kNoTime && (next_ == kNoTime || time >= next_); }
  [[nodiscard]] bool is_full() const { return list_.size() >= count_; }

  struct Candidate {
    SymbolId symbol{};
    double day_value = 0;
  };
  // The larger value first; equal values by symbol number, so that the list does not depend on anything else.
  void make(EpochMicros time, std::vector<Candidate> candidates);
  [[nodiscard]] const std::vector<SymbolId>& list() const { return list_; }

 private:
  std::size_t count_;
  EpochMicros next_ = kNoTime;
  std::vector<SymbolId> list_;
};

}  // namespace stom::aggregation
