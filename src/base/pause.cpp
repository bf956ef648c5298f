#include "base/pause.h"

#include <chrono>
#include <thread>

#include "base/time.h"

namespace stom {

void pause(double seconds, const StopFlag& stop) {
  constexpr double kStep = 0.2;
  const double until = monotonic_seconds() + seconds;
  while (!stop.requested()) {
    const double left = until - monotonic_seconds();
    if (left <= 0) return;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, kStep)));
  }
}

}  // namespace stom
