// backtest.db: results in the users' tables (databases spec 5), each run saved in one transaction: either all of its tables are
// there or none. Tables have "index" TEXT with an index ix_TABLE_index, then the columns given. Beside them the table stom_run
// lists the runs. The file is created if absent; write-ahead mode, so that a viewer can read while a run is saved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "market/market.h"

namespace stom::store {

enum class ColumnType { kInteger, kReal, kText };
struct ResultColumn {
  std::string name;
  ColumnType type{};
};
using ResultValue = std::variant<std::monostate, std::int64_t, double, std::string>;  // monostate: NULL

struct ResultRow {
  std::string index;                // time as text, as the table's readers expect
  std::vector<ResultValue> values;  // one per column
};
struct ResultTable {
  std::string name;
  std::vector<ResultColumn> columns;  // without "index"
  std::vector<ResultRow> rows;
};

// A row of stom_run; id is given by save().
struct RunEntry {
  std::int64_t id = 0;
  std::string kind;           // "backtest", "finder", …
  market::Market market{};
  market::Frame frame{};
  std::string params_json;    // everything needed to repeat the run
  std::string strategy_hash;  // of the texts
  RowKey started = 0, finished = 0;  // local time YYYYMMDDhhmmss
  std::string status;         // "done", "error", …
  std::int64_t trial_count = 1;
  std::string tables;         // names of its fresh tables, joined by ';'
};

// The columns of the reference's tables, in order.
[[nodiscard]] std::vector<ResultColumn> summary_columns();                    // 배팅금액 … 매도전략
[[nodiscard]] std::vector<ResultColumn> detail_columns(market::Market market);  // 종목명 … 추가매수시간

// stock_bt; coin_future_bt_NAME_20240102153000; stock_bf_NAME_TIME.
[[nodiscard]] std::string summary_table_name(market::Market market);
[[nodiscard]] std::string detail_table_name(market::Market market, const std::string& buy_strategy, RowKey time);
[[nodiscard]] std::string finder_table_name(market::Market market, const std::string& strategy, RowKey time);

class ResultStore {
 public:
  explicit ResultStore(std::filesystem::path path) : path_(std::move(path)) {}

  // Rows of `appended` go to the table of that name (created, or completed by missing columns); `fresh` tables are new: where
  // a name is taken, "_2", "_3", … follows it. Returns the run's id; entry.id and entry.tables are ignored.
  std::int64_t save(const RunEntry& entry, std::span<const ResultTable> appended, std::span<const ResultTable> fresh) const;

  // Newest first; empty if the file or the table does not exist.
  [[nodiscard]] std::vector<RunEntry> runs() const;
  // The users' tables, ascending.
  [[nodiscard]] std::vector<std::string> tables() const;
  // Values as they are stored; a table that does not exist is a DatabaseError.
  [[nodiscard]] ResultTable read(const std::string& table) const;

 private:
  std::filesystem::path path_;
};

}  // namespace stom::store
