#include "optimize/window_plan.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace stom::optimize {
namespace {

// Every day from first to last; workdays: Monday to Friday only.
std::vector<TradingDay> calendar(TradingDay first, TradingDay last, bool workdays) {
  std::vector<TradingDay> days;
  for (std::int64_t day = days_from_civil(first); day <= days_from_civil(last); ++day) {
    if (!workdays || weekday(civil_from_days(day)) < 5) days.push_back(civil_from_days(day));
  }
  return days;
}

const std::vector<TradingDay> kEveryDay = calendar(20250101, 20250531, false), kWorkdays = calendar(20250101, 20250531, true);
constexpr TradingDay kStart = 20250101, kFriday = 20250516;

TEST(WindowPlan, TestAndFoldsOfTheReferenceExample) {
  const WindowPlan plan = plan_windows(kEveryDay, kStart, kFriday, {4, 2, 1}, ValidationKind::kFolds, true);
  EXPECT_EQ(plan.search, (DayRange{20250331, 20250509, 40}));
  ASSERT_EQ(plan.validation.size(), 3u);
  EXPECT_EQ(plan.validation[0], (DayRange{20250426, 20250509, 14}));
  EXPECT_EQ(plan.validation[1], (DayRange{20250412, 20250425, 14}));
  // The oldest fold begins on 03-29 and is cut at the start of the period.
  EXPECT_EQ(plan.validation[2], (DayRange{20250331, 20250411, 12}));
  ASSERT_TRUE(plan.test.has_value());
  EXPECT_EQ(*plan.test, (DayRange{20250510, 20250516, 7}));
  EXPECT_EQ(plan.whole, (DayRange{20250331, 20250516, 47}));
  EXPECT_EQ(plan_windows(kEveryDay, kStart, kFriday, {4, 2, 1}, ValidationKind::kOne, true).validation, std::vector{plan.validation[0]});
}

TEST(WindowPlan, WindowsAreSnappedToTradingDays) {
  const WindowPlan plan = plan_windows(kWorkdays, kStart, kFriday, {4, 2, 1}, ValidationKind::kFolds, true);
  EXPECT_EQ(plan.search, (DayRange{20250331, 20250509, 30}));
  EXPECT_EQ(plan.validation[0], (DayRange{20250428, 20250509, 10}));
  EXPECT_EQ(*plan.test, (DayRange{20250512, 20250516, 5}));
  EXPECT_EQ(plan.whole, (DayRange{20250331, 20250516, 35}));
}

TEST(WindowPlan, WithoutTestTheSearchGoesToTheEnd) {
  const WindowPlan plan = plan_windows(kWorkdays, kStart, kFriday, {4, 2, 8}, ValidationKind::kNone, false);
  EXPECT_EQ(plan.search, (DayRange{20250421, 20250516, 20}));
  EXPECT_EQ(plan.whole, plan.search);
  EXPECT_TRUE(plan.validation.empty());
  EXPECT_FALSE(plan.test.has_value());
}

TEST(WindowPlan, AllTakesTheWeeksThatAreLeft) {
  // 46 days: six whole weeks; one is kept for the test, two for the validation.
  const WindowPlan plan = plan_windows(kWorkdays, 20250401, kFriday, {0, 2, 1}, ValidationKind::kOne, true);
  EXPECT_EQ(plan.search, (DayRange{20250407, 20250509, 25}));
  EXPECT_EQ(plan.validation[0], (DayRange{20250428, 20250509, 10}));
}

TEST(WindowPlan, ASingleWeekWithoutItsWeekendIsEnough) {
  EXPECT_EQ(plan_windows(kWorkdays, 20250512, kFriday, {0, 0, 0}, ValidationKind::kNone, false).search, (DayRange{20250512, 20250516, 5}));
  EXPECT_EQ(plan_set_windows(kWorkdays, 20250512, kFriday, {1, 0, 0}, ValidationKind::kNone).search, (DayRange{20250512, 20250516, 5}));
  EXPECT_EQ(plan_windows(kWorkdays, 20250513, 20250519, {0, 0, 0}, ValidationKind::kNone, false).search, (DayRange{20250513, 20250519, 5}));
}

TEST(WindowPlan, SetSearchesBeginOnAMonday) {
  const WindowPlan plan = plan_set_windows(kEveryDay, kStart, kFriday, {4, 2, 1}, ValidationKind::kFolds);
  EXPECT_EQ(plan.search, (DayRange{20250407, 20250516, 40}));
  EXPECT_EQ(plan.validation[0], (DayRange{20250503, 20250516, 14}));
  EXPECT_EQ(plan.validation[1], (DayRange{20250419, 20250502, 14}));
  EXPECT_EQ(plan.validation[2], (DayRange{20250407, 20250418, 12}));
  EXPECT_FALSE(plan.test.has_value());
}

TEST(WindowPlan, WalkForwardOfTheReferenceExample) {
  const auto windows = plan_walk_forward(kEveryDay, 20250407, kFriday, {3, 0, 1}, ValidationKind::kNone, false);
  ASSERT_EQ(windows.size(), 3u);
  EXPECT_EQ(windows[0].in_sample.search, (DayRange{20250407, 20250425, 19}));
  EXPECT_EQ(windows[0].out_of_sample, (DayRange{20250428, 20250502, 5}));
  EXPECT_EQ(windows[1].in_sample.search, (DayRange{20250414, 20250502, 19}));
  EXPECT_EQ(windows[1].out_of_sample, (DayRange{20250505, 20250509, 5}));
  EXPECT_EQ(windows[2].in_sample.search, (DayRange{20250421, 20250509, 19}));
  EXPECT_EQ(windows[2].out_of_sample, (DayRange{20250512, 20250516, 5}));
  EXPECT_EQ(windows[2].in_sample.whole, windows[2].in_sample.search);
}

TEST(WindowPlan, AnchoredWindowsShareTheirStart) {
  const auto windows = plan_walk_forward(kWorkdays, 20250407, kFriday, {3, 0, 1}, ValidationKind::kNone, true);
  ASSERT_EQ(windows.size(), 3u);
  for (const WalkForwardWindow& window : windows) EXPECT_EQ(window.in_sample.search.first, 20250407);
  EXPECT_EQ(windows[2].in_sample.search, (DayRange{20250407, 20250509, 25}));
}

TEST(WindowPlan, WalkForwardFoldsMoveWithTheWindow) {
  const auto windows = plan_walk_forward(kWorkdays, 20250101, kFriday, {2, 1, 1}, ValidationKind::kFolds, false);
  const WalkForwardWindow& last = windows.back();
  EXPECT_EQ(last.in_sample.search, (DayRange{20250421, 20250509, 15}));
  ASSERT_EQ(last.in_sample.validation.size(), 3u);
  EXPECT_EQ(last.in_sample.validation[0], (DayRange{20250505, 20250509, 5}));
  EXPECT_EQ(last.in_sample.validation[2], (DayRange{20250421, 20250425, 5}));
}

TEST(WindowPlan, NoOutOfSampleDayIsInItsSample) {
  for (const bool anchored : {false, true}) {
    for (const auto& window : plan_walk_forward(kEveryDay, kStart, 20250515, {4, 0, 2}, ValidationKind::kNone, anchored)) {
      EXPECT_LT(window.in_sample.search.last, window.out_of_sample.first);
    }
  }
}

TEST(WindowPlan, AnyEndDayGivesWholeWeeks) {
  for (TradingDay end = 20250512; end <= 20250518; ++end) {
    const WindowPlan plan = plan_windows(kWorkdays, kStart, end, {4, 2, 1}, ValidationKind::kFolds, true);
    EXPECT_EQ(plan.whole.days, 35) << end;
    EXPECT_EQ(plan.test->days, 5) << end;
    for (const DayRange& window : plan.validation) EXPECT_EQ(window.days, 10) << end;
    EXPECT_EQ(plan_set_windows(kWorkdays, kStart, end, {4, 2, 0}, ValidationKind::kOne).search.days, 30) << end;
    for (const auto& window : plan_walk_forward(kWorkdays, kStart, end, {3, 0, 1}, ValidationKind::kNone, false)) {
      EXPECT_EQ(window.in_sample.search.days, 15) << end;
      EXPECT_EQ(window.out_of_sample.days, 5) << end;
    }
  }
}

std::string refusal(const std::function<void()>& plan) {
  try {
    plan();
  } catch (const UsageError& error) {
    return error.text().en;
  }
  return "";
}

TEST(WindowPlan, AWindowWithoutTradingDayIsNamed) {
  std::vector<TradingDay> days = kWorkdays;
  std::erase_if(days, [](TradingDay day) { return day >= 20250412 && day <= 20250425; });
  EXPECT_NE(refusal([&] {
              (void)plan_windows(days, kStart, kFriday, {4, 2, 1}, ValidationKind::kFolds, true);
            }).find("validation (2 of the folds) window 20250412 to 20250425"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              (void)plan_set_windows(days, kStart, 20250425, {4, 2, 0}, ValidationKind::kOne);
            }).find("validation window 20250412"),
            std::string::npos);
  std::erase_if(days, [](TradingDay day) { return day >= 20250510; });
  EXPECT_NE(refusal([&] {
              (void)plan_windows(days, kStart, kFriday, {4, 2, 1}, ValidationKind::kNone, true);
            }).find("test window 20250510"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              (void)plan_walk_forward(days, kStart, kFriday, {3, 0, 1}, ValidationKind::kNone, false);
            }).find("out-of-sample window"),
            std::string::npos);
}

