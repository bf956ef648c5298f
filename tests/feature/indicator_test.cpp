#include "feature/indicator.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "feature/golden_indicators.h"

namespace stom::feature {
namespace {

using Output = IndicatorOutput;

IndicatorParameters typical() {
  const double values[kIndicatorParameterCount] = {3, 10, 14, 12, 26, 0, 14, 14, 5, 2, 2, 0,  14, 14, 12, 26, 9, 14,
                                                   10, 12, 26, 0, 10, 14, 0.02, 0.2, 5, 3, 0, 3, 0, 5, 3, 0, 14};
  IndicatorParameters all;
  for (int k = 0; k < kIndicatorParameterCount; ++k) all[k] = {values[k], values[k] == std::floor(values[k])};
  return all;
}

test::Series random_bars(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  test::Series bars;
  double close = 1000;
  for (std::size_t i = 0; i < count; ++i) {
    const double open = close;
    if (random() % 5 != 0) close += static_cast<double>(random() % 21) - 10;
    bars.close.push_back(close);
    bars.high.push_back(std::max(open, close) + static_cast<double>(random() % 4));
    bars.low.push_back(std::min(open, close) - static_cast<double>(random() % 4));
    bars.volume.push_back(static_cast<double>(random() % 5000) / (random() % 2 ? 1 : 8));
  }
  return bars;
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST(Indicator, batch_stream_and_single_value_agree_for_every_output_and_average_type) {
  const test::Series days[] = {random_bars(180, 1), random_bars(3, 2), random_bars(90, 3)};
  for (int type : {0, 1, 2, 3, 4, 5, 6, 8}) {
    IndicatorParameters parameters = typical();
    for (const int k : {5, 11, 21, 28, 30, 33}) parameters[k] = {static_cast<double>(type), true};
    for (int o = 0; o < kIndicatorOutputCount; ++o) {
      for (const IndicatorSet set : {IndicatorSet::kStom, IndicatorSet::kFull}) {
        const IndicatorKey key = indicator_key(static_cast<Output>(o), false, parameters, set);
        IndicatorStream stream(key, set);
        for (const test::Series& day : days) {
          const std::size_t count = day.close.size();
          std::vector<double> column(count);
          indicator_column(key, set, day.bars(count), column);
          stream.start_day();
          for (std::size_t i = 0; i < count; ++i) {
            ASSERT_TRUE(same(stream.push(day.high[i], day.low[i], day.close[i], day.volume[i]), column[i])) << o << ' ' << i;
            ASSERT_TRUE(same(indicator_at_last(key, set, day.bars(i + 1)), column[i])) << o << ' ' << i;
          }
        }
      }
    }
  }
}

double last(Output output, const IndicatorParameters& parameters, IndicatorSet set = IndicatorSet::kStom, bool lookback = false) {
  static const test::Series kBars = random_bars(200, 9);
  return indicator_at_last(indicator_key(output, lookback, parameters, set), set, kBars.bars(200));
}

TEST(Indicator, unset_and_illegal_parameters_give_zero) {
  for (int o = 0; o < kIndicatorOutputCount; ++o) {
    const Output output = static_cast<Output>(o);
    if (output == Output::kAd || output == Output::kObv) continue;
    EXPECT_EQ(last(output, IndicatorParameters{}), 0) << o;
    EXPECT_TRUE(std::isfinite(last(output, typical()))) << o;
  }
  IndicatorParameters odd = typical();
  odd[23] = {14, false};  // 14.0
  EXPECT_EQ(last(Output::kRsi, odd), 0);
  odd[23] = {1, true};
  EXPECT_EQ(last(Output::kRsi, odd), 0);
  odd[23] = {-3, true};
  EXPECT_EQ(last(Output::kRsi, odd), 0);
  odd[11] = {9, true};
  EXPECT_EQ(last(Output::kBbMiddle, odd), 0);
  odd[11] = {7, true};
  EXPECT_EQ(last(Output::kBbMiddle, odd), 0);
  odd[25] = {-0.1, false};
  EXPECT_EQ(last(Output::kSar, odd), 0);
}

TEST(Indicator, a_macd_signal_period_of_one_is_zero_once_there_is_history) {
  IndicatorParameters parameters = typical();
  parameters[16] = {1, true};
  EXPECT_EQ(last(Output::kMacdSignal, parameters), 0);
  const test::Series bars = random_bars(30, 1);
  std::vector<double> column(30);
  indicator_column(indicator_key(Output::kMacd, false, parameters, IndicatorSet::kStom), IndicatorSet::kStom, bars.bars(30), column);
  EXPECT_TRUE(std::isnan(column[23]));
  EXPECT_EQ(column[24], 0);
}

TEST(Indicator, the_look_back_of_on_balance_volume_is_zero_in_the_reference_set_only) {
  EXPECT_EQ(last(Output::kObv, typical(), IndicatorSet::kStom, true), 0);
  EXPECT_NE(last(Output::kObv, typical(), IndicatorSet::kStom, false), 0);
  EXPECT_NE(last(Output::kObv, typical(), IndicatorSet::kFull, true), 0);
}

}  // namespace
}  // namespace stom::feature
