#include "optimize/sharpe_statistics.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "optimize/random.h"

namespace stom::optimize {
namespace {

using Series = std::vector<std::vector<double>>;

// The worked example of the deflated Sharpe ratio: 2.5 a year over 5 years of 250 days, trials' variance 0.5 a year.
double worked_dsr(double trials) { return deflated_sharpe(2.5 / std::sqrt(250), 0.5 / 250, trials, 1250, -3, 10); }

TEST(SharpeStatistics, TheWorkedDeflatedRatiosComeOut) {
  EXPECT_NEAR(worked_dsr(46), 0.950502, 5e-7);
  EXPECT_NEAR(worked_dsr(88), 0.910153, 5e-7);
  EXPECT_NEAR(worked_dsr(100), 0.900397, 5e-7);
  EXPECT_NEAR(std::sqrt(0.5 / 250) * expected_maximum(46), 0.100362, 5e-7);
  EXPECT_NEAR(std::sqrt(0.5 / 250) * expected_maximum(100), 0.113172, 5e-7);
}

TEST(SharpeStatistics, TheWorkedExpectedMaximaComeOut) {
  const std::map<double, double> worked = {{2, 0.5198},   {5, 1.1926},   {7, 1.3868},    {10, 1.5746},
                                           {45, 2.2356}, {100, 2.5306}, {1000, 3.2551}, {10000, 3.8607}};
  for (const auto& entry : worked) EXPECT_NEAR(expected_maximum(entry.first), entry.second, 5e-5) << entry.first;
}

TEST(SharpeStatistics, OneTrialHasNoLuckOfTheBest) {
  EXPECT_EQ(expected_maximum(1), 0);
  EXPECT_EQ(expected_maximum(0), 0);
  EXPECT_EQ(expected_maximum(1.01), 0);
  EXPECT_GT(expected_maximum(1e12), expected_maximum(1e11));
}

TEST(SharpeStatistics, TheWorkedBacktestLengthsComeOut) {
  EXPECT_NEAR(minimum_backtest_years(7, 1), 1.92, 0.005);
  EXPECT_NEAR(minimum_backtest_years(45, 1), 5.0, 0.05);
  EXPECT_NEAR(minimum_backtest_years(100, 1), 6.4, 0.05);
  EXPECT_NEAR(minimum_backtest_years(1000, 1), 10.6, 0.05);
  EXPECT_TRUE(std::isinf(minimum_backtest_years(100, 0)));
  for (const double trials : {5.0, 50.0, 5000.0}) EXPECT_LT(minimum_backtest_years(trials, 2), 2 * std::log(trials) / 4);
}

TEST(SharpeStatistics, TheWorkedTrackRecordsComeOut) {
  EXPECT_NEAR(minimum_track_record(0.1, 0, 0.05, 0, 3), 272.9, 0.05);
  EXPECT_NEAR(minimum_track_record(0.1, 0, 0.05, -1, 6), 302.0, 0.05);
  EXPECT_TRUE(std::isinf(minimum_track_record(0, 0, 0.05, 0, 3)));
  EXPECT_TRUE(std::isinf(minimum_track_record(-0.1, 0, 0.05, 0, 3)));
}

TEST(SharpeStatistics, ATrackRecordOfTheMinimumLengthReachesItsConfidence) {
  const double days = minimum_track_record(0.1, 0, 0.05, -1, 6);
  EXPECT_NEAR(probabilistic_sharpe(0.1, 0, days, -1, 6), 0.95, 1e-12);
}

TEST(SharpeStatistics, NoDaysProveNothing) {
  EXPECT_EQ(probabilistic_sharpe(3, 0, 1, 0, 3), 0.5);
  EXPECT_EQ(probabilistic_sharpe(3, 0, 0, 0, 3), 0.5);
}

TEST(SharpeStatistics, MomentsFollowTheirDefinitions) {
  const SeriesMoments figures = moments(std::vector<double>{1, 2, 3, 4, 10});
  EXPECT_EQ(figures.mean, 4);
  EXPECT_NEAR(figures.deviation, std::sqrt(12.5), 1e-15);
  EXPECT_NEAR(figures.skewness, 1.1384199576606167, 1e-13);  // m3 / m2^1.5 = 36 / 10^1.5
  EXPECT_NEAR(figures.kurtosis, 2.788, 1e-13);               // m4 / m2² = 278.8 / 100
  EXPECT_NEAR(figures.sharpe(), 4 / std::sqrt(12.5), 1e-15);
}

TEST(SharpeStatistics, AConstantSeriesHasNoSharpeRatio) {
  for (const double value : {0.0, 0.1, -1e-300, 1e300}) {
    const SeriesMoments figures = moments(std::vector<double>(97, value));
    EXPECT_EQ(figures.deviation, 0);
    EXPECT_EQ(figures.sharpe(), 0);
    EXPECT_EQ(figures.kurtosis, 3);
  }
  EXPECT_EQ(moments({}).count, 0);
  EXPECT_EQ(moments(std::vector<double>{5}).mean, 5);
  EXPECT_EQ(moments(std::vector<double>{5}).sharpe(), 0);
}

// Every pair one by one, the slow way.
double pairwise(const Series& series) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < series.size(); ++a) {
    for (std::size_t b = a + 1; b < series.size(); ++b) {
      const SeriesMoments one = moments(series[a]), other = moments(series[b]);
      double common = 0;
      for (std::size_t t = 0; t < series[a].size(); ++t) common += (series[a][t] - one.mean) * (series[b][t] - other.mean);
      sum += common / (static_cast<double>(series[a].size()) - 1) / one.deviation / other.deviation;
      ++pairs;
    }
  }
  return sum / pairs;
}

TEST(SharpeStatistics, OnePassFindsTheAverageOfAllPairwiseCorrelations) {
  Random random(7, 0);
  Series series(12, std::vector<double>(60));
  for (std::size_t t = 0; t < 60; ++t) {
    const double market = random.normal();
    for (std::size_t k = 0; k < series.size(); ++k) series[k][t] = 0.01 * (market + random.normal() * (1 + static_cast<double>(k) / 4));
  }
  EXPECT_GT(pairwise(series), 0.05);
  EXPECT_NEAR(average_correlation(series), pairwise(series), 1e-12);
}

TEST(SharpeStatistics, CopiesCountAsOneTrialAndStrangersAsMany) {
  const std::vector<double> one = {1, -2, 3, -1, 2, 0};
  EXPECT_NEAR(effective_trials(Series(50, one)), 1, 1e-9);
  const Series opposite = {{1, -1, 1, -1}, {-1, 1, -1, 1}};
  EXPECT_EQ(effective_trials(opposite), 2);
  EXPECT_EQ(effective_trials(Series(9, std::vector<double>(6, 0.0))), 9);  // nothing is known of them: no discount
  EXPECT_EQ(effective_trials(0.5, 100), 50.5);
}

TEST(SharpeStatistics, SeriesOfDifferentLengthsAreRefused) {
  const Series damaged = {{1, 2, 3}, {1, 2}};
  EXPECT_THROW(static_cast<void>(average_correlation(damaged)), DataError);
  EXPECT_EQ(common_length({}), 0u);
}

}  // namespace
}  // namespace stom::optimize
