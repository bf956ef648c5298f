// Selling everything: running → cancelling → exiting → flat (live-coin 3.8). Pure: told how things stand, it says what
// to do next. Cancels come first, exits are asked for every 2 s with what is really held, people hear when all is flat,
// or once when it is not after 30 s.
#pragma once

#include "live/order_intent.h"

namespace stom::live {

enum class ExitStage : std::uint8_t { kRunning, kCancelling, kExiting };

struct ExitStep {
  bool cancel = false, exit = false, is_flat = false, is_late = false;
};

class Liquidation {
 public:
  // exits false: only the working orders go (코인잔고청산 off). Begun again with a graver reason it goes on under that.
  void begin(OrderReason reason, bool exits, EpochMicros now);
  void stop() { stage_ = ExitStage::kRunning; }
  [[nodiscard]] ExitStep step(bool has_working_orders, bool is_flat, EpochMicros now);

  [[nodiscard]] bool is_active() const { return stage_ != ExitStage::kRunning; }
  [[nodiscard]] ExitStage stage() const { return stage_; }
  [[nodiscard]] OrderReason reason() const { return reason_; }

 private:
  ExitStage stage_ = ExitStage::kRunning;
  OrderReason reason_ = OrderReason::kEndOfDay;
  bool exits_ = true, told_late_ = false;
  EpochMicros begun_ = 0, last_ = 0;
};

}  // namespace stom::live
