// The role strategy.<market>.<index>: one strategy worker (worker_core.h) on its channels. Rows come from market.<market>, states of the
// trader and orders of people from cstg.<market>.<index>; decisions go to ctrader.<market>. Texts are read from strategy.db, which is
// looked at often enough that a saved text works within a tenth of a second. Earlier rows of the day come from the recording of the query
// role.
#pragma once

#include "bus/role_loop.h"
#include "market/market.h"

namespace stom::live {

bus::RoleEnd run_strategy_role(bus::RoleLoop& loop, market::Market market, unsigned index);

}  // namespace stom::live
