// Orders against the market: taking displayed levels, resting, filling by prints.
#include "sim/exchange_impl.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::OrderCause;
using venue::OrderState;
using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

constexpr int kLeastFunds = 5'000;  // of a part of a buy by funds
// Binance's er.
constexpr int kSelfTrade = 1, kIocRest = 2, kReduceOnlyGone = 4, kMarketRest = 9, kFokUnfilled = 10, kPostOnlyTakes = 11;

bool accepts(const Order& order, Decimal price) {
  if (!order.price.is_positive()) return true;
  return order.side == Side::kBuy ? price <= order.price : price >= order.price;
}

// A print at this price goes through a resting order, beyond its price.
bool goes_through(const Order& order, Decimal price) { return order.side == Side::kBuy ? price < order.price : price > order.price; }

// For a taker.
bool is_better(const Order& taker, Decimal price, Decimal than) { return taker.side == Side::kBuy ? price < than : price > than; }

bool rests(const Order& order) {
  return order.type == OrderType::kLimit && (order.time_in_force == TimeInForce::kGtc || order.time_in_force == TimeInForce::kPostOnly);
}

// What happens when a taker meets an order of its own account: the taker's word decides, the maker's does not count any more.
struct Prevention {
  bool ends_maker = false, ends_taker = false;
};
Prevention prevention_of(const Order& taker) {
  const std::string& word = taker.self_trade_prevention;
  const bool both = word == "EXPIRE_BOTH";
  return {both || word == "cancel_maker" || word == "EXPIRE_MAKER", both || word == "cancel_taker" || word == "EXPIRE_TAKER"};
}

}  // namespace

bool Exchange::Impl::is_done(const Order& order) const {
  return order.is_by_funds() ? order.rest_of_funds().is_zero() : order.rest().is_zero();
}

bool Exchange::Impl::would_take(const Order& order) const {
  const SymbolMarket* book = market_of(order.symbol);
  const std::vector<venue::Level>& facing = book->facing(order.side);
  return (!facing.empty() && accepts(order, facing.front().price)) || own_ahead(order) != nullptr;
}

// The resting order of the same account that a taker comes to first: the best price, then the oldest.
Order* Exchange::Impl::own_ahead(const Order& taker) const {
  const auto found = open.find(taker.symbol);
  if (found == open.end()) return nullptr;
  Order* best = nullptr;
  for (Order* one : found->second) {
    if (one == &taker || one->account != taker.account || one->side == taker.side || one->is_taking) continue;
    if (!rests(*one) || !accepts(taker, one->price)) continue;
    if (best == nullptr || is_better(taker, one->price, best->price)) best = one;
  }
  return best;
}

// Ends what is left of an order that met its own account.
void Exchange::Impl::prevent(Account& owner, Order& order) {
  order.prevented = order.is_by_funds() ? Decimal{} : order.rest();
  order.prevented_locked = order.locked;
  order.ended_in_match = true;
  if (is_upbit()) {
    const bool bought = order.type == OrderType::kMarketByFunds && order.executed.is_positive();
    end(owner, order, bought ? OrderState::kFilled : OrderState::kCancelled, OrderCause::kCancel, 0);
  } else {
    end(owner, order, OrderState::kExpired, OrderCause::kExpiry, kSelfTrade);
  }
}

bool Exchange::Impl::can_fill_now(const Order& order) const {
  Decimal left = order.is_by_funds() ? order.rest_of_funds() : order.rest();
  for (const venue::Level& level : market_of(order.symbol)->facing(order.side)) {
    if (!accepts(order, level.price)) break;
    left -= order.is_by_funds() ? times(level.price, level.quantity) : level.quantity;
    if (!left.is_positive()) return true;
  }
  return false;
}

