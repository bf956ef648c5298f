// What the connections of both venues share: the outlet behind the faults of a stream (cut, silent, broken frame), limits on what a
// client may send, and the clock of a second.
#pragma once

#include <deque>

#include "sim/fault_plan.h"
#include "sim/stream_talk.h"

namespace stom::sim {

class TalkBase : public StreamTalk {
 public:
  TalkBase(Outlet& outlet, FaultPlan& faults, std::string account) : outlet_(outlet), faults_(faults), account_(std::move(account)) {}
  [[nodiscard]] const std::string& account() const override { return account_; }

 protected:
  // Says nothing while the stream is silent.
  void say(std::string payload, bool binary = false);
  // Once a second of the steady clock: asks for the faults of a stream. False: not yet a second, or the stream has ended.
  bool passes_second(const Moment& now);
  void note_received(const Moment& now);
  [[nodiscard]] std::size_t received_within(const Moment& now, EpochMicros span) const;  // messages; at most a minute

  Outlet& outlet_;
  FaultPlan& faults_;
  EpochMicros last_said_ = 0, last_heard_ = 0;  // steady
  EpochMicros opened_ = 0;

 private:
  std::string account_;
  EpochMicros next_second_ = 0, silent_until_ = 0, steady_ = 0;
  std::deque<EpochMicros> received_;
};

}  // namespace stom::sim
