#include "net/rate_limiter.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace stom::net {
namespace {

TEST(TokenBucket, GivesItsBurstAndThenItsRate) {
  TokenBucket bucket(10.0, 10.0);
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(bucket.ready_in(100.0), 0.0);
    bucket.take(100.0);
  }
  EXPECT_NEAR(bucket.ready_in(100.0), 0.1, 1e-9);
  EXPECT_NEAR(bucket.ready_in(100.04), 0.06, 1e-9);
  EXPECT_EQ(bucket.ready_in(100.1), 0.0);
  EXPECT_NEAR(bucket.ready_in(100.0, 5.0), 0.5, 1e-9);
  EXPECT_TRUE(std::isinf(bucket.ready_in(100.0, 11.0)));
}

TEST(TokenBucket, TheVenueMayLowerButNotRaiseWhatIsLeft) {
  TokenBucket bucket(1.0, 10.0);
  bucket.take(0.0, 4.0);
  bucket.told_left(0.0, 9.0);  // late: it does not know the last requests yet
  EXPECT_EQ(bucket.ready_in(0.0, 6.0), 0.0);
  EXPECT_GT(bucket.ready_in(0.0, 7.0), 0.0);
  bucket.told_left(0.0, 2.0);
  EXPECT_EQ(bucket.ready_in(0.0, 2.0), 0.0);
  EXPECT_NEAR(bucket.ready_in(0.0, 3.0), 1.0, 1e-9);
}

TEST(TokenBucket, FillsSlowlyUntilTheGivenTime) {
  TokenBucket bucket(10.0, 10.0);
  bucket.take(0.0, 10.0);
  bucket.slow_down(0.0, 0.5, 1.0);
  EXPECT_NEAR(bucket.ready_in(0.0, 1.0), 0.2, 1e-9);
  EXPECT_NEAR(bucket.ready_in(0.0, 10.0), 1.5, 1e-9);  // 5 in the slow second, 5 in half a second
  EXPECT_NEAR(bucket.ready_in(0.5, 10.0), 1.0, 1e-9);
  bucket.take(1.2, 7.0);
  EXPECT_NEAR(bucket.ready_in(1.2, 1.0), 0.1, 1e-9);
}

TEST(TokenBucket, AClockThatGoesBackGivesNothingAway) {
  TokenBucket bucket(10.0, 10.0);
  bucket.take(100.0, 10.0);
  bucket.take(99.0, 0.0);
  EXPECT_GT(bucket.ready_in(99.5), 0.0);
  EXPECT_GT(bucket.ready_in(100.05), 0.0);
  EXPECT_EQ(bucket.ready_in(100.1), 0.0);
}

TEST(WeightWindow, CountsWithinASpanOfTheClock) {
  WeightWindow window(2400.0, 60.0);
  EXPECT_EQ(window.ready_in(119.0, 2400.0), 0.0);
  window.take(119.0, 2400.0);
  EXPECT_NEAR(window.ready_in(119.0, 1.0), 1.0, 1e-9);
  EXPECT_EQ(window.ready_in(120.0, 1.0), 0.0);
  EXPECT_EQ(window.used(120.0), 0.0);
  EXPECT_TRUE(std::isinf(window.ready_in(120.0, 2401.0)));
}

TEST(WeightWindow, BelievesTheVenueOnlyUpwards) {
  WeightWindow window(100.0, 60.0);
  window.take(1.0, 30.0);
  window.told_used(1.0, 10.0);  // some are still on their way
  EXPECT_EQ(window.used(1.0), 30.0);
  window.told_used(1.0, 95.0);  // others on this address
  EXPECT_EQ(window.used(1.0), 95.0);
  EXPECT_GT(window.ready_in(1.0, 6.0), 0.0);
}

TEST(RateLimiter, CountsInEveryBudgetOrInNone) {
  RateLimiter limiter;
  limiter.add_window("weight", 100.0, 60.0);
  limiter.add_bucket("orders", 1.0, 2.0);
  const std::vector<Need> order{{"weight", 1.0}, {"orders", 1.0}};
  EXPECT_EQ(limiter.request(order, Priority::kCancel, 0.0), 0.0);
  EXPECT_EQ(limiter.request(order, Priority::kCancel, 0.0), 0.0);
  EXPECT_NEAR(limiter.request(order, Priority::kCancel, 0.0), 1.0, 1e-9);
  // The refused one took no weight: 98 are left.
  EXPECT_EQ(limiter.request(std::vector<Need>{{"weight", 98.0}}, Priority::kCancel, 0.0), 0.0);
  EXPECT_GT(limiter.request(std::vector<Need>{{"weight", 1.0}}, Priority::kCancel, 0.0), 0.0);
}

