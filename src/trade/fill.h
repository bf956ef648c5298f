// Market fill against the recorded book of one row (back-test spec 6): all or nothing, the book is not consumed.
#pragma once

#include "market/market.h"

namespace stom::trade {

struct BookLevels {
  const double* prices[5];  // columns, best first
  const double* sizes[5];
};

struct FillResult {
  bool filled = false;
  double money = 0;      // what the filled part costs
  double remaining = 0;  // quantity not covered by the levels
};

// Walks the first `levels` levels of row `row` for quantity > 0.
[[nodiscard]] FillResult fill_market(const BookLevels& book, int levels, std::int64_t row, double quantity);

// Leading levels that an order with this price limit may take: asks at or below it (buys), bids at or above it.
[[nodiscard]] int levels_within(const BookLevels& book, bool buys, std::int64_t row, double limit);

// The stored average price: stock rint (whole won), crypto 4 decimals.
[[nodiscard]] double round_average_price(market::Market market, double average);

}  // namespace stom::trade
