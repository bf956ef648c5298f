// Waiting for a moment of the clock on the wall: the one place where a command sleeps.
#pragma once

#include "base/parallel.h"

namespace stom {

// Sleeps, but no longer than a fraction of a second once the stop is requested.
void pause(double seconds, const StopFlag& stop);

}  // namespace stom
