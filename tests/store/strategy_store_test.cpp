#include "store/strategy_store.h"

#include "base/error.h"
#include "store_files.h"

namespace stom::store {
namespace {

using market::Market;

class StrategyStoreTest : public StoreTest {
 protected:
  [[nodiscard]] StrategyStore store() const { return StrategyStore(file("strategy.db")); }
};

TEST_F(StrategyStoreTest, ASavedTextIsFoundByItsName) {
  store().save(Market::kStock, StrategyKind::kBuy, "급등주_1", "매수 = True\n");
  ASSERT_TRUE(store().find(Market::kStock, StrategyKind::kBuy, "급등주_1").has_value());
  EXPECT_EQ(store().find(Market::kStock, StrategyKind::kBuy, "급등주_1")->text, "매수 = True\n");
  EXPECT_FALSE(store().find(Market::kStock, StrategyKind::kSell, "급등주_1").has_value());
  EXPECT_FALSE(store().find(Market::kUpbit, StrategyKind::kBuy, "급등주_1").has_value());
}

TEST_F(StrategyStoreTest, UpbitAndBinanceShareTheCoinTables) {
  store().save(Market::kUpbit, StrategyKind::kSell, "a", "x");
  EXPECT_TRUE(store().find(Market::kBinance, StrategyKind::kSell, "a").has_value());
}

TEST_F(StrategyStoreTest, AReplacedTextStaysInTheHistory) {
  store().save(Market::kStock, StrategyKind::kBuy, "a", "old");
  store().save(Market::kStock, StrategyKind::kBuy, "a", "new");
  EXPECT_EQ(store().list(Market::kStock, StrategyKind::kBuy).size(), 1u);
  Connection connection(file("strategy.db"), OpenMode::kReadOnly);
  Statement history(connection, "SELECT table_name, name, text, reason FROM stom_history");
  ASSERT_TRUE(history.step());
  EXPECT_EQ(history.text(0), "stockbuy");
  EXPECT_EQ(history.text(2), "old");
  EXPECT_FALSE(history.step());
}

TEST_F(StrategyStoreTest, SavingAnOptimiseTextKeepsItsBestValues) {
  run_sql(file("strategy.db"), "CREATE TABLE stockoptibuy (\"index\" TEXT, \"전략코드\" TEXT, \"변수값\" TEXT); INSERT INTO stockoptibuy VALUES ('a', 'old', '1;2;3')");
  store().save(Market::kStock, StrategyKind::kOptimizeBuy, "a", "new");
  const auto entry = store().find(Market::kStock, StrategyKind::kOptimizeBuy, "a");
  EXPECT_EQ(entry->text, "new");
  EXPECT_EQ(entry->vars, "1;2;3");
}

TEST_F(StrategyStoreTest, ADeletedTextIsGoneButKept) {
  store().save(Market::kStock, StrategyKind::kBuy, "a", "text");
  EXPECT_FALSE(store().remove(Market::kStock, StrategyKind::kBuy, "b"));
  EXPECT_TRUE(store().remove(Market::kStock, StrategyKind::kBuy, "a"));
  EXPECT_FALSE(store().find(Market::kStock, StrategyKind::kBuy, "a").has_value());
  Connection connection(file("strategy.db"), OpenMode::kReadOnly);
  Statement history(connection, "SELECT text, reason FROM stom_history");
  ASSERT_TRUE(history.step());
  EXPECT_EQ(history.text(0), "text");
  EXPECT_EQ(history.text(1), "deleted");
}

TEST_F(StrategyStoreTest, TheHistoryListsOldVersionsNewestFirst) {
  for (const char* text : {"one", "two", "three"}) store().save(Market::kStock, StrategyKind::kOptimizeRanges, "a", text);
  const auto versions = store().history(Market::kStock, StrategyKind::kOptimizeRanges, "a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].text, "two");
  EXPECT_EQ(versions[1].text, "one");
  EXPECT_GT(versions[0].saved_at, 20'000'000'000'000);
  EXPECT_TRUE(store().history(Market::kStock, StrategyKind::kOptimizeRanges, "b").empty());
  EXPECT_TRUE(store().history(Market::kUpbit, StrategyKind::kOptimizeRanges, "a").empty());
}

TEST_F(StrategyStoreTest, ARestoredTextTakesItsPlaceAndTheNewerOneStays) {
  store().save(Market::kStock, StrategyKind::kSell, "a", "old");
  store().save(Market::kStock, StrategyKind::kSell, "a", "new");
  store().restore(Market::kStock, StrategyKind::kSell, "a", store().history(Market::kStock, StrategyKind::kSell, "a").front().id);
  EXPECT_EQ(store().find(Market::kStock, StrategyKind::kSell, "a")->text, "old");
  const auto versions = store().history(Market::kStock, StrategyKind::kSell, "a");
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].text, "new");
  EXPECT_EQ(versions[0].reason, "restored");
}

TEST_F(StrategyStoreTest, ADeletedTextComesBackWithItsBestValues) {
  store().save(Market::kStock, StrategyKind::kOptimizeBuy, "a", "text");
  EXPECT_TRUE(store().save_vars(Market::kStock, "a", "30;4;20"));
  EXPECT_TRUE(store().remove(Market::kStock, StrategyKind::kOptimizeBuy, "a"));
  store().restore(Market::kStock, StrategyKind::kOptimizeBuy, "a", store().history(Market::kStock, StrategyKind::kOptimizeBuy, "a").front().id);
  const auto entry = store().find(Market::kStock, StrategyKind::kOptimizeBuy, "a");
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->text, "text");
  EXPECT_EQ(entry->vars, "30;4;20");
}

