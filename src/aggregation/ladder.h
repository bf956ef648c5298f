// What a row sees of a book: up to ten levels a side and the totals, and the choice of the five levels that are stored.
#pragma once

#include <array>
#include <functional>

#include "aggregation/order_book.h"

namespace stom::aggregation {

inline constexpr int kLadderDepth = 10;
inline constexpr int kRowLevels = 5;

struct Ladder {
  std::array<Level, kLadderDepth> asks{}, bids{};  // best first; absent levels are zero
  int ask_count = 0, bid_count = 0;
  Decimal ask_total, bid_total;
};

// The best ten levels; totals are the given ones, or the sums of the ten where they are negative (unknown).
[[nodiscard]] Ladder ladder_of(const OrderBook& book, Decimal bid_total, Decimal ask_total);
// One level a side.
[[nodiscard]] Ladder ladder_of(const Level& bid, const Level& ask);
// Five levels a side, one tick apart, starting one tick from the price; each holds `size`. Bids stop above zero.
[[nodiscard]] Ladder synthetic_ladder(Decimal price, Decimal tick, Decimal size);
// The same on a price grid whose tick depends on the price: the next price up or down from the one given.
using NextPrice = std::function<Decimal(Decimal)>;
[[nodiscard]] Ladder synthetic_ladder(Decimal price, const NextPrice& next_up, const NextPrice& next_down, Decimal size);

struct RowBook {
  std::array<double, kRowLevels> ask_price{}, ask_size{}, bid_price{}, bid_size{};  // best first
  double ask_total = 0, bid_total = 0, level_sum = 0;
};

// The five levels a row stores. Trades and books come by separate feeds: where the best ask is below the last price, the
// asks start at the first level at or above it (at the best, if none is), and the bids likewise, so that
// ask 1 >= price >= bid 1 whenever the ten levels allow it. Levels past the tenth are zero.
[[nodiscard]] RowBook row_book(const Ladder& ladder, Decimal price);

}  // namespace stom::aggregation
