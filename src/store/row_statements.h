// Tables of rows in the users' layout (databases spec 6, 7), as everything that writes them makes them: "index" INTEGER PRIMARY KEY, then
// the columns of the market's schema.
#pragma once

#include <filesystem>
#include <string>

#include "store/back_writer.h"

namespace stom::store {

// DataError that names file, code and column: a name that is no code, another number of columns, a number that is none, a time of another
// frame.
void check_rows(const std::filesystem::path& file, market::Market market, market::Frame frame, const RowBlock& rows);

[[nodiscard]] std::string create_row_table(const std::string& code, market::Market market, market::Frame frame);  // if absent
// `verb`: INSERT, INSERT OR IGNORE. Parameter 1 is the index.
[[nodiscard]] std::string insert_row(std::string_view verb, const std::string& code, market::Market market, market::Frame frame);

}  // namespace stom::store
