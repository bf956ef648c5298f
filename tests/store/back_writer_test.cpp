#include "store/back_writer.h"

#include <limits>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_files.h"

namespace stom::store {
namespace {

using market::Frame;
using market::Market;
using testing::ElementsAre;
using testing::HasSubstr;

class BackWriterTest : public StoreTest {
 protected:
  [[nodiscard]] WriteCounts write(const RowBlock& rows) const {
    BackWriter writer(file("a.db"), Market::kBinance, Frame::kMinute);
    const WriteCounts counts = writer.write(rows);
    writer.commit();
    return counts;
  }
  [[nodiscard]] std::int64_t number(const std::string& sql) const {
    Connection connection(file("a.db"), OpenMode::kReadOnly);
    Statement statement(connection, sql);
    return statement.step() ? statement.integer(0) : -1;
  }
  [[nodiscard]] std::string text(const std::string& sql) const {
    Connection connection(file("a.db"), OpenMode::kReadOnly);
    Statement statement(connection, sql);
    return statement.step() ? std::string(statement.text(0)) : "";
  }
};

TEST_F(BackWriterTest, WritingTheSameRowsTwiceChangesNothing) {
  const RowBlock rows = minute_rows("AUSDT", 20240102, 100);
  EXPECT_EQ(write(rows).inserted, 100u);
  const WriteCounts again = write(rows);
  EXPECT_EQ(again.inserted, 0u);
  EXPECT_EQ(again.replaced, 0u);
  EXPECT_EQ(again.unchanged, 100u);
  EXPECT_EQ(number("SELECT count(*) FROM AUSDT"), 100);
}

TEST_F(BackWriterTest, ADifferingRowReplacesTheOldOneAndIsCounted) {
  RowBlock rows = minute_rows("AUSDT", 20240102, 100);
  (void)write(rows);
  rows.columns[0][50] = -1;
  const WriteCounts counts = write(rows);
  EXPECT_EQ(counts.replaced, 1u);
  EXPECT_EQ(counts.unchanged, 99u);
  EXPECT_EQ(number("SELECT count(*) FROM AUSDT"), 100);
  EXPECT_EQ(number("SELECT \"현재가\" FROM AUSDT WHERE \"index\" = 202401020050"), -1);
}

TEST_F(BackWriterTest, RowsBetweenOldOnesFindTheirPlace) {
  const RowBlock all = minute_rows("AUSDT", 20240102, 10);
  RowBlock even = all, odd = all;
  for (RowBlock* rows : {&even, &odd}) {
    const int parity = rows == &even ? 0 : 1;
    rows->index.clear();
    for (auto& column : rows->columns) column.clear();
    for (std::size_t r = static_cast<std::size_t>(parity); r < 10; r += 2) {
      rows->index.push_back(all.index[r]);
      for (std::size_t k = 0; k < all.columns.size(); ++k) rows->columns[k].push_back(all.columns[k][r]);
    }
  }
  (void)write(even);
  EXPECT_EQ(write(odd).inserted, 5u);
  run_sql(file("a.db"), legacy_watch(202401020000, "AUSDT"));
  const DayColumns day = open_minutes(file("a.db"))->day("AUSDT", 20240102);
  EXPECT_EQ(std::vector<RowKey>(day.index.begin(), day.index.end()), all.index);
}

TEST_F(BackWriterTest, DuplicatesInATableOfTheUsersProgramAreReplacedTogether) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_row("AUSDT", 202401020000, "1") + ";" + legacy_row("AUSDT", 202401020000, "1"));
  EXPECT_EQ(write(minute_rows("AUSDT", 20240102, 3)).replaced, 1u);
  EXPECT_EQ(number("SELECT count(*) FROM AUSDT"), 3);
}

TEST_F(BackWriterTest, TheLastOfTwoRowsOfOneTimeWins) {
  RowBlock rows = minute_rows("AUSDT", 20240102, 2);
  rows.index[1] = rows.index[0];
  EXPECT_EQ(write(rows).inserted, 1u);
  EXPECT_EQ(number("SELECT \"현재가\" FROM AUSDT"), 2001);
}

