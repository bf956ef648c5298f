// Settings files as the users' program leaves them, for the tests of settings and accounts.
#pragma once

#include "base/file.h"
#include "base/secret_text.h"
#include "store/setting_table.h"
#include "store_files.h"

namespace stom::store {

inline constexpr const char* kTestPassphrase = "correct horse battery";

// The users' layout with the given rows; `skip` is a key whose column is left out.
inline void write_legacy_settings(const std::filesystem::path& path, const std::string& skip = "") {
  std::map<std::string, std::pair<std::string, std::string>> tables;
  for (const Setting& setting : all_settings()) {
    if (setting.key == skip || setting.table.starts_with("stom_")) continue;  // tables of our own
    auto& [columns, values] = tables[std::string(setting.table)];
    columns += fmt::format(", {} {}", quoted_name(setting.key),
                           setting.column_type == ColumnType::kInteger ? "INTEGER"
                           : setting.column_type == ColumnType::kReal  ? "REAL"
                                                                       : "TEXT");
    values += fmt::format(", '{}'", setting.default_value);
  }
  for (const auto& [table, parts] : tables) {
    run_sql(
        path,
        fmt::format("CREATE TABLE {0} (\"index\" INTEGER{1}); CREATE INDEX ix_{0}_index ON {0} (\"index\"); INSERT INTO {0} VALUES (0{2})",
                    table, parts.first, parts.second));
  }
  run_sql(path,
          "CREATE TABLE sacc (\"index\" INTEGER, 아이디 TEXT, 비밀번호 TEXT, 인증서비밀번호 TEXT, 계좌비밀번호 TEXT);"
          "CREATE TABLE cacc (\"index\" INTEGER, Access_key TEXT, Secret_key TEXT);"
          "CREATE TABLE telegram (\"index\" INTEGER, str_bot TEXT, int_id TEXT);"
          "CREATE TABLE codename (\"index\" TEXT, 종목명 TEXT); INSERT INTO codename VALUES ('000660', 'SK하이닉스')");
  for (int row = 1; row <= 8; ++row) run_sql(path, fmt::format("INSERT INTO sacc VALUES ({}, '', '', '', '')", row));
  for (int row = 1; row <= 2; ++row) run_sql(path, fmt::format("INSERT INTO cacc VALUES ({}, '', '')", row));
  for (int row = 1; row <= 4; ++row) run_sql(path, fmt::format("INSERT INTO telegram VALUES ({}, '', '')", row));
}

// First column of the first row.
inline std::string value_of(const std::filesystem::path& path, const std::string& sql) {
  Connection connection(path, OpenMode::kReadOnly);
  Statement row(connection, sql);
  return row.step() ? std::string(row.text(0)) : "(no row)";
}

// Any file of the folder has these bytes.
inline bool folder_has(const std::filesystem::path& folder, const std::string& text) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos) return true;
  }
  return false;
}

// The English words of the stom error that the work ends with; empty if it ends well.
template <typename Work>
std::string error_of(Work work) {
  try {
    work();
    return "";
  } catch (const Error& error) {
    EXPECT_FALSE(error.text().ko.empty());
    return error.text().en;
  }
}

}  // namespace stom::store
