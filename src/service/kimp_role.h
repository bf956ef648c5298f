// The role kimp: keeps the table of price gaps between Upbit and Binance for windows and `stom kimp` (request channel kimp). Started only when it is
// wanted (stom up --kimp); independent of trading.
#pragma once

#include "bus/role_loop.h"

namespace stom::service {

bus::RoleEnd run_kimp_role(bus::RoleLoop& loop);

}  // namespace stom::service