TEST_F(BackWriterTest, WatchListsAreMergedByTimeAndCode) {
  for (const std::vector<std::string>& codes : {std::vector<std::string>{"A", "B"}, {"B", "C"}, {"C"}}) {
    BackWriter writer(file("a.db"), Market::kBinance, Frame::kMinute);
    writer.write_watch_list(202401020000, codes);
    writer.commit();
  }
  EXPECT_EQ(text("SELECT \"거래대금순위\" FROM moneytop"), "A;B;C");
  EXPECT_EQ(number("SELECT count(*) FROM moneytop"), 1);
}

TEST_F(BackWriterTest, StockNamesGoToCodenameOnce) {
  RowBlock rows{"005930", "삼성전자", {20240102090000}, std::vector<std::vector<double>>(44, {1.0})};
  for (const char* name : {"이름", "삼성전자", "삼성전자"}) {
    BackWriter writer(file("a.db"), Market::kStock, Frame::kTick);
    rows.name = name;
    writer.write(rows);
    writer.commit();
  }
  EXPECT_EQ(number("SELECT count(*) FROM codename"), 1);
  EXPECT_EQ(text("SELECT \"종목명\" FROM codename"), "삼성전자");
}

TEST_F(BackWriterTest, WithoutCommitANewFileDoesNotComeToBe) {
  {
    BackWriter writer(file("a.db"), Market::kBinance, Frame::kMinute);
    writer.write(minute_rows("AUSDT", 20240102, 10));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(BackWriterTest, AWriterThatIsKilledBeforeItsCommitLeavesTheOldContent) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 100)});
  const auto before = open_minutes(file("a.db"))->facts().fingerprint;
  const pid_t pid = ::fork();
  if (pid == 0) {
    BackWriter writer(file("a.db"), Market::kBinance, Frame::kMinute);
    // More than SQLite's page cache holds, so that changed pages have reached the file before the end.
    for (TradingDay day = 20240103; day < 20240131; ++day) {
      for (int code = 0; code < 8; ++code) writer.write(minute_rows(fmt::format("C{}USDT", code), day, 1440, 0.5));
    }
    RowBlock changed = minute_rows("AUSDT", 20240102, 100, 1);
    writer.write(changed);
    ::_exit(9);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  ASSERT_EQ(WEXITSTATUS(status), 9);
  EXPECT_TRUE(std::filesystem::exists(file("a.db-journal")));
  EXPECT_EQ(open_minutes(file("a.db"))->facts().fingerprint, before);
}

TEST_F(BackWriterTest, AFileOfAnotherLayoutIsRefusedUntouched) {
  const auto stock = golden("stock_tick");
  const auto size = std::filesystem::file_size(stock);
  EXPECT_THROW(BackWriter(stock, Market::kBinance, Frame::kMinute), DatabaseError);
  run_sql(file("strategy.db"), "CREATE TABLE stockbuy (\"index\" TEXT)");
  EXPECT_THROW(BackWriter(file("strategy.db"), Market::kBinance, Frame::kMinute), DatabaseError);
  EXPECT_EQ(std::filesystem::file_size(stock), size);
}

TEST_F(BackWriterTest, ValuesThatRowsMustNotHoldAreRefusedByName) {
  RowBlock rows = minute_rows("AUSDT", 20240102, 3);
  rows.columns[2][1] = std::numeric_limits<double>::quiet_NaN();
  try {
    (void)write(rows);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.text().en, testing::AllOf(HasSubstr("고가"), HasSubstr("202401020001")));
  }
  rows = minute_rows("AUSDT", 20240102, 3);
  rows.index[0] = 20240102090000;
  EXPECT_THROW((void)write(rows), DataError);
  EXPECT_THROW((void)write(minute_rows("moneytop", 20240102, 3)), DataError);
  EXPECT_THROW((void)write(minute_rows("", 20240102, 3)), DataError);
}

}  // namespace
}  // namespace stom::store
