#include "optimize/parzen_estimator.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

const std::vector<ParzenAxis> kMixedAxes = {{-0.5, 4.5, true}, {0, 1, false}};

// Expected numbers: the formulas of the header, worked with the error function in another language.
TEST(ParzenEstimator, WeighsCellsByTheirMassWithGapsAsWidth) {
  const std::vector<double> points = {0, 2}, weights = {1, 1};
  const ParzenEstimator estimator = ParzenEstimator::by_gaps({-0.5, 3.5, true}, points, weights);
  const double expected[] = {-1.415717758604269, -1.2516342740907949, -1.26177038124547, -1.670997200914015};
  for (int cell = 0; cell < 4; ++cell) {
    const double x = cell;
    EXPECT_NEAR(estimator.log_density({&x, 1}), expected[cell], 1e-12) << cell;
  }
}

TEST(ParzenEstimator, WorksTheJointKernelOfAListedAndAContinuousAxis) {
  const std::vector<double> points = {1, 0.2, 3, 0.4}, weights = {1, 0.5};
  const ParzenEstimator estimator = ParzenEstimator::joint(kMixedAxes, points, weights);
  EXPECT_NEAR(estimator.log_density(std::vector<double>{0, 0.1}), -1.1858443440054245, 1e-12);
  EXPECT_NEAR(estimator.log_density(std::vector<double>{1, 0.2}), -0.6642816649919941, 1e-12);
  EXPECT_NEAR(estimator.log_density(std::vector<double>{4, 0.9}), -2.5778740291420115, 1e-12);
}

TEST(ParzenEstimator, SumsToOneOverTheBox) {
  const std::vector<double> points = {1, 0.2, 3, 0.4, 3, 0.95, 0, 0}, weights = {1, 0.5, 0.25, 1};
  const ParzenEstimator estimator = ParzenEstimator::joint(kMixedAxes, points, weights);
  constexpr int kSteps = 4000;
  double sum = 0;
  for (int cell = 0; cell < 5; ++cell) {
    for (int i = 0; i < kSteps; ++i) sum += std::exp(estimator.log_density(std::vector<double>{1.0 * cell, (i + 0.5) / kSteps})) / kSteps;
  }
  EXPECT_NEAR(sum, 1, 1e-6);
}

TEST(ParzenEstimator, DrawsWhatItsDensitySays) {
  const std::vector<double> points = {0, 2, 2, 5}, weights = {1, 1, 1, 0.1};
  const ParzenEstimator estimator = ParzenEstimator::by_gaps({-0.5, 7.5, true}, points, weights);
  constexpr int kDraws = 20'000;
  std::vector<int> counts(8);
  Random random(7, 0);
  for (int i = 0; i < kDraws; ++i) {
    double x = -1;
    estimator.draw(random, {&x, 1});
    ASSERT_TRUE(x >= 0 && x <= 7 && x == std::floor(x));
    ++counts[static_cast<std::size_t>(x)];
  }
  for (int cell = 0; cell < 8; ++cell) {
    const double x = cell, share = std::exp(estimator.log_density({&x, 1}));
    EXPECT_NEAR(counts[static_cast<std::size_t>(cell)], share * kDraws, 4 * std::sqrt(share * kDraws)) << cell;
  }
}

TEST(ParzenEstimator, IsEvenlySpreadWithoutPointsButForThePrior) {
  const ParzenEstimator estimator = ParzenEstimator::joint(kMixedAxes, {}, {});
  EXPECT_EQ(estimator.kernels(), 1U);
  const double middle = estimator.log_density(std::vector<double>{2, 0.5}), corner = estimator.log_density(std::vector<double>{0, 0});
  EXPECT_GT(middle, corner);
  EXPECT_LT(middle - corner, 0.3);
}

}  // namespace
}  // namespace stom::optimize
