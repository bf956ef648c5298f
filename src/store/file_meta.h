// What a database says of itself: the table stom_meta with key and value (schema_version, app_version, time_zone, created). The users'
// program names the tables that it reads in setting.db, tradelist.db and strategy.db, and passes this one over.
#pragma once

#include <string_view>

#include "store/sqlite.h"

namespace stom::store {

[[nodiscard]] bool has_file_meta(Connection& connection);

// Versions are written anew, the time of creation stays. Inside the caller's transaction.
void write_file_meta(Connection& connection, int schema, std::string_view app_version);

}  // namespace stom::store
