#include "net/backoff.h"

#include <algorithm>

namespace stom::net {

double Backoff::after(double open_seconds) {
  if (open_seconds >= options_.healthy_after) next_ = options_.first;
  const double base = std::min(next_, options_.most);
  next_ = std::min(base * options_.factor, options_.most);
  // 53 bits of the generator: the standard's distributions differ between libraries.
  const double uniform = static_cast<double>(random_() >> 11) * 0x1.0p-53;
  return base * (1.0 + options_.jitter * (2.0 * uniform - 1.0));
}

}  // namespace stom::net
