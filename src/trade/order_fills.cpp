#include "trade/order_fills.h"

namespace stom::trade {

void add_part(FilledParts& filled, const ManagedPosition& position, double quantity, double money, std::int64_t seconds, std::int64_t row) {
  if (filled.first_row < 0) {
    filled.first_row = row;
    filled.first_seconds = seconds;
    filled.price_before = position.price;
    filled.quantity_before = position.quantity;
  }
  filled.last_row = row;
  filled.quantity += quantity;
  filled.money += money;
}

void book_buy_parts(ManagedPosition& position, market::Market market, Side side, const FilledParts& filled) {
  position.side = side;
  position.price = filled.price_before;
  position.quantity = filled.quantity_before;
  add_buy_fill(position, market, filled.quantity, filled.money, filled.first_seconds, filled.first_row);
}

void count_buy(DayCounters& counters, const ManagedBuySettings& settings, std::int64_t seconds) {
  counters.wait_after_buy_until = seconds + settings.wait_after_buy_seconds;
}

bool book_sale(ManagedPosition& position, DayCounters& counters, const ManagedBuySettings& settings, double quantity, double profit_rate,
               std::int64_t seconds) {
  if (profit_rate < 0) {
    ++counters.losses;
    counters.wait_after_loss_until = seconds + settings.wait_after_loss_seconds;
  }
  if (position.quantity - quantity == 0) {
    ++counters.finished;
    position = {};
    return true;
  }
  position.pending_sell = {};
  position.quantity -= quantity;
  ++position.sells;
  return false;
}

void open_pending(PendingOrder& order, double price, double quantity, const LimitSettings& settings, const RowFacts& facts) {
  order.price = price;
  order.tick = facts.amend_tick;
  order.quantity = quantity;
  order.cancel_at = facts.seconds + settings.cancel_seconds;
}

BookAnswer meet_book(const OrderKind& kind, bool buys, double limit, double quantity, int levels, const BookLevels& book, std::int64_t row) {
  BookAnswer answer;
  if (kind.is_taker()) {
    if (kind.type == OrderType::kLimit) levels = levels_within(book, buys, row, limit);
    answer.fill = fill_market(book, levels, row, quantity);
  }
  answer.rests = !answer.fill.filled && !kind.is_immediate();
  return answer;
}

}  // namespace stom::trade
