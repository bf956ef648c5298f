// The role trader.<market>: a TraderCore on the bus. Real trading reads the passphrase of the key vault from standard
// input (one line) and opens the broker; its events come to this thread by RoleLoop::post.
#pragma once

#include "bus/role_loop.h"
#include "market/market.h"

namespace stom::live {

// Request channel of HaltRequest: "trader.upbit".
[[nodiscard]] std::string trader_requests(market::Market market);

bus::RoleEnd run_trader_role(bus::RoleLoop& loop, market::Market market);

}  // namespace stom::live
