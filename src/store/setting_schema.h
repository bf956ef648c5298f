// The tables of setting.db: the users' (databases spec 2) and our own beside them. PRAGMA user_version says which version of the layout a
// file has: 0 is the users' program's, and stays readable for it in every later version, because tables and columns are only added.
#pragma once

#include <string>
#include <vector>

#include "base/message.h"
#include "store/setting_table.h"
#include "store/sqlite.h"

namespace stom::store {

inline constexpr int kSettingSchema = 1;

// Throws DatabaseError if a newer stom wrote the file, or if it is something else than a setting.db.
[[nodiscard]] int setting_schema(Connection& connection);

// What a file lacks: one sentence each.
[[nodiscard]] std::vector<Message> setting_gaps(Connection& connection);

// Adds missing tables, columns and rows with their defaults and our own tables; nothing that is there is changed. Inside the caller's
// transaction.
void complete_setting_tables(Connection& connection);
// Adds the column of one setting, with its default, to a file that was made before the setting was.
void complete_setting_column(Connection& connection, const Setting& setting);

}  // namespace stom::store
