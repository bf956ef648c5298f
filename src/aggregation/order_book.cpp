#include "aggregation/order_book.h"

#include <algorithm>
#include <functional>

namespace stom::aggregation {
namespace {

template <typename Before>
void set_level(std::vector<Level>& side, const Level& level, Before before) {
  const auto at = std::lower_bound(side.begin(), side.end(), level,
                                   [&](const Level& a, const Level& b) { return before(a.price, b.price); });
  const bool known = at != side.end() && at->price == level.price;
  if (!level.quantity.is_positive()) {
    if (known) side.erase(at);
  } else if (known) {
    at->quantity = level.quantity;
  } else {
    side.insert(at, level);
  }
}

template <typename Before>
void fill_side(std::vector<Level>& side, std::span<const Level> levels, Before before) {
  side.clear();
  // Venues list the best first; the last one named wins where a price is named twice.
  for (const Level& level : levels) set_level(side, level, before);
}

}  // namespace

void OrderBook::clear() {
  bids_.clear();
  asks_.clear();
}

void OrderBook::replace(std::span<const Level> bids, std::span<const Level> asks) {
  fill_side(bids_, bids, std::less<Decimal>());
  fill_side(asks_, asks, std::greater<Decimal>());
}

void OrderBook::apply(std::span<const Level> bids, std::span<const Level> asks) {
  for (const Level& level : bids) set_level(bids_, level, std::less<Decimal>());
  for (const Level& level : asks) set_level(asks_, level, std::greater<Decimal>());
}

}  // namespace stom::aggregation