TEST(WindowPlan, ImpossibleWeeksAreRefused) {
  const auto plan = [&](const WindowWeeks& weeks, TradingDay start) {
    return refusal([&] { (void)plan_windows(kWorkdays, start, kFriday, weeks, ValidationKind::kFolds, true); });
  };
  EXPECT_NE(plan({5, 2, 1}, kStart).find("multiple"), std::string::npos);
  EXPECT_NE(plan({4, 0, 1}, kStart).find("validation weeks 0"), std::string::npos);
  EXPECT_NE(plan({4, 2, 0}, kStart).find("test weeks 0"), std::string::npos);
  EXPECT_NE(plan({4, 2, 1}, 20250401).find("starts on 20250401, but the windows start on 20250331"), std::string::npos);
  EXPECT_NE(plan({0, 2, 1}, 20250428).find("too short"), std::string::npos);
  EXPECT_EQ(plan({4, 2, 1}, 20250331), "");
  EXPECT_NE(refusal([&] {
              (void)plan_walk_forward(kWorkdays, kStart, kFriday, {0, 0, 1}, ValidationKind::kNone, false);
            }).find("not ALL"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              (void)plan_walk_forward(kWorkdays, 20250421, kFriday, {3, 0, 1}, ValidationKind::kNone, false);
            }).find("20250414"),
            std::string::npos);
}

}  // namespace
}  // namespace stom::optimize
