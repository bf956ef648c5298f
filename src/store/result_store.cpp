#include "store/result_store.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "store/new_file.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr const char* kRunTable = "stom_run";

std::string_view sql_type(ColumnType type) {
  switch (type) {
    case ColumnType::kInteger: return "INTEGER";
    case ColumnType::kReal: return "REAL";
    case ColumnType::kText: break;
  }
  return "TEXT";
}

void create_table(Connection& connection, const std::string& name, std::span<const ResultColumn> columns) {
  std::string sql = "CREATE TABLE " + quoted_name(name) + " (\"index\" TEXT";
  for (const ResultColumn& column : columns) sql += fmt::format(", {} {}", quoted_name(column.name), sql_type(column.type));
  connection.execute(sql + ")");
  connection.execute("CREATE INDEX " + quoted_name("ix_" + name + "_index") + " ON " + quoted_name(name) + " (\"index\")");
}

std::vector<std::string> column_names(Connection& connection, const std::string& table) {
  std::vector<std::string> names;
  Statement columns(connection, "SELECT name FROM pragma_table_info(?1)", table);
  columns.bind(1, table);
  while (columns.step()) names.emplace_back(columns.text(0));
  return names;
}

// An older table of that name is completed, never rewritten: its own columns stay where they are.
void ensure_table(Connection& connection, const ResultTable& table) {
  if (!connection.has_table(table.name)) {
    create_table(connection, table.name, table.columns);
    return;
  }
  const std::vector<std::string> present = column_names(connection, table.name);
  for (const ResultColumn& column : table.columns) {
    if (std::find(present.begin(), present.end(), column.name) != present.end()) continue;
    connection.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", quoted_name(table.name), quoted_name(column.name), sql_type(column.type)));
  }
}

void bind_value(Statement& statement, int parameter, const ResultValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) statement.bind(parameter, *integer);
  else if (const auto* real = std::get_if<double>(&value)) statement.bind(parameter, *real);
  else if (const auto* text = std::get_if<std::string>(&value)) statement.bind(parameter, std::string_view(*text));
  else statement.bind_null(parameter);
}

void insert_rows(Connection& connection, const std::string& name, const ResultTable& table) {
  std::string names = "\"index\"", places = "?1";
  for (std::size_t k = 0; k < table.columns.size(); ++k) {
    names += ", " + quoted_name(table.columns[k].name);
    places += fmt::format(", ?{}", k + 2);
  }
  Statement insert(connection, "INSERT INTO " + quoted_name(name) + " (" + names + ") VALUES (" + places + ")", name);
  for (const ResultRow& row : table.rows) {
    if (row.values.size() != table.columns.size()) {
      throw DataError(message("{}: 행에 값이 {}개여야 하는데 {}개입니다.", "{}: a row should have {} values, it has {}.", name, table.columns.size(), row.values.size()));
    }
    insert.bind(1, std::string_view(row.index));
    for (std::size_t k = 0; k < row.values.size(); ++k) bind_value(insert, static_cast<int>(k) + 2, row.values[k]);
    insert.run();
  }
}

std::string free_name(Connection& connection, const std::string& name) {
  std::string candidate = name;
  for (int suffix = 2; connection.has_table(candidate); ++suffix) candidate = fmt::format("{}_{}", name, suffix);
  return candidate;
}

}  // namespace

