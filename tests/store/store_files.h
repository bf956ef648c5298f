// Files for the store's tests: a folder of their own, golden databases unpacked, small databases written by hand.
#pragma once

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/compress.h"
#include "base/error.h"
#include "store/back_writer.h"
#include "store/column_cache.h"
#include "store/market_data.h"
#include "store/sqlite.h"

namespace stom::store {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / fmt::format("stom-{}-{}", info->test_suite_name(), info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] std::filesystem::path golden(const std::string& name) const {
    std::filesystem::path packed = std::filesystem::path(STOM_SOURCE_DIR) / "tests/golden/data" / (name + ".db.xz");
    if (!std::filesystem::exists(packed)) packed = std::filesystem::path(STOM_SOURCE_DIR) / "../shared/golden/data" / (name + ".db.xz");
    const std::filesystem::path unpacked = file(name + ".db");
    if (!std::filesystem::exists(unpacked)) unpack_xz(packed, unpacked);
    return unpacked;
  }

  [[nodiscard]] std::shared_ptr<const MarketData> open(const std::filesystem::path& path, market::Market market, market::Frame frame, bool rebuild = false,
                                                       unsigned threads = 2) const {
    NoProgress progress;
    const StopFlag stop;
    return MarketData::open(path, market, frame, {folder_ / "cache", threads, rebuild}, progress, stop);
  }
  [[nodiscard]] std::shared_ptr<const MarketData> open_minutes(const std::filesystem::path& path, bool rebuild = false) const {
    return open(path, market::Market::kBinance, market::Frame::kMinute, rebuild);
  }
  [[nodiscard]] ColumnCache cache_of_minutes(const std::filesystem::path& path) const {
    return {path, market::Market::kBinance, market::Frame::kMinute, folder_ / "cache"};
  }

  // The English words of the error that opening gives; empty if it opens.
  [[nodiscard]] std::string open_error(const std::filesystem::path& path, market::Market market = market::Market::kBinance,
                                       market::Frame frame = market::Frame::kMinute) const {
    try {
      (void)open(path, market, frame);
      return "";
    } catch (const Error& error) {
      EXPECT_FALSE(error.text().ko.empty());
      return error.text().en;
    }
  }

  std::filesystem::path folder_;
};

// Minute rows of Binance whose values tell where they stand: price = 1000·day number + minute, column k = price + k.
inline RowBlock minute_rows(const std::string& code, TradingDay day, int count, double offset = 0) {
  const auto columns = market::schema(market::Market::kBinance, market::Frame::kMinute).size();
  RowBlock rows{code, "", {}, std::vector<std::vector<double>>(columns)};
  for (int i = 0; i < count; ++i) {
    rows.index.push_back(static_cast<RowKey>(day) * 10000 + i / 60 * 100 + i % 60);
    for (std::size_t k = 0; k < columns; ++k) rows.columns[k].push_back(1000.0 * (day % 100) + i + static_cast<double>(k) + offset);
  }
  return rows;
}

inline void write_minutes(const std::filesystem::path& path, const std::vector<RowBlock>& blocks) {
  BackWriter writer(path, market::Market::kBinance, market::Frame::kMinute);
  for (const RowBlock& rows : blocks) {
    writer.write(rows);
    const std::string codes[] = {rows.code};
    for (const RowKey key : rows.index) writer.write_watch_list(key, codes);
  }
  writer.commit();
}

inline void run_sql(const std::filesystem::path& path, const std::string& sql) { Connection(path, OpenMode::kCreate).execute(sql); }

// CREATE TABLE with plain columns, as recorders of the users' program make it.
inline std::string legacy_table(const std::string& code, market::Market market, market::Frame frame, const std::string& skip = "") {
  std::string sql = "CREATE TABLE " + quoted_name(code) + " (\"index\" INTEGER";
  for (const market::Field field : market::schema(market, frame)) {
    if (market::field_name(field, frame) != skip) sql += fmt::format(", {} REAL", quoted_name(market::field_name(field, frame)));
  }
  return sql + ")";
}

// Inserts a legacy minute row whose columns all hold `value` (any SQL expression).
inline std::string legacy_row(const std::string& code, RowKey index, const std::string& value) {
  std::string sql = fmt::format("INSERT INTO {} VALUES ({}", quoted_name(code), index);
  for (std::size_t k = 0; k < market::schema(market::Market::kBinance, market::Frame::kMinute).size(); ++k) sql += ", " + value;
  return sql + ")";
}

inline std::string legacy_watch(RowKey index, const std::string& codes) {
  return fmt::format("CREATE TABLE IF NOT EXISTS moneytop (\"index\" INTEGER, \"거래대금순위\" TEXT); INSERT INTO moneytop VALUES ({}, '{}')", index, codes);
}

}  // namespace stom::store
