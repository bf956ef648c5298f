#include "net/clock_offset.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace stom::net {
namespace {

constexpr EpochMicros kStart = 1795132801000000;

// A question that takes `there` and `back` microseconds to a venue whose clock is `offset` ahead and tells whole milliseconds.
bool ask(ClockOffset& clock, EpochMicros sent, EpochMicros there, EpochMicros back, EpochMicros offset) {
  const EpochMicros venue = sent + there + offset;
  return clock.add(sent, sent + there + back, venue - venue % 1000);
}

TEST(NetClockOffset, IsUnsureWithoutSamplesAndWithOne) {
  ClockOffset clock;
  EXPECT_FALSE(clock.at(kStart).is_sure);
  EXPECT_EQ(clock.venue_time(kStart), kStart);
  ask(clock, kStart, 5000, 5000, 70000);
  EXPECT_FALSE(clock.at(kStart).is_sure);
  EXPECT_NEAR(clock.at(kStart).offset_micros, 70000.0, 1000.0);
  ask(clock, kStart + 1000000, 5000, 5000, 70000);
  EXPECT_TRUE(clock.at(kStart + 1000000).is_sure);
}

TEST(NetClockOffset, TheTrueOffsetLiesWithinTheBound) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    ClockOffset clock;
    const auto offset = static_cast<EpochMicros>(random() % 4000000) - 2000000;
    EpochMicros now = kStart;
    for (int i = 0; i < 10; ++i) {
      now += static_cast<EpochMicros>(random() % 60000000);
      ask(clock, now, static_cast<EpochMicros>(random() % 200000), static_cast<EpochMicros>(random() % 200000), offset);
      const ClockOffset::Estimate estimate = clock.at(now);
      ASSERT_LE(std::abs(estimate.offset_micros - static_cast<double>(offset)), estimate.bound_micros + 1.0);
    }
    EXPECT_EQ(clock.steps(), 0u);
  }
}

TEST(NetClockOffset, TheShortestRoundTripOfTheWindowCounts) {
  ClockOffset clock;
  ask(clock, kStart, 100000, 100, 0);  // a slow way there makes the venue look ahead
  ask(clock, kStart + 1000000, 500, 500, 0);
  ask(clock, kStart + 2000000, 90000, 100, 0);
  const ClockOffset::Estimate estimate = clock.at(kStart + 2000000);
  EXPECT_NEAR(estimate.offset_micros, 0.0, 600.0);
  EXPECT_NEAR(estimate.bound_micros, 1000.0, 100.0);
  EXPECT_TRUE(estimate.is_sure);
}

TEST(NetClockOffset, GrowsUnsureWithAge) {
  ClockOffset clock;
  for (int i = 0; i < 3; ++i) ask(clock, kStart + i * 1000000, 1000, 1000, 0);
  EXPECT_TRUE(clock.at(kStart + 60000000).is_sure);
  EXPECT_GT(clock.at(kStart + 60000000).bound_micros, clock.at(kStart + 2000000).bound_micros);
  EXPECT_FALSE(clock.at(kStart + 2000000000).is_sure);
}

TEST(NetClockOffset, AWideBoundIsUnsure) {
  ClockOffset clock;
  for (int i = 0; i < 5; ++i) ask(clock, kStart + i * 2000000, 300000, 300000, 0);
  EXPECT_FALSE(clock.at(kStart + 10000000).is_sure);
}

TEST(NetClockOffset, AClockThatWasSetIsNoticedAndUnsureUntilConfirmed) {
  ClockOffset clock;
  for (int i = 0; i < 5; ++i) ask(clock, kStart + i * 1000000, 2000, 2000, 10000);
  ask(clock, kStart + 6000000, 2000, 2000, 3000000);
  EXPECT_EQ(clock.steps(), 1u);
  EXPECT_FALSE(clock.at(kStart + 6000000).is_sure);
  EXPECT_NEAR(clock.at(kStart + 6000000).offset_micros, 3000000.0, 1000.0);
  ask(clock, kStart + 7000000, 2000, 2000, 3000000);
  EXPECT_TRUE(clock.at(kStart + 7000000).is_sure);
}

TEST(NetClockOffset, MeasuresDrift) {
  ClockOffset clock;
  EpochMicros now = kStart;
  for (int i = 0; i < 50; ++i, now += 20000000) {
    ask(clock, now, 1000, 1000, static_cast<EpochMicros>(20e-6 * static_cast<double>(now - kStart)));  // 20 ppm fast
  }
  EXPECT_NEAR(clock.at(now).drift_share, 20e-6, 4e-6);
  EXPECT_EQ(clock.steps(), 0u);
}

TEST(NetClockOffset, RefusesAnAnswerBeforeItsQuestion) {
  ClockOffset clock;
  EXPECT_FALSE(clock.add(kStart, kStart - 1, kStart));
  EXPECT_FALSE(clock.at(kStart).is_sure);
}

}  // namespace
}  // namespace stom::net
