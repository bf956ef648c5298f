// The price levels of one symbol. Both sides are kept sorted with the best price last, so that a change near the touch
// moves few levels. Prices are distinct; quantities are positive (0 removes a level, also an unknown one).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/events.h"

namespace stom::aggregation {

class OrderBook {
 public:
  void clear();
  void replace(std::span<const Level> bids, std::span<const Level> asks);
  void apply(std::span<const Level> bids, std::span<const Level> asks);

  [[nodiscard]] std::size_t bid_count() const { return bids_.size(); }
  [[nodiscard]] std::size_t ask_count() const { return asks_.size(); }
  // rank 0 is the best.
  [[nodiscard]] const Level& bid(std::size_t rank) const { return bids_[bids_.size() - 1 - rank]; }
  [[nodiscard]] const Level& ask(std::size_t rank) const { return asks_[asks_.size() - 1 - rank]; }
  // The best bid is not below the best ask: a book that no exchange has.
  [[nodiscard]] bool is_crossed() const { return !bids_.empty() && !asks_.empty() && bid(0).price >= ask(0).price; }

 private:
  std::vector<Level> bids_;  // ascending
  std::vector<Level> asks_;  // descending
};

}  // namespace stom::aggregation
