#include "store/strategy_store.h"

#include <algorithm>

#include "base/error.h"
#include "base/time.h"
#include "base/utf8.h"
#include "store/new_file.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr std::size_t kMaxNameLength = 100;  // characters; names become parts of table and file names

std::string_view suffix(StrategyKind kind) {
  switch (kind) {
    case StrategyKind::kBuy: return "buy";
    case StrategyKind::kSell: return "sell";
    case StrategyKind::kOptimizeBuy: return "optibuy";
    case StrategyKind::kOptimizeSell: return "optisell";
    case StrategyKind::kOptimizeRanges: return "optivars";
    case StrategyKind::kGeneticRanges: return "vars";
    case StrategyKind::kBuyConditions: return "buyconds";
    case StrategyKind::kSellConditions: break;
  }
  return "sellconds";
}

std::string table_name(market::Market market, StrategyKind kind) {
  return fmt::format("{}{}", market::strategy_prefix(market), suffix(kind));
}

bool has_vars(StrategyKind kind) { return kind == StrategyKind::kOptimizeBuy; }

bool is_word_character(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  const bool latin = c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7;
  const bool hangul = (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) || (c >= 0xAC00 && c <= 0xD7A3);
  const bool han_or_kana = (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF);
  return latin || hangul || han_or_kana;
}

void create_table(Connection& connection, const std::string& table, StrategyKind kind) {
  if (connection.has_table(table)) return;
  connection.execute("CREATE TABLE " + quoted_name(table) + " (\"index\" TEXT, \"전략코드\" TEXT" + (has_vars(kind) ? ", \"변수값\" TEXT)" : ")"));
  connection.execute("CREATE INDEX IF NOT EXISTS " + quoted_name("ix_" + table + "_index") + " ON " + quoted_name(table) + " (\"index\")");
}

bool history_has_vars(Connection& connection) {
  return Statement(connection, "SELECT 1 FROM pragma_table_info('stom_history') WHERE name = 'vars'").step();
}

// Files of older versions keep their history table; it gains the column.
void create_history(Connection& connection) {
  connection.execute("CREATE TABLE IF NOT EXISTS stom_history (id INTEGER PRIMARY KEY, table_name TEXT, name TEXT, text TEXT, reason TEXT, saved_at INTEGER, vars TEXT)");
  if (!history_has_vars(connection)) connection.execute("ALTER TABLE stom_history ADD COLUMN vars TEXT");
}

// Keeps the text that is about to go; false if there is none.
bool keep_old_text(Connection& connection, const std::string& table, StrategyKind kind, const std::string& name, const char* reason) {
  Statement old(connection, fmt::format("SELECT \"전략코드\"{} FROM {} WHERE \"index\" = ?1", has_vars(kind) ? ", \"변수값\"" : ", ''", quoted_name(table)), table);
  if (!old.bind(1, name).step()) return false;
  create_history(connection);
  Statement(connection, "INSERT INTO stom_history (table_name, name, text, reason, saved_at, vars) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", "stom_history")
      .bind(1, table)
      .bind(2, name)
      .bind(3, old.text(0))
      .bind(4, std::string_view(reason))
      .bind(5, local_now_second_key())
      .bind(6, old.text(1))
      .run();
  return true;
}

// The row must not be there yet.
void insert_text(Connection& connection, const std::string& table, StrategyKind kind, const std::string& name, const std::string& text, const std::string& vars) {
  Statement insert(connection,
                   fmt::format("INSERT INTO {} (\"index\", \"전략코드\"{}", quoted_name(table), has_vars(kind) ? ", \"변수값\") VALUES (?1, ?2, ?3)" : ") VALUES (?1, ?2)"),
                   table);
  insert.bind(1, name).bind(2, text);
  if (has_vars(kind)) insert.bind(3, vars);
  insert.run();
}

void update_column(Connection& connection, const std::string& table, const char* column, const std::string& name, const std::string& value) {
  Statement(connection, fmt::format("UPDATE {} SET {} = ?2 WHERE \"index\" = ?1", quoted_name(table), quoted_name(column)), table).bind(1, name).bind(2, value).run();
}

std::vector<StrategyEntry> select_entries(const std::filesystem::path& path, market::Market market, StrategyKind kind, const std::string* name) {
  std::vector<StrategyEntry> entries;
  Connection connection(path, OpenMode::kReadOnly);
  const std::string table = table_name(market, kind);
  if (!connection.has_table(table)) return entries;
  const std::string vars = has_vars(kind) ? ", \"변수값\"" : ", ''";
  Statement rows(connection,
                 "SELECT \"index\", \"전략코드\"" + vars + " FROM " + quoted_name(table) + (name != nullptr ? " WHERE \"index\" = ?1" : "") + " ORDER BY \"index\"",
                 table);
  if (name != nullptr) rows.bind(1, *name);
  while (rows.step()) entries.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))});
  return entries;
}

}  // namespace

