#include "store/back_writer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <sqlite3.h>

#include "base/error.h"
#include "store/back_database.h"
#include "store/new_file.h"
#include "store/row_statements.h"
#include "store/watch_merge.h"

namespace stom::store {
namespace {

constexpr std::size_t kWatchRowsInMemory = 500'000;

bool is_ascending(const std::vector<RowKey>& keys) {
  return std::adjacent_find(keys.begin(), keys.end(), std::greater_equal<>()) == keys.end();
}

}  // namespace

struct BackWriter::Impl {
  // What the writer knows of one code's table.
  struct Table {
    std::unique_ptr<Statement> insert;
    RowKey last = 0;  // greatest index in it; 0: empty
  };

  Impl(std::filesystem::path file, market::Market market_of_file, market::Frame frame_of_file)
      : path(std::move(file)), market(market_of_file), frame(frame_of_file), fields(market::schema(market, frame)), new_file(path),
        connection(path, OpenMode::kCreate), watch(connection) {
    connection.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
  }

  void begin() {
    if (!transaction) transaction = std::make_unique<Transaction>(connection, Transaction::Kind::kWrite);
  }

  // A changed page that was spilled to disk early is rolled back as well: see Transaction.
  Table& table_of(const std::string& code) {
    auto [entry, is_unknown] = tables.try_emplace(code);
    Table& table = entry->second;
    if (!is_unknown) return table;
    connection.execute(create_row_table(code, market, frame));
    Statement last(connection, "SELECT max(\"index\") FROM " + quoted_name(code), code);
    if (last.step()) table.last = last.integer(0);
    table.insert = std::make_unique<Statement>(connection, insert_row("INSERT", code, market, frame), code);
    return table;
  }

  void insert(Table& table, const RowBlock& rows, std::size_t row) const {
    sqlite3_stmt* const handle = table.insert->handle();
    sqlite3_bind_int64(handle, 1, rows.index[row]);
    for (std::size_t k = 0; k < fields.size(); ++k) sqlite3_bind_double(handle, static_cast<int>(k) + 2, rows.columns[k][row]);
    table.insert->run();
    table.last = std::max(table.last, rows.index[row]);
  }

  WriteCounts merge(Table& table, const RowBlock& rows);

  std::filesystem::path path;
  market::Market market;
  market::Frame frame;
  std::span<const market::Field> fields;
  NewFile new_file;  // before the connection: the file is closed before it is removed
  Connection connection;
  std::unique_ptr<Transaction> transaction;
  std::map<std::string, Table> tables;
  WatchMerge watch;
};

WriteCounts BackWriter::Impl::merge(Table& table, const RowBlock& rows) {
  struct Existing {
    std::vector<std::int64_t> row_ids;
    std::vector<double> values;
  };
  std::unordered_map<RowKey, Existing> existing;
  const auto [first, last] = std::minmax_element(rows.index.begin(), rows.index.end());
  const std::string quoted = quoted_name(rows.code);
  std::string sql = "SELECT _rowid_, \"index\"";
  for (const market::Field field : fields) sql += ", " + quoted_name(market::field_name(field, frame));
  Statement select(connection, sql + " FROM " + quoted + " WHERE \"index\" BETWEEN ?1 AND ?2", rows.code);
  select.bind(1, *first).bind(2, *last);
  while (select.step()) {
    Existing& row = existing[select.integer(1)];
    row.row_ids.push_back(select.integer(0));
    row.values.clear();
    for (std::size_t k = 0; k < fields.size(); ++k) row.values.push_back(select.real(static_cast<int>(k) + 2));
  }
  select.reset();
  Statement remove(connection, "DELETE FROM " + quoted + " WHERE _rowid_ = ?1", rows.code);
  WriteCounts counts;
  for (std::size_t r = 0; r < rows.index.size(); ++r) {
    const auto [entry, is_absent] = existing.try_emplace(rows.index[r]);
    Existing& row = entry->second;
    bool is_equal = !is_absent;
    for (std::size_t k = 0; is_equal && k < fields.size(); ++k) is_equal = row.values[k] == rows.columns[k][r];
    if (is_equal) {
      ++counts.unchanged;
      continue;
    }
    for (const std::int64_t row_id : row.row_ids) remove.bind(1, row_id).run();
    insert(table, rows, r);
    row.row_ids = {sqlite3_last_insert_rowid(connection.handle())};
    row.values.resize(fields.size());
    for (std::size_t k = 0; k < fields.size(); ++k) row.values[k] = rows.columns[k][r];
    ++(is_absent ? counts.inserted : counts.replaced);
  }
  return counts;
}

BackWriter::BackWriter(const std::filesystem::path& path, market::Market market, market::Frame frame) {
  std::error_code code;
  const bool exists = std::filesystem::exists(path, code) && std::filesystem::file_size(path, code) > 0;
  if (exists) {
    BackDatabase database(path);
    std::vector<Message> ignored;
    if (!database.is_vacant()) (void)database.row_tables({market::is_crypto(market), frame}, ignored);
  }
  impl_ = std::make_unique<Impl>(path, market, frame);
}

BackWriter::~BackWriter() = default;

WriteCounts BackWriter::write(const RowBlock& rows) {
  check_rows(impl_->path, impl_->market, impl_->frame, rows);
  if (rows.index.empty()) return {};
  impl_->begin();
  Impl::Table& table = impl_->table_of(rows.code);
  if (impl_->market == market::Market::kStock && !rows.name.empty()) {
    impl_->connection.execute("CREATE TABLE IF NOT EXISTS codename (\"index\" TEXT, \"종목명\" TEXT)");
    Statement known(impl_->connection, "SELECT 1 FROM codename WHERE \"index\" = ?1 AND \"종목명\" = ?2", "codename");
    if (!known.bind(1, rows.code).bind(2, rows.name).step()) {
      Statement(impl_->connection, "DELETE FROM codename WHERE \"index\" = ?1", "codename").bind(1, rows.code).run();
      Statement(impl_->connection, "INSERT INTO codename (\"index\", \"종목명\") VALUES (?1, ?2)", "codename").bind(1, rows.code).bind(2, rows.name).run();
    }
  }
  if (rows.index.front() <= table.last || !is_ascending(rows.index)) return impl_->merge(table, rows);
  for (std::size_t r = 0; r < rows.index.size(); ++r) impl_->insert(table, rows, r);
  return {rows.index.size(), 0, 0};
}

void BackWriter::write_watch_list(RowKey time, std::span<const std::string> codes) {
  if (!is_valid_key(impl_->frame, time)) {
    throw DataError(message("{}: moneytop: index {} 는 이 타임프레임의 시각이 아닙니다.", "{}: moneytop: index {} is not a time of this time frame.",
                            impl_->path.string(), time));
  }
  impl_->begin();
  impl_->watch.add(time, codes);
  if (impl_->watch.size() >= kWatchRowsInMemory) impl_->watch.flush();
}

void BackWriter::set_fact(const std::string& key, const std::string& value) {
  impl_->begin();
  impl_->connection.execute("CREATE TABLE IF NOT EXISTS stom_meta (key TEXT PRIMARY KEY, value TEXT)");
  Statement(impl_->connection, "INSERT INTO stom_meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "stom_meta")
      .bind(1, key)
      .bind(2, value)
      .run();
}

void BackWriter::commit() {
  impl_->begin();
  impl_->watch.flush();
  impl_->transaction->commit();
  impl_->transaction.reset();
  impl_->new_file.keep();
}

}  // namespace stom::store
