#include <gmock/gmock.h>

#include "base/file.h"
#include "store_files.h"

namespace stom::store {
namespace {

using market::Frame;
using market::Market;
using testing::AllOf;
using testing::HasSubstr;

class DamagedDatabaseTest : public StoreTest {
 protected:
  // A legacy minute table with good rows and one row with `value` in every column.
  [[nodiscard]] std::string error_with(const std::string& value, RowKey index = 202401020002) const {
    run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_row("AUSDT", 202401020000, "1") + ";" +
                              legacy_row("AUSDT", 202401020001, "2.5") + ";" + legacy_row("AUSDT", index, value) + ";" + legacy_watch(202401020000, "AUSDT"));
    return open_error(file("a.db"));
  }
  void write(const std::string& name, const std::string& content) const { std::ofstream(file(name), std::ios::binary) << content; }
};

TEST_F(DamagedDatabaseTest, AMissingFileIsSaid) { EXPECT_THAT(open_error(file("no.db")), HasSubstr("no such database file")); }
TEST_F(DamagedDatabaseTest, AFolderIsNoDatabase) { EXPECT_THAT(open_error(folder_), HasSubstr("is a folder")); }

TEST_F(DamagedDatabaseTest, AnEmptyFileIsNoDatabase) {
  write("a.db", "");
  EXPECT_THAT(open_error(file("a.db")), HasSubstr("is empty"));
}

TEST_F(DamagedDatabaseTest, AnotherKindOfFileIsNoDatabase) {
  write("a.db", std::string(4096, 'x'));
  EXPECT_THAT(open_error(file("a.db")), HasSubstr("is not an SQLite database"));
  write("b.db", "SQLite");
  EXPECT_THAT(open_error(file("b.db")), HasSubstr("is not an SQLite database"));
}

TEST_F(DamagedDatabaseTest, ATruncatedFileNamesBothSizes) {
  const std::string whole = read_file(golden("stock_tick"));
  write("a.db", whole.substr(0, whole.size() / 2));
  EXPECT_THAT(open_error(file("a.db"), Market::kStock, Frame::kTick), AllOf(HasSubstr("truncated"), HasSubstr(std::to_string(whole.size()))));
}

TEST_F(DamagedDatabaseTest, AFileOfAnotherMarketSaysWhatItHolds) {
  EXPECT_THAT(open_error(golden("stock_min"), Market::kStock, Frame::kTick), AllOf(HasSubstr("holds stock min rows"), HasSubstr("expected stock tick")));
  EXPECT_THAT(open_error(golden("binance_tick"), Market::kStock, Frame::kTick), HasSubstr("holds crypto tick rows"));
}

TEST_F(DamagedDatabaseTest, AFileWithoutRowsIsNotABackTestDatabase) {
  run_sql(file("a.db"), "CREATE TABLE stockbuy (\"index\" TEXT, \"전략코드\" TEXT)");
  EXPECT_THAT(open_error(file("a.db")), HasSubstr("has no table of crypto min rows"));
}

TEST_F(DamagedDatabaseTest, AMissingColumnIsNamed) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute, "매도잔량3"));
  EXPECT_THAT(open_error(file("a.db")), AllOf(HasSubstr("table AUSDT"), HasSubstr("Missing: [매도잔량3]")));
}

TEST_F(DamagedDatabaseTest, AnExtraColumnIsNamed) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + "; ALTER TABLE AUSDT ADD COLUMN level_0 INTEGER");
  EXPECT_THAT(open_error(file("a.db")), HasSubstr("unknown: [level_0]"));
}

TEST_F(DamagedDatabaseTest, AMissingWatchListIsSaid) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute));
  EXPECT_THAT(open_error(file("a.db")), HasSubstr("there is no moneytop table"));
}

TEST_F(DamagedDatabaseTest, ANullIsReportedWithTableColumnAndRow) {
  EXPECT_THAT(error_with("NULL"), AllOf(HasSubstr("table AUSDT"), HasSubstr("column 현재가"), HasSubstr("row 3"), HasSubstr("202401020002"), HasSubstr("NULL")));
}

TEST_F(DamagedDatabaseTest, TextInANumberColumnIsReported) { EXPECT_THAT(error_with("'12,500'"), AllOf(HasSubstr("row 3"), HasSubstr("is text"))); }
TEST_F(DamagedDatabaseTest, ABlobIsReported) { EXPECT_THAT(error_with("x'00ff'"), AllOf(HasSubstr("row 3"), HasSubstr("is a blob"))); }
TEST_F(DamagedDatabaseTest, AnInfiniteNumberIsReported) { EXPECT_THAT(error_with("9e999"), AllOf(HasSubstr("row 3"), HasSubstr("not a finite number"))); }

TEST_F(DamagedDatabaseTest, AnIndexThatIsNoTimeOfTheFrameIsReported) {
  EXPECT_THAT(error_with("1", 20240102000200), AllOf(HasSubstr("column index"), HasSubstr("row 3"), HasSubstr("12 digits")));
}

TEST_F(DamagedDatabaseTest, AnImpossibleTimeIsReported) { EXPECT_THAT(error_with("1", 202401020075), AllOf(HasSubstr("column index"), HasSubstr("202401020075"))); }

TEST_F(DamagedDatabaseTest, TheSlowWayReportsTheSameBadRow) {
  const std::string quick = error_with("NULL");
  BackDatabase database(file("a.db"));
  std::vector<Message> notices;
  const RowLayout layout{true, Frame::kMinute};
  const RowTable table = database.row_tables(layout, notices).at(0);
  struct Sink final : RowSink {
    double* slot() override { return row; }
    void accept(RowKey, std::uint64_t) override {}
    double row[64] = {};
  } sink;
  try {
    database.read_rows(table, layout, RowOrder::kStored, sink, StopFlag{});
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_EQ(error.text().en.substr(error.text().en.find("table")), quick.substr(quick.find("table")));
  }
}

TEST_F(DamagedDatabaseTest, AFailedOpenLeavesNoManifest) {
  EXPECT_FALSE(error_with("NULL").empty());
  for (const CacheFolder& cache : list_caches(folder_ / "cache")) EXPECT_FALSE(cache.manifest.has_value());
}

TEST_F(DamagedDatabaseTest, RandomDamageNeverDoesWorseThanAnError) {
  const std::string whole = read_file(golden("binance_min"));
  std::uint64_t state = 12345;
  const auto random = [&](std::size_t below) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::size_t>((state >> 33) % below);
  };
  int refused = 0;
  for (int round = 0; round < 40; ++round) {
    std::string damaged = whole;
    for (int hit = 0; hit < 30; ++hit) damaged[100 + random(damaged.size() - 100)] = static_cast<char>(random(256));
    // Page headers and cell pointers are where damage hurts.
    for (int hit = 0; hit < 10; ++hit) damaged[random(damaged.size() / 4096) * 4096 + 100 + random(60)] = static_cast<char>(random(256));
    write("a.db", damaged);
    refused += open_error(file("a.db")).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace stom::store
