// The role receiver.<market>: a market feed of the venue (or the exchange in a box) → rows → strategy workers and store.
#pragma once

#include "bus/role_loop.h"
#include "market/market.h"

namespace stom::live {

bus::RoleEnd run_receiver_role(bus::RoleLoop& loop, market::Market market);

}  // namespace stom::live
