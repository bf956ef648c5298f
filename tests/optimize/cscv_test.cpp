#include "optimize/cscv.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "optimize/random.h"
#include "optimize/sharpe_statistics.h"

namespace stom::optimize {
namespace {

using Series = std::vector<std::vector<double>>;

Series noise(std::uint64_t seed, std::size_t trials, std::size_t days) {
  Random random(seed, 0);
  Series series(trials, std::vector<double>(days));
  for (std::vector<double>& values : series) {
    for (double& value : values) value = 0.01 * random.normal();
  }
  return series;
}

CscvResult pbo(const Series& series, int blocks, std::uint64_t seed = 1) {
  const StopFlag stop;
  return probability_of_overfitting(series, blocks, seed, stop);
}

// The definition word for word: every choice, Sharpe ratios from the rows themselves.
CscvResult by_definition(const Series& series, int blocks) {
  const auto parts = static_cast<std::size_t>(blocks);
  const std::size_t rows = series[0].size() / parts, dropped = series[0].size() % parts;
  CscvResult result;
  double overfit = 0, losing = 0, choices = 0;
  for (std::uint64_t mask = 0; mask < std::uint64_t{1} << blocks; ++mask) {
    if (__builtin_popcountll(mask) != blocks / 2) continue;
    std::vector<double> in(series.size()), out(series.size());
    for (std::size_t k = 0; k < series.size(); ++k) {
      std::vector<double> in_rows, out_rows;
      for (int block = 0; block < blocks; ++block) {
        std::vector<double>& rows_of = (mask >> block & 1) != 0 ? in_rows : out_rows;
        const auto first = series[k].begin() + static_cast<std::ptrdiff_t>(dropped + static_cast<std::size_t>(block) * rows);
        rows_of.insert(rows_of.end(), first, first + static_cast<std::ptrdiff_t>(rows));
      }
      in[k] = moments(in_rows).sharpe();
      out[k] = moments(out_rows).sharpe();
    }
    const auto best = static_cast<std::size_t>(std::max_element(in.begin(), in.end()) - in.begin());
    double rank = 0.5;
    for (const double value : out) rank += value < out[best] ? 1 : (value == out[best] ? 0.5 : 0);
    const double relative = rank / (static_cast<double>(series.size()) + 1);
    result.logits.push_back(std::log(relative / (1 - relative)));
    overfit += result.logits.back() <= 0 ? 1 : 0;
    losing += out[best] < 0 ? 1 : 0;
    ++choices;
  }
  std::sort(result.logits.begin(), result.logits.end());
  result.probability = overfit / choices;
  result.loss_probability = losing / choices;
  return result;
}

TEST(Cscv, BlockSumsGiveWhatTheDefinitionGives) {
  for (const int blocks : {2, 4, 8, 10}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const Series series = noise(seed, 7, 43);
      const CscvResult fast = pbo(series, blocks), slow = by_definition(series, blocks);
      EXPECT_EQ(fast.probability, slow.probability) << blocks;
      EXPECT_EQ(fast.loss_probability, slow.loss_probability) << blocks;
      EXPECT_EQ(fast.logits, slow.logits) << blocks;
    }
  }
}

TEST(Cscv, NoiseIsOverfittedHalfOfTheTime) {
  double sum = 0;
  constexpr int kSeeds = 200;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) sum += pbo(noise(seed, 20, 80), 8).probability;
  EXPECT_NEAR(sum / kSeeds, 0.5, 0.06);
}