// One fill: money, order, and all who are to know, in the venue's order. `print`: the market trade that filled a resting order;
// a taker makes a trade of its own.
void Exchange::Impl::execute(Account& owner, Order& order, const Execution& execution, const venue::Trade* print) {
  SymbolMarket& symbol_market = *market_of(order.symbol);
  venue::Trade own;
  if (print == nullptr) {
    own.time = now;
    own.price = Number::of(execution.price);
    own.quantity = Number::of(execution.quantity);
    own.taker = order.side;
    own = symbol_market.print(own, now);
  }
  venue::Fill fill = owner.ledger->book(order, execution);
  fill.symbol = order.symbol;
  fill.order_id = order.id;
  fill.client_id = order.client_id;
  fill.side = order.side;
  fill.time = fill.sent = now;
  // Several orders may fill by one print: each fill has its own number.
  fill.trade_id = is_upbit() ? new_uuid() : std::to_string(++next_trade_id);
  order.fills.push_back(owner.fills.size());
  owner.fills.push_back(fill);
  order.cause = order.is_forced ? OrderCause::kLiquidation : OrderCause::kTrade;
  order.time = now;
  order.state = !is_upbit() && is_done(order) ? OrderState::kFilled : OrderState::kPartly;
  if (order.state == OrderState::kFilled) settle(owner, order);
  listener.on_fill(owner.name, fill, told(order, true));
  for (const venue::Balance& balance : owner.ledger->moved_balances(order, now, true)) listener.on_balance(owner.name, balance);
  for (const venue::Position& position : owner.ledger->moved_positions(order, now)) listener.on_position(owner.name, position);
  if (print == nullptr) {
    listener.on_trade(own);
    listener.on_ticker(symbol_market.ticker(now));
  }
}

// The order is no longer open: what it locked is free, nobody finds it among the open ones.
void Exchange::Impl::settle(Account& owner, Order& order) {
  order.is_taking = false;
  owner.orders.close(order);
  std::vector<Order*>& list = open[order.symbol];
  list.erase(std::remove(list.begin(), list.end(), &order), list.end());
}

void Exchange::Impl::end(Account& owner, Order& order, OrderState state, OrderCause cause, int reason) {
  order.state = state;
  order.cause = cause;
  order.time = now;
  order.expiry_reason = reason;
  order.was_cancelled = cause != OrderCause::kTrade;
  const bool freed = owner.ledger->free(order);
  settle(owner, order);
  listener.on_order(owner.name, told(order));
  if (!freed) return;
  for (const venue::Balance& balance : owner.ledger->moved_balances(order, now, false)) listener.on_balance(owner.name, balance);
}

void Exchange::Impl::work(Account& owner, Order& order) {
  SymbolMarket& symbol_market = *market_of(order.symbol);
  const bool may_wait = partial_share < 1 && order.time_in_force != TimeInForce::kFok;
  std::optional<Decimal> allowed;  // of quantity or funds
  if (may_wait) {
    const Decimal whole = order.is_by_funds() ? order.funds : order.quantity;
    const Decimal step = order.is_by_funds() ? Decimal(kLeastFunds) : symbol_market.instrument().step.decimal();
    allowed = std::max(cut_to_step(times(whole, Decimal::from_double(partial_share)), step), step);
  }
  const Prevention prevention = prevention_of(order);
  bool taken = false, short_of_position = false, was_limited = false;
  while (!is_done(order)) {
    const std::vector<venue::Level>& facing = symbol_market.facing(order.side);
    const bool has_level = !facing.empty() && accepts(order, facing.front().price);
    Order* own = prevention.ends_maker || prevention.ends_taker ? own_ahead(order) : nullptr;
    const bool same_price = own != nullptr && has_level && own->price == facing.front().price;
    const bool meets_own =
        own != nullptr && (!has_level || (same_price ? own->ahead.is_zero() : is_better(order, own->price, facing.front().price)));
    if (meets_own) {
      if (prevention.ends_maker) prevent(owner, *own);
      if (!prevention.ends_taker) continue;
      if (taken) listener.on_book(symbol_market.book(now));
      return prevent(owner, order);
    }
    if (!has_level) break;
    const Decimal price = facing.front().price;
    Decimal quantity = facing.front().quantity;
    if (same_price) quantity = std::min(quantity, own->ahead);
    if (!order.is_by_funds()) quantity = std::min(quantity, order.rest());
    const Decimal wanted = quantity;
    quantity = owner.ledger->most(order, price, quantity);
    if (!quantity.is_positive()) {
      short_of_position = !order.is_by_funds();
      break;
    }
    if (allowed) {
      const Decimal most = order.is_by_funds() ? quotient(*allowed, price, 8) : *allowed;
      was_limited = most < quantity;
      quantity = std::min(quantity, most);
      if (!quantity.is_positive()) break;
      *allowed -= order.is_by_funds() ? times(price, quantity) : quantity;
    }
    short_of_position = quantity < wanted && !order.is_by_funds() && !was_limited;
    symbol_market.take(order.side, quantity);
    if (same_price) own->ahead -= quantity;
    execute(owner, order, {price, quantity, false}, nullptr);
    taken = true;
  }
  if (taken) listener.on_book(symbol_market.book(now));
  if (!order.is_open()) return;  // Binance: filled
  if (is_done(order)) {
    end(owner, order, OrderState::kFilled, OrderCause::kTrade, 0);
    return;
  }
  if (was_limited && !short_of_position && (taken || order.is_taking)) {
    order.is_taking = true;
    return;
  }
  order.is_taking = false;
  if (short_of_position) {
    end(owner, order, OrderState::kExpired, OrderCause::kExpiry, kReduceOnlyGone);
  } else if (rests(order)) {
    order.ahead = symbol_market.displayed(order.side, order.price);
  } else if (is_upbit()) {
    // A buy by funds that bought is done for the venue's users, whatever little is left.
    const bool bought = order.type == OrderType::kMarketByFunds && order.executed.is_positive();
    end(owner, order, bought ? OrderState::kFilled : OrderState::kCancelled, OrderCause::kCancel, 0);
  } else {
    const int reason = order.type == OrderType::kMarket                       ? kMarketRest
                       : order.time_in_force == TimeInForce::kFok             ? kFokUnfilled
                       : order.time_in_force == TimeInForce::kPostOnly        ? kPostOnlyTakes
                                                                              : kIocRest;
    end(owner, order, OrderState::kExpired, OrderCause::kExpiry, reason);
  }
}

