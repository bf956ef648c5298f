// The databases of a data folder at the start of a platform.
#include <gmock/gmock.h>

#include "setting_files.h"
#include "store/database_copy.h"
#include "store/setting_store.h"
#include "store/startup_check.h"
#include "store/strategy_store.h"
#include "store/trade_list_store.h"

namespace stom::store {
namespace {

using testing::HasSubstr;

class StartupCheckTest : public StoreTest {
 protected:
  StartupReport prepare() {
    NoProgress progress;
    return prepare_databases(folder_, "1.2.3", progress, stop_);
  }
  StopFlag stop_;
};

constexpr const char* kLegacyTrades =
    "CREATE TABLE c_tradelist (\"index\" TEXT, \"종목명\" TEXT, \"매수금액\" INTEGER, \"매도금액\" INTEGER, \"주문수량\" REAL, \"수익률\" REAL, "
    "\"수익금\" INTEGER, \"체결시간\" TEXT); CREATE INDEX ix_c_tradelist_index ON c_tradelist (\"index\");"
    "INSERT INTO c_tradelist VALUES ('20240105093001123456', 'KRW-BTC', 1000, 1010, 0.1, 0.8, 8, '20240105093001')";
constexpr const char* kLegacyTexts =
    "CREATE TABLE coinbuy (\"index\" TEXT, \"전략코드\" TEXT); INSERT INTO coinbuy VALUES ('나의_매수', '매수 = True')";

TEST_F(StartupCheckTest, HasNothingToDoInAnEmptyFolder) {
  const StartupReport report = prepare();
  EXPECT_TRUE(report.done.empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(StartupCheckTest, TakesFilesOfTheEarlierProgramOverOnceWithABackupOfEach) {
  write_legacy_settings(file("setting.db"), "주식손실중지");
  run_sql(file("setting.db"), "ALTER TABLE stock ADD COLUMN 나의칼럼 TEXT; UPDATE stock SET 나의칼럼 = '그대로', 주식투자금 = 7.5");
  run_sql(file("tradelist.db"), kLegacyTrades);
  run_sql(file("strategy.db"), kLegacyTexts);
  EXPECT_EQ(prepare().done.size(), 3U);
  for (const char* name : {"setting.db", "strategy.db", "tradelist.db"}) {
    EXPECT_EQ(list_backups(file(name)).size(), 1U) << name;
    EXPECT_EQ(value_of(file(name), "SELECT value FROM stom_meta WHERE key = 'schema_version'"), "1") << name;
    EXPECT_EQ(value_of(file(name), "SELECT value FROM stom_meta WHERE key = 'app_version'"), "1.2.3") << name;
  }
  EXPECT_EQ(value_of(file("setting.db"), "SELECT 나의칼럼 FROM stock"), "그대로");
  EXPECT_EQ(SettingStore(file("setting.db")).read().text("주식투자금"), "7.5");
  EXPECT_EQ(SettingStore(file("setting.db")).set({{"테마", "다크그린"}}, "test"), 2);
  { const TradeListStore ours(file("tradelist.db"), market::Market::kUpbit, TradeMode::kPaper); }
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 종목명 FROM c_tradelist"), "KRW-BTC");
  EXPECT_EQ(StrategyStore(file("strategy.db")).find(market::Market::kUpbit, StrategyKind::kBuy, "나의_매수")->text, "매수 = True");
  EXPECT_TRUE(prepare().done.empty());
  EXPECT_EQ(list_backups(file("setting.db")).size(), 1U);
  EXPECT_EQ(list_backups(file("tradelist.db")).size(), 1U);
}

TEST_F(StartupCheckTest, TakesNothingOverThatIsMarkedAsOurs) {
  run_sql(file("strategy.db"), kLegacyTexts);
  mark_database(file("strategy.db"), "1.2.3");
  EXPECT_TRUE(prepare().done.empty());
  EXPECT_TRUE(list_backups(file("strategy.db")).empty());
}

TEST_F(StartupCheckTest, LeavesAccountFieldsAndSaysThatTheyAreNotSealed) {
  write_legacy_settings(file("setting.db"));
  run_sql(file("setting.db"), "UPDATE cacc SET Access_key = 'plain-access', Secret_key = 'plain-secret' WHERE \"index\" = 1");
  const StartupReport report = prepare();
  ASSERT_EQ(report.warnings.size(), 1U);
  EXPECT_THAT(report.warnings[0].en, HasSubstr("2 account fields"));
  EXPECT_EQ(report.warnings[0].ko.find("plain-"), std::string::npos);
  EXPECT_EQ(value_of(file("setting.db"), "SELECT Secret_key FROM cacc WHERE \"index\" = 1"), "plain-secret");
}

TEST_F(StartupCheckTest, RefusesADamagedFileAndTouchesNone) {
  run_sql(file("tradelist.db"), kLegacyTrades);
  run_sql(file("strategy.db"), kLegacyTexts);
  std::fstream(file("tradelist.db"), std::ios::in | std::ios::out | std::ios::binary).seekp(4096) << std::string(600, 'x');
  const std::string error = error_of([this] { (void)prepare(); });
  EXPECT_THAT(error, HasSubstr("tradelist.db"));
  EXPECT_THAT(error, HasSubstr("stom db undo"));
  EXPECT_EQ(value_of(file("strategy.db"), "SELECT count(*) FROM sqlite_master WHERE name = 'stom_meta'"), "0");
}

TEST_F(StartupCheckTest, RefusesSettingsOfANewerProgram) {
  SettingStore(file("setting.db")).create();
  run_sql(file("setting.db"), "PRAGMA user_version = 99");
  EXPECT_THAT(error_of([this] { (void)prepare(); }), HasSubstr("newer stom"));
}

}  // namespace
}  // namespace stom::store