TEST(RateLimiter, TheLessUrgentLeavesRoomForTheMoreUrgent) {
  RateLimiter limiter;
  limiter.add_window("orders", 100.0, 10.0);
  const std::vector<Need> one{{"orders", 1.0}};
  const auto taken = [&](Priority priority) {
    int count = 0;
    while (limiter.request(one, priority, 5.0) == 0.0) ++count;
    return count;
  };
  EXPECT_EQ(taken(Priority::kQuery), 70);
  EXPECT_EQ(taken(Priority::kEntry), 10);
  EXPECT_EQ(taken(Priority::kExit), 10);
  EXPECT_EQ(taken(Priority::kCancel), 10);
  EXPECT_EQ(taken(Priority::kCancel), 0);
}

TEST(RateLimiter, ASingleTokenBudgetServesEveryPriority) {
  RateLimiter limiter;
  limiter.add_bucket("cancel-all", 0.5, 1.0);
  const std::vector<Need> one{{"cancel-all", 1.0}};
  EXPECT_EQ(limiter.request(one, Priority::kQuery, 0.0), 0.0);
  EXPECT_NEAR(limiter.request(one, Priority::kCancel, 0.0), 2.0, 1e-9);
}

TEST(RateLimiter, AHoldStopsItsBudgetOrAll) {
  RateLimiter limiter;
  limiter.add_bucket("a", 10.0, 10.0);
  limiter.add_bucket("b", 10.0, 10.0);
  const std::vector<Need> a{{"a", 1.0}}, b{{"b", 1.0}};
  limiter.hold("a", 7.0);
  limiter.hold("a", 5.0);
  EXPECT_EQ(limiter.request(a, Priority::kCancel, 0.0), 7.0);
  EXPECT_EQ(limiter.request(b, Priority::kCancel, 0.0), 0.0);
  limiter.hold("", 20.0);
  EXPECT_EQ(limiter.request(b, Priority::kCancel, 8.0), 12.0);
  EXPECT_EQ(limiter.request(b, Priority::kCancel, 20.0), 0.0);
}

TEST(RateLimiter, AClockThatIsSetBackStopsNothing) {
  RateLimiter limiter;
  limiter.add_bucket("orders", 10, 2);
  limiter.add_window("weight", 10, 60);
  const Need needs[] = {{"orders", 1}, {"weight", 5}};
  EXPECT_EQ(limiter.request(needs, Priority::kCancel, 7200), 0);
  EXPECT_EQ(limiter.request(needs, Priority::kCancel, 7200), 0);
  limiter.hold("orders", 7205);
  // An hour back: what was used and the hold count on, an hour earlier.
  EXPECT_NEAR(limiter.request(needs, Priority::kCancel, 3600), 60, 1e-6);
  EXPECT_NEAR(limiter.request(std::span(needs, 1), Priority::kCancel, 3601), 4, 1e-6);
  EXPECT_EQ(limiter.request(needs, Priority::kCancel, 3661), 0);
}

TEST(RateLimiter, AnUnknownBudgetIsAMistake) {
  RateLimiter limiter;
  EXPECT_THROW(static_cast<void>(limiter.request(std::vector<Need>{{"nowhere", 1.0}}, Priority::kCancel, 0.0)), std::out_of_range);
}

TEST(RateLimiter, NeverBreaksABudgetWhateverTheOrderOfRequests) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(seed);
    RateLimiter limiter;
    limiter.add_window("weight", 50.0, 10.0);
    limiter.add_bucket("orders", 5.0, 8.0);
    std::map<long, double> weight_of_span;
    std::vector<double> orders;
    double now = 1000.0;
    for (int i = 0; i < 500; ++i) {
      const double weight = static_cast<double>(1 + random() % 5);
      const std::vector<Need> needs{{"weight", weight}, {"orders", 1.0}};
      const double wait = limiter.request(needs, static_cast<Priority>(random() % 4), now);
      if (wait == 0.0) {
        weight_of_span[static_cast<long>(std::floor(now / 10.0))] += weight;
        orders.push_back(now);
      }
      now += wait > 0.0 && random() % 2 == 0 ? wait : static_cast<double>(random() % 100) / 1000.0;
    }
    for (const auto& [span, weight] : weight_of_span) EXPECT_LE(weight, 50.0) << "seed " << seed;
    for (std::size_t first = 0; first < orders.size(); ++first) {
      for (std::size_t last = first; last < std::min(first + 40, orders.size()); ++last) {
        ASSERT_LE(static_cast<double>(last - first + 1), 8.0 + 5.0 * (orders[last] - orders[first]) + 1e-6) << "seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace stom::net
