// Files that `--settings` takes: JSON by hand, what `stom settings export` writes, a setting.db with its blacklists.
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/settings_reader.h"
#include "base/error.h"
#include "base/file.h"
#include "store/setting_store.h"

namespace stom::backtest {
namespace {

nlohmann::ordered_json exported() {
  const store::SettingSnapshot settings;
  nlohmann::ordered_json out;
  for (const store::Setting& setting : store::all_settings()) out[std::string(setting.key)] = settings.text(setting.key);
  return out;
}

class SettingsFile : public testing::Test {
 protected:
  SettingsFile() : folder_(std::filesystem::path(testing::TempDir()) / "stom-settings-file") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~SettingsFile() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(SettingsFile, TakesAnExportOfAllDefaultsAsTheDefaults) { EXPECT_TRUE(read_settings(exported(), "export").empty()); }

TEST_F(SettingsFile, TakesNumbersThatAnExportWritesAsTexts) {
  auto settings = exported();
  settings["주식매수분할횟수"] = "3";
  settings["주식매수분할하방수익률"] = "1.5";
  settings["코인매수주문구분"] = "지정가";
  const SettingTexts texts = read_settings(settings, "export");
  EXPECT_EQ(texts.size(), 3U);
  const trade::OrderSettings stock = order_settings(market::Market::kStock, texts);
  EXPECT_EQ(stock.managed.buy.split.count, 3);
  EXPECT_EQ(stock.managed.buy.split.fall_rate, 1.5);
  EXPECT_EQ(order_settings(market::Market::kUpbit, texts).buy_order_type, "지정가");
}

TEST_F(SettingsFile, RefusesTextsThatAreNoNumberAndNamesThatNobodyKnows) {
  EXPECT_THROW((void)read_settings({{"주식매수분할횟수", "셋"}}, "file"), DataError);
  EXPECT_THROW((void)read_settings({{"주식매수분할횟수", "3x"}}, "file"), DataError);
  EXPECT_THROW((void)read_settings({{"주식매수분할횟수", "6"}}, "file"), DataError);
  EXPECT_THROW((void)read_settings({{"주식매수분할회수", "3"}}, "file"), DataError);
}

TEST_F(SettingsFile, TakesASettingDatabaseWithTheBlacklistsBesideIt) {
  const std::filesystem::path file = folder_ / "setting.db";
  store::SettingStore(file).set({{"코인매수분할횟수", "4"}, {"테마", "다크라임"}}, "test");
  write_file_atomically(folder_ / "blacklist_stock.txt", "\xEF\xBB\xBF" "005930\r\n 000660 \r\n\r\n005930\r\n");
  const SettingTexts texts = read_settings_file(file.string());
  EXPECT_EQ(texts, (SettingTexts{{"코인매수분할횟수", "4"}, {"주식블랙리스트", "005930;000660"}}));
}

}  // namespace
}  // namespace stom::backtest
