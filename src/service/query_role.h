// The role query: the only writer of tradelist.db and of recorded rows, and, while the platform runs, of setting.db and strategy.db
// (request channel query.requests). Every batch is answered on the channel that it names; what cannot be written now is said so, kept out
// whole, and the role shows degraded until the disk takes it again. Changed settings go to the supervisor as a whole snapshot, which
// publishes them.
#pragma once

#include "bus/role_loop.h"

namespace stom::service {

bus::RoleEnd run_query_role(bus::RoleLoop& loop);

// Not the channel's own name: both are sockets of one folder.
inline constexpr const char* kQueryRequests = "query.requests";

}  // namespace stom::service
