// A data folder of its own and batches for it.
#pragma once

#include <filesystem>

#include <gtest/gtest.h>

#include "base/process.h"
#include "bus/messages/trade_records.h"
#include "bus/messages/trading.h"
#include "live/platform.h"
#include "market/schema.h"
#include "store/sqlite.h"

namespace stom::service::test {

class DataFolder {
 public:
  DataFolder() : path_(std::filesystem::path(testing::TempDir()) / fmt::format("stom-data-{}-{}", this_process().id, ++count_)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~DataFolder() { std::filesystem::remove_all(path_); }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path rows() const { return live::recording_file(path_, market::Market::kUpbit, market::Frame::kTick); }
  [[nodiscard]] std::filesystem::path trades() const { return path_ / "tradelist.db"; }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

constexpr RowKey kFirstSecond = 20261123091500;

inline std::vector<std::string> row_columns() {
  std::vector<std::string> columns = {"index"};
  for (const market::Field field : market::schema(market::Market::kUpbit, market::Frame::kTick))
    columns.emplace_back(market::field_name(field, market::Frame::kTick));
  return columns;
}

// `count` rows of seconds from `first` on; every value is `price`.
inline bus::RecordRows rows_batch(std::uint64_t number, const std::string& code, int first, int count, double price = 1) {
  bus::RecordRows batch;
  batch.batch = number;
  batch.market = "upbit";
  batch.frame = "tick";
  batch.table = code;
  batch.columns = row_columns();
  batch.reply_to = "creceiv.upbit";
  for (int i = first; i < first + count; ++i) {
    std::vector<bus::SettingValue> row = {std::int64_t{second_key(epoch_seconds(kFirstSecond) + i)}};
    row.resize(batch.columns.size(), price);
    batch.rows.push_back(std::move(row));
  }
  return batch;
}

inline bus::RecordRows watch_batch(std::uint64_t number, int second, const std::string& codes) {
  bus::RecordRows batch = rows_batch(number, "moneytop", second, 1);
  batch.columns = {"index", "거래대금순위"};
  batch.rows[0].resize(1);
  batch.rows[0].emplace_back(codes);
  return batch;
}

inline bus::RecordTrades fill_batch(std::uint64_t number, const std::string& fill_id, double quantity = 1, bool paper = true) {
  bus::RecordTrades batch;
  batch.batch = number;
  batch.market = "upbit";
  batch.paper = paper;
  batch.reply_to = "ctrader.upbit";
  bus::FillLine fill;
  fill.fill_id = fill_id;
  fill.client_id = "stom-P-20261123-000001-1";
  fill.account = paper ? "paper" : "real";
  fill.code = "KRW-XRP";
  fill.price = 3120;
  fill.quantity = quantity;
  fill.currency = "KRW";
  fill.day = 20261123;
  batch.fills.push_back(fill);
  return batch;
}

inline bus::RecordTrades position_batch(std::uint64_t number, bool paper) {
  bus::RecordTrades batch = fill_batch(number, fmt::format("f{}", number), 1, paper);
  batch.has_positions = true;
  batch.positions_account = paper ? "paper" : "real";
  bus::PositionRecordLine position;
  position.account = batch.positions_account;
  position.code = "KRW-XRP";
  position.side = "long";
  position.quantity = 1;
  batch.positions.push_back(position);
  return batch;
}

inline std::int64_t number_of(const std::filesystem::path& file, const std::string& sql) {
  store::Connection connection(file, store::OpenMode::kReadOnly);
  store::Statement statement(connection, sql);
  return statement.step() ? statement.integer(0) : -1;
}
inline std::string text_of(const std::filesystem::path& file, const std::string& sql) {
  store::Connection connection(file, store::OpenMode::kReadOnly);
  store::Statement statement(connection, sql);
  return statement.step() ? std::string(statement.text(0)) : "";
}

}  // namespace stom::service::test
