// The settings of a run (trade) and of setting.db (store) are two tables: what one stores, the other must take.
#include <cstdlib>

#include <gtest/gtest.h>

#include "store/setting_table.h"
#include "trade/settings_table.h"

namespace stom {
namespace {

TEST(SettingTables, AgreeOnDefaultsAndStoreNothingThatARunRefuses) {
  std::size_t shared = 0;
  for (const trade::SettingInfo& run : trade::kSettings) {
    const store::Setting* const stored = store::find_setting(run.key);
    if (stored == nullptr) {
      EXPECT_TRUE(run.key == "주식블랙리스트" || run.key == "코인블랙리스트") << run.key;  // text files
      continue;
    }
    ++shared;
    const bool is_number = run.type == trade::SettingType::kFlag || run.type == trade::SettingType::kInteger || run.type == trade::SettingType::kReal;
    if (!is_number) {
      EXPECT_EQ(stored->default_value, run.default_value) << run.key;
      continue;
    }
    EXPECT_EQ(std::atof(std::string(stored->default_value).c_str()), std::atof(std::string(run.default_value).c_str())) << run.key;
    EXPECT_GE(stored->lowest, run.lowest) << run.key;
    EXPECT_LE(stored->highest, run.highest) << run.key;
  }
  EXPECT_EQ(shared, trade::kSettings.size() - 2);
}

}  // namespace
}  // namespace stom
