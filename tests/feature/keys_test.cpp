#include "feature/keys.h"

#include <gtest/gtest.h>

namespace stom::feature {
namespace {

using Output = IndicatorOutput;

TEST(FeatureKeys, moving_averages_are_held_by_frame_and_other_functions_by_the_list_of_averages) {
  const int averages[] = {30, 60};
  EXPECT_TRUE(is_held(WindowFunction::kMovingAverage, 1200, market::Frame::kTick, averages));
  EXPECT_FALSE(is_held(WindowFunction::kMovingAverage, 30, market::Frame::kTick, averages));
  EXPECT_TRUE(is_held(WindowFunction::kMovingAverage, 5, market::Frame::kMinute, averages));
  EXPECT_FALSE(is_held(WindowFunction::kMovingAverage, 300, market::Frame::kMinute, averages));
  EXPECT_TRUE(is_held(WindowFunction::kHighestPrice, 30, market::Frame::kTick, averages));
  EXPECT_FALSE(is_held(WindowFunction::kHighestPrice, 300, market::Frame::kTick, averages));
}

TEST(FeatureKeys, only_direct_angles_and_value_averages_are_plain_numbers) {
  EXPECT_EQ(number_kind({WindowFunction::kMovingAverage, false, 20}), NumberKind::kArray);
  EXPECT_EQ(number_kind({WindowFunction::kChangeRateAngle, true, 30}), NumberKind::kArray);
  EXPECT_EQ(number_kind({WindowFunction::kChangeRateAngle, false, 31}), NumberKind::kPlainFloat);
  EXPECT_EQ(number_kind({WindowFunction::kValueAverage, true, 30}), NumberKind::kPlainInteger);
  EXPECT_EQ(number_kind({WindowFunction::kValueAverage, false, 31}), NumberKind::kPlainInteger);
}

IndicatorParameters numbered() {
  IndicatorParameters all;
  for (int k = 0; k < kIndicatorParameterCount; ++k) all[k] = {k + 1.0, true};
  return all;
}

TEST(FeatureKeys, an_indicator_takes_its_own_parameters) {
  const IndicatorKey stoch = indicator_key(Output::kStochSlowD, false, numbered(), IndicatorSet::kStom);
  for (int k = 0; k < 5; ++k) EXPECT_EQ(stoch.parameters[k].value, 27 + k);
  const IndicatorKey rsi = indicator_key(Output::kRsi, false, numbered(), IndicatorSet::kStom);
  EXPECT_EQ(rsi.parameters[0].value, 24);
  EXPECT_EQ(rsi.parameters[1].value, 0);
}

TEST(FeatureKeys, only_the_reference_set_has_the_look_back_quirks) {
  const IndicatorParameters all = numbered();
  EXPECT_EQ(indicator_key(Output::kAroonUp, true, all, IndicatorSet::kStom).parameters[0].value, 4);   // APO's fast period
  EXPECT_EQ(indicator_key(Output::kAroonUp, true, all, IndicatorSet::kFull).parameters[0].value, 7);
  EXPECT_EQ(indicator_key(Output::kAroonDown, true, all, IndicatorSet::kStom).parameters[0].value, 7);
  EXPECT_TRUE(indicator_key(Output::kObv, true, all, IndicatorSet::kStom).lookback);
  EXPECT_FALSE(indicator_key(Output::kObv, true, all, IndicatorSet::kFull).lookback);
  EXPECT_EQ(indicator_key(Output::kRsi, true, all, IndicatorSet::kStom), indicator_key(Output::kRsi, false, all, IndicatorSet::kStom));
}

}  // namespace
}  // namespace stom::feature
