// The role `box`: runs stom-sim, the exchange in a box, as its child; ready when it listens, ended when it ends. The port is kept over restarts, so
// that feeds and brokers find it again.
#pragma once

#include "bus/role_loop.h"

namespace stom::app {

bus::RoleEnd run_box_role(bus::RoleLoop& loop);

}  // namespace stom::app
