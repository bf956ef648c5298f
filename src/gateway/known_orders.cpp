#include "gateway/known_orders.h"

namespace stom::gateway {

using venue::Number;
using venue::OrderState;
using venue::OrderUpdate;

namespace {

void take(Number& old, const Number& told) {
  if (told.is_known()) old = told;
}

bool differs(const Number& old, const Number& told) { return told.is_known() && (!old.is_known() || old.decimal() != told.decimal()); }

}  // namespace

bool KnownOrders::note(const OrderUpdate& order, EpochMicros now) {
  if (order.order_id.empty()) return true;
  const auto [place, is_new] = orders_.try_emplace(order.order_id);
  KnownOrder& known = place->second;
  if (is_new) {
    known.last = order;
    known.since = now;
    known.changed = now;
    known.executed = order.executed.decimal();
    if (!known.is_live()) finished(order.order_id);
    return true;
  }
  bool is_news = false;
  const bool was_live = known.is_live();
  // An older picture of the order may come late; what is final stays, and executed quantities only grow.
  const bool is_older = order.executed.is_known() && order.executed.decimal() < known.executed;
  if (was_live && !is_older && order.state != OrderState::kUnknown && order.state != known.last.state) {
    known.last.state = order.state;
    known.last.venue_state = order.venue_state;
    is_news = true;
  }
  if (known.executed < order.executed.decimal()) {
    known.executed = order.executed.decimal();
    known.last.executed = order.executed;
    known.asked = 0;
    is_news = true;
  }
  if (was_live && !is_older && (differs(known.last.price, order.price) || differs(known.last.quantity, order.quantity))) {
    is_news = true;
    take(known.last.price, order.price);
    take(known.last.quantity, order.quantity);
  }
  if (known.last.client_id.empty()) known.last.client_id = order.client_id;
  if (known.last.symbol.empty()) known.last.symbol = order.symbol;
  if (!known.last.side) known.last.side = order.side;
  if (!known.last.reduce_only) known.last.reduce_only = order.reduce_only;
  if (known.last.position_side == venue::PositionSide::kNone) known.last.position_side = order.position_side;
  if (order.paid_fee.is_known() && !(known.last.paid_fee.is_known() && order.paid_fee.decimal() < known.last.paid_fee.decimal()))
    known.last.paid_fee = order.paid_fee;
  if (is_news) known.changed = now;
  if (was_live && !known.is_live()) finished(order.order_id);
  return is_news;
}

void KnownOrders::note(const venue::Fill& fill, EpochMicros now) {
  if (fill.order_id.empty()) return;
  const auto [place, is_new] = orders_.try_emplace(fill.order_id);
  KnownOrder& known = place->second;
  if (is_new) {
    known.last.symbol = fill.symbol;
    known.last.order_id = fill.order_id;
    known.last.client_id = fill.client_id;
    known.since = now;
  }
  if (!known.trades.insert(fill.trade_id).second) return;
  known.changed = now;
  known.told += fill.quantity.decimal();
  if (known.executed < known.told) known.executed = known.told;
  if (fill.fee.is_known()) known.fees[fill.trade_id] = fill.fee.decimal();
}

KnownOrder* KnownOrders::find(const std::string& order_id) {
  const auto found = orders_.find(order_id);
  return found == orders_.end() ? nullptr : &found->second;
}

std::vector<KnownOrder*> KnownOrders::live() {
  std::vector<KnownOrder*> live;
  for (auto& [id, order] : orders_) {
    if (order.is_live()) live.push_back(&order);
  }
  return live;
}

std::vector<KnownOrder*> KnownOrders::short_of_fills(EpochMicros now, EpochMicros patience) {
  constexpr int kMostQuestions = 5;
  std::vector<KnownOrder*> orders;
  for (auto& [id, order] : orders_) {
    if (order.lacks_fills() && now - order.changed >= patience && order.asked < kMostQuestions) orders.push_back(&order);
  }
  return orders;
}

void KnownOrders::finished(const std::string& order_id) {
  constexpr std::size_t kMostFinished = 2000;
  finished_.push_back(order_id);
  if (finished_.size() <= kMostFinished) return;
  orders_.erase(finished_.front());
  finished_.pop_front();
}

}  // namespace stom::gateway