StrategyStore::StrategyStore(std::filesystem::path path) : path_(std::move(path)) {}

std::vector<StrategyEntry> StrategyStore::list(market::Market market, StrategyKind kind) const { return select_entries(path_, market, kind, nullptr); }

std::optional<StrategyEntry> StrategyStore::find(market::Market market, StrategyKind kind, const std::string& name) const {
  auto entries = select_entries(path_, market, kind, &name);
  if (entries.empty()) return std::nullopt;
  return std::move(entries.front());
}

void StrategyStore::save(market::Market market, StrategyKind kind, const std::string& name, const std::string& text) {
  if (!is_valid_name(name)) {
    throw UsageError(message("전략 이름 '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다 ({}자까지).",
                             "Strategy name '{}': only letters, digits and '_' are possible (up to {} characters).", name, kMaxNameLength));
  }
  NewFile file(path_);
  {
    Connection connection(path_, OpenMode::kCreate);
    const std::string table = table_name(market, kind);
    Transaction transaction(connection, Transaction::Kind::kWrite);
    create_table(connection, table, kind);
    if (keep_old_text(connection, table, kind, name, "replaced")) update_column(connection, table, "전략코드", name, text);
    else insert_text(connection, table, kind, name, text, "");
    transaction.commit();
  }
  file.keep();
}

bool StrategyStore::remove(market::Market market, StrategyKind kind, const std::string& name) {
  if (!std::filesystem::exists(path_)) (void)read_database_header(path_);  // says what is wrong
  Connection connection(path_, OpenMode::kReadWrite);
  const std::string table = table_name(market, kind);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  if (!connection.has_table(table) || !keep_old_text(connection, table, kind, name, "deleted")) return false;
  Statement(connection, "DELETE FROM " + quoted_name(table) + " WHERE \"index\" = ?1", table).bind(1, name).run();
  transaction.commit();
  return true;
}

bool StrategyStore::save_vars(market::Market market, const std::string& name, const std::string& vars) {
  if (!std::filesystem::exists(path_)) (void)read_database_header(path_);
  Connection connection(path_, OpenMode::kReadWrite);
  const StrategyKind kind = StrategyKind::kOptimizeBuy;
  const std::string table = table_name(market, kind);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  if (!connection.has_table(table) || !keep_old_text(connection, table, kind, name, "replaced")) return false;
  update_column(connection, table, "변수값", name, vars);
  transaction.commit();
  return true;
}

std::vector<TextVersion> StrategyStore::history(market::Market market, StrategyKind kind, const std::string& name) const {
  std::vector<TextVersion> versions;
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table("stom_history")) return versions;
  const char* vars = history_has_vars(connection) ? "vars" : "''";
  Statement rows(connection, fmt::format("SELECT id, saved_at, reason, text, {} FROM stom_history WHERE table_name = ?1 AND name = ?2 ORDER BY id DESC", vars),
                 "stom_history");
  rows.bind(1, table_name(market, kind)).bind(2, name);
  while (rows.step()) {
    versions.push_back({rows.integer(0), rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3)), std::string(rows.text(4))});
  }
  return versions;
}

void StrategyStore::restore(market::Market market, StrategyKind kind, const std::string& name, std::int64_t version) {
  const std::vector<TextVersion> versions = history(market, kind, name);
  const auto found = std::find_if(versions.begin(), versions.end(), [&](const TextVersion& one) { return one.id == version; });
  if (found == versions.end()) {
    throw UsageError(message("{}: '{}' 의 옛 글 {}번이 없습니다.", "{}: '{}' has no old version {}.", path_.string(), name, version));
  }
  Connection connection(path_, OpenMode::kReadWrite);
  const std::string table = table_name(market, kind);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  create_table(connection, table, kind);
  if (keep_old_text(connection, table, kind, name, "restored")) {
    update_column(connection, table, "전략코드", name, found->text);
    if (has_vars(kind)) update_column(connection, table, "변수값", name, found->vars);
  } else {
    insert_text(connection, table, kind, name, found->text, found->vars);
  }
  transaction.commit();
}

bool StrategyStore::is_valid_name(std::string_view name) {
  const std::u32string characters = decode_utf8(name);
  if (characters.empty() || characters.size() > kMaxNameLength) return false;
  for (const char32_t c : characters) {
    if (!is_word_character(c)) return false;
  }
  return true;
}

}  // namespace stom::store
