#include "sim/order.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::OrderState;
using venue::OrderType;

std::string_view upbit_state(const Order& order, bool is_fill) {
  if (is_fill) return "trade";
  if (order.is_open()) return "wait";
  return order.was_cancelled ? "cancel" : "done";
}

std::string_view upbit_type(OrderType type) {
  switch (type) {
    case OrderType::kMarketByFunds: return "price";
    case OrderType::kMarket: return "market";
    case OrderType::kBest: return "best";
    default: return "limit";
  }
}

std::string_view binance_state(OrderState state) {
  switch (state) {
    case OrderState::kPartly: return "PARTIALLY_FILLED";
    case OrderState::kFilled: return "FILLED";
    case OrderState::kCancelled: return "CANCELED";
    case OrderState::kExpired: return "EXPIRED";
    case OrderState::kRejected: return "REJECTED";
    default: return "NEW";
  }
}

void add_upbit_fields(venue::OrderUpdate& update, const Order& order, bool is_fill) {
  update.venue_state = upbit_state(order, is_fill);
  update.venue_type = upbit_type(order.type);
  if (is_fill) update.state = OrderState::kPartly;
  // What the venue leaves null: the price of a market sell, the quantities of a buy by funds.
  if (order.is_by_funds()) {
    update.price = Number::of(order.funds);
  } else {
    if (order.price.is_positive() && order.type != OrderType::kBest) update.price = Number::of(order.price);
    update.quantity = Number::of(order.quantity);
    update.remaining = Number::of(order.rest());
  }
  update.executed_value = Number::of(order.value);
  update.paid_fee = Number::of(order.fee);
  update.reserved_fee = Number::of(order.reserved_fee);
  const bool buys = order.side == venue::Side::kBuy;
  update.remaining_fee = Number::of(buys ? order.reserved_fee - order.fee : Decimal{});
  update.locked = Number::of(order.locked);
  update.prevented_quantity = Number::of(order.prevented);
  update.prevented_value = Number::of(order.prevented_locked);
}

void add_binance_fields(venue::OrderUpdate& update, const Order& order) {
  update.venue_state = order.ended_in_match ? "EXPIRED_IN_MATCH" : binance_state(order.state);
  update.venue_type = order.is_forced ? "LIQUIDATION" : order.type == OrderType::kMarket ? "MARKET" : "LIMIT";
  update.price = Number::of(order.price);
  update.stop_price = Number::of(Decimal{});
  update.quantity = Number::of(order.quantity);
  update.remaining = Number::of(order.rest());
  update.executed_value = Number::of(order.value);
  update.position_side = order.position_side;
  update.reduce_only = order.reduce_only;
  update.close_position = false;
  update.expiry_reason = order.expiry_reason;
}

}  // namespace

venue::OrderUpdate update_of(const Order& order, venue::Venue venue, EpochMicros now, bool is_fill) {
  venue::OrderUpdate update;
  update.symbol = order.symbol;
  update.order_id = order.id;
  update.client_id = order.client_id;
  update.side = order.side;
  update.type = order.type;
  update.time_in_force = order.time_in_force;
  update.state = order.state;
  update.cause = order.cause;
  update.time = order.time;
  update.created = order.created;
  update.sent = now;
  update.executed = Number::of(order.executed);
  update.average_price = Number::of(quotient(order.value, order.executed, 8));
  update.trades = order.fills.size();
  update.self_trade_prevention = order.self_trade_prevention;
  if (venue == venue::Venue::kUpbit) {
    add_upbit_fields(update, order, is_fill);
  } else {
    add_binance_fields(update, order);
  }
  return update;
}

}  // namespace stom::sim
