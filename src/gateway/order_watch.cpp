#include "gateway/order_watch.h"

namespace stom::gateway {

OrderWatch::OrderWatch(BrokerPort& port, const VenueCalls& calls, OrderWatchOptions options, KnownOrders& known, BrokerNews& news)
    : port_(port), calls_(calls), options_(options), known_(known), news_(news), questions_(port, calls) {}

OrderWatch::~OrderWatch() {
  for (const auto& lookup : lookups_) lookup->drop();
}

void OrderWatch::begin() { next_cycle(); }

void OrderWatch::set_stream(bool up) {
  const bool was_up = is_up_;
  is_up_ = up;
  if (up != was_up) check_soon(up ? 0 : options_.every_while_down);
}

void OrderWatch::check_soon(double seconds) {
  port_.after(seconds, [this, turn = ++turn_] {
    if (turn == turn_) cycle();
  });
}

void OrderWatch::next_cycle() { check_soon(is_up_ ? options_.every : options_.every_while_down); }

void OrderWatch::cycle() {
  if (is_asking_) return next_cycle();
  const auto patience = static_cast<EpochMicros>(options_.fill_patience * 1e6);
  for (KnownOrder* order : known_.short_of_fills(port_.now(), patience)) look_up(*order);
  AccountQuestions::Scope scope;
  scope.holdings = !is_up_;
  for (const KnownOrder* order : known_.live()) {
    const std::string& symbol = order->last.symbol;
    if (std::find(scope.symbols.begin(), scope.symbols.end(), symbol) == scope.symbols.end()) scope.symbols.push_back(symbol);
  }
  if (scope.symbols.empty() && !scope.holdings) return next_cycle();
  scope.all_orders = scope.symbols.size() > calls_.most_single_symbols();
  const std::vector<std::string> asked = scope.all_orders ? std::vector<std::string>() : scope.symbols;
  is_asking_ = true;
  questions_.ask(std::move(scope), [this, asked](AccountPicture picture) {
    is_asking_ = false;
    next_cycle();
    for (const venue::Balance& balance : picture.balances) news_.balance(balance);
    for (const venue::Position& position : picture.positions) news_.position(position);
    compare(picture, asked);
  });
}

void OrderWatch::compare(const AccountPicture& picture, const std::vector<std::string>& scope) {
  const auto is_in_scope = [&](const std::string& symbol) {
    return scope.empty() || std::find(scope.begin(), scope.end(), symbol) != scope.end();
  };
  for (const venue::OrderUpdate& open : picture.open_orders) {
    const KnownOrder* const before = known_.find(open.order_id);
    // Finished meanwhile: the picture is older.
    if (before != nullptr && !before->is_live()) continue;
    if (before == nullptr || before->executed < open.executed.decimal() || before->last.state != open.state ||
        before->last.price.decimal() != open.price.decimal() || before->last.quantity.decimal() != open.quantity.decimal()) {
      news_.order(open, AccountSource::kQuery);
    }
    if (KnownOrder* const order = known_.find(open.order_id); order != nullptr && order->lacks_fills()) look_up(*order);
  }
  if (!picture.complete) return;  // what is not in it may have been on a page that is missing
  for (KnownOrder* order : known_.live()) {
    const bool is_shown = std::any_of(picture.open_orders.begin(), picture.open_orders.end(),
                                      [&](const venue::OrderUpdate& open) { return open.order_id == order->last.order_id; });
    if (!is_shown && order->since < picture.asked_at && is_in_scope(order->last.symbol)) look_up(*order);
  }
}

void OrderWatch::look_up(const std::string& order_id) {
  if (KnownOrder* const order = known_.find(order_id)) look_up(*order);
}

void OrderWatch::look_up(KnownOrder& order) {
  if (order.being_asked) return;
  order.being_asked = true;
  const std::string id = order.last.order_id;
  OrderLookup::What what{order.last.symbol, {id, order.last.client_id}, 0.5, true, net::Priority::kQuery};
  const auto slot = std::make_shared<std::shared_ptr<OrderLookup>>();
  *slot = std::make_shared<OrderLookup>(port_, calls_, std::move(what), [this, id, slot](LookupResult found) {
    lookups_.erase(std::remove(lookups_.begin(), lookups_.end(), *slot), lookups_.end());
    slot->reset();
    if (KnownOrder* const known = known_.find(id)) {
      known->being_asked = false;
      ++known->asked;
    }
    if (found.end == LookupEnd::kFound) {
      return news_.whole(found.order, std::move(found.fills));
    }
    const KnownOrder* const known = known_.find(id);
    if (known == nullptr || !known->is_live()) return;
    news_.alarm(message("열려 있던 주문을 거래소가 더는 알지 못합니다: {} {}", "The venue does not know an order any more that was open: {} {}",
                        known->last.symbol, id),
                false);
    known_.forget(id);
  });
  lookups_.push_back(*slot);
  (*slot)->begin();
}

}  // namespace stom::gateway
