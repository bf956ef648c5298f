// When schedules start by themselves.
#include <gtest/gtest.h>

#include "store/schedule_start.h"

namespace stom::store {
namespace {

constexpr RowKey kThursday = 20240104090000;
constexpr RowKey kFriday = 20240105160000, kSaturday = 20240106070000;

SettingSnapshot settings(const std::string& market) {
  return {1, {{"백테스케쥴실행", "1"}, {"백테스케쥴구분", market}, {"백테스케쥴명", "금요일"}}, {}};
}

TEST(ScheduleStart, StartsWhatTheSettingsNameOnTheirDayForTheirMarket) {
  const auto start = next_automatic_start({}, settings("코인"), market::Market::kUpbit, kThursday);
  ASSERT_TRUE(start);
  EXPECT_EQ(start->time, kFriday);
  EXPECT_EQ(start->name, "금요일");
  EXPECT_FALSE(next_automatic_start({}, settings("주식"), market::Market::kUpbit, kThursday));
  EXPECT_EQ(next_automatic_start({}, settings("코인"), market::Market::kUpbit, kFriday)->time, 20240112160000);
}

TEST(ScheduleStart, StartsTheFirstOfAll) {
  Schedule own;
  own.name = "토요일";
  own.automatic = true;
  own.weekday = 5;
  own.start_time = 70000;
  EXPECT_EQ(next_automatic_start({own}, settings("코인"), market::Market::kBinance, kThursday)->name, "금요일");
  const auto next = next_automatic_start({own}, settings("코인"), market::Market::kBinance, kFriday);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->name, "토요일");
  EXPECT_EQ(next->time, kSaturday);
}

TEST(ScheduleStart, StartsNothingThatIsOff) {
  Schedule own;
  own.name = "토요일";
  EXPECT_FALSE(next_automatic_start({own}, SettingSnapshot(), market::Market::kStock, kThursday));
}

}  // namespace
}  // namespace stom::store
