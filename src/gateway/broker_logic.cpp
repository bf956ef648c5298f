#include "gateway/broker_logic.h"

namespace stom::gateway {

using venue::Fill;
using venue::Number;
using venue::OrderUpdate;

namespace {

bool is_own(const std::string& client_id) { return client_id.starts_with("stom-"); }

// In hedge mode the side says it, in one-way mode only the order's own mark.
bool closes(venue::PositionSide position, venue::Side side) {
  return (position == venue::PositionSide::kLong && side == venue::Side::kSell) ||
         (position == venue::PositionSide::kShort && side == venue::Side::kBuy);
}

}  // namespace

bool may_rest(const venue::NewOrder& order) {
  using venue::TimeInForce;
  return order.type == venue::OrderType::kLimit && order.time_in_force != TimeInForce::kIoc && order.time_in_force != TimeInForce::kFok;
}

BrokerLogic::BrokerLogic(BrokerPort& port, const VenueCalls& calls, BrokerLogicOptions options, BrokerListener& listener)
    : port_(port),
      listener_(listener),
      silent_fee_is_zero_(options.silent_fee_is_zero),
      requests_(port, calls, options.requests, *this),
      questions_(port, calls),
      watch_(port, calls, options.watch, known_, *this) {}

void BrokerLogic::alarm(const Message& text, bool stop_trading) { listener_.on_alarm(text, stop_trading); }

void BrokerLogic::order(OrderUpdate order, AccountSource source) {
  (void)known_.note(order, port_.now());
  listener_.on_order(order, source);
}

void BrokerLogic::fill(Fill fill, AccountSource source) {
  known_.note(fill, port_.now());
  listener_.on_fill(fill, source);
}

// Fills first: an order that ended is then found complete.
void BrokerLogic::whole(const OrderUpdate& found, std::vector<Fill> fills) {
  const KnownOrder* const known = known_.find(found.order_id);
  share_fees(found, known != nullptr ? known->fees : KnownFees(), fills);
  for (Fill& one : fills) fill(std::move(one), AccountSource::kQuery);
  order(found, AccountSource::kQuery);
}

void BrokerLogic::history(const std::string& client_id, bool found, const OrderUpdate& order, std::vector<Fill> fills) {
  if (found) {
    const KnownOrder* const known = known_.find(order.order_id);
    share_fees(order, known != nullptr ? known->fees : KnownFees(), fills);
    for (const Fill& fill : fills) known_.note(fill, port_.now());
    (void)known_.note(order, port_.now());
  }
  listener_.on_order_history(client_id, found, order, fills);
}

void BrokerLogic::ask_account() {
  (void)questions_.ask_shared([this](AccountPicture picture) { account(std::move(picture)); });
}

void BrokerLogic::account(AccountPicture picture) {
  for (const OrderUpdate& open : picture.open_orders) (void)known_.note(open, port_.now());
  listener_.on_account(picture);
  watch_.compare(picture, {});
}

void BrokerLogic::cancel_all(const std::vector<std::string>& symbols) {
  constexpr double kLook = 1.0;  // seconds until it should be done
  requests_.cancel_all(symbols);
  watch_.check_soon(kLook);
}

BrokerLogic::WorkingSymbols BrokerLogic::working_symbols() {
  WorkingSymbols symbols;
  const auto add = [&](const std::string& symbol, bool is_exit) {
    symbols.all.insert(symbol);
    if (!is_exit) symbols.with_entries.insert(symbol);
  };
  for (const KnownOrder* known : known_.live()) {
    const OrderUpdate& order = known->last;
    if (!is_own(order.client_id)) continue;
    add(order.symbol, order.reduce_only.value_or(false) || (order.side && closes(order.position_side, *order.side)));
  }
  for (const venue::NewOrder* order : requests_.unsettled()) {
    add(order->symbol, order->reduce_only || closes(order->position_side, order->side) || !may_rest(*order));
  }
  return symbols;
}

void BrokerLogic::set_stream(bool up) {
  if (is_up_ == up) return;
  is_up_ = up;
  listener_.on_private_stream(up, port_.now());
  watch_.set_stream(up);
}

void BrokerLogic::on_stream(const std::vector<venue::Event>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (const auto* told = std::get_if<OrderUpdate>(&events[i])) {
      const auto* its_fill = i + 1 < events.size() ? std::get_if<Fill>(&events[i + 1]) : nullptr;
      const bool is_its = its_fill != nullptr && its_fill->order_id == told->order_id;
      const bool is_told = !is_its || stream_fill(*its_fill, told);
      stream_order(*told);
      if (!is_told) watch_.look_up(told->order_id);
      if (is_its) ++i;
    } else if (const auto* lone_fill = std::get_if<Fill>(&events[i])) {
      if (!stream_fill(*lone_fill, nullptr)) watch_.look_up(lone_fill->order_id);
    } else if (const auto* balance = std::get_if<venue::Balance>(&events[i])) {
      listener_.on_balance(*balance);
    } else if (const auto* position = std::get_if<venue::Position>(&events[i])) {
      listener_.on_position(*position);
    } else if (std::holds_alternative<venue::MarginCall>(events[i])) {
      alarm(message("거래소가 증거금 부족을 알렸습니다 (마진콜).", "The venue calls for margin."), false);
    }
  }
}

// False: it was not told, since nobody knows what it cost. The question for its order tells it with its fee.
bool BrokerLogic::stream_fill(Fill fill_told, const OrderUpdate* order) {
  if (fill_told.is_lite) return true;  // the full one follows
  const KnownOrder* const known = known_.find(fill_told.order_id);
  if (!fill_told.fee.is_known() && known != nullptr) {
    if (const auto fee = known->fees.find(fill_told.trade_id); fee != known->fees.end()) fill_told.fee = Number::of(fee->second);
  }
  const bool is_new = known == nullptr || !known->trades.contains(fill_told.trade_id);
  if (!fill_told.fee.is_known() && is_new && order != nullptr) {
    // What the order paid in all less what is known, if this is the only fill whose fee is not.
    const KnownFees none;
    const KnownFees& fees = known != nullptr ? known->fees : none;
    if (fees.size() + 1 == order->trades) fill_told.fee = fee_left(fees, order->paid_fee);
  }
  if (!fill_told.fee.is_known() && silent_fee_is_zero_) fill_told.fee = Number::of(aggregation::Decimal());
  if (!fill_told.fee.is_known() && is_new) return false;
  fill(std::move(fill_told), AccountSource::kStream);
  return true;
}

void BrokerLogic::stream_order(const OrderUpdate& told) {
  if (told.order_id.empty()) return;  // a conditional order that is none yet
  if (told.is_forced) {
    alarm(message("거래소가 강제로 낸 주문입니다: {} {}", "An order that the venue itself forced: {} {}", told.symbol, told.client_id), false);
  }
  order(told, AccountSource::kStream);
  requests_.seen_on_stream(told);
}

}  // namespace stom::gateway
