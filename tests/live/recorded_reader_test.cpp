// What a worker reads of the recording, and the table that it shows of its watched symbols.
#include "live/recorded_reader.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "live/watch_table.h"
#include "store/back_writer.h"
#include "store/recording_file.h"

namespace stom::live::test {
namespace {

namespace fs = std::filesystem;

constexpr market::Market kBinance = market::Market::kBinance;
constexpr market::Frame kMinute = market::Frame::kMinute;
constexpr RowKey kDay = 202401020000;

fs::path fresh_recording(const std::string& name) {
  const fs::path file = fs::path(testing::TempDir()) / ("live_recording_" + name + ".db");
  for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + end);
  return file;
}

// Minutes from … to − 1; column k of minute i is 100·i + k.
store::RowBlock minutes(const std::string& code, int from, int to) {
  store::RowBlock block{code, "", {}, std::vector<std::vector<double>>(market::schema(kBinance, kMinute).size())};
  for (int i = from; i < to; ++i) {
    block.index.push_back(kDay + i);
    for (std::size_t k = 0; k < block.columns.size(); ++k) block.columns[k].push_back(100.0 * i + static_cast<double>(k));
  }
  return block;
}

TEST(RecordedReader, ReadsRowsWhileTheyAreBeingRecorded) {
  const fs::path file = fresh_recording("grows");
  RecordedReader reader(file, kBinance, kMinute);
  EXPECT_FALSE(reader.reaches("AUSDT", kDay));
  EXPECT_TRUE(reader.read("AUSDT", 0, kDay + 9).index.empty());
  store::RecordingFile recording(file, kBinance, kMinute);
  (void)recording.write({minutes("AUSDT", 0, 3)}, {});
  EXPECT_TRUE(reader.reaches("AUSDT", kDay + 2));
  EXPECT_FALSE(reader.reaches("AUSDT", kDay + 3));
  EXPECT_FALSE(reader.reaches("BUSDT", kDay));
  (void)recording.write({minutes("AUSDT", 3, 6)}, {});
  EXPECT_TRUE(reader.reaches("AUSDT", kDay + 5));
  const RecordedRows rows = reader.read("AUSDT", kDay + 1, kDay + 4);
  EXPECT_EQ(rows.index, (std::vector<RowKey>{kDay + 2, kDay + 3, kDay + 4}));
  EXPECT_EQ(rows.rows[1][0], 300);
  EXPECT_EQ(rows.rows[1].back(), 300 + static_cast<double>(rows.rows[1].size() - 1));
}

TEST(RecordedReader, FollowsTheFileThatTookTheOldOnesPlace) {
  const fs::path file = fresh_recording("moved"), other = fresh_recording("other");
  (void)store::RecordingFile(file, kBinance, kMinute).write({minutes("AUSDT", 0, 3)}, {});
  RecordedReader reader(file, kBinance, kMinute);
  EXPECT_TRUE(reader.reaches("AUSDT", kDay));
  (void)store::RecordingFile(other, kBinance, kMinute).write({minutes("AUSDT", 0, 9)}, {});
  fs::rename(other, file);
  EXPECT_TRUE(reader.reaches("AUSDT", kDay + 8));
}

struct Silent final : WorkerHost {
  void decided(const bus::RowDecision&) override {}
  void warn(const Message&) override {}
};

TEST(WatchTable, ShowsWatchedSymbolsByTradedValueWithTheirAverages) {
  Silent host;
  WorkerCore core({kBinance, kMinute}, host);
  const auto column = [](market::Field field) { return static_cast<std::size_t>(market::column_of(kBinance, kMinute, field)); };
  for (const auto& [code, watched] : {std::pair("AUSDT", 1.0), std::pair("BUSDT", 1.0), std::pair("CUSDT", 0.0)}) {
    for (int i = 0; i < 3; ++i) {
      bus::MarketRow row;
      row.code = code;
      row.index = kDay + i;
      row.columns.assign(market::schema(kBinance, kMinute).size(), 0);
      row.columns[column(market::Field::kWatched)] = watched;
      row.columns[column(market::Field::kDayValue)] = row.code == "BUSDT" ? 900 : 500;
      row.columns[column(market::Field::kPeriodValue)] = 10.0 * i;
      row.columns[column(market::Field::kTradeStrength)] = 100.0 + 10 * i;
      core.row(row);
    }
  }
  const bus::NotifyTable table = watch_table(core, 2);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0], "BUSDT");
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"AUSDT", "0.00", "0.00", "20", "15", "500", "120.00", "115.00", "120.00"}));
  EXPECT_EQ(watch_table(core, 9).rows[1][4], "0");  // too few rows for an average
}

}  // namespace
}  // namespace stom::live::test
