#include "store/recording_file.h"

#include <map>

#include <sqlite3.h>

#include "base/error.h"
#include "store/back_database.h"
#include "store/row_statements.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr int kBusyMilliseconds = 1000;  // the writer has others to serve

// Only files whose tables ignore a repeated index can be gone on with.
void check_layout(const std::filesystem::path& path, market::Market market, market::Frame frame) {
  std::error_code code;
  if (!std::filesystem::exists(path, code) || std::filesystem::file_size(path, code) == 0) return;
  BackDatabase database(path);
  if (database.is_vacant()) return;
  std::vector<Message> ignored;
  for (const RowTable& table : database.row_tables({market::is_crypto(market), frame}, ignored)) {
    if (table.alias_column >= 0 && table.targets[static_cast<std::size_t>(table.alias_column)] < 0) continue;
    throw DatabaseError(message("{}: 테이블 {}의 index 가 기본 키가 아니어서 이어서 기록할 수 없습니다. 파일을 다른 이름으로 옮기세요.",
                                "{}: index of table {} is no primary key: recording cannot go on in this file. Move it to another name.",
                                path.string(), table.code));
  }
}

}  // namespace

struct RecordingFile::Impl {
  Impl(std::filesystem::path file, market::Market market_of_file, market::Frame frame_of_file)
      : path(std::move(file)), market(market_of_file), frame(frame_of_file), connection(path, OpenMode::kCreate) {
    connection.wait_at_most(kBusyMilliseconds);
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  }

  Statement& insert_of(const std::string& code) {
    std::unique_ptr<Statement>& insert = inserts[code];
    if (!insert) {
      connection.execute(create_row_table(code, market, frame));
      insert = std::make_unique<Statement>(connection, insert_row("INSERT OR IGNORE", code, market, frame), code);
    }
    return *insert;
  }
  Statement& watch_insert() {
    if (!watch) {
      connection.execute("CREATE TABLE IF NOT EXISTS moneytop (\"index\" INTEGER PRIMARY KEY, \"거래대금순위\" TEXT)");
      watch = std::make_unique<Statement>(connection, "INSERT OR IGNORE INTO moneytop VALUES (?1, ?2)", "moneytop");
    }
    return *watch;
  }

  std::filesystem::path path;
  market::Market market;
  market::Frame frame;
  Connection connection;
  std::map<std::string, std::unique_ptr<Statement>> inserts;  // by code; statements of tables that a rollback took away must not stay
  std::unique_ptr<Statement> watch;
};

RecordingFile::RecordingFile(const std::filesystem::path& path, market::Market market, market::Frame frame) {
  check_layout(path, market, frame);
  impl_ = std::make_unique<Impl>(path, market, frame);
}
RecordingFile::~RecordingFile() = default;

void RecordingFile::check(const RowBlock& rows) const { check_rows(impl_->path, impl_->market, impl_->frame, rows); }

void RecordingFile::check(const WatchRow& row) const {
  if (is_valid_key(impl_->frame, row.time)) return;
  throw DataError(message("{}: moneytop: index {} 는 이 타임프레임의 시각이 아닙니다.", "{}: moneytop: index {} is not a time of this time frame.",
                          impl_->path.string(), row.time));
}

std::uint64_t RecordingFile::write(const std::vector<RowBlock>& rows, const std::vector<WatchRow>& watch) {
  const auto before = sqlite3_total_changes64(impl_->connection.handle());
  try {
    Transaction transaction(impl_->connection, Transaction::Kind::kWrite);
    for (const RowBlock& block : rows) {
      Statement& insert = impl_->insert_of(block.code);
      for (std::size_t r = 0; r < block.index.size(); ++r) {
        insert.bind(1, block.index[r]);
        for (std::size_t k = 0; k < block.columns.size(); ++k) insert.bind(static_cast<int>(k) + 2, block.columns[k][r]);
        insert.run();
      }
    }
    for (const WatchRow& row : watch) impl_->watch_insert().bind(1, row.time).bind(2, row.codes).run();
    transaction.commit();
  } catch (...) {
    impl_->inserts.clear();
    impl_->watch.reset();
    throw;
  }
  return static_cast<std::uint64_t>(sqlite3_total_changes64(impl_->connection.handle()) - before);
}

bool RecordingFile::has_moved() const { return impl_->connection.has_moved(); }

}  // namespace stom::store
