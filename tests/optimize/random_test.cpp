#include "optimize/random.h"

#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "optimize/normal_distribution.h"
#include "optimize/objective.h"
#include "optimize/searcher.h"

namespace stom::optimize {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Philox, GivesThePublishedNumbers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, ReadsTheBlocksOfItsSeedAndStreamInOrder) {
  Random random(0x299f31d0a4093822, 0x0370734413198a2e);
  for (std::uint32_t position = 0; position < 3; ++position) {
    const Block block = philox({position, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
    EXPECT_EQ(random.bits(), block[0] | std::uint64_t{block[1]} << 32);
    EXPECT_EQ(random.bits(), block[2] | std::uint64_t{block[3]} << 32);
  }
}

TEST(Random, NumbersBelowACountAreEvenlySpread) {
  Random random(1, 2);
  std::array<int, 7> hits{};
  for (int i = 0; i < 70'000; ++i) ++hits[random.below(7)];
  double chi_square = 0;
  for (const int count : hits) chi_square += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
  EXPECT_LT(chi_square, 22.5);  // 6 degrees of freedom, p = 0.001
  EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  Random random(3, 4);
  constexpr int kCount = 100'000;
  double uniforms = 0, normals = 0, squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform(), z = random.normal();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniforms += u;
    normals += z;
    squares += z * z;
  }
  EXPECT_NEAR(uniforms / kCount, 0.5, 0.004);
  EXPECT_NEAR(normals / kCount, 0, 0.013);
  EXPECT_NEAR(squares / kCount, 1, 0.018);
}

TEST(Random, ShufflesEveryOrderOfThreeEquallyOften) {
  std::map<std::vector<std::size_t>, int> orders;
  for (std::uint64_t stream = 0; stream < 6'000; ++stream) {
    Random random(5, stream);
    ++orders[shuffled(3, random)];
  }
  ASSERT_EQ(orders.size(), 6u);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 1'000, 120);
}

TEST(NormalDistribution, QuantilesAreThoseOfTables) {
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(normal_quantile(0.25), -0.6744897501960817, 1e-15);
  EXPECT_NEAR(normal_quantile(1e-3), -3.090232306167813, 4e-15);
  EXPECT_NEAR(normal_quantile(1e-20), -9.262340089798408, 1e-14);
  EXPECT_EQ(normal_quantile(0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1), std::numeric_limits<double>::infinity());
}

TEST(NormalDistribution, QuantileUndoesTheDistributionFunction) {
  for (double x = -37; x <= 5; x += 0.0625) {
    // Above 0, p itself has lost digits: an error of half an ulp of p moves x by ulp(p) / density.
    const double p = normal_cdf(x), density = 0.3989422804014327 * std::exp(-x * x / 2);
    const double tolerance = 4e-15 * std::max(1.0, std::fabs(x)) + 4e-16 * p / density;
    EXPECT_NEAR(normal_quantile(p), x, tolerance) << x;
  }
}

TEST(IsBetter, PutsResultsBeforeMarksAndNumbersBeforeNone) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN(), kInfinite = std::numeric_limits<double>::infinity();
  // From best to worst.
  const std::vector<Outcome> order = {{3, true, 0},
                                      {-3e9, true, 0},
                                      {5, false, 0.5},
                                      {kScoreOutsideLimits, true, 1},
                                      {kScoreOutsideLimits, false, 2},
                                      {kScoreWithoutTrades, true, 0},
                                      {kNone, true, 0}};
  for (std::size_t a = 0; a < order.size(); ++a) {
    for (std::size_t b = 0; b < order.size(); ++b) EXPECT_EQ(is_better(order[a], order[b]), a < b) << a << " " << b;
    EXPECT_EQ(is_result(order[a]), a < 2);
  }
  EXPECT_FALSE(is_better({kInfinite, true, 0}, order[0]));
  EXPECT_FALSE(is_better({3, true, 0.1}, {3, true, 0.2}));  // violation means nothing for results: equal
}

}  // namespace
}  // namespace stom::optimize