std::int64_t ResultStore::save(const RunEntry& entry, std::span<const ResultTable> appended, std::span<const ResultTable> fresh) const {
  NewFile file(path_);
  std::int64_t id = 0;
  {
    Connection connection(path_, OpenMode::kCreate);
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    Transaction transaction(connection, Transaction::Kind::kWrite);
    for (const ResultTable& table : appended) {
      ensure_table(connection, table);
      insert_rows(connection, table.name, table);
    }
    std::string names;
    for (const ResultTable& table : fresh) {
      const std::string name = free_name(connection, table.name);
      create_table(connection, name, table.columns);
      insert_rows(connection, name, table);
      names += (names.empty() ? "" : ";") + name;
    }
    connection.execute(
        "CREATE TABLE IF NOT EXISTS stom_run (id INTEGER PRIMARY KEY, kind TEXT, market TEXT, frame TEXT, params_json TEXT, strategy_hash TEXT, "
        "started INTEGER, finished INTEGER, status TEXT, trial_count INTEGER, tables TEXT)");
    {
      Statement insert(connection,
                       "INSERT INTO stom_run (kind, market, frame, params_json, strategy_hash, started, finished, status, trial_count, tables) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
                       kRunTable);
      insert.bind(1, entry.kind).bind(2, market::name(entry.market)).bind(3, market::name(entry.frame)).bind(4, entry.params_json);
      insert.bind(5, entry.strategy_hash).bind(6, entry.started).bind(7, entry.finished).bind(8, entry.status).bind(9, entry.trial_count).bind(10, names);
      if (insert.step()) id = insert.integer(0);
    }
    transaction.commit();
  }
  file.keep();
  return id;
}

std::vector<RunEntry> ResultStore::runs() const {
  std::vector<RunEntry> runs;
  if (!std::filesystem::exists(path_)) return runs;
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table(kRunTable)) return runs;
  Statement rows(connection,
                 "SELECT id, kind, market, frame, params_json, strategy_hash, started, finished, status, trial_count, tables FROM stom_run ORDER BY id DESC",
                 kRunTable);
  while (rows.step()) {
    RunEntry& run = runs.emplace_back();
    run.id = rows.integer(0);
    run.kind = rows.text(1);
    if (!market::parse(rows.text(2), run.market) || !market::parse(rows.text(3), run.frame)) {
      throw DatabaseError(message("{} [stom_run]: {}번 실행의 시장이나 타임프레임을 알 수 없습니다.", "{} [stom_run]: run {} has an unknown market or frame.",
                                  path_.string(), run.id));
    }
    run.params_json = rows.text(4);
    run.strategy_hash = rows.text(5);
    run.started = rows.integer(6);
    run.finished = rows.integer(7);
    run.status = rows.text(8);
    run.trial_count = rows.integer(9);
    run.tables = rows.text(10);
  }
  return runs;
}

std::vector<std::string> ResultStore::tables() const {
  std::vector<std::string> names;
  if (!std::filesystem::exists(path_)) return names;
  Connection connection(path_, OpenMode::kReadOnly);
  Statement list(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'stom_run' ORDER BY name");
  while (list.step()) names.emplace_back(list.text(0));
  return names;
}

ResultTable ResultStore::read(const std::string& table) const {
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table(table)) {
    throw DatabaseError(message("{}: 테이블 {} 이 없습니다.", "{}: there is no table {}.", path_.string(), table));
  }
  ResultTable result{table, {}, {}};
  Statement columns(connection, "SELECT name, type FROM pragma_table_info(?1) WHERE name <> 'index'", table);
  columns.bind(1, table);
  std::string names = "\"index\"";
  while (columns.step()) {
    const std::string_view type = columns.text(1);
    result.columns.push_back({std::string(columns.text(0)), type == "INTEGER" ? ColumnType::kInteger : type == "REAL" ? ColumnType::kReal : ColumnType::kText});
    names += ", " + quoted_name(columns.text(0));
  }
  Statement rows(connection, "SELECT " + names + " FROM " + quoted_name(table), table);
  while (rows.step()) {
    ResultRow& row = result.rows.emplace_back();
    row.index = rows.text(0);
    for (int k = 1; k < rows.columns(); ++k) {
      switch (rows.type(k)) {
        case ValueType::kInteger: row.values.emplace_back(rows.integer(k)); break;
        case ValueType::kReal: row.values.emplace_back(rows.real(k)); break;
        case ValueType::kNull: row.values.emplace_back(std::monostate{}); break;
        default: row.values.emplace_back(std::string(rows.text(k)));
      }
    }
  }
  return result;
}

}  // namespace stom::store
