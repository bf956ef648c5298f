#include "gateway/trade_line.h"

namespace stom::gateway {

TradeLine::Need TradeLine::add(venue::Trade trade, EpochMicros at, std::vector<Received>& ready) {
  held_.push_back({std::move(trade), at});
  if (state_ == State::kFlowing) return flow(ready);
  if (held_.size() < kMostHeld) return Need::kNothing;
  return give_up(ready);
}

// Lets go what follows without a hole.
TradeLine::Need TradeLine::flow(std::vector<Received>& ready) {
  while (!held_.empty()) {
    Received& next = held_.front();
    const std::uint64_t id = next.trade.id;
    if (last_id_ != 0 && id <= last_id_) {
      if (next.trade.time > last_time_) {
        last_id_ = 0;
        state_ = State::kWaitingForDay;
        return Need::kDay;
      }
      held_.pop_front();
      continue;
    }
    if (last_id_ != 0 && id > last_id_ + 1) {
      state_ = State::kWaitingForMissing;
      return Need::kMissing;
    }
    last_id_ = id;
    last_time_ = next.trade.time;
    ready.push_back(std::move(next));
    held_.pop_front();
  }
  return Need::kNothing;
}

TradeLine::Need TradeLine::day_known(EpochMicros asked, const venue::Number& close, std::vector<Received>& ready) {
  std::size_t contained = 0;
  for (std::size_t i = 0; i < held_.size(); ++i) {
    if (held_[i].at <= asked || held_[i].trade.price.decimal() == close.decimal()) contained = i + 1;
  }
  last_id_ = 0;
  if (contained != 0) {
    last_id_ = held_[contained - 1].trade.id;
    last_time_ = held_[contained - 1].trade.time;
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(contained));
  }
  state_ = State::kFlowing;
  return flow(ready);
}

std::uint64_t TradeLine::missing_count() const {
  return state_ == State::kWaitingForMissing && !held_.empty() ? held_.front().trade.id - last_id_ - 1 : 0;
}

TradeLine::Need TradeLine::repaired(std::vector<venue::Trade> trades, EpochMicros at, std::vector<Received>& ready) {
  std::uint64_t missing = missing_count();
  for (venue::Trade& trade : trades) {
    if (held_.empty() || trade.id <= last_id_ || trade.id >= held_.front().trade.id) continue;
    last_id_ = trade.id;
    last_time_ = trade.time;
    ready.push_back({std::move(trade), at});
    --missing;
  }
  const Need need = give_up(ready);
  still_missing_ = missing;
  return need;
}

TradeLine::Need TradeLine::give_up(std::vector<Received>& ready) {
  still_missing_ = missing_count();
  state_ = State::kFlowing;
  if (!held_.empty() && held_.front().trade.id > last_id_) last_id_ = 0;
  return flow(ready);
}

}  // namespace stom::gateway
