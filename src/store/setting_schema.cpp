#include "store/setting_schema.h"

#include <charconv>

#include "base/error.h"
#include "base/time.h"
#include "store/account_store.h"
#include "store/setting_table.h"

namespace stom::store {
namespace {

// Tables with several rows that are no settings: their columns, and the values of their first rows.
struct ListTable {
  std::string_view name;
  std::vector<std::string_view> columns;  // TEXT
  int rows;                               // "index" 1 … rows, empty texts
};

const std::vector<ListTable>& list_tables() {
  static const std::vector<ListTable> tables = {{"sacc", {"아이디", "비밀번호", "인증서비밀번호", "계좌비밀번호"}, 8},
                                                {"cacc", {"Access_key", "Secret_key"}, 2},
                                                {"telegram", {"str_bot", "int_id"}, 4}};
  return tables;
}

std::vector<std::string_view> setting_tables() {
  std::vector<std::string_view> names;
  for (const Setting& setting : all_settings()) {
    if (std::find(names.begin(), names.end(), setting.table) == names.end()) names.push_back(setting.table);
  }
  return names;
}

bool has_column(Connection& connection, std::string_view table, std::string_view column) {
  Statement statement(connection, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
  return statement.bind(1, table).bind(2, column).step();
}

bool has_row(Connection& connection, std::string_view table, int index) {
  Statement statement(connection, "SELECT 1 FROM " + quoted_name(table) + " WHERE \"index\" = ?1", std::string(table));
  return statement.bind(1, std::int64_t{index}).step();
}

std::string_view sql_type(ColumnType type) {
  return type == ColumnType::kInteger ? "INTEGER" : type == ColumnType::kReal ? "REAL" : "TEXT";
}

void create_table(Connection& connection, std::string_view name, std::string_view index_type) {
  if (connection.has_table(name)) return;
  connection.execute(fmt::format("CREATE TABLE {} (\"index\" {})", quoted_name(name), index_type));
  connection.execute(
      fmt::format("CREATE INDEX IF NOT EXISTS {} ON {} (\"index\")", quoted_name("ix_" + std::string(name) + "_index"), quoted_name(name)));
}

// Binds a default by its column's type.
void bind_value(Statement& statement, int parameter, ColumnType type, std::string_view text) {
  double number = 0;
  const bool is_number = type != ColumnType::kText && std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
  if (!is_number) statement.bind(parameter, text);
  else if (type == ColumnType::kInteger && number == std::trunc(number)) statement.bind(parameter, static_cast<std::int64_t>(number));
  else statement.bind(parameter, number);
}

void complete_settings(Connection& connection) {
  for (const std::string_view table : setting_tables()) {
    create_table(connection, table, "INTEGER");
    if (!has_row(connection, table, 0)) {
      connection.execute(fmt::format("INSERT INTO {} (\"index\") VALUES (0)", quoted_name(table)));
      // A fresh row holds the defaults in every column that is there already.
      for (const Setting& setting : all_settings()) {
        if (setting.table != table || !has_column(connection, table, setting.key)) continue;
        Statement update(connection, fmt::format("UPDATE {} SET {} = ?1 WHERE \"index\" = 0", quoted_name(table), quoted_name(setting.key)),
                         std::string(table));
        bind_value(update, 1, setting.column_type, setting.default_value);
        update.run();
      }
    }
  }
  for (const Setting& setting : all_settings()) complete_setting_column(connection, setting);
}

void complete_lists(Connection& connection) {
  for (const ListTable& table : list_tables()) {
    create_table(connection, table.name, "INTEGER");
    for (const std::string_view column : table.columns) {
      if (has_column(connection, table.name, column)) continue;
      connection.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} TEXT", quoted_name(table.name), quoted_name(column)));
      connection.execute(fmt::format("UPDATE {} SET {} = ''", quoted_name(table.name), quoted_name(column)));
    }
    std::string columns, values;
    for (const std::string_view column : table.columns) {
      columns += ", " + quoted_name(column);
      values += ", ''";
    }
    for (int row = 1; row <= table.rows; ++row) {
      if (!has_row(connection, table.name, row)) {
        connection.execute(fmt::format("INSERT INTO {} (\"index\"{}) VALUES ({}{})", quoted_name(table.name), columns, row, values));
      }
    }
  }
  if (!connection.has_table("codename")) {
    create_table(connection, "codename", "TEXT");
    connection.execute("ALTER TABLE codename ADD COLUMN \"종목명\" TEXT; INSERT INTO codename (\"index\", \"종목명\") VALUES ('005930', '삼성전자')");
  }
}

}  // namespace

void complete_setting_column(Connection& connection, const Setting& setting) {
  if (has_column(connection, setting.table, setting.key)) return;
  connection.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", quoted_name(setting.table), quoted_name(setting.key),
                                 sql_type(setting.column_type)));
  Statement update(connection, fmt::format("UPDATE {} SET {} = ?1", quoted_name(setting.table), quoted_name(setting.key)),
                   std::string(setting.table));
  bind_value(update, 1, setting.column_type, setting.default_value);
  update.run();
}

