// Orders as they come in: accepted or refused, cancelled, amended.
#include "sim/binance_rules.h"
#include "sim/exchange_impl.h"
#include "sim/upbit_rules.h"

namespace stom::sim {
namespace {

using venue::OrderCause;
using venue::OrderState;
using venue::OrderType;
using venue::PositionSide;
using venue::Side;
using venue::TimeInForce;

constexpr int kFokUnfilled = 10, kPostOnlyTakes = 11;  // Binance's er

Order order_of(const venue::NewOrder& request, venue::Venue venue) {
  Order order;
  order.symbol = request.symbol;
  order.client_id = request.client_id;
  order.side = request.side;
  order.type = request.type;
  order.time_in_force = request.time_in_force;
  order.self_trade_prevention = request.self_trade_prevention;
  order.quantity = request.quantity;
  const bool by_funds = request.type == OrderType::kMarketByFunds || (request.type == OrderType::kBest && request.side == Side::kBuy);
  (by_funds ? order.funds : order.price) = request.price;
  if (by_funds) order.quantity = Decimal{};
  if (request.type == OrderType::kMarket || request.type == OrderType::kBest) order.price = Decimal{};
  if (venue == venue::Venue::kBinance) {
    const bool sided = request.position_side == PositionSide::kLong || request.position_side == PositionSide::kShort;
    order.position_side = sided ? request.position_side : PositionSide::kBoth;
    order.reduce_only = request.reduce_only;
    if (order.self_trade_prevention.empty()) order.self_trade_prevention = "EXPIRE_MAKER";
  } else if (order.self_trade_prevention.empty() && request.time_in_force != TimeInForce::kPostOnly) {
    order.self_trade_prevention = "cancel_maker";
  }
  return order;
}

OrderReply refused(Refused why) {
  OrderReply reply;
  reply.refused = std::move(why);
  return reply;
}

}  // namespace

Refused no_such_order(venue::Venue venue, bool for_cancel) {
  return venue == venue::Venue::kUpbit ? upbit_refusal("order_not_found") : binance_refusal(for_cancel ? -2011 : -2013);
}

OrderReply Exchange::Impl::place(Account& owner, const venue::NewOrder& request) {
  Order order = order_of(request, options.venue);
  SymbolMarket* symbol_market = market_of(request.symbol);
  if (is_upbit()) {
    // An identifier is used up by the attempt, whatever becomes of it.
    if (!order.client_id.empty() && !owner.orders.use_client_id(order.client_id)) return refused(upbit_refusal("duplicated_identifier"));
    if (symbol_market == nullptr) return refused(upbit_refusal("notfoundmarket"));
  } else {
    if (symbol_market == nullptr) return refused(binance_refusal(-1121));
    if (order.client_id.empty()) order.client_id = fmt::format("box-{}-{}", options.seed, ++next_client_id);
  }
  const bool buys_by_funds = order.type == OrderType::kMarketByFunds || (order.type == OrderType::kBest && order.side == Side::kBuy);
  if (is_upbit() && buys_by_funds && !order.funds.is_positive()) return refused(upbit_refusal("under_min_total_bid"));
  if (auto why = owner.ledger->refuse(order, *symbol_market, now)) return refused(std::move(*why));
  if (order.type == OrderType::kBest) {
    const std::vector<venue::Level>& facing = symbol_market->facing(order.side);
    // Nobody to meet: no price is acceptable.
    order.price = facing.empty() ? Decimal::from_units(1) : facing.front().price;
    if (facing.empty() && order.side == Side::kSell) order.price = decimal_of("90000000000000000");
  }
  order.account = owner.name;
  const bool hopeless = order.time_in_force == TimeInForce::kFok && !can_fill_now(order);
  const bool taking_post = order.time_in_force == TimeInForce::kPostOnly && would_take(order);
  if (options.refuse_unfillable && !is_upbit() && (hopeless || taking_post)) return refused(binance_refusal(hopeless ? -5021 : -5022));

  order.id = is_upbit() ? new_uuid() : std::to_string(++next_order_id);
  order.created = order.time = now;
  Order& kept = owner.orders.add(std::move(order));
  open[kept.symbol].push_back(&kept);
  const bool locked = owner.ledger->lock(kept);
  const venue::OrderUpdate accepted = told(kept);
  listener.on_order(owner.name, accepted);
  if (locked) {
    for (const venue::Balance& balance : owner.ledger->moved_balances(kept, now, false)) listener.on_balance(owner.name, balance);
  }
  if (hopeless || taking_post) {
    if (is_upbit()) {
      end(owner, kept, OrderState::kCancelled, OrderCause::kCancel, 0);
    } else {
      end(owner, kept, OrderState::kExpired, OrderCause::kExpiry, hopeless ? kFokUnfilled : kPostOnlyTakes);
    }
  } else {
    work(owner, kept);
    knock_out(owner, kept.symbol);
  }
  OrderReply reply;
  reply.order = is_upbit() ? accepted : told(kept);
  reply.order->cause = OrderCause::kAnswer;
  return reply;
}

void Exchange::Impl::cancel_open(Account& owner, Order& order) {
  const bool bought = order.type == OrderType::kMarketByFunds && order.executed.is_positive();
  end(owner, order, bought ? OrderState::kFilled : OrderState::kCancelled, OrderCause::kCancel, 0);
}

OrderReply Exchange::Impl::cancel(Account& owner, const std::string& symbol, const venue::OrderName& name) {
  Order* order = owner.orders.find_open(symbol, name);
  if (order == nullptr) return refused(no_such_order(options.venue, true));
  OrderReply reply;
  reply.order = told(*order);
  cancel_open(owner, *order);
  if (!is_upbit()) reply.order = told(*order);
  reply.order->cause = OrderCause::kAnswer;
  return reply;
}

OrderReply Exchange::Impl::amend(Account& owner, const std::string& symbol, const venue::OrderName& name, Decimal quantity, Decimal price) {
  Order* order = owner.orders.find_open(symbol, name);
  if (order == nullptr) return refused(no_such_order(options.venue, false));
  if (is_upbit() || order->type != OrderType::kLimit) return refused(binance_refusal(-5029));
  if (quantity == order->quantity && price == order->price) return refused(binance_refusal(-5027));
  Order changed = *order;
  changed.quantity = quantity;
  changed.price = price;
  if (auto why = owner.binance->refuse_change(changed, *order, *market_of(order->symbol))) return refused(std::move(*why));
  OrderReply reply;
  // The venue cancels an order that is already filled beyond its new quantity, or that may not take and would.
  const bool ends = quantity <= order->executed || (order->time_in_force == TimeInForce::kPostOnly && would_take(changed));
  if (ends) {
    cancel_open(owner, *order);
  } else {
    order->quantity = quantity;
    order->price = price;
    order->cause = OrderCause::kAmendment;
    ++order->amendments;
    order->time = now;
    listener.on_order(owner.name, told(*order));
    std::vector<Order*>& list = open[order->symbol];  // the queue begins anew
    list.erase(std::remove(list.begin(), list.end(), order), list.end());
    list.push_back(order);
    work(owner, *order);
    knock_out(owner, order->symbol);
  }
  reply.order = told(*order);
  reply.order->cause = OrderCause::kAnswer;
  return reply;
}

void Exchange::Impl::run_countdowns(EpochMicros until) {
  for (auto& [name, owner] : accounts) {
    for (auto at = owner->countdowns.begin(); at != owner->countdowns.end();) {
      if (at->second > until) {
        ++at;
        continue;
      }
      now = std::max(now, at->second);
      const std::vector<Order*> orders = owner->orders.open();
      for (Order* order : orders) {
        if (order->symbol == at->first) cancel_open(*owner, *order);
      }
      at = owner->countdowns.erase(at);
    }
  }
}

}  // namespace stom::sim
