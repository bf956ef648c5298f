#include "gateway/unknown_orders.h"

namespace stom::gateway {

double UnknownOrder::next_wait() {
  constexpr int kDoublings = 4;
  if (++questions_ > kDoublings) return later_;
  const double wait = wait_;
  wait_ *= 2;
  return wait;
}

}  // namespace stom::gateway
