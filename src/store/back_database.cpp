#include "store/back_database.h"

#include <algorithm>
#include <cmath>

#include <sqlite3.h>

#include "base/error.h"
#include "store/table_pages.h"

namespace stom::store {
namespace {

constexpr std::uint64_t kStopMask = 4095;  // look at the stop flag every 4096 rows
constexpr std::string_view kRowLabel = "level_0";  // row numbers that the users' tool against duplicates left in front of the columns
constexpr int kNoTarget = -2;

constexpr RowLayout kLayouts[] = {{false, market::Frame::kTick}, {false, market::Frame::kMinute},
                                  {true, market::Frame::kTick}, {true, market::Frame::kMinute}};

std::span<const market::Field> fields_of(const RowLayout& layout) {
  return market::schema(layout.crypto ? market::Market::kUpbit : market::Market::kStock, layout.frame);
}

// How a table's columns differ from a layout; matches() when they are the same set.
struct Comparison {
  std::vector<int> targets;
  std::vector<std::string> missing, unknown;
  bool has_row_label = false;
  [[nodiscard]] bool matches() const { return missing.empty() && unknown.empty(); }
};

Comparison compare(const std::vector<std::string>& names, const RowLayout& layout) {
  Comparison result;
  const auto fields = fields_of(layout);
  std::vector<bool> seen(fields.size() + 1);
  for (const std::string& name : names) {
    if (name == kRowLabel && &name == &names.front()) {
      result.has_row_label = true;
      result.targets.push_back(kNoTarget);
      continue;
    }
    std::size_t slot = fields.size() + 1;
    if (name == market::kIndexColumn) {
      slot = 0;
    } else {
      for (std::size_t k = 0; k < fields.size(); ++k) {
        if (market::field_name(fields[k], layout.frame) == name) slot = k + 1;
      }
    }
    if (slot > fields.size() || seen[slot]) {
      result.unknown.push_back(name);
      continue;
    }
    seen[slot] = true;
    result.targets.push_back(static_cast<int>(slot) - 1);
  }
  for (std::size_t slot = 0; slot < seen.size(); ++slot) {
    if (seen[slot]) continue;
    result.missing.emplace_back(slot == 0 ? market::kIndexColumn : market::field_name(fields[slot - 1], layout.frame));
  }
  return result;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 5; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > 5) text += fmt::format(", … ({})", names.size());
  return text;
}

std::optional<RowLayout> layout_of(const std::vector<std::string>& names) {
  for (const RowLayout& layout : kLayouts) {
    if (compare(names, layout).matches()) return layout;
  }
  return std::nullopt;
}

// Rows of some market, if perhaps not well formed; anything else in the file is another program's table.
bool looks_like_rows(const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), "현재가") != names.end() &&
         std::find(names.begin(), names.end(), "관심종목") != names.end();
}

Message label_notice(const std::string& table) {
  return message("테이블 {}: 맨 앞의 칼럼 {}(중복 제거 도구가 남긴 줄 번호)은 무시합니다. stom db merge 새파일 이파일 로 옮기면 없어집니다.",
                 "Table {}: the column {} in front (row numbers that the tool against duplicates left) is ignored. stom db merge NEW THIS makes a file "
                 "without it.",
                 table, kRowLabel);
}

}  // namespace

Message describe(const RowLayout& layout) {
  const bool tick = layout.frame == market::Frame::kTick;
  return {fmt::format("{} {}", layout.crypto ? "코인" : "주식", tick ? "1초" : "1분"),
          fmt::format("{} {}", layout.crypto ? "crypto" : "stock", tick ? "tick" : "min")};
}

