// The roles of one platform, in the order in which they start.
#pragma once

#include <vector>

#include "bus/role_table.h"
#include "live/platform.h"

namespace stom::app {

// with_box: the exchange in a box is started as a role of this platform (not one that runs already).
[[nodiscard]] std::vector<bus::RoleSpec> platform_roles(const live::Platform& platform, bool with_box, bool with_kimp);

}  // namespace stom::app
