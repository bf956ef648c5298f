// The tests by resampling and by adjusted p values: superior ability, haircut, bootstrap bands.
#include <gtest/gtest.h>

#include "backtest/profit_curve.h"
#include "base/error.h"
#include "optimize/drawdown_bands.h"
#include "optimize/haircut.h"
#include "optimize/random.h"
#include "optimize/stationary_bootstrap.h"
#include "optimize/superior_ability.h"

namespace stom::optimize {
namespace {

using Series = std::vector<std::vector<double>>;

std::vector<double> noise(Random& random, std::size_t days, double mean) {
  std::vector<double> values(days);
  for (double& value : values) value = mean + random.normal();
  return values;
}

Series noise_trials(std::uint64_t seed, std::size_t trials, std::size_t days) {
  Random random(seed, 0);
  Series series;
  for (std::size_t k = 0; k < trials; ++k) series.push_back(noise(random, days, 0));
  return series;
}

double spa(const Series& series, std::uint64_t seed = 1, int resamples = 400) {
  const StopFlag stop;
  return superior_ability_p(series, resamples, seed, stop);
}

TEST(StationaryBootstrap, DrawsBlocksOfTheMeanLengthFromAllDays) {
  constexpr std::size_t kDays = 100;
  std::vector<std::size_t> drawn;
  std::vector<int> counts(kDays, 0);
  int jumps = 0, total = 0;
  for (std::uint64_t stream = 0; stream < 400; ++stream) {
    Random random(3, stream);
    draw_days(kDays, 10, random, drawn);
    ASSERT_EQ(drawn.size(), kDays);
    for (std::size_t i = 0; i < kDays; ++i) {
      ASSERT_LT(drawn[i], kDays);
      ++counts[drawn[i]];
      jumps += i > 0 && drawn[i] != (drawn[i - 1] + 1) % kDays ? 1 : 0;
      total += i > 0 ? 1 : 0;
    }
  }
  EXPECT_NEAR(static_cast<double>(jumps) / total, 0.1 * 0.99, 0.01);  // one in a hundred new blocks continues by chance
  for (const int count : counts) EXPECT_NEAR(count, 400, 200);
  EXPECT_EQ(mean_block_length(250), std::sqrt(250.0));
  EXPECT_EQ(mean_block_length(0), 1);
}

TEST(SuperiorAbility, NoiseGivesEveryPValueAlike) {
  double sum = 0;
  int below_tenth = 0, above_half = 0;
  constexpr int kSeeds = 200;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const double p = spa(noise_trials(seed, 10, 200), seed, 200);
    sum += p / kSeeds;
    below_tenth += p < 0.1 ? 1 : 0;
    above_half += p > 0.5 ? 1 : 0;
  }
  EXPECT_NEAR(sum, 0.5, 0.1);
  EXPECT_NEAR(below_tenth, kSeeds / 10, 16);
  EXPECT_NEAR(above_half, kSeeds / 2, 30);
}

TEST(SuperiorAbility, ManyTrialsOfNoiseOnFewDaysAreSeldomSuperior) {
  int below_tenth = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) below_tenth += spa(noise_trials(seed, 100, 100), seed, 200) < 0.1 ? 1 : 0;
  EXPECT_LE(below_tenth, 18);  // about 9 expected; 34 with blocks of √T days and the kernel estimate
}

TEST(SuperiorAbility, AnEdgeAmongManyIsFound) {
  Series series = noise_trials(2, 100, 250);
  Random random(77, 0);
  series[40] = noise(random, 250, 0.4);
  EXPECT_LT(spa(series), 0.01);
}

TEST(SuperiorAbility, HopelessTrialsDoNotHideAnEdge) {
  Random random(5, 0);
  Series series = {noise(random, 250, 0.2)};
  const double alone = spa(series);
  for (int k = 0; k < 60; ++k) series.push_back(noise(random, 250, -2));
  EXPECT_EQ(spa(series), alone);
}