bool is_reserved_table(std::string_view name) {
  constexpr std::string_view kReserved[] = {"moneytop", "codename", "dist", "dist_chk", "sqlite_sequence", "temp", "stom_meta"};
  return name.starts_with("sqlite_") || std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

bool is_valid_key(market::Frame frame, RowKey key) {
  return key > 0 && key < 100'000'000'000'000 && is_valid_second_key(market::to_second_key(frame, key));
}

void throw_bad_row(const std::filesystem::path& path, std::string_view table, std::string_view column, std::uint64_t row,
                   std::optional<RowKey> index, const Message& problem) {
  const std::string key = index ? fmt::format(" (index {})", *index) : "";
  throw DatabaseError({fmt::format("{}: 테이블 {}, 칼럼 {}, {}번째 행{}: {}", path.string(), table, column, row, key, problem.ko),
                       fmt::format("{}: table {}, column {}, row {}{}: {}", path.string(), table, column, row, key, problem.en)});
}

BackDatabase::BackDatabase(std::filesystem::path path)
    : connection_(std::move(path), OpenMode::kReadOnly), transaction_(connection_, Transaction::Kind::kRead) {
  connection_.execute("PRAGMA cache_size = -4096");
  connection_.execute("SELECT count(*) FROM sqlite_master");  // the first read takes the lock that keeps pages as they are
}

std::vector<BackDatabase::TableColumns> BackDatabase::catalogue() {
  std::vector<TableColumns> tables;
  Statement list(connection_,
                 "SELECT m.name, m.rootpage, l.wr FROM sqlite_master m JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main' "
                 "WHERE m.type = 'table' AND l.type = 'table' ORDER BY m.name");
  while (list.step()) {
    if (is_reserved_table(list.text(0))) continue;
    tables.push_back({std::string(list.text(0)), static_cast<std::uint32_t>(list.integer(1)), list.integer(2) == 0, {}, -1});
  }
  Statement columns(connection_, "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1)");
  for (TableColumns& table : tables) {
    int keys = 0;
    columns.reset();
    columns.bind(1, table.table);
    while (columns.step()) {
      if (columns.integer(3) != 0) table.plain = false;  // generated columns are not stored as the schema says
      if (columns.integer(2) != 0 && ++keys == 1 && sqlite3_stricmp(std::string(columns.text(1)).c_str(), "INTEGER") == 0) {
        table.alias_column = static_cast<int>(table.names.size());
      }
      table.names.emplace_back(columns.text(0));
    }
    if (keys > 1) table.alias_column = -1;
  }
  return tables;
}

std::vector<RowLayout> BackDatabase::layouts() {
  std::vector<RowLayout> found;
  for (const TableColumns& table : catalogue()) {
    const auto layout = layout_of(table.names);
    if (layout && std::find(found.begin(), found.end(), *layout) == found.end()) found.push_back(*layout);
  }
  return found;
}

std::vector<RowTable> BackDatabase::row_tables(const RowLayout& layout, std::vector<Message>& notices) {
  std::vector<RowTable> found;
  const Message wanted = describe(layout);
  const std::string file = path().string();
  std::size_t foreign = 0;
  bool is_labelled = false;
  for (TableColumns& table : catalogue()) {
    Comparison comparison = compare(table.names, layout);
    if (comparison.matches()) {
      if (comparison.has_row_label) {
        table.plain = false;  // read by names
        if (!is_labelled) notices.push_back(label_notice(table.table));
        is_labelled = true;
      }
      RowTable row_table{table.table, table.root_page, 0, std::move(comparison.targets), table.alias_column, table.plain};
      if (table.plain) {
        Statement last(connection_, "SELECT max(_rowid_) FROM " + quoted_name(table.table), table.table);
        if (last.step()) row_table.estimated_rows = last.integer(0);
      }
      found.push_back(std::move(row_table));
      continue;
    }
    if (const auto other = layout_of(table.names)) {
      throw DatabaseError({fmt::format("{}: 테이블 {} 은 {} 데이터입니다. {} 데이터를 기대했습니다. --market 과 --frame 을 확인하세요.", file,
                                       table.table, describe(*other).ko, wanted.ko),
                           fmt::format("{}: table {} holds {} rows, expected {} rows. Check --market and --frame.", file, table.table,
                                       describe(*other).en, wanted.en)});
    }
    if (looks_like_rows(table.names)) {
      throw DatabaseError(
          {fmt::format("{}: 테이블 {} 의 칼럼이 {} 형식과 다릅니다. 없는 칼럼: [{}], 모르는 칼럼: [{}]", file, table.table, wanted.ko,
                       joined(comparison.missing), joined(comparison.unknown)),
           fmt::format("{}: table {} does not have the {} columns. Missing: [{}], unknown: [{}]", file, table.table, wanted.en,
                       joined(comparison.missing), joined(comparison.unknown))});
    }
    ++foreign;
    notices.push_back(message("테이블 {} 은 시세가 아니어서 건너뜁니다.", "Table {} holds no market rows and is skipped.", table.table));
  }
  if (found.empty()) {
    throw DatabaseError({fmt::format("{}: {} 시세 테이블이 없습니다 (다른 테이블 {}개). 백테스트용 데이터베이스인지 확인하세요.", file, wanted.ko, foreign),
                         fmt::format("{}: has no table of {} rows ({} other tables). Is it a back-test database?", file, wanted.en, foreign)});
  }
  return found;
}

std::map<std::string, std::string> BackDatabase::code_names(std::vector<Message>& notices) {
  std::map<std::string, std::string> names;
  if (!connection_.has_table("codename")) {
    notices.push_back({"codename 테이블이 없어 종목명 대신 종목코드를 씁니다. 백테DB의 codename 을 복사하면 종목명이 보입니다.",
                       "There is no codename table: codes stand for names. Copy codename from a back file to see names."});
    return names;
  }
  Statement rows(connection_, "SELECT \"index\", \"종목명\" FROM codename", "codename");
  while (rows.step()) names[std::string(rows.text(0))] = rows.text(1);
  return names;
}

std::map<std::string, std::string> BackDatabase::facts() {
  std::map<std::string, std::string> facts;
  if (!connection_.has_table("stom_meta")) return facts;
  Statement rows(connection_, "SELECT key, value FROM stom_meta", "stom_meta");
  while (rows.step()) facts[std::string(rows.text(0))] = rows.text(1);
  return facts;
}

void BackDatabase::read_watch_list(const std::function<void(RowKey, std::string_view)>& row, const StopFlag& stop) {
  if (!connection_.has_table("moneytop")) {
    throw DatabaseError(message("{}: moneytop 테이블이 없습니다. 관심종목 목록이 없으면 어느 종목을 언제 백테스트할지 알 수 없습니다.",
                                "{}: there is no moneytop table. Without the watch list nothing says which code to test when.",
                                path().string()));
  }
  Statement rows(connection_, "SELECT \"index\", \"거래대금순위\" FROM moneytop", "moneytop");
  for (std::uint64_t number = 1; rows.step(); ++number) {
    if ((number & kStopMask) == 0) stop.throw_if_requested();
    const ValueType key_type = rows.type(0);
    if (key_type != ValueType::kInteger && key_type != ValueType::kReal) {
      throw_bad_row(path(), "moneytop", "index", number, std::nullopt, {"정수가 아닙니다.", "is not an integer."});
    }
    const RowKey key = rows.integer(0);
    if (rows.type(1) != ValueType::kText && rows.type(1) != ValueType::kNull && rows.type(1) != ValueType::kInteger) {
      throw_bad_row(path(), "moneytop", "거래대금순위", number, key, {"종목코드 목록이 아닙니다.", "is not a list of codes."});
    }
    row(key, rows.text(1));
  }
}

bool BackDatabase::read_pages(const RowTable& table, const RowLayout& layout, RowSink& sink, const StopFlag& stop) {
  if (!table.plain) return false;
  return read_table_pages(path(), table, layout, sink, stop);
}

void BackDatabase::read_rows(const RowTable& table, const RowLayout& layout, RowOrder order, RowSink& sink, const StopFlag& stop,
                             std::optional<KeyRange> range) {
  const auto fields = fields_of(layout);
  std::string sql = "SELECT \"index\"";
  for (const market::Field field : fields) sql += ", " + quoted_name(market::field_name(field, layout.frame));
  sql += " FROM " + quoted_name(table.code);
  if (range) sql += " WHERE \"index\" BETWEEN ?1 AND ?2";
  if (order == RowOrder::kByIndex) sql += table.plain ? " ORDER BY \"index\", _rowid_" : " ORDER BY \"index\"";
  Statement rows(connection_, sql, table.code);
  if (range) rows.bind(1, range->first).bind(2, range->last);
  sqlite3_stmt* const handle = rows.handle();
  const int columns = static_cast<int>(fields.size());
  for (std::uint64_t number = 1; rows.step(); ++number) {
    if ((number & kStopMask) == 0) stop.throw_if_requested();
    const RowKey key = sqlite3_column_int64(handle, 0);
    const int key_type = sqlite3_column_type(handle, 0);
    if (key_type != SQLITE_INTEGER && !(key_type == SQLITE_FLOAT && static_cast<double>(key) == sqlite3_column_double(handle, 0))) {
      throw_bad_row(path(), table.code, "index", number, std::nullopt, {"정수가 아닙니다.", "is not an integer."});
    }
    double* const out = sink.slot();
    for (int k = 0; k < columns; ++k) {
      sqlite3_value* const value = sqlite3_column_value(handle, k + 1);
      const int type = sqlite3_value_type(value);
      out[k] = sqlite3_value_double(value);
      if ((type == SQLITE_FLOAT || type == SQLITE_INTEGER) && std::isfinite(out[k])) continue;
      throw_bad_row(path(), table.code, market::field_name(fields[k], layout.frame), number, key, bad_value_problem(
          type == SQLITE_NULL ? BadValue::kNull : type == SQLITE_TEXT ? BadValue::kText : type == SQLITE_BLOB ? BadValue::kBlob : BadValue::kNotFinite));
    }
    sink.accept(key, number);
  }
}

void BackDatabase::read_table(const RowTable& table, const RowLayout& layout, const std::function<void()>& restart, RowSink& sink,
                              const StopFlag& stop) {
  if (read_pages(table, layout, sink, stop)) return;
  restart();
  read_rows(table, layout, RowOrder::kStored, sink, stop);
}

}  // namespace stom::store
