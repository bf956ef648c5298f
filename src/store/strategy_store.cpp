#include "store/strategy_store.h"

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

// Keeps the text that is about to go; false if there is none.
bool keep_old_text(Connection& connection, const std::string& table, const std::string& name, const char* reason) {
  Statement old(connection, "SELECT \"전략코드\" FROM " + quoted_name(table) + " WHERE \"index\" = ?1", table);
  if (!old.bind(1, name).step()) return false;
  connection.execute("CREATE TABLE IF NOT EXISTS stom_history (id INTEGER PRIMARY KEY, table_name TEXT, name TEXT, text TEXT, reason TEXT, saved_at INTEGER)");
  Statement(connection, "INSERT INTO stom_history (table_name, name, text, reason, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)", "stom_history")
      .bind(1, table)
      .bind(2, name)
      .bind(3, old.text(0))
      .bind(4, std::string_view(reason))
      .bind(5, local_now_second_key())
      .run();
  return true;
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
    if (keep_old_text(connection, table, name, "replaced")) {
      Statement(connection, "UPDATE " + quoted_name(table) + " SET \"전략코드\" = ?2 WHERE \"index\" = ?1", table).bind(1, name).bind(2, text).run();
    } else {
      Statement(connection, "INSERT INTO " + quoted_name(table) + " (\"index\", \"전략코드\"" + (has_vars(kind) ? ", \"변수값\") VALUES (?1, ?2, '')" : ") VALUES (?1, ?2)"), table)
          .bind(1, name)
          .bind(2, text)
          .run();
    }
    transaction.commit();
  }
  file.keep();
}

bool StrategyStore::remove(market::Market market, StrategyKind kind, const std::string& name) {
  if (!std::filesystem::exists(path_)) (void)read_database_header(path_);  // says what is wrong
  Connection connection(path_, OpenMode::kReadWrite);
  const std::string table = table_name(market, kind);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  if (!connection.has_table(table) || !keep_old_text(connection, table, name, "deleted")) return false;
  Statement(connection, "DELETE FROM " + quoted_name(table) + " WHERE \"index\" = ?1", table).bind(1, name).run();
  transaction.commit();
  return true;
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
