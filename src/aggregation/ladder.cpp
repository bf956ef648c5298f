#include "aggregation/ladder.h"

#include <algorithm>

namespace stom::aggregation {

Ladder ladder_of(const OrderBook& book, Decimal bid_total, Decimal ask_total) {
  Ladder ladder;
  ladder.ask_count = static_cast<int>(std::min<std::size_t>(kLadderDepth, book.ask_count()));
  ladder.bid_count = static_cast<int>(std::min<std::size_t>(kLadderDepth, book.bid_count()));
  Decimal ask_sum, bid_sum;
  for (int i = 0; i < ladder.ask_count; ++i) ask_sum += (ladder.asks[i] = book.ask(i)).quantity;
  for (int i = 0; i < ladder.bid_count; ++i) bid_sum += (ladder.bids[i] = book.bid(i)).quantity;
  ladder.ask_total = ask_total < Decimal{} ? ask_sum : ask_total;
  ladder.bid_total = bid_total < Decimal{} ? bid_sum : bid_total;
  return ladder;
}

Ladder ladder_of(const Level& bid, const Level& ask) {
  Ladder ladder;
  ladder.asks[0] = ask;
  ladder.bids[0] = bid;
  ladder.ask_count = ladder.bid_count = 1;
  ladder.ask_total = ask.quantity;
  ladder.bid_total = bid.quantity;
  return ladder;
}

Ladder synthetic_ladder(Decimal price, Decimal tick, Decimal size) {
  return synthetic_ladder(price, [tick](Decimal from) { return from + tick; }, [tick](Decimal from) { return from - tick; }, size);
}

Ladder synthetic_ladder(Decimal price, const NextPrice& next_up, const NextPrice& next_down, Decimal size) {
  Ladder ladder;
  Decimal up = price, down = price;
  for (int i = 0; i < kRowLevels; ++i) {
    up = next_up(up);
    ladder.asks[ladder.ask_count++] = {up, size};
    ladder.ask_total += size;
    if (!down.is_positive()) continue;
    down = next_down(down);
    if (!down.is_positive()) continue;
    ladder.bids[ladder.bid_count++] = {down, size};
    ladder.bid_total += size;
  }
  return ladder;
}

RowBook row_book(const Ladder& ladder, Decimal price) {
  int ask_start = 0;
  if (ladder.ask_count > 0 && ladder.asks[0].price < price) {
    while (ask_start < ladder.ask_count && ladder.asks[ask_start].price < price) ++ask_start;
    if (ask_start == ladder.ask_count) ask_start = 0;
  }
  int bid_start = 0;
  if (ladder.bid_count > 0 && ladder.bids[0].price > price) {
    while (bid_start < ladder.bid_count && ladder.bids[bid_start].price > price) ++bid_start;
    if (bid_start == ladder.bid_count) bid_start = 0;
  }
  RowBook row;
  Decimal sum;
  for (int i = 0; i < kRowLevels; ++i) {
    const Level ask = ask_start + i < kLadderDepth ? ladder.asks[ask_start + i] : Level{};
    const Level bid = bid_start + i < kLadderDepth ? ladder.bids[bid_start + i] : Level{};
    row.ask_price[i] = ask.price.to_double();
    row.ask_size[i] = ask.quantity.to_double();
    row.bid_price[i] = bid.price.to_double();
    row.bid_size[i] = bid.quantity.to_double();
    sum += ask.quantity + bid.quantity;
  }
  row.ask_total = ladder.ask_total.to_double();
  row.bid_total = ladder.bid_total.to_double();
  row.level_sum = sum.to_double();
  return row;
}

}  // namespace stom::aggregation