TEST_F(StrategyStoreTest, AVersionOfAnotherTextIsRefused) {
  store().save(Market::kStock, StrategyKind::kBuy, "a", "old");
  store().save(Market::kStock, StrategyKind::kBuy, "a", "new");
  store().save(Market::kStock, StrategyKind::kBuy, "b", "other");
  const std::int64_t version = store().history(Market::kStock, StrategyKind::kBuy, "a").front().id;
  EXPECT_THROW(store().restore(Market::kStock, StrategyKind::kBuy, "b", version), UsageError);
  EXPECT_EQ(store().find(Market::kStock, StrategyKind::kBuy, "b")->text, "other");
}

TEST_F(StrategyStoreTest, BestValuesSurviveAnEditedText) {
  store().save(Market::kStock, StrategyKind::kOptimizeBuy, "a", "one");
  EXPECT_FALSE(store().save_vars(Market::kStock, "b", "1"));
  EXPECT_TRUE(store().save_vars(Market::kStock, "a", "1;2"));
  store().save(Market::kStock, StrategyKind::kOptimizeBuy, "a", "two");
  EXPECT_EQ(store().find(Market::kStock, StrategyKind::kOptimizeBuy, "a")->vars, "1;2");
}

TEST_F(StrategyStoreTest, AHistoryOfAnOlderVersionIsReadAndGoneOnWith) {
  store().save(Market::kStock, StrategyKind::kBuy, "a", "now");
  run_sql(file("strategy.db"),
          "CREATE TABLE stom_history (id INTEGER PRIMARY KEY, table_name TEXT, name TEXT, text TEXT, reason TEXT, saved_at INTEGER);"
          "INSERT INTO stom_history VALUES (1, 'stockbuy', 'a', 'older', 'replaced', 20240102090000)");
  ASSERT_EQ(store().history(Market::kStock, StrategyKind::kBuy, "a").size(), 1u);
  EXPECT_EQ(store().history(Market::kStock, StrategyKind::kBuy, "a").front().vars, "");
  store().save(Market::kStock, StrategyKind::kBuy, "a", "newer");
  EXPECT_EQ(store().history(Market::kStock, StrategyKind::kBuy, "a").size(), 2u);
}

TEST_F(StrategyStoreTest, TextsAreDataAndNeverSql) {
  const std::string nasty = "x'); DROP TABLE stockbuy; --\n매수 = \"True\"";
  store().save(Market::kStock, StrategyKind::kBuy, "a", nasty);
  EXPECT_EQ(store().find(Market::kStock, StrategyKind::kBuy, "a")->text, nasty);
}

TEST_F(StrategyStoreTest, NamesAreWordsOfAnyScript) {
  for (const char* name : {"abc", "급등주", "a_1", "Ä9", "戰略"}) EXPECT_TRUE(StrategyStore::is_valid_name(name)) << name;
  for (const char* name : {"", "a b", "a-b", "a/b", "a;b", "'", "a.b", "급등주!", "\xff"}) EXPECT_FALSE(StrategyStore::is_valid_name(name)) << name;
  EXPECT_FALSE(StrategyStore::is_valid_name(std::string(101, 'a')));
  EXPECT_THROW(store().save(Market::kStock, StrategyKind::kBuy, "a b", "x"), UsageError);
  EXPECT_FALSE(std::filesystem::exists(file("strategy.db")));
}

TEST_F(StrategyStoreTest, AMissingTableIsEmptyAndAMissingFileIsAnError) {
  EXPECT_THROW((void)store().list(Market::kStock, StrategyKind::kBuy), FileError);
  EXPECT_THROW((void)store().remove(Market::kStock, StrategyKind::kBuy, "a"), FileError);
  store().save(Market::kStock, StrategyKind::kBuy, "a", "x");
  EXPECT_TRUE(store().list(Market::kStock, StrategyKind::kGeneticRanges).empty());
}

TEST_F(StrategyStoreTest, AnotherKindOfFileIsRefusedUntouched) {
  std::ofstream(file("strategy.db")) << std::string(2000, 'x');
  EXPECT_THROW(store().save(Market::kStock, StrategyKind::kBuy, "a", "x"), DatabaseError);
  EXPECT_EQ(std::filesystem::file_size(file("strategy.db")), 2000u);
}

}  // namespace
}  // namespace stom::store
