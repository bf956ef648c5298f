// The quick reader of table pages and the one that goes through SQLite must give the same rows of any table.
#include "store/table_pages.h"

#include "store_files.h"

namespace stom::store {
namespace {

using market::Frame;
using market::Market;

constexpr RowLayout kMinutes{true, Frame::kMinute};

struct Rows final : RowSink {
  explicit Rows(std::size_t count) : columns(count) {}
  double* slot() override {
    values.resize((keys.size() + 1) * columns);
    return values.data() + keys.size() * columns;
  }
  void accept(RowKey index, std::uint64_t) override { keys.push_back(index); }
  void trim() { values.resize(keys.size() * columns); }
  std::size_t columns;
  std::vector<RowKey> keys;
  std::vector<double> values;
};

class TablePagesTest : public StoreTest {
 protected:
  // Reads the one table both ways; false if the quick way declines.
  static bool both_ways_agree(const std::filesystem::path& path, std::size_t expected_rows) {
    BackDatabase database(path);
    std::vector<Message> notices;
    const RowTable table = database.row_tables(kMinutes, notices).at(0);
    Rows quick(38), slow(38);
    if (!database.read_pages(table, kMinutes, quick, StopFlag{})) return false;
    database.read_rows(table, kMinutes, RowOrder::kStored, slow, StopFlag{});
    quick.trim();
    slow.trim();
    EXPECT_EQ(quick.keys, slow.keys);
    EXPECT_EQ(quick.values, slow.values);
    EXPECT_EQ(quick.keys.size(), expected_rows);
    return true;
  }

  // Values of every storage class of numbers: constants, integers of all widths, reals, negatives.
  static std::string varied_rows(int count) {
    const char* const values[] = {"0", "1", "-1", "127", "-32768", "8388607", "2147483647", "140737488355327", "9007199254740993", "0.1", "-2.5e300", "1e-300"};
    std::string sql = "BEGIN;";
    for (int i = 0; i < count; ++i) sql += legacy_row("AUSDT", 202401020000 + i / 60 * 100 + i % 60, values[i % 12]) + ";";
    return sql + "COMMIT;";
  }
};

TEST_F(TablePagesTest, NumbersOfEveryWidthAreTheSame) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + varied_rows(300));
  EXPECT_TRUE(both_ways_agree(file("a.db"), 300));
}

TEST_F(TablePagesTest, SmallPagesWithOverflowChainsAreTheSame) {
  std::string rows = "BEGIN;";
  for (int i = 0; i < 200; ++i) rows += legacy_row("AUSDT", 202401020000 + i / 60 * 100 + i % 60, fmt::format("{}.123", i)) + ";";
  run_sql(file("a.db"), "PRAGMA page_size = 512;" + legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + rows + "COMMIT;");
  EXPECT_TRUE(both_ways_agree(file("a.db"), 200));
}

TEST_F(TablePagesTest, ATableWhoseIndexIsTheRowIdIsTheSame) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 1000), minute_rows("AUSDT", 20240103, 1000)});
  EXPECT_TRUE(both_ways_agree(file("a.db"), 2000));
}

TEST_F(TablePagesTest, RowsThatWereDeletedAreGone) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + varied_rows(1000) + "DELETE FROM AUSDT WHERE rowid % 3 = 0");
  EXPECT_TRUE(both_ways_agree(file("a.db"), 667));
}

TEST_F(TablePagesTest, ColumnsInAnotherOrderFindTheirPlaces) {
  std::string names = "\"관심종목\" REAL, \"index\" INTEGER", values = "7, 202401020000";
  for (const market::Field field : market::schema(Market::kBinance, Frame::kMinute)) {
    if (field == market::Field::kWatched) continue;
    names += fmt::format(", {} REAL", quoted_name(market::field_name(field, Frame::kMinute)));
    values += ", 1.5";
  }
  run_sql(file("a.db"), "CREATE TABLE AUSDT (" + names + "); INSERT INTO AUSDT VALUES (" + values + ");" + legacy_watch(202401020000, "AUSDT"));
  EXPECT_TRUE(both_ways_agree(file("a.db"), 1));
  EXPECT_EQ(open_minutes(file("a.db"))->day("AUSDT", 20240102).columns.back()[0], 7.0);
}

TEST_F(TablePagesTest, AnEmptyTableHasNoRows) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute));
  EXPECT_TRUE(both_ways_agree(file("a.db"), 0));
}

TEST_F(TablePagesTest, AColumnAddedLaterIsLeftToSqlite) {
  run_sql(file("b.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute, "관심종목"));
  std::string insert = "INSERT INTO AUSDT VALUES (202401020000";
  for (int k = 0; k < 37; ++k) insert += ", 2";
  run_sql(file("b.db"), insert + "); ALTER TABLE AUSDT ADD COLUMN \"관심종목\" REAL DEFAULT 1;" + legacy_watch(202401020000, "AUSDT"));
  EXPECT_FALSE(both_ways_agree(file("b.db"), 1));
  const auto data = open_minutes(file("b.db"));
  EXPECT_EQ(data->day("AUSDT", 20240102).columns.back()[0], 1.0);
  EXPECT_EQ(data->day("AUSDT", 20240102).columns.front()[0], 2.0);
}

TEST_F(TablePagesTest, RowsThatAreStillInTheWriteAheadLogAreSeen) {
  run_sql(file("a.db"), "PRAGMA journal_mode = WAL;" + legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_watch(202401020000, "AUSDT"));
  Connection writer(file("a.db"), OpenMode::kReadWrite);
  writer.execute("PRAGMA wal_autocheckpoint = 0;" + legacy_row("AUSDT", 202401020000, "3"));
  EXPECT_FALSE(both_ways_agree(file("a.db"), 1));
  EXPECT_EQ(open_minutes(file("a.db"))->row_count("AUSDT", 20240102), 1u);
  writer.execute(legacy_row("AUSDT", 202401020001, "4"));
  EXPECT_EQ(open_minutes(file("a.db"))->row_count("AUSDT", 20240102), 2u);
}

TEST_F(TablePagesTest, AWithoutRowIdTableIsLeftToSqlite) {
  std::string sql = legacy_table("AUSDT", Market::kBinance, Frame::kMinute);
  sql.insert(sql.find("INTEGER") + 7, " PRIMARY KEY");
  run_sql(file("a.db"), sql + " WITHOUT ROWID;" + legacy_row("AUSDT", 202401020000, "3") + ";" + legacy_watch(202401020000, "AUSDT"));
  EXPECT_FALSE(both_ways_agree(file("a.db"), 1));
  EXPECT_EQ(open_minutes(file("a.db"))->row_count("AUSDT", 20240102), 1u);
}

}  // namespace
}  // namespace stom::store