TEST(Cscv, AConstantEdgeIsNeverOverfitted) {
  Series series = noise(5, 20, 240);
  for (double& value : series[13]) value += 0.02;
  const CscvResult result = pbo(series, 16);
  EXPECT_EQ(result.probability, 0);
  EXPECT_EQ(result.loss_probability, 0);
  EXPECT_EQ(result.logits.size(), 12'870u);
}

TEST(Cscv, AMirroredPairIsOverfittedNearlyAlways) {
  // Balanced blocks: what one half of them gains, the other half loses.
  Series series = noise(11, 1, 160);
  double mean = 0;
  for (const double value : series[0]) mean += value / 160;
  for (double& value : series[0]) value -= mean;
  series.push_back(series[0]);
  for (double& value : series[1]) value = -value;
  const CscvResult result = pbo(series, 16);
  EXPECT_GT(result.probability, 0.99);
  EXPECT_GT(result.loss_probability, 0.99);
  EXPECT_LT(result.slope, 0);
}

TEST(Cscv, TiesShareTheMeanRank) {
  // Three equal trials: rank 2 of 3, logit 0, which counts as overfitted.
  const Series equal(3, noise(3, 1, 40)[0]);
  const CscvResult result = pbo(equal, 4);
  EXPECT_EQ(result.logits, std::vector<double>(6, 0.0));
  EXPECT_EQ(result.probability, 1);
  // Two equal winners above two that lose: rank 3.5 of 4.
  Series pairs(4, noise(4, 1, 40)[0]);
  for (std::size_t k = 0; k < 4; ++k) {
    for (double& value : pairs[k]) value += k < 2 ? 0.1 : -0.1;
  }
  for (const double logit : pbo(pairs, 4).logits) EXPECT_NEAR(logit, std::log(3.5 / 5 / (1 - 3.5 / 5)), 1e-12);
}

TEST(Cscv, TrialsWithoutResultsHaveSharpeRatioZero) {
  Series series = noise(6, 3, 40);
  series.emplace_back(40, 0.0);
  series.emplace_back(40, 0.1);  // the same every day: no spread to judge by
  for (double& value : series[0]) value += 0.1;
  const CscvResult result = pbo(series, 8);
  EXPECT_EQ(result.probability, 0);
  for (const double logit : result.logits) EXPECT_TRUE(std::isfinite(logit));
}

TEST(Cscv, ManyBlocksAreDrawnWithTheSeed) {
  const Series series = noise(8, 4, 100);
  const CscvResult one = pbo(series, 20, 5), again = pbo(series, 20, 5), other = pbo(series, 20, 6);
  EXPECT_EQ(one.logits.size(), 20'000u);
  EXPECT_EQ(one.logits, again.logits);
  EXPECT_EQ(one.slope, again.slope);
  EXPECT_NE(one.slope, other.slope);
  EXPECT_NEAR(one.probability, other.probability, 0.02);
}

TEST(Cscv, TheOldestRowsAreDropped) {
  const Series whole = noise(9, 5, 64);
  Series longer = whole;
  for (std::vector<double>& values : longer) values.insert(values.begin(), {9, -9, 5});
  EXPECT_EQ(pbo(longer, 16).logits, pbo(whole, 16).logits);
}

TEST(Cscv, TooLittleDataGivesAnEmptyResult) {
  EXPECT_TRUE(pbo({}, 16).logits.empty());
  EXPECT_TRUE(pbo(noise(1, 1, 100), 16).logits.empty());
  EXPECT_TRUE(pbo(noise(1, 5, 15), 16).logits.empty());
  EXPECT_TRUE(pbo(noise(1, 5, 3), 2).logits.empty());
  EXPECT_FALSE(pbo(noise(1, 5, 4), 2).logits.empty());
}

TEST(Cscv, AnOddNumberOfBlocksIsRefused) {
  for (const int blocks : {-2, 0, 3, 50}) EXPECT_THROW(static_cast<void>(pbo(noise(1, 3, 100), blocks)), UsageError) << blocks;
  EXPECT_EQ(pbo(noise(1, 3, 100), kMostCscvBlocks).logits.size(), 20'000u);
}

TEST(Cscv, TheBlocksFollowTheDays) {
  EXPECT_EQ(suitable_blocks(7), 0);
  EXPECT_EQ(suitable_blocks(8), 4);
  EXPECT_EQ(suitable_blocks(20), 10);
  EXPECT_EQ(suitable_blocks(32), 16);
  EXPECT_EQ(suitable_blocks(5000), 16);
}

TEST(Cscv, AStopIsObeyed) {
  StopFlag stop;
  stop.request();
  EXPECT_THROW(static_cast<void>(probability_of_overfitting(noise(1, 5, 100), 16, 1, stop)), Cancelled);
}

}  // namespace
}  // namespace stom::optimize
