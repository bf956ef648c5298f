#include "optimize/objective.h"

#include <gtest/gtest.h>

#include "optimize/turn.h"

namespace stom::optimize {
namespace {

backtest::Metrics sample() {
  backtest::Metrics metrics;
  metrics.trades = 10;
  metrics.total_profit_pct = -4;
  metrics.total_profit = -200'000;
  metrics.avg_profit_pct = -0.5;
  metrics.win_rate = 40;
  metrics.tpi = 0.7;
  metrics.cagr = -300;
  metrics.mdd = 8;
  metrics.mdd_amount = 400'000;
  return metrics;
}

TEST(Objective, RatiosFollowTheTable) {
  const backtest::Metrics metrics = sample();
  const auto value = [&](Objective objective) { return score(objective, metrics, 5'000'000, {}, Part::kTotal); };
  EXPECT_EQ(value(Objective::kTp), -4);
  EXPECT_EQ(value(Objective::kTg), -200'000);
  EXPECT_EQ(value(Objective::kPm), -0.5);
  EXPECT_EQ(value(Objective::kP2m), 0.02);
  EXPECT_EQ(value(Objective::kPam), 0.25);
  EXPECT_EQ(value(Objective::kPwm), -0.2);
  EXPECT_EQ(value(Objective::kGm), -0.5);
  EXPECT_EQ(value(Objective::kGwm), -0.2);
}

TEST(Objective, TwoLossesNeverMakeAGoodSignedScore) {
  backtest::Metrics metrics = sample();
  const auto value = [&](Objective objective) { return signed_score(objective, metrics, 5'000'000, {}, Part::kTotal); };
  EXPECT_EQ(value(Objective::kP2m), -0.02);
  EXPECT_EQ(value(Objective::kPam), -0.25);
  EXPECT_EQ(value(Objective::kPwm), -0.2);
  for (int i = 0; i < 14; ++i) {
    if (static_cast<Objective>(i) == Objective::kTpi) continue;  // has no sign
    EXPECT_LE(value(static_cast<Objective>(i)), 0) << kObjectiveNames[i];
  }
}

TEST(Objective, SignedScoresRiseWithTheProfit) {
  for (int i = 0; i < 14; ++i) {
    double before = -1e300;
    for (const std::int64_t profit : {-400'000, -200'000, -100'000, 100'000, 200'000, 400'000}) {
      backtest::Metrics metrics = sample();
      metrics.avg_profit_pct = 0.5;
      metrics.cagr = 300;
      metrics.total_profit = profit;
      metrics.total_profit_pct = static_cast<double>(profit) / 50'000;
      const double now = signed_score(static_cast<Objective>(i), metrics, 5'000'000, {}, Part::kTotal);
      EXPECT_GE(now, before) << kObjectiveNames[i] << " " << profit;
      before = now;
    }
  }
}

TEST(Objective, LimitsActOnTrainAndTotalOnly) {
  backtest::Metrics metrics = sample();
  metrics.avg_profit_pct = -11;
  EXPECT_EQ(score(Objective::kTp, metrics, 1, {}, Part::kTrain), kScoreOutsideLimits);
  EXPECT_EQ(score(Objective::kTp, metrics, 1, {}, Part::kTotal), kScoreOutsideLimits);
  EXPECT_EQ(score(Objective::kTp, metrics, 1, {}, Part::kValidation), -4);
}

TEST(Objective, NoDrawdownIsNoDivisionByZero) {
  backtest::Metrics metrics = sample();
  metrics.mdd = 0;
  metrics.mdd_amount = 0;
  EXPECT_EQ(score(Objective::kPm, metrics, 1, {}, Part::kTotal), -400);
  EXPECT_EQ(score(Objective::kGm, metrics, 1, {}, Part::kTotal), -200'000);
}

TEST(Objective, TwoNegativePartsDoNotMergeToAGoodScore) {
  const FoldScore folds[] = {{-2, -3}, {1, 2}};
  EXPECT_EQ(merge(Objective::kTp, folds, 1, false), (-6 + 2) / 2.0);
  // Weights of two folds: 2 and 1.
  EXPECT_EQ(merge(Objective::kTp, folds, 1, true), (-12 + 2) / 2.0);
  EXPECT_EQ(merge(Objective::kTg, folds, 100, false), -0.02);
}

TEST(Turn, ACellChangesItsOwnVariableOnly) {
  backtest::RunSpec base;
  const std::vector<Variable> variables = {{{30}, {1}, 30, true}, {{1, 2.5}, {1, 0}, 1, true}, {{7, 8}, {1, 1}, 8, true}};
  const backtest::RunSpec cell = cell_spec(base, variables, 1, 1);
  EXPECT_EQ(cell.vars.values, (std::vector<double>{30, 2.5, 8}));
  EXPECT_EQ(cell.vars.is_integer, (std::vector<std::uint8_t>{1, 0, 1}));
  EXPECT_EQ(cell.average_ticks, 30);
  EXPECT_EQ(cell_spec(base, variables, -1, 0).vars.values, (std::vector<double>{30, 1, 8}));
}

}  // namespace
}  // namespace stom::optimize
