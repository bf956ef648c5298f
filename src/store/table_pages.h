// Rows of a table straight from the pages of an SQLite file (file format 4), several times faster than stepping a statement:
// a back-test database is read whole, and the row schemas are numbers only. Valid only while a read transaction is open and
// the file has no write-ahead log content; anything unusual is refused (false), and the SQL way reads the table.
// Pages of strangers: every offset is checked; damage is a DatabaseError that names table and page.
#pragma once

#include "store/back_database.h"

namespace stom::store {

enum class BadValue { kNull, kText, kBlob, kNotFinite };
[[nodiscard]] Message bad_value_problem(BadValue what);

[[nodiscard]] bool read_table_pages(const std::filesystem::path& path, const RowTable& table, const RowLayout& layout, RowSink& sink,
                                    const StopFlag& stop);

}  // namespace stom::store
