#include "store/sqlite.h"

#include <sqlite3.h>

#include "base/error.h"
#include "base/parallel.h"

namespace stom::store {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr int kStepsBetweenStopChecks = 100'000;  // of SQLite's virtual machine: some milliseconds

// Percent-encodes what an SQLite URI would take for something else.
std::string database_uri(const std::filesystem::path& path, std::string_view query) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#') uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else uri += c;
  }
  return uri.append(query);
}

[[noreturn]] void throw_sqlite(int extended, const std::string& words, const std::filesystem::path& path, std::string_view where) {
  const std::string name = where.empty() ? path.string() : fmt::format("{} [{}]", path.string(), where);
  switch (extended & 0xff) {
    case SQLITE_NOTADB:
      throw DatabaseError(message("{}: SQLite 데이터베이스가 아닙니다.", "{}: is not an SQLite database.", name));
    case SQLITE_CORRUPT:
      throw DatabaseError(message("{}: 손상된 데이터베이스입니다 ({}). 백업을 쓰거나 sqlite3 의 .recover 로 복구하세요.",
                                  "{}: the database is damaged ({}). Use a backup, or recover it with sqlite3's .recover.", name, words));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw DatabaseError(message("{}: 다른 프로그램이 데이터베이스를 쓰고 있습니다. 그 작업이 끝난 뒤 다시 실행하세요.",
                                  "{}: another program is using the database. Run again when it has finished.", name));
    case SQLITE_FULL:
      throw FileError(message("{}: 디스크가 가득 찼습니다. 이전 내용은 그대로입니다.",
                              "{}: the disk is full. The old content is unchanged.", name));
    case SQLITE_CANTOPEN:
      throw FileError(message("{}: 데이터베이스를 열지 못했습니다 ({}).", "{}: cannot open the database ({}).", name, words));
    case SQLITE_PERM:
    case SQLITE_READONLY:
      throw FileError(message("{}: 데이터베이스에 쓸 수 없습니다 ({}).", "{}: cannot write to the database ({}).", name, words));
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_INTERRUPT:
      throw Cancelled();
    default:
      throw DatabaseError(message("{}: 데이터베이스 오류 ({}).", "{}: database error ({}).", name, words));
  }
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

Connection::Connection(std::filesystem::path path, OpenMode mode) : path_(std::move(path)) {
  if (mode == OpenMode::kReadOnly) (void)read_database_header(path_);
  const int flags = mode == OpenMode::kReadOnly    ? SQLITE_OPEN_READONLY
                    : mode == OpenMode::kReadWrite ? SQLITE_OPEN_READWRITE
                                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  int code = open(flags, false);
  if (mode == OpenMode::kReadOnly) {
    if (code == SQLITE_OK) code = probe();
    if (code == SQLITE_READONLY_ROLLBACK) {
      // A writer died in the middle: its journal must be rolled back before anyone can read, which needs a writer.
      { Connection recovery(path_, OpenMode::kReadWrite); }
      code = open(flags, false);
      if (code == SQLITE_OK) code = probe();
    } else if ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY) {
      // A write-ahead database in a folder where nothing may be created; without a log the file alone is the whole truth.
      std::error_code ignored;
      if (!std::filesystem::exists(path_.string() + "-wal", ignored)) code = open(flags, true);
      if (code == SQLITE_OK) code = probe();
    }
  } else if (code == SQLITE_OK) {
    code = probe();
  }
  if (code != SQLITE_OK) {
    const std::string words = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    close();
    throw_sqlite(code, words, path_, {});
  }
}

Connection::~Connection() { close(); }

void Connection::wait_at_most(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

bool Connection::has_moved() const {
  int moved = 0;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

std::int64_t Connection::data_version() {
  Statement version(*this, "PRAGMA data_version");
  return version.step() ? version.integer(0) : 0;
}

int Connection::open(int flags, bool immutable) {
  close();
  const std::string uri = database_uri(path_, immutable ? "?immutable=1" : "");
  const int code = sqlite3_open_v2(uri.c_str(), &handle_, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return handle_ != nullptr ? sqlite3_extended_errcode(handle_) : code;
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  // Content of strangers: a schema may not call functions that reach outside.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return SQLITE_OK;
}

int Connection::probe() { return sqlite3_exec(handle_, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr); }

void Connection::close() {
  if (handle_ != nullptr) sqlite3_close_v2(handle_);
  handle_ = nullptr;
}

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

bool Connection::has_table(std::string_view name) {
  Statement statement(*this, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  return statement.bind(1, name).step();
}

void Connection::fail(std::string_view where) const {
  throw_sqlite(sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_), path_, where);
}

Statement::Statement(Connection& connection, std::string_view sql, std::string where)
    : connection_(connection), where_(std::move(where)) {
  check(sqlite3_prepare_v2(connection_.handle(), sql.data(), static_cast<int>(sql.size()), &handle_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::check(int code) {
  if (code != SQLITE_OK) connection_.fail(where_);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, parameter, value));
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(handle_, parameter, value));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
  check(sqlite3_bind_text64(handle_, parameter, value.data() != nullptr ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  check(sqlite3_bind_null(handle_, parameter));
  return *this;
}

Statement& Statement::bind_blob(int parameter, const void* data, std::size_t size) {
  // A null pointer would bind NULL.
  check(sqlite3_bind_blob64(handle_, parameter, size != 0 ? data : "", size, SQLITE_TRANSIENT));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_.fail(where_);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(handle_); }

int Statement::columns() const { return sqlite3_column_count(handle_); }

ValueType Statement::type(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_INTEGER: return ValueType::kInteger;
    case SQLITE_FLOAT: return ValueType::kReal;
    case SQLITE_TEXT: return ValueType::kText;
    case SQLITE_BLOB: return ValueType::kBlob;
    default: return ValueType::kNull;
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }

std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::blob(int column) const {
  const void* bytes = sqlite3_column_blob(handle_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  open_ = true;
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

StopGuard::StopGuard(Connection& connection, const StopFlag& stop) : connection_(connection) {
  const auto is_requested = [](void* flag) { return static_cast<const StopFlag*>(flag)->requested() ? 1 : 0; };
  sqlite3_progress_handler(connection_.handle(), kStepsBetweenStopChecks, is_requested, const_cast<StopFlag*>(&stop));
}

StopGuard::~StopGuard() { sqlite3_progress_handler(connection_.handle(), 0, nullptr, nullptr); }

}  // namespace stom::store
