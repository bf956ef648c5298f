// The exchange's clock: start + speed × elapsed, or as far as the market was played (speed "max"). Pure: the steady time of the machine
// (microseconds of any origin) is passed in. A paused clock stands; jump() moves it also then.
#pragma once

#include "base/time.h"

namespace stom::sim {

class ExchangeClock {
 public:
  static constexpr double kAsFastAsTaken = 0;  // speed

  ExchangeClock(EpochMicros start, double speed, EpochMicros steady) : base_(start), steady_(steady), speed_(speed) {}

  [[nodiscard]] EpochMicros now(EpochMicros steady) const {
    if (paused_ || is_max()) return base_;
    return base_ + static_cast<EpochMicros>(static_cast<double>(steady - steady_) * speed_);
  }
  [[nodiscard]] double speed() const { return speed_; }
  [[nodiscard]] bool is_max() const { return speed_ == kAsFastAsTaken; }
  [[nodiscard]] bool paused() const { return paused_; }
  // Signed requests may carry the real clock of the client only when both run alike.
  [[nodiscard]] bool is_real_time() const { return speed_ == 1 && !paused_; }

  void set_speed(double speed, EpochMicros steady) {
    settle(steady);
    speed_ = speed;
  }
  void pause(bool paused, EpochMicros steady) {
    settle(steady);
    paused_ = paused;
  }
  void jump(EpochMicros by, EpochMicros steady) {
    settle(steady);
    base_ += by;
  }
  // Of speed max: the market was played until there.
  void played_until(EpochMicros time) {
    if (time > base_) base_ = time;
  }
  // Steady microseconds until the clock shows `time`; 0: it does already; −1: it stands.
  [[nodiscard]] EpochMicros wait_until(EpochMicros time, EpochMicros steady) const {
    const EpochMicros left = time - now(steady);
    if (left <= 0) return 0;
    if (paused_ || is_max()) return -1;
    return static_cast<EpochMicros>(static_cast<double>(left) / speed_) + 1;
  }

 private:
  void settle(EpochMicros steady) {
    base_ = now(steady);
    steady_ = steady;
  }

  EpochMicros base_, steady_;
  double speed_;
  bool paused_ = false;
};

}  // namespace stom::sim
