#include "trade/fill.h"

#include "base/rounding.h"

namespace stom::trade {

FillResult fill_market(const BookLevels& book, int levels, std::int64_t row, double quantity) {
  FillResult result;
  result.remaining = quantity;
  for (int level = 0; level < levels; ++level) {
    const double price = book.prices[level][row];
    const double size = book.sizes[level][row];
    if (result.remaining - size <= 0) {
      result.money += price * result.remaining;
      result.remaining -= size;
      break;
    }
    result.money += price * size;
    result.remaining -= size;
  }
  result.filled = result.remaining <= 0;
  return result;
}

int levels_within(const BookLevels& book, bool buys, std::int64_t row, double limit) {
  int levels = 0;
  while (levels < 5 && (buys ? book.prices[levels][row] <= limit : book.prices[levels][row] >= limit)) ++levels;
  return levels;
}

double round_average_price(market::Market market, double average) {
  return market == market::Market::kStock ? round_to_even(average) : round_scaled(average, 4);
}

}  // namespace stom::trade