void Exchange::Impl::continue_taking() {
  for (auto& [symbol, list] : open) {
    const std::vector<Order*> orders = list;  // working changes the list
    for (Order* order : orders) {
      if (!order->is_taking) continue;
      Account& owner = account(order->account);
      work(owner, *order);
      knock_out(owner, order->symbol);
    }
  }
}

void Exchange::Impl::knock_out(Account& owner, const std::string& symbol) {
  if (owner.binance == nullptr) return;
  const std::vector<Order*> orders = owner.orders.open();
  for (Order* order : orders) {
    if (order->symbol == symbol && order->is_open() && !order->is_taking && BinanceLedger::only_reduces(*order) &&
        owner.binance->reducible(*order).is_zero())
      end(owner, *order, OrderState::kExpired, OrderCause::kExpiry, kReduceOnlyGone);
  }
}

void Exchange::Impl::on_print(const venue::Trade& trade) {
  const auto found = open.find(trade.symbol);
  if (found == open.end() || found->second.empty()) return;
  const Decimal price = trade.price.decimal(), quantity = trade.quantity.decimal();
  Decimal used[2];  // of the print, by own buys and sells at its price
  const std::vector<Order*> orders = found->second;
  std::vector<Account*> touched;
  for (Order* order : orders) {
    if (!order->is_open() || order->is_taking || !rests(*order)) continue;
    Decimal fill;
    if (goes_through(*order, price)) {
      fill = order->rest();
    } else if (price == order->price && trade.taker != order->side) {
      Decimal& mine = used[order->side == Side::kBuy ? 0 : 1];
      const Decimal before = std::min(order->ahead, quantity);
      order->ahead -= before;
      fill = std::min(order->rest(), std::max(quantity - before - mine, Decimal{}));
      mine += fill;
    }
    if (!fill.is_positive()) continue;
    Account& owner = account(order->account);
    fill = owner.ledger->most(*order, order->price, fill);
    if (fill.is_positive()) {
      execute(owner, *order, {order->price, fill, true}, &trade);
      touched.push_back(&owner);
    }
    if (order->is_open() && is_done(*order)) end(owner, *order, OrderState::kFilled, OrderCause::kTrade, 0);
  }
  std::sort(touched.begin(), touched.end(), [](const Account* a, const Account* b) { return a->name < b->name; });
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (Account* owner : touched) knock_out(*owner, trade.symbol);
}

void Exchange::Impl::apply(const MarketEvent& event) {
  if (const auto* shown = std::get_if<venue::BookPicture>(&event.what)) {
    SymbolMarket* symbol_market = market_of(shown->symbol);
    if (symbol_market == nullptr) return;
    symbol_market->show(*shown);
    listener.on_book(symbol_market->book(now));
    return;
  }
  const auto& printed = std::get<venue::Trade>(event.what);
  SymbolMarket* symbol_market = market_of(printed.symbol);
  if (symbol_market == nullptr) return;
  const venue::Trade trade = symbol_market->print(printed, now);
  listener.on_trade(trade);
  listener.on_ticker(symbol_market->ticker(now));
  on_print(trade);
  if (!is_upbit()) liquidate(trade.symbol);
}

}  // namespace stom::sim
