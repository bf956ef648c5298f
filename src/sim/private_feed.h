// From the exchange to the private streams of its accounts, through the faults of that way: events are lost, late, doubled, out of order.
// Pure: steady times are passed in. Events of one order keep their order unless kReorderEvents says otherwise.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "sim/fault_plan.h"
#include "sim/stream_talk.h"

namespace stom::sim {

class PrivateFeed {
 public:
  using Deliver = std::function<void(const std::string& account, const PrivateEvent& event)>;

  PrivateFeed(FaultPlan& faults, Deliver deliver) : faults_(faults), deliver_(std::move(deliver)) {}

  void push(const std::string& account, PrivateEvent event, EpochMicros steady);
  // Delivers what is due.
  void flush(EpochMicros steady);
  [[nodiscard]] EpochMicros next_due() const;  // steady; INT64_MAX: nothing waits

 private:
  struct Held {
    std::string account;
    PrivateEvent event;
    EpochMicros due = 0;
    bool after_next = false;  // goes right behind the next event of the account
  };
  void deliver(const std::string& account, const PrivateEvent& event, bool twice);
  [[nodiscard]] EpochMicros held_until(const std::string& account, const std::string& order_id) const;

  FaultPlan& faults_;
  Deliver deliver_;
  std::deque<Held> held_;
};

}  // namespace stom::sim
