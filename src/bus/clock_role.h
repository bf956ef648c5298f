// The role `clock`: one ClockTick at the begin of every second of the wall clock, with word of a clock that was set.
#pragma once

#include <cstdint>
#include <optional>

#include "bus/messages/log.h"
#include "bus/role_loop.h"

namespace stom::bus {

// Which ticks are due, from the wall clock (UTC µs) and a clock that never goes back (s).
class SecondTicks {
 public:
  // The tick of the second that has begun since the last call, if any. Seconds slept through are not made up for.
  std::optional<ClockTick> look(std::int64_t utc_micros, double steady_seconds);

 private:
  std::int64_t last_second_ = -1;
  std::int64_t last_utc_ = 0;
  double last_steady_ = 0;
};

RoleEnd run_clock_role(RoleLoop& loop);

}  // namespace stom::bus
