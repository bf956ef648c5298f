#include "sim/private_feed.h"

namespace stom::sim {
namespace {

constexpr double kSecond = 1e6;

EpochMicros micros(double seconds, double otherwise) { return static_cast<EpochMicros>((seconds > 0 ? seconds : otherwise) * kSecond); }

std::string order_of(const PrivateEvent& event) {
  if (const auto* order = std::get_if<OrderEvent>(&event)) return order->order.order_id;
  if (const auto* fill = std::get_if<FillEvent>(&event)) return fill->order.order_id;
  return {};
}

}  // namespace

EpochMicros PrivateFeed::held_until(const std::string& account, const std::string& order_id) const {
  EpochMicros until = 0;
  if (order_id.empty()) return until;
  for (const Held& one : held_) {
    if (!one.after_next && one.account == account && order_of(one.event) == order_id) until = std::max(until, one.due);
  }
  return until;
}

void PrivateFeed::deliver(const std::string& account, const PrivateEvent& event, bool twice) {
  deliver_(account, event);
  if (twice) deliver_(account, event);
  for (std::size_t i = 0; i < held_.size();) {
    if (!held_[i].after_next || held_[i].account != account) {
      ++i;
      continue;
    }
    const Held late = std::move(held_[i]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
    deliver_(late.account, late.event);
  }
}

void PrivateFeed::push(const std::string& account, PrivateEvent event, EpochMicros steady) {
  constexpr double kDelay = 0.5, kLateFill = 1.0, kLongestWait = 1.0;
  const bool is_fill = std::holds_alternative<FillEvent>(event);
  if (faults_.ask(Fault::kDropEvent, steady)) return;
  const bool twice = faults_.ask(Fault::kDuplicateEvent, steady).has_value();
  EpochMicros due = 0;
  if (is_fill) {
    if (const auto seconds = faults_.ask(Fault::kLateFill, steady)) due = steady + micros(*seconds, kLateFill);
  }
  if (const auto seconds = faults_.ask(Fault::kDelayEvent, steady)) due = std::max(due, steady + micros(*seconds, kDelay));
  due = std::max(due, held_until(account, order_of(event)));
  if (due > steady) {
    if (twice) held_.push_back({account, event, due, false});
    held_.push_back({account, std::move(event), due, false});
    return;
  }
  const bool follows_another =
      std::any_of(held_.begin(), held_.end(), [&](const Held& one) { return one.after_next && one.account == account; });
  if (!follows_another && faults_.ask(Fault::kReorderEvents, steady)) {
    held_.push_back({account, std::move(event), steady + micros(kLongestWait, kLongestWait), true});
    return;
  }
  deliver(account, event, twice);
}

void PrivateFeed::flush(EpochMicros steady) {
  for (std::size_t i = 0; i < held_.size();) {
    if (held_[i].due > steady) {
      ++i;
      continue;
    }
    const Held late = std::move(held_[i]);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
    deliver_(late.account, late.event);
  }
}

EpochMicros PrivateFeed::next_due() const {
  EpochMicros due = INT64_MAX;
  for (const Held& one : held_) due = std::min(due, one.due);
  return due;
}

}  // namespace stom::sim
