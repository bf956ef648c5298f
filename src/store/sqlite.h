// SQLite as the store uses it: connections, statements with bound parameters, transactions that roll back by themselves.
// Every failure is an exception that names the file (and the table where the caller says it): DatabaseError for damaged,
// foreign or locked databases, FileError for files that cannot be opened and full disks. One thread per connection.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace stom {
class StopFlag;
}

namespace stom::store {

enum class OpenMode { kReadOnly, kReadWrite, kCreate };

// "name" with inner quotes doubled: any text is a valid table or column name when quoted.
[[nodiscard]] std::string quoted_name(std::string_view name);

class Connection {
 public:
  // Read-only: the file must exist, be a database and be whole (its size is compared with its header).
  Connection(std::filesystem::path path, OpenMode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void execute(const std::string& sql);
  [[nodiscard]] bool has_table(std::string_view name);
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // For readers that would rather ask again than wait for a writer; a locked database is a DatabaseError then.
  void wait_at_most(int milliseconds);
  // The file under this path is another one now, or none.
  [[nodiscard]] bool has_moved() const;
  // Changes when another connection commits; only the difference to an earlier answer of this connection means something.
  [[nodiscard]] std::int64_t data_version();
  // Throws what the last result code of this connection means; `where` names a table or an action, may be empty.
  [[noreturn]] void fail(std::string_view where = {}) const;

 private:
  int open(int flags, bool immutable);
  int probe();
  void close();

  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
};

enum class ValueType { kInteger, kReal, kText, kBlob, kNull };

class Statement {
 public:
  Statement(Connection& connection, std::string_view sql, std::string where = {});
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Parameters count from 1.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind(int parameter, std::string_view value);
  Statement& bind_null(int parameter);
  Statement& bind_blob(int parameter, const void* data, std::size_t size);

  // True while there is a row.
  bool step();
  // step() to the end, then ready to be bound again.
  void run();
  void reset();

  // Columns count from 0.
  [[nodiscard]] int columns() const;
  [[nodiscard]] ValueType type(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string_view text(int column) const;  // until the next step
  [[nodiscard]] std::string_view blob(int column) const;  // bytes as stored, until the next step
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_; }

 private:
  void check(int code);

  Connection& connection_;
  std::string where_;
  sqlite3_stmt* handle_ = nullptr;
};

// Rolls back unless committed. BEGIN IMMEDIATE for writers, so that two writers wait for each other instead of failing late.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = false;
};

// While it lives, a statement of the connection ends with Cancelled soon after the stop was requested.
class StopGuard {
 public:
  StopGuard(Connection& connection, const StopFlag& stop);
  ~StopGuard();
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;

 private:
  Connection& connection_;
};

// What the first 100 bytes of a database file say; reads nothing else of it.
struct DatabaseHeader {
  std::uint32_t page_size = 0;
  std::uint32_t reserved = 0;        // unused bytes at the end of each page
  std::uint32_t change_counter = 0;
  std::uint32_t page_count = 0;      // 0: not recorded
  std::uint32_t schema_cookie = 0;
  bool write_ahead = false;
};
// Throws FileError or DatabaseError: absent, a folder, empty, not a database, shorter than it says.
[[nodiscard]] DatabaseHeader read_database_header(const std::filesystem::path& path);

}  // namespace stom::store
