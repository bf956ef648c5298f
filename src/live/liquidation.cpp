#include "live/liquidation.h"

#include <algorithm>

namespace stom::live {
namespace {

constexpr EpochMicros kRepeatMicros = 2'000'000;
constexpr EpochMicros kSlowRepeatMicros = 30'000'000;    // once it is late: what cannot be sold must not be asked for without end
constexpr EpochMicros kLateMicros = 30'000'000;
constexpr EpochMicros kCancelLimitMicros = 10'000'000;   // a cancel without an end does not hold back the exits of other symbols

}  // namespace

void Liquidation::begin(OrderReason reason, bool exits, EpochMicros now) {
  reason_ = is_active() ? std::max(reason_, reason) : reason;
  exits_ = is_active() ? exits_ || exits : exits;
  stage_ = ExitStage::kCancelling;
  begun_ = now;
  last_ = 0;
  told_late_ = false;
}

ExitStep Liquidation::step(bool has_working_orders, bool is_flat, EpochMicros now) {
  ExitStep step;
  if (!is_active()) return step;
  if (is_flat || (!exits_ && !has_working_orders)) {
    stage_ = ExitStage::kRunning;
    step.is_flat = true;
    return step;
  }
  if (!told_late_ && now - begun_ >= kLateMicros) told_late_ = step.is_late = true;
  if (stage_ == ExitStage::kCancelling && exits_ && (!has_working_orders || now - begun_ >= kCancelLimitMicros)) {
    stage_ = ExitStage::kExiting;
    last_ = 0;
  }
  if (last_ != 0 && now - last_ < (told_late_ ? kSlowRepeatMicros : kRepeatMicros)) return step;
  last_ = now;
  (stage_ == ExitStage::kCancelling ? step.cancel : step.exit) = true;
  return step;
}

}  // namespace stom::live
