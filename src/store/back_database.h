// A users' market-data file as it is (databases spec 6 to 7.2), read-only: its catalogue of tables, told apart by their columns,
// and the rows of one table at a time in stored order. A value that a row must not hold (NULL, text, not finite) is a
// DatabaseError that names table, column and row. One thread per object; the rows seen belong to one read transaction.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "base/time.h"
#include "market/schema.h"
#include "store/sqlite.h"

namespace stom::store {

// Upbit and Binance rows have the same columns; only the shape of the codes (KRW-BTC, BTCUSDT) tells them apart.
struct RowLayout {
  bool crypto = false;
  market::Frame frame{};
  friend bool operator==(const RowLayout&, const RowLayout&) = default;
};
[[nodiscard]] Message describe(const RowLayout& layout);

struct RowTable {
  std::string code;
  std::uint32_t root_page = 0;
  std::int64_t estimated_rows = 0;   // greatest row id: exact for tables that were only appended to
  std::vector<int> targets;          // per stored column: −1 = index, −2 = none, else the schema column
  int alias_column = -1;             // the stored column that is the row id itself (INTEGER PRIMARY KEY), −1: none
  bool plain = false;                // an ordinary row-id table: its pages may be read directly
};

// Where a reader puts rows. slot() is space for one row of schema columns; accept() takes it. row counts from 1.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual double* slot() = 0;
  virtual void accept(RowKey index, std::uint64_t row) = 0;
};

enum class RowOrder { kStored, kByIndex };

struct KeyRange {
  RowKey first = 0, last = 0;  // inclusive
};

// A row that must not be: thrown by readers and by whoever checks a row further.
[[noreturn]] void throw_bad_row(const std::filesystem::path& path, std::string_view table, std::string_view column,
                                std::uint64_t row, std::optional<RowKey> index, const Message& problem);

class BackDatabase {
 public:
  explicit BackDatabase(std::filesystem::path path);

  // Layouts of the row tables in this file, without asking for one; empty: no market data.
  [[nodiscard]] std::vector<RowLayout> layouts();
  // No tables but reserved ones: nothing speaks against writing rows of any layout.
  [[nodiscard]] bool is_vacant() { return catalogue().empty(); }
  // Row tables of this layout, ascending by code. A file without any, or with a table that is nearly but not quite of
  // this layout, is a DatabaseError that says what was expected and what is there. Tables that are no rows are noticed.
  [[nodiscard]] std::vector<RowTable> row_tables(const RowLayout& layout, std::vector<Message>& notices);

  // codename; empty and noticed if the file has none (only stock back files do).
  [[nodiscard]] std::map<std::string, std::string> code_names(std::vector<Message>& notices);
  // stom_meta; empty if the file has none.
  [[nodiscard]] std::map<std::string, std::string> facts();
  // moneytop in stored order. A missing table is a DatabaseError.
  void read_watch_list(const std::function<void(RowKey, std::string_view)>& row, const StopFlag& stop);

  // False if the direct way cannot read this table (the SQL way can); rows that were given until then are to be forgotten.
  [[nodiscard]] bool read_pages(const RowTable& table, const RowLayout& layout, RowSink& sink, const StopFlag& stop);
  void read_rows(const RowTable& table, const RowLayout& layout, RowOrder order, RowSink& sink, const StopFlag& stop,
                 std::optional<KeyRange> range = std::nullopt);
  // Stored order by the faster way that works.
  void read_table(const RowTable& table, const RowLayout& layout, const std::function<void()>& restart, RowSink& sink,
                  const StopFlag& stop);

  [[nodiscard]] const std::filesystem::path& path() const { return connection_.path(); }

 private:
  struct TableColumns {
    std::string table;
    std::uint32_t root_page = 0;
    bool plain = false;
    std::vector<std::string> names;
    int alias_column = -1;
  };
  [[nodiscard]] std::vector<TableColumns> catalogue();

  Connection connection_;
  Transaction transaction_;
};

// The market that codes look like: Upbit codes have a '-' (KRW-BTC).
[[nodiscard]] inline bool looks_like_upbit(std::string_view code) { return code.find('-') != std::string_view::npos; }

// True for names of tables that are never rows: moneytop, codename, legacy and own tables.
[[nodiscard]] bool is_reserved_table(std::string_view name);
[[nodiscard]] bool is_valid_key(market::Frame frame, RowKey key);

}  // namespace stom::store
