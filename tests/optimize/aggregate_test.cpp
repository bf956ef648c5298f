#include "optimize/aggregate.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

const std::vector<FoldScore> kFolds = {{10, 3}, {8, -2}, {12, 4}};

TEST(Aggregate, ProductOfTheWorkedNumbers) {
  EXPECT_EQ(aggregate(Aggregation::kProduct, Objective::kTp, kFolds, 1, false), 20.67);
  EXPECT_EQ(aggregate(Aggregation::kProduct, Objective::kTp, kFolds, 1, true), 23.56);
  const FoldScore losing[] = {{-5, -2}}, money[] = {{2'000'000, 500'000}, {1'000'000, -100'000}};
  EXPECT_EQ(aggregate(Aggregation::kProduct, Objective::kTp, losing, 1, true), -10);
  EXPECT_EQ(aggregate(Aggregation::kProduct, Objective::kTg, money, 20'000'000, false), 22500);
}

TEST(Aggregate, OtherFormsLookAtValidationAlone) {
  EXPECT_DOUBLE_EQ(aggregate(Aggregation::kMean, Objective::kTp, kFolds, 1, false), 5.0 / 3);
  // Weights 1.5, 1, 0.5.
  EXPECT_DOUBLE_EQ(aggregate(Aggregation::kMean, Objective::kTp, kFolds, 1, true), (4.5 - 2 + 2) / 3);
  EXPECT_EQ(aggregate(Aggregation::kMedian, Objective::kTp, kFolds, 1, true), 3);
  EXPECT_EQ(aggregate(Aggregation::kMedian, Objective::kTp, std::span(kFolds).first(2), 1, true), 0.5);
  EXPECT_EQ(aggregate(Aggregation::kMinimum, Objective::kTp, kFolds, 1, true), -2);
  EXPECT_DOUBLE_EQ(aggregate(Aggregation::kMeanLessDeviation, Objective::kTp, kFolds, 1, false), 5.0 / 3 - 0.5 * std::sqrt(31.0 / 3));
  EXPECT_EQ(aggregate(Aggregation::kMeanLessDeviation, Objective::kTp, std::span(kFolds).first(1), 1, false), 3);
}

PartResult part(Part kind, int fold, double score) {
  PartResult part;
  part.part = kind;
  part.fold = fold;
  part.score = score;
  part.metrics.trades = 1;
  part.metrics.mdd = 1500;
  return part;
}

TEST(Aggregate, AFailedTrainingPartIsNotSavedByAnEmptyValidation) {
  const std::vector<PartResult> parts = {part(Part::kTrain, 0, 5), part(Part::kValidation, 0, 2),
                                         part(Part::kTrain, 1, kScoreOutsideLimits), part(Part::kValidation, 1, 0)};
  const Outcome outcome = outcome_of(parts, 3, {}, 1);
  EXPECT_FALSE(outcome.feasible);
  EXPECT_EQ(outcome.score, kScoreOutsideLimits);
  // The drawdown is half the width of its range above it.
  EXPECT_EQ(outcome.violation, 0.5);
  const Outcome honest{-5, true, 0};
  EXPECT_TRUE(is_better(honest, outcome));
}

TEST(Aggregate, WithoutValidationTheTotalIsTheScore) {
  const std::vector<PartResult> parts = {part(Part::kTotal, 0, 5)};
  EXPECT_EQ(outcome_of(parts, 3, {}, 1).score, 5);
  EXPECT_TRUE(outcome_of(parts, 3, {}, 1).feasible);
}

TEST(Aggregate, NoTradeIsInfeasible) {
  const std::vector<PartResult> parts = {part(Part::kTotal, 0, 0)};
  const Outcome outcome = outcome_of(parts, 0, {}, 1);
  EXPECT_EQ(outcome.score, kScoreWithoutTrades);
  EXPECT_FALSE(outcome.feasible);
}

}  // namespace
}  // namespace stom::optimize
