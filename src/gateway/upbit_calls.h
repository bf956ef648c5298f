// A broker's requests as Upbit understands them.
#pragma once

#include "gateway/venue_calls.h"

namespace stom::gateway {

[[nodiscard]] std::unique_ptr<VenueCalls> upbit_calls();

}  // namespace stom::gateway
