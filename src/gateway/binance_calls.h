// A broker's requests as Binance USD-M understands them.
#pragma once

#include "gateway/venue_calls.h"

namespace stom::gateway {

[[nodiscard]] std::unique_ptr<VenueCalls> binance_calls();

}  // namespace stom::gateway