TEST(SuperiorAbility, LosersBeatNothing) {
  Random random(6, 0);
  Series series;
  for (int k = 0; k < 70; ++k) series.push_back(noise(random, 60, -1));
  EXPECT_EQ(spa(series), 1);
}

TEST(SuperiorAbility, TheSameSeedGivesTheSameValue) {
  Series series = noise_trials(4, 100, 90);
  for (double& value : series[7]) value += 0.1;
  EXPECT_EQ(spa(series, 9), spa(series, 9));
  EXPECT_NE(spa(series, 9), spa(series, 10));
}

TEST(SuperiorAbility, NothingToTestGivesOne) {
  EXPECT_EQ(spa({}), 1);
  EXPECT_EQ(spa({{1.0}}), 1);
  EXPECT_EQ(spa({{}, {}}), 1);
  EXPECT_EQ(spa({std::vector<double>(50, 0.0), std::vector<double>(50, 0.3)}), 1);
  EXPECT_EQ(spa(noise_trials(1, 3, 50), 1, 0), 1);
}

TEST(Haircut, OneTestIsNotCut) {
  const Haircut cut = haircut_sharpe(std::vector<double>{0.1}, 0.1, 500);
  EXPECT_NEAR(cut.bonferroni, 0.1, 1e-12);
  EXPECT_NEAR(cut.holm, 0.1, 1e-12);
  EXPECT_NEAR(cut.bhy, 0.1, 1e-12);
}

TEST(Haircut, BonferroniMultipliesThePValue) {
  // t = 3: p = 0.0026998; ten tests: 0.026998, t = 2.2117.
  const double days = 400, best = 3 / std::sqrt(days);
  EXPECT_NEAR(haircut_sharpe(std::vector<double>{best}, best, days, 10).bonferroni * std::sqrt(days), 2.2117, 5e-4);
}

TEST(Haircut, GrowsWithTheNumberOfTests) {
  const std::vector<double> sharpes = {0.05, 0.2, 0.12, -0.3, 0.01};
  Haircut before = haircut_sharpe(sharpes, 0.2, 400);
  for (const double trials : {6.0, 10.0, 100.0, 999.0, 1001.0}) {
    const Haircut cut = haircut_sharpe(sharpes, 0.2, 400, trials);
    EXPECT_LT(cut.bonferroni, before.bonferroni) << trials;
    EXPECT_LT(cut.holm, before.holm) << trials;
    EXPECT_LT(cut.bhy, before.bhy) << trials;
    before = cut;
  }
  EXPECT_EQ(haircut_sharpe(sharpes, 0.2, 400, 1e9).bhy, 0);
  EXPECT_EQ(haircut_sharpe(sharpes, 0.2, 400, 1e6).bonferroni, haircut_sharpe(sharpes, 0.2, 400, 1e6).holm);
}

TEST(Haircut, HolmAndBhyFollowTheirStepsForALaterRank) {
  // p values of t = 3, 2.5, 2: 0.0026998, 0.0124193, 0.0455003. Second of three:
  // Holm max(3·p1, 2·p2) = 0.0248387; BHY min(c·3/2·p2, c·3/3·p3) with c = 11/6: 0.0341532.
  const double days = 100;
  const std::vector<double> sharpes = {0.2, 0.3, 0.25};
  const Haircut cut = haircut_sharpe(sharpes, 0.25, days);
  EXPECT_NEAR(cut.holm * 10, 2.2441, 5e-4);
  EXPECT_NEAR(cut.bhy * 10, 2.1182, 5e-4);
  EXPECT_LT(cut.bonferroni, cut.holm);
}

TEST(Haircut, LosersAndNoDaysKeepNothingAndHugeRatiosStayFinite) {
  EXPECT_EQ(haircut_sharpe(std::vector<double>{-0.1}, -0.1, 100).bhy, 0);
  EXPECT_EQ(haircut_sharpe({}, 0.5, 0).holm, 0);
  EXPECT_EQ(haircut_sharpe(std::vector<double>{100}, 100, 1000, 1e6).bonferroni, 100);
  EXPECT_EQ(haircut_sharpe(std::vector<double>(50, 0.001), 0.001, 100).bonferroni, 0);
}

