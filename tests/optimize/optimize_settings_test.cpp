#include "optimize/optimize_settings.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace stom::optimize {
namespace {

backtest::SettingTexts given(const char* json) { return backtest::read_settings(nlohmann::json::parse(json), "settings.json"); }

TEST(OptimizeSettings, HaveTheUsersDefaults) {
  const OptimizeSettings settings = optimize_settings({});
  EXPECT_EQ(settings.constraints.limits, Constraints{}.limits);
  EXPECT_TRUE(settings.weighted_folds);
  EXPECT_FALSE(settings.auto_ranges);
  EXPECT_EQ(settings.sampler, Sampler::kTpe);
  EXPECT_TRUE(settings.fixed_variables.empty());
  EXPECT_EQ(settings.repeats, 0);
  EXPECT_FALSE(settings.auto_step);
  EXPECT_FALSE(settings.log_trials);
}

TEST(OptimizeSettings, AreReadFromTheUsersKeys) {
  const OptimizeSettings settings = optimize_settings(
      given(R"({"최적화기준값제한": "0;30;0;10;50;100;-1;10;0;100;0;10000;0;10", "교차검증가중치": 0, "범위자동관리": 1, "옵튜나샘플러": "CmaEsSampler",
                "옵튜나고정변수": "1, 7", "옵튜나실행횟수": 200, "옵튜나자동스탭": 1, "최적화로그기록안함": 0})"));
  EXPECT_EQ(settings.constraints.limits[1], 30);
  EXPECT_EQ(settings.constraints.limits[4], 50);
  EXPECT_FALSE(settings.weighted_folds);
  EXPECT_TRUE(settings.auto_ranges);
  EXPECT_EQ(settings.sampler, Sampler::kCmaEs);
  EXPECT_EQ(settings.fixed_variables, (std::vector<int>{1, 7}));
  EXPECT_EQ(settings.repeats, 200);
  EXPECT_TRUE(settings.auto_step);
  EXPECT_TRUE(settings.log_trials);
}

TEST(OptimizeSettings, AllKeysOfTheUsersTableAreKnown) {
  EXPECT_NO_THROW((void)given(R"({"블랙리스트추가": 1, "백테일괄로딩": 0, "그래프저장하지않기": 1, "그래프띄우지않기": 1, "디비자동관리": 0, "백테스케쥴실행": 1,
      "백테스케쥴요일": 5, "백테스케쥴시간": 93000, "백테스케쥴구분": "주식", "백테스케쥴명": "주말", "백테날짜고정": 0, "백테날짜": "30",
      "백테엔진분류방법": "일자별 분류"})"));
}

TEST(OptimizeSettings, RefuseThirteenLimits) { EXPECT_THROW((void)parse_limits("0;1000;0;100;0;100;-10;10;0;100;-10000;10000;0", "--limits"), DataError); }

TEST(OptimizeSettings, RefuseALowestAboveTheHighest) {
  EXPECT_THROW((void)parse_limits("1000;0;0;100;0;100;-10;10;0;100;-10000;10000;0;10", "--limits"), DataError);
}

TEST(OptimizeSettings, RefuseAnUnknownSampler) { EXPECT_THROW((void)optimize_settings(given(R"({"옵튜나샘플러": "NSGA"})")), DataError); }

TEST(OptimizeSettings, RefuseAFixedVariableThatIsNoNumber) {
  EXPECT_THROW((void)parse_variable_numbers("1;2", "--fix"), DataError);
  EXPECT_THROW((void)parse_variable_numbers("1,", "--fix"), DataError);
  EXPECT_THROW((void)parse_variable_numbers("-1", "--fix"), DataError);
}

TEST(OptimizeSettings, MoveDaysBackToAMonday) {
  // 2024-01-12 is a Friday: the Monday of its week; 2024-01-11 a Thursday: the Monday before.
  EXPECT_EQ(default_first_day(given(R"({"백테날짜고정": 0, "백테날짜": "0"})"), 20240112), 20240108);
  EXPECT_EQ(default_first_day(given(R"({"백테날짜고정": 0, "백테날짜": "1"})"), 20240112), 20240101);
  EXPECT_EQ(default_first_day(given(R"({"백테날짜": "20240103"})"), 20240112), 20240103);
  EXPECT_EQ(default_first_day({}, 20240112), 0);
}

TEST(OptimizeSettings, FindObjectivesByTheUsersNames) {
  EXPECT_EQ(find_objective("PTM"), Objective::kPtm);
  EXPECT_EQ(find_objective("tg"), std::nullopt);
}

}  // namespace
}  // namespace stom::optimize
