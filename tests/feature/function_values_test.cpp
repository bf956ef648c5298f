// The table "Golden values of functions" of the strategy-language specification (section 14), data set A, 000001.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "feature/data_set_a.h"
#include "feature/window_column.h"

namespace stom::feature {
namespace {

using Function = WindowFunction;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr int kAverageList[] = {30};

class DataSetA : public testing::Test {
 protected:
  std::vector<test::GeneratedDay> days_ = test::generate_stock_ticks(12345, 2, 200);

  static const std::vector<double>& source(const test::GeneratedDay& day, market::Field field) {
    switch (field) {
      case market::Field::kTradeStrength: return day.strength;
      case market::Field::kBuyQuantity: return day.buy;
      case market::Field::kSellQuantity: return day.sell;
      case market::Field::kPeriodValue: return day.value;
      case market::Field::kDayValue: return day.day_value;
      case market::Field::kChangeRate: return day.change_rate;
      case market::Field::kVolumeRatio: return day.volume_ratio;
      default: return day.price;
    }
  }

  // f(window, pre) at a row, as a strategy text reads it.
  double call(std::size_t day, std::size_t row, Function function, int window, int pre = 0) const {
    const bool held = is_held(function, window, market::Frame::kTick, kAverageList);
    WindowColumn column({function, held, window}, {market::Market::kStock, market::Frame::kTick, WindowScope::kStom});
    std::vector<double> out;
    for (std::size_t d = 0; d <= day; ++d) {
      const std::vector<double>& values = source(days_[d], info(function).source);
      out.assign(values.size(), 0);
      column.extend_day(values, out);
    }
    if (!held && window + pre > static_cast<int>(row) + 1) return 0;
    return out[row - pre];
  }
};

TEST_F(DataSetA, is_generated_as_the_specification_says) {
  EXPECT_EQ(days_[0].price[0], 10010);
  EXPECT_EQ(days_[0].strength[0], 97.29);
  EXPECT_EQ(days_[0].buy[0], 467);
  EXPECT_EQ(days_[0].sell[0], 480);
  EXPECT_EQ(days_[0].value[0], 9);
  EXPECT_EQ(days_[0].price[1], 10030);
  EXPECT_EQ(days_[0].strength[1], 206.29);
}

TEST_F(DataSetA, gives_the_golden_values_of_the_window_functions) {
  struct Golden {
    std::size_t day;
    std::int64_t time;
    double values[17];
  };
  constexpr Golden kGolden[] = {
      {0, 90030, {10034.0, kNan, 10040.0, 10080, kNan, 10080, 161.984, 0, 8160, 3063, 5, 0, 0.95, 2.73, 7.35, -4.57, 500}},
      {0, 90100, {10147.0, 10068.833, 10110.5, 10210, 9990, 10210, 185.604, 182.9, 7761, 2861, 4, 4, 19.29, 2.39, 6.43, 16.7, 500}},
      {0, 90231, {10141.0, 10136.0, 10150.0, 10200, 10090, 10170, 157.186, 166.788, 7638, 2525, 5, 4, -4.76, 2.6, 6.97, -3.43, 500}},
      {1, 90031, {9978.0, 9953.667, 9985.5, 10050, 9930, 10020, 151.148, 0, 7245, 2770, 4, 4, 2.86, 2.44, 6.58, -1.15, 500}},
      {1, 90103, {10026.0, 10009.333, 10027.0, 10070, 9980, 10060, 160.331, 184.475, 6737, 2754, 4, 3, 0.95, 2.21, 5.98, 1.15, 500}},
  };
  for (const Golden& golden : kGolden) {
    const auto& times = days_[golden.day].time_of_day;
    const std::size_t row = static_cast<std::size_t>(std::ranges::find(times, golden.time) - times.begin());
    ASSERT_LT(row, times.size());
    const auto f = [&](Function function, int window, int pre = 0) { return call(golden.day, row, function, window, pre); };
    const double got[] = {
        f(Function::kMovingAverage, 20), f(Function::kMovingAverage, 60), f(Function::kMovingAverage, 20, 5),
        f(Function::kHighestPrice, 30), f(Function::kLowestPrice, 30, 1), f(Function::kHighestPrice, 15),
        f(Function::kTradeStrengthAverage, 30), f(Function::kTradeStrengthAverage, 45),
        f(Function::kBuyQuantitySum, 30), f(Function::kSellQuantitySum, 12, 3),
        f(Function::kValueAverage, 30), f(Function::kValueAverage, 31),
        f(Function::kChangeRateAngle, 30), f(Function::kDayValueAngle, 30), f(Function::kVolumeRatioAngle, 30),
        f(Function::kChangeRateAngle, 25, 2), f(Function::kHighestTradeStrength, 30)};
    for (int i = 0; i < 17; ++i) {
      if (std::isnan(golden.values[i])) EXPECT_TRUE(std::isnan(got[i])) << golden.time << " column " << i;
      else EXPECT_EQ(got[i], golden.values[i]) << golden.time << " column " << i;
    }
  }
}

}  // namespace
}  // namespace stom::feature