DrawdownBands bands_of(const std::vector<double>& trades, const std::vector<double>& days, std::uint64_t seed = 1, int paths = 300) {
  const StopFlag stop;
  return drawdown_bands(trades, days, 100, paths, seed, stop);
}

TEST(DrawdownBands, TheWorkedDrawdownIsTheOneOfTheShuffles) {
  const auto percent = [](std::vector<double> cumulative) { return backtest::max_drawdown_percent(cumulative, 100); };
  EXPECT_EQ(percent({10, 30, 20, 50, 15, 40, 60}), 23.33);
  EXPECT_EQ(percent({-10, -20, -30}), 22.22);
  EXPECT_EQ(percent({1, 2, 3}), 3);  // no drawdown: the total return stands in
  // Three equal losses have one order only.
  const DrawdownBands bands = bands_of({-10, -10, -10}, {});
  EXPECT_EQ(bands.least, 22.22);
  EXPECT_NEAR(bands.mean, 22.22, 1e-12);
  EXPECT_EQ(bands.most, 22.22);
}

TEST(DrawdownBands, TheBootstrapMeasuresFromZero) {
  const DrawdownBands bands = bands_of({}, {-10, -10, -10});
  EXPECT_EQ(bands.boot_p5, 30);
  EXPECT_EQ(bands.boot_p95, 30);
  EXPECT_EQ(bands.profit_p50, -30);
  EXPECT_EQ(bands.path_p5, (std::vector<double>{-10, -20, -30}));
  EXPECT_EQ(bands.ruin_probability, 0);
  EXPECT_EQ(bands_of({}, {-50, -50}).ruin_probability, 1);
}

TEST(DrawdownBands, TheLevelsAreInOrderAndHoldTheExpectedProfit) {
  Random random(12, 0);
  const std::vector<double> days = noise(random, 200, 0.1);
  const DrawdownBands bands = bands_of(noise(random, 80, 0.2), days, 3, 1000);
  EXPECT_LE(bands.least, bands.mean);
  EXPECT_LE(bands.mean, bands.most);
  EXPECT_LT(bands.least, bands.most);
  EXPECT_LT(bands.boot_p5, bands.boot_p50);
  EXPECT_LT(bands.boot_p50, bands.boot_p95);
  EXPECT_LT(bands.profit_p5, bands.profit_p50);
  EXPECT_LT(bands.profit_p50, bands.profit_p95);
  double sum = 0;
  for (const double day : days) sum += day;
  EXPECT_NEAR(bands.profit_p50, sum, 3);
  EXPECT_EQ(bands.path_p50.back(), bands.profit_p50);
}

TEST(DrawdownBands, TheSameSeedGivesTheSamePaths) {
  Random random(13, 0);
  const std::vector<double> days = noise(random, 60, 0.1);
  EXPECT_EQ(bands_of({}, days, 4).path_p95, bands_of({}, days, 4).path_p95);
  EXPECT_NE(bands_of({}, days, 4).path_p95, bands_of({}, days, 5).path_p95);
}

TEST(DrawdownBands, NothingGivesNothing) {
  const DrawdownBands bands = bands_of({}, {});
  EXPECT_EQ(bands.most, 0);
  EXPECT_EQ(bands.boot_p95, 0);
  EXPECT_TRUE(bands.path_p5.empty());
  const StopFlag stop;
  EXPECT_EQ(drawdown_bands(std::vector<double>{1, -2}, {}, 0, 10, 1, stop).most, 0);  // no money to measure against
}

TEST(DrawdownBands, AStopIsObeyed) {
  StopFlag stop;
  stop.request();
  const std::vector<double> days = {1, -1};
  EXPECT_THROW(static_cast<void>(drawdown_bands({}, days, 100, 10, 1, stop)), Cancelled);
}

}  // namespace
}  // namespace stom::optimize
