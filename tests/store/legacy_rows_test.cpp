// Market files as the users' program and its tools leave them: what is read all the same, and what a check tells before a back-test refuses.
#include <gmock/gmock.h>

#include "store/maintenance.h"
#include "store_files.h"

namespace stom::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr RowKey kTime = 202401020901;

class LegacyRowsTest : public StoreTest {
 protected:
  std::filesystem::path write(const std::string& change, const std::string& index_type = "INTEGER") {
    const std::filesystem::path path = file("day.db");
    std::string table = legacy_table("BTCUSDT", market::Market::kBinance, market::Frame::kMinute);
    table.replace(table.find("INTEGER"), 7, index_type);
    run_sql(path, table + ";" + legacy_row("BTCUSDT", kTime, "1") + ";" + legacy_row("BTCUSDT", kTime + 1, "2") + ";" + change);
    run_sql(path, legacy_watch(kTime, "BTCUSDT"));
    run_sql(path, legacy_watch(kTime + 1, "BTCUSDT"));
    return path;
  }
  [[nodiscard]] std::vector<std::string> problems(const std::filesystem::path& path) const {
    NoProgress progress;
    const StopFlag stop;
    std::vector<std::string> words;
    for (const Message& problem : check_database(path, false, {progress, stop}).problems) words.push_back(problem.en);
    return words;
  }
};

// The users' tool against duplicates writes row numbers as one more column in front.
TEST_F(LegacyRowsTest, ReadsPastTheRowNumbersOfTheToolAgainstDuplicates) {
  const auto path = write("CREATE TABLE t AS SELECT _rowid_ AS level_0, * FROM BTCUSDT; DROP TABLE BTCUSDT; ALTER TABLE t RENAME TO BTCUSDT");
  EXPECT_THAT(problems(path), ElementsAre());
  const auto data = open_minutes(path);
  ASSERT_EQ(data->all_symbols().size(), 1U);
  NoProgress progress;
  const StopFlag stop;
  (void)merge_rows({{path}, file("coin_min_back.db")}, {}, {progress, stop});
  Connection merged(file("coin_min_back.db"), OpenMode::kReadOnly);
  Statement columns(merged, "SELECT (SELECT count(*) FROM pragma_table_info('BTCUSDT') WHERE name = 'level_0'), sum(현재가), sum(매도호가1) FROM BTCUSDT");
  ASSERT_TRUE(columns.step());
  EXPECT_EQ(columns.integer(0), 0);
  EXPECT_EQ(columns.real(1), 3);
  EXPECT_EQ(columns.real(2), 3);
}

TEST_F(LegacyRowsTest, TakesWholeNumbersInARealIndex) { EXPECT_THAT(problems(write("", "REAL")), ElementsAre()); }

TEST_F(LegacyRowsTest, CheckTellsOfTextsAndEmptyValuesInColumnsOfNumbers) {
  EXPECT_THAT(problems(write("UPDATE BTCUSDT SET 현재가 = '없음' WHERE _rowid_ = 1; UPDATE BTCUSDT SET 고가 = NULL WHERE _rowid_ = 2")),
              ElementsAre(HasSubstr("BTCUSDT: 2 rows")));
}

TEST_F(LegacyRowsTest, CheckTellsThatNoTableHasTheColumnsOfAMarket) {
  run_sql(file("old.db"), "CREATE TABLE BTCUSDT (\"index\" INTEGER, 현재가 REAL, 시가 REAL)");
  run_sql(file("old.db"), legacy_watch(kTime, "BTCUSDT"));
  EXPECT_THAT(problems(file("old.db")), ElementsAre(HasSubstr("no table of market rows")));
}

}  // namespace
}  // namespace stom::store
