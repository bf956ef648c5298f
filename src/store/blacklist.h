// The users' blacklists: text files with one code a line, beside setting.db.
#pragma once

#include <filesystem>
#include <string>

namespace stom::store {

inline constexpr const char* kStockBlacklist = "blacklist_stock.txt";
inline constexpr const char* kCoinBlacklist = "blacklist_coin.txt";

// Codes joined by ';', each once, in the file's order; empty without the file. Blank lines, blanks around a code, CRLF and a byte-order
// mark are as the users' editors leave them and mean nothing.
[[nodiscard]] std::string read_blacklist(const std::filesystem::path& file);

}  // namespace stom::store