int setting_schema(Connection& connection) {
  const std::string file = connection.path().string();
  Statement statement(connection, "PRAGMA user_version");
  (void)statement.step();
  const int version = static_cast<int>(statement.integer(0));
  if (version > kSettingSchema) {
    throw DatabaseError(message("{}: 더 새로운 stom 이 쓴 파일입니다 (스키마 {}, 이 프로그램은 {}까지). stom 을 새 판으로 바꾸세요.",
                                "{}: a newer stom wrote this file (schema {}; this program knows up to {}). Update stom.", file, version,
                                kSettingSchema));
  }
  Statement tables(connection, "SELECT name FROM sqlite_master WHERE type = 'table'");
  bool is_empty = true, is_known = false;
  while (tables.step()) {
    is_empty = false;
    const std::string_view name = tables.text(0);
    for (const std::string_view table : setting_tables()) is_known = is_known || name == table;
    is_known = is_known || name == "stom_vault";
  }
  if (!is_empty && !is_known) {
    throw DatabaseError(message("{}: 설정 데이터베이스가 아닙니다 (main, stock 같은 테이블이 없습니다).",
                                "{}: is no settings database (it has no tables like main or stock).", file));
  }
  return version;
}

std::vector<Message> setting_gaps(Connection& connection) {
  std::vector<Message> gaps;
  for (const std::string_view table : setting_tables()) {
    if (!connection.has_table(table)) {
      gaps.push_back(message("테이블 {}: 없으므로 기본값으로 만듭니다.", "table {}: missing, made with the defaults.", table));
      continue;
    }
    if (!has_column(connection, table, "index")) {
      throw DatabaseError(message("{}: 테이블 {} 에 index 칼럼이 없습니다.", "{}: table {} has no column index.", connection.path().string(), table));
    }
    if (!has_row(connection, table, 0))
      gaps.push_back(
          message("테이블 {}: 설정 행이 없으므로 기본값으로 만듭니다.", "table {}: no row of settings, made with the defaults.", table));
    for (const Setting& setting : all_settings()) {
      if (setting.table == table && !has_column(connection, table, setting.key)) {
        gaps.push_back(message("칼럼 {}.{}: 없으므로 기본값 '{}'(으)로 만듭니다.", "column {}.{}: missing, made with its default '{}'.",
                               table, setting.key, setting.default_value));
      }
    }
  }
  for (const ListTable& table : list_tables()) {
    if (!connection.has_table(table.name)) gaps.push_back(message("테이블 {}: 없으므로 만듭니다.", "table {}: missing, made empty.", table.name));
  }
  if (!connection.has_table("codename")) gaps.push_back(message("테이블 {}: 없으므로 만듭니다.", "table {}: missing, made empty.", "codename"));
  return gaps;
}

void complete_setting_tables(Connection& connection) {
  complete_settings(connection);
  complete_lists(connection);
  AccountStore::create_tables(connection);
  connection.execute(
      "CREATE TABLE IF NOT EXISTS stom_meta (key TEXT PRIMARY KEY, value TEXT);"
      "CREATE TABLE IF NOT EXISTS stom_setting_journal (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, changed INTEGER NOT NULL, origin "
      "TEXT NOT NULL,"
      " key TEXT NOT NULL, old_value TEXT NOT NULL, new_value TEXT NOT NULL);"
      "INSERT OR IGNORE INTO stom_meta (key, value) VALUES ('settings_version', '1')");
  Statement(connection, "INSERT OR IGNORE INTO stom_meta (key, value) VALUES ('created', ?1)", "stom_meta")
      .bind(1, std::to_string(local_now_second_key()))
      .run();
  connection.execute(fmt::format("PRAGMA user_version = {}", kSettingSchema));
}

}  // namespace stom::store
