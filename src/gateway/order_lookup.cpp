#include "gateway/order_lookup.h"

namespace stom::gateway {

using aggregation::Decimal;

OrderLookup::OrderLookup(BrokerPort& port, const VenueCalls& calls, What what, Done done)
    : port_(port), calls_(calls), what_(std::move(what)), done_(std::move(done)), schedule_(what_.first_wait) {}

void OrderLookup::begin() {
  if (what_.at_once) ask();
  else ask_later();
}

void OrderLookup::ask_later() {
  port_.after(schedule_.next_wait(), [self = shared_from_this()] { self->ask(); });
}

void OrderLookup::ask() {
  if (!done_) return;
  RestCall call = calls_.order(what_.symbol, what_.name);
  call.priority = what_.priority;
  call.tries = 1;  // the schedule repeats it
  port_.call(std::move(call), [self = shared_from_this()](RestReply reply) { self->answered(std::move(reply)); });
}

void OrderLookup::answered(RestReply reply) {
  if (!done_) return;
  result_.outcome = reply.outcome;
  if (!reply.ok()) {
    const bool is_none = reply.outcome.action == venue::Action::kReconcile;
    const bool is_refused = reply.outcome.action == venue::Action::kReject;
    if (is_none && schedule_.not_found()) return end(LookupEnd::kNotFound);
    if (is_refused && schedule_.refused()) return end(LookupEnd::kRefused);
    return ask_later();
  }
  result_.fills.clear();
  bool found = false;
  for (venue::Event& event : reply.events) {
    if (auto* order = std::get_if<venue::OrderUpdate>(&event)) {
      result_.order = std::move(*order);
      found = true;
    } else if (auto* fill = std::get_if<venue::Fill>(&event)) {
      result_.fills.push_back(std::move(*fill));
    }
  }
  if (!found) return ask_later();
  if (result_.order.client_id.empty()) result_.order.client_id = what_.name.client_id;
  if (!result_.order.executed.decimal().is_positive()) return end(LookupEnd::kFound);
  ask_fills();
}

void OrderLookup::ask_fills() {
  std::optional<RestCall> call = calls_.fills(result_.order);
  if (!call) return take(std::move(result_));
  call->priority = what_.priority;
  call->tries = 1;
  port_.call(std::move(*call), [self = shared_from_this()](RestReply reply) {
    if (!self->done_) return;
    if (!reply.ok()) return self->ask_later();
    LookupResult result = std::move(self->result_);
    for (venue::Event& event : reply.events) {
      auto* fill = std::get_if<venue::Fill>(&event);
      if (fill != nullptr && fill->order_id == result.order.order_id) result.fills.push_back(std::move(*fill));
    }
    self->take(std::move(result));
  });
}

void OrderLookup::take(LookupResult result) {
  constexpr int kPatience = 4;
  Decimal told;
  for (venue::Fill& fill : result.fills) {
    if (fill.client_id.empty()) fill.client_id = result.order.client_id;
    told += fill.quantity.decimal();
  }
  result_ = std::move(result);
  // The list of fills may lag behind the order: the whole is asked again.
  if (told < result_.order.executed.decimal() && ++short_of_fills_ < kPatience) return ask_later();
  end(LookupEnd::kFound);
}

void OrderLookup::end(LookupEnd end) {
  result_.end = end;
  const Done done = std::move(done_);
  done_ = nullptr;
  done(std::move(result_));
}

}  // namespace stom::gateway
