#include "store/result_store.h"

#include <gmock/gmock.h>

#include "store_files.h"

namespace stom::store {
namespace {

using market::Market;
using testing::ElementsAre;

class ResultStoreTest : public StoreTest {
 protected:
  [[nodiscard]] ResultStore store() const { return ResultStore(file("backtest.db")); }

  static ResultTable summary() {
    ResultTable table{summary_table_name(Market::kStock), summary_columns(), {}};
    ResultRow row{"20240105120000", {}};
    for (const ResultColumn& column : table.columns) {
      if (column.type == ColumnType::kText) row.values.emplace_back(std::string("if 매수:\n    self.Buy()"));
      else if (column.type == ColumnType::kReal) row.values.emplace_back(1.25);
      else row.values.emplace_back(std::int64_t{7});
    }
    table.rows.push_back(row);
    return table;
  }
  static ResultTable detail(const std::string& name) {
    ResultTable table{name, detail_columns(Market::kBinance), {}};
    table.rows.push_back({"20240105120000", std::vector<ResultValue>(table.columns.size())});
    return table;
  }
};

TEST_F(ResultStoreTest, ARunIsFoundAgainWithItsTables) {
  const ResultTable appended[] = {summary()}, fresh[] = {detail("coin_future_bt_전략_20240105120000")};
  RunEntry entry;
  entry.kind = "backtest";
  entry.market = Market::kBinance;
  entry.frame = market::Frame::kMinute;
  entry.params_json = "{}";
  entry.status = "done";
  entry.started = 20240105115900;
  const auto id = store().save(entry, appended, fresh);
  EXPECT_EQ(id, 1);
  const auto runs = store().runs();
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].tables, "coin_future_bt_전략_20240105120000");
  EXPECT_EQ(runs[0].market, Market::kBinance);
  EXPECT_THAT(store().tables(), ElementsAre("coin_future_bt_전략_20240105120000", "stock_bt"));
  const ResultTable back = store().read("stock_bt");
  EXPECT_EQ(back.rows.at(0).index, "20240105120000");
  EXPECT_EQ(back.rows[0].values, appended[0].rows[0].values);
  EXPECT_EQ(back.columns[0].name, "배팅금액");
  EXPECT_EQ(back.columns.back().name, "매도전략");
}

TEST_F(ResultStoreTest, SummariesOfSeveralRunsAreRowsOfOneTable) {
  const ResultTable appended[] = {summary()};
  for (int run = 0; run < 3; ++run) (void)store().save({}, appended, {});
  EXPECT_EQ(store().read("stock_bt").rows.size(), 3u);
  EXPECT_EQ(store().runs().front().id, 3);
}

TEST_F(ResultStoreTest, ATakenNameGetsANumber) {
  const ResultTable fresh[] = {detail("stock_bt_a_1")};
  (void)store().save({}, {}, fresh);
  (void)store().save({}, {}, fresh);
  EXPECT_THAT(store().tables(), ElementsAre("stock_bt_a_1", "stock_bt_a_1_2"));
  EXPECT_EQ(store().runs().front().tables, "stock_bt_a_1_2");
}

TEST_F(ResultStoreTest, TablesHaveATextIndexThatIsIndexedAsTheReferenceDoes) {
  const ResultTable appended[] = {summary()};
  (void)store().save({}, appended, {});
  Connection connection(file("backtest.db"), OpenMode::kReadOnly);
  Statement indexes(connection, "SELECT sql FROM sqlite_master WHERE name = 'ix_stock_bt_index'");
  EXPECT_TRUE(indexes.step());
  Statement column(connection, "SELECT name, type FROM pragma_table_info('stock_bt') LIMIT 1");
  ASSERT_TRUE(column.step());
  EXPECT_EQ(column.text(0), "index");
  EXPECT_EQ(column.text(1), "TEXT");
}

TEST_F(ResultStoreTest, AnOlderSummaryTableIsCompletedAndKeepsItsRows) {
  run_sql(file("backtest.db"), "CREATE TABLE stock_bt (\"index\" TEXT, \"배팅금액\" REAL, \"변수\" TEXT); INSERT INTO stock_bt VALUES ('1', 5, 'x')");
  const ResultTable appended[] = {summary()};
  (void)store().save({}, appended, {});
  const ResultTable table = store().read("stock_bt");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.columns.size(), summary_columns().size() + 1);
  EXPECT_EQ(std::get<std::string>(table.rows[0].values[1]), "x");
}

TEST_F(ResultStoreTest, ARunThatFailsLeavesNothing) {
  ResultTable broken = detail("stock_bt_broken_1");
  broken.rows[0].values.pop_back();
  const ResultTable appended[] = {summary()}, fresh[] = {broken};
  EXPECT_THROW((void)store().save({}, appended, fresh), DataError);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  (void)store().save({}, appended, {});
  EXPECT_THROW((void)store().save({}, appended, fresh), DataError);
  EXPECT_THAT(store().tables(), ElementsAre("stock_bt"));
  EXPECT_EQ(store().read("stock_bt").rows.size(), 1u);
}

TEST_F(ResultStoreTest, NamesOfTheUsersTablesFollowTheMarket) {
  EXPECT_EQ(summary_table_name(Market::kBinance), "coin_future_bt");
  EXPECT_EQ(detail_table_name(Market::kUpbit, "전략 \"1\"", 20240105120000), "coin_bt_전략 \"1\"_20240105120000");
  EXPECT_EQ(finder_table_name(Market::kStock, "찾기", 1), "stock_bf_찾기_1");
  EXPECT_EQ(detail_columns(Market::kBinance)[1].name, "포지션");
  EXPECT_EQ(detail_columns(Market::kStock)[1].name, "시가총액");
  const ResultTable fresh[] = {detail(detail_table_name(Market::kUpbit, "전략 \"1\"; DROP", 1))};
  (void)store().save({}, {}, fresh);
  EXPECT_EQ(store().read("coin_bt_전략 \"1\"; DROP_1").rows.size(), 1u);
}

TEST_F(ResultStoreTest, AFileThatIsNotThereHasNoRuns) {
  EXPECT_TRUE(store().runs().empty());
  EXPECT_TRUE(store().tables().empty());
  EXPECT_THROW((void)store().read("x"), FileError);
}

}  // namespace
}  // namespace stom::store
