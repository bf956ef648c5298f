#include "feature/kernels.h"

#include <gtest/gtest.h>

#include "feature/naive_windows.h"
#include "feature/random_series.h"

namespace stom::feature {
namespace {

using test::Kind;
using test::kKinds;
using test::series;

TEST(Kernels, pairwise_sums_of_every_length_follow_the_halving_order) {
  const std::vector<double> values = series(Kind::kSizes, 2100, 11);
  for (std::size_t n = 0; n <= 2100; ++n) ASSERT_EQ(pairwise_sum(values.data(), n), test::naive_pairwise(values.data(), n)) << n;
}

TEST(Kernels, vectors_give_the_bits_of_their_scalar_twins) {
  for (const Kind kind : kKinds) {
    const std::vector<double> values = series(kind, 3000, 13);
    for (int window = 1; window <= 600; window += window < 20 ? 1 : 37) {
      const std::size_t count = values.size() - window + 1;
      std::vector<double> fast(count), slow(count);
      PairwisePlan(window).sums(values.data(), count, fast.data());
      rolling_pairwise_sum_scalar(values.data(), count, window, slow.data());
      ASSERT_EQ(fast, slow) << window;
      rolling_max(values.data(), count, window, fast.data());
      rolling_max_scalar(values.data(), count, window, slow.data());
      ASSERT_EQ(fast, slow) << window;
      rolling_min(values.data(), count, window, fast.data());
      rolling_min_scalar(values.data(), count, window, slow.data());
      ASSERT_EQ(fast, slow) << window;
      for (const AngleFactor factor : {AngleFactor{5, false}, AngleFactor{100, true}, AngleFactor{1e-8, false}}) {
        rolling_angle(values.data(), count, window, factor, fast.data());
        rolling_angle_scalar(values.data(), count, window, factor, slow.data());
        ASSERT_EQ(fast, slow) << window;
      }
    }
  }
}

TEST(Kernels, whole_numbers_sum_exactly_in_any_order) {
  const std::vector<double> values = series(Kind::kWhole, 1000, 3);
  EXPECT_TRUE(all_exact_integers(values, exact_integer_limit(600)));
  for (const int window : {1, 2, 5, 63, 64, 65, 600}) {
    const std::size_t count = values.size() - window + 1;
    std::vector<double> fast(count), slow(count);
    rolling_integer_sum(values.data(), count, window, fast.data());
    rolling_pairwise_sum_scalar(values.data(), count, window, slow.data());
    EXPECT_EQ(fast, slow) << window;
  }
}

TEST(Kernels, only_whole_numbers_of_safe_size_count_as_exact) {
  const double limit = exact_integer_limit(100);
  std::vector<double> values(1000, 7.0);
  EXPECT_TRUE(all_exact_integers(values, limit));
  for (const double odd : {0.5, 1e17, -1e17, std::nan(""), static_cast<double>(INFINITY), 1e-300}) {
    values[777] = odd;
    EXPECT_FALSE(all_exact_integers(values, limit)) << odd;
  }
}

TEST(Kernels, the_nearest_integer_breaks_ties_to_even) {
  for (const double value : {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 4503599627370495.5, 9e15, 1e300, -0.0}) {
    EXPECT_EQ(nearest_integer(value), std::nearbyint(value)) << value;
    EXPECT_EQ(std::signbit(nearest_integer(value)), std::signbit(std::nearbyint(value))) << value;
  }
  EXPECT_TRUE(std::isnan(nearest_integer(std::nan(""))));
}

TEST(Kernels, quick_angles_equal_exact_ones_over_all_slopes) {
  std::mt19937_64 random(99);
  std::vector<double> values(200'001);
  for (double& value : values) value = std::ldexp(static_cast<double>(random() >> 11), -static_cast<int>(random() % 60)) * (random() % 2 ? 1 : -1);
  for (const int window : {2, 30, 600}) {
    const std::size_t count = values.size() - window + 1;
    std::vector<double> fast(count), slow(count);
    rolling_angle(values.data(), count, window, {5, false}, fast.data());
    rolling_angle_scalar(values.data(), count, window, {5, false}, slow.data());
    ASSERT_EQ(fast, slow) << window;
  }
}

}  // namespace
}  // namespace stom::feature
