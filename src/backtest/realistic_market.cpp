#include "backtest/realistic_market.h"

namespace stom::backtest {

void RealisticMarket::start_day(const MarketColumns& columns) {
  columns_ = columns;
  seen_ = -1;
  venue_.start_day();
}

trade::MarketRow RealisticMarket::view(std::int64_t row) const {
  trade::MarketRow seen;
  for (int level = 0; level < 5; ++level) {
    seen.asks[level] = {columns_.asks.prices[level][row], columns_.asks.sizes[level][row]};
    seen.bids[level] = {columns_.bids.prices[level][row], columns_.bids.sizes[level][row]};
  }
  seen.low = columns_.low[row];
  seen.high = columns_.high[row];
  seen.bought = columns_.bought[row];
  seen.sold = columns_.sold[row];
  return seen;
}

trade::MarketRow RealisticMarket::see(std::int64_t row) {
  while (seen_ + 1 < row && venue_.remembers()) venue_.observe(view(++seen_));
  const trade::MarketRow now = view(row);
  if (seen_ < row) venue_.observe(now);
  seen_ = row;
  return now;
}

bool RealisticMarket::may_send(bool buys, double quantity, int levels, std::int64_t row) {
  return !options_.only_if_covered || venue_.covers(buys, quantity, levels, see(row));
}

trade::Execution RealisticMarket::advance(trade::WorkingOrder& order, std::int64_t row) { return venue_.advance(order, row, see(row)); }

double RealisticMarket::close(bool buys, double quantity, std::int64_t row) { return venue_.close(buys, quantity, see(row)); }

}  // namespace stom::backtest
