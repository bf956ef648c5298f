#include "gateway/venue_limits.h"

#include <gtest/gtest.h>

#include "venue/binance/rest_requests.h"
#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

using net::Priority;
using venue::Venue;

constexpr EpochMicros kSecond = 1'000'000, kStart = 1'795'132'800 * kSecond;

// How many go within a time when they are asked for a hundred times a second.
int count_within(VenueLimits& limits, const venue::RestRequest& request, EpochMicros from, EpochMicros span, Priority priority) {
  int count = 0;
  for (EpochMicros at = from; at < from + span; at += kSecond / 100) {
    while (limits.request(request, priority, at) == 0) ++count;
  }
  return count;
}

TEST(VenueLimits, NoSecondOfUpbitHoldsMoreThanTheGroupAllows) {
  VenueLimits limits(Venue::kUpbit);
  const venue::RestRequest request = venue::upbit::candles(venue::upbit::CandleUnit::kMinute, 1, "KRW-BTC", venue::kNoTime);
  EXPECT_LE(count_within(limits, request, kStart, kSecond, Priority::kCancel), 10);
  EXPECT_GE(count_within(limits, request, kStart + kSecond, 10 * kSecond, Priority::kQuery), 75);
}

TEST(VenueLimits, GroupsOfUpbitDoNotTouchEachOther) {
  VenueLimits limits(Venue::kUpbit);
  (void)count_within(limits, venue::upbit::markets(), kStart, kSecond / 10, Priority::kCancel);
  EXPECT_GT(limits.request(venue::upbit::markets(), Priority::kCancel, kStart + kSecond / 10), 0);
  EXPECT_EQ(limits.request(venue::upbit::all_tickers(), Priority::kCancel, kStart + kSecond / 10), 0);
}

TEST(VenueLimits, HeedsWhatUpbitSaysIsLeft) {
  VenueLimits limits(Venue::kUpbit);
  limits.learn({{"Remaining-Req", "group=market; min=600; sec=0"}}, kStart);
  EXPECT_GT(limits.request(venue::upbit::markets(), Priority::kCancel, kStart), 0);
}

TEST(VenueLimits, AQueryLeavesWeightOfBinanceToOrders) {
  VenueLimits limits(Venue::kBinance);
  const venue::RestRequest request = venue::binance::aggregate_trades("BTCUSDT", 1);
  EXPECT_LE(count_within(limits, request, kStart, 60 * kSecond, Priority::kQuery), 84);  // 70 % of 2,400 in twenties
  const EpochMicros late = kStart + 60 * kSecond - 1;
  EXPECT_EQ(limits.request(venue::binance::server_time(), Priority::kExit, late), 0);
}

TEST(VenueLimits, HeedsTheWeightThatBinanceCounted) {
  VenueLimits limits(Venue::kBinance);
  limits.learn({{"X-MBX-USED-WEIGHT-1M", "2399"}}, kStart);
  EXPECT_GT(limits.request(venue::binance::aggregate_trades("BTCUSDT", 1), Priority::kCancel, kStart), 0);
  EXPECT_EQ(limits.request(venue::binance::aggregate_trades("BTCUSDT", 1), Priority::kCancel, kStart + 60 * kSecond), 0);
}

TEST(VenueLimits, AfterAWarningItWaitsAndThenGoesAtHalfSpeed) {
  VenueLimits limits(Venue::kUpbit);
  venue::Outcome outcome;
  outcome.action = venue::Action::kRateLimited;
  outcome.wait = kSecond;
  limits.heed(venue::upbit::markets(), outcome, kStart);
  EXPECT_GT(limits.request(venue::upbit::markets(), Priority::kCancel, kStart + kSecond / 2), 0);
  const int slow = count_within(limits, venue::upbit::markets(), kStart + 2 * kSecond, 20 * kSecond, Priority::kCancel);
  const int normal = count_within(limits, venue::upbit::markets(), kStart + 70 * kSecond, 20 * kSecond, Priority::kCancel);
  EXPECT_NEAR(slow, normal / 2, 4);
}

TEST(VenueLimits, AWarningOfBinanceStopsOrdersToo) {
  VenueLimits limits(Venue::kBinance);
  venue::NewOrder order;
  order.symbol = "BTCUSDT";
  order.price = order.quantity = aggregation::Decimal(1);
  order.client_id = "c1";
  const venue::RestRequest request = venue::binance::new_order(order);
  venue::Outcome outcome;
  outcome.action = venue::Action::kRateLimited;
  outcome.wait = 5 * kSecond;
  outcome.code = "-1003";
  limits.heed(venue::binance::server_time(), outcome, kStart);
  EXPECT_NEAR(limits.request(request, Priority::kCancel, kStart), 5, 0.001);
  EXPECT_EQ(limits.request(request, Priority::kCancel, kStart + 5 * kSecond), 0);
}

TEST(VenueLimits, TooManyOrdersOfBinanceStopOnlyOrders) {
  VenueLimits limits(Venue::kBinance);
  venue::NewOrder order;
  order.symbol = "BTCUSDT";
  order.price = order.quantity = aggregation::Decimal(1);
  order.client_id = "c1";
  const venue::RestRequest request = venue::binance::new_order(order);
  venue::Outcome outcome;
  outcome.action = venue::Action::kRateLimited;
  outcome.wait = 5 * kSecond;
  outcome.code = "-1015";
  limits.heed(request, outcome, kStart);
  EXPECT_GT(limits.request(request, Priority::kCancel, kStart), 0);
  EXPECT_EQ(limits.request(venue::binance::server_time(), Priority::kCancel, kStart), 0);
}

TEST(VenueLimits, ABanStopsEverything) {
  VenueLimits limits(Venue::kBinance);
  venue::Outcome outcome;
  outcome.action = venue::Action::kBanned;
  outcome.wait = 120 * kSecond;
  limits.heed(venue::binance::server_time(), outcome, kStart);
  EXPECT_NEAR(limits.request(venue::binance::depth("BTCUSDT"), Priority::kCancel, kStart), 120, 0.001);
  EXPECT_EQ(limits.request(venue::binance::depth("BTCUSDT"), Priority::kCancel, kStart + 120 * kSecond), 0);
}

TEST(VenueLimits, FollowsTheLimitThatTheVenueAnnounces) {
  VenueLimits limits(Venue::kBinance);
  limits.learn(venue::RateLimitRule{"REQUEST_WEIGHT", "MINUTE", 1, 100});
  EXPECT_LE(count_within(limits, venue::binance::server_time(), kStart, 60 * kSecond, Priority::kCancel), 100);
}

}  // namespace
}  // namespace stom::gateway
