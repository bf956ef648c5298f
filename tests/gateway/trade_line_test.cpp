#include "gateway/trade_line.h"

#include <gtest/gtest.h>

namespace stom::gateway {
namespace {

using Need = TradeLine::Need;

venue::Trade trade(std::uint64_t id, EpochMicros time, const char* price = "100") {
  venue::Trade one;
  one.symbol = "BTCUSDT";
  one.id = id;
  one.time = time;
  EXPECT_TRUE(one.price.parse(price));
  return one;
}

venue::Number number(const char* text) {
  venue::Number value;
  EXPECT_TRUE(value.parse(text));
  return value;
}

struct World {
  TradeLine line;
  std::vector<TradeLine::Received> ready;

  [[nodiscard]] std::vector<std::uint64_t> take() {
    std::vector<std::uint64_t> ids;
    for (const TradeLine::Received& one : ready) ids.push_back(one.trade.id);
    ready.clear();
    return ids;
  }
  Need add(std::uint64_t id, EpochMicros time, EpochMicros at = 0, const char* price = "100") {
    return line.add(trade(id, time, price), at, ready);
  }
};

using Ids = std::vector<std::uint64_t>;

TEST(TradeLine, PassesOnWhatFollowsAndDropsWhatComesTwice) {
  World world;
  EXPECT_EQ(world.add(7, 70), Need::kNothing);
  EXPECT_EQ(world.add(8, 80), Need::kNothing);
  EXPECT_EQ(world.add(7, 70), Need::kNothing);
  EXPECT_EQ(world.add(8, 80), Need::kNothing);
  EXPECT_EQ(world.add(9, 80), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{7, 8, 9}));
}

TEST(TradeLine, HoldsLaterTradesUntilTheMissingOnesCame) {
  World world;
  EXPECT_EQ(world.add(7, 70), Need::kNothing);
  EXPECT_EQ(world.add(10, 100), Need::kMissing);
  EXPECT_EQ(world.line.missing_from(), 8u);
  EXPECT_EQ(world.line.missing_count(), 2u);
  EXPECT_EQ(world.add(11, 110), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{7}));
  // The venue's answer may reach beyond the hole.
  EXPECT_EQ(world.line.repaired({trade(8, 80), trade(9, 90), trade(10, 100)}, 0, world.ready), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{8, 9, 10, 11}));
  EXPECT_EQ(world.line.still_missing(), 0u);
}

TEST(TradeLine, GoesOnAndCountsWhatTheVenueCouldNotGive) {
  World world;
  EXPECT_EQ(world.add(7, 70), Need::kNothing);
  EXPECT_EQ(world.add(20, 200), Need::kMissing);
  EXPECT_EQ(world.line.repaired({trade(8, 80), trade(12, 120)}, 0, world.ready), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{7, 8, 12, 20}));
  EXPECT_EQ(world.line.still_missing(), 10u);
  EXPECT_EQ(world.add(21, 210), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{21}));
}

TEST(TradeLine, FindsASecondHoleAmongTheHeldTrades) {
  World world;
  EXPECT_EQ(world.add(1, 10), Need::kNothing);
  EXPECT_EQ(world.add(3, 30), Need::kMissing);
  EXPECT_EQ(world.add(6, 60), Need::kNothing);
  EXPECT_EQ(world.line.repaired({trade(2, 20)}, 0, world.ready), Need::kMissing);
  EXPECT_EQ(world.line.missing_from(), 4u);
  EXPECT_EQ(world.take(), (Ids{1, 2, 3}));
}

TEST(TradeLine, DropsTheTradesThatTheDayContains) {
  World world;
  world.line.wait_for_day();
  EXPECT_EQ(world.add(1, 10, 1000, "99"), Need::kNothing);   // received before the question
  EXPECT_EQ(world.add(2, 20, 2500, "101"), Need::kNothing);  // while it was on its way, and told in the answer
  EXPECT_EQ(world.add(3, 30, 2600, "102"), Need::kNothing);  // after it
  EXPECT_TRUE(world.take().empty());
  EXPECT_EQ(world.line.day_known(2000, number("101.0"), world.ready), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{3}));
  EXPECT_EQ(world.add(2, 20), Need::kNothing);
  EXPECT_TRUE(world.take().empty());
}

TEST(TradeLine, AsksForTheDayWhenTheVenueNumbersAnew) {
  World world;
  EXPECT_EQ(world.add(500, 70), Need::kNothing);
  EXPECT_EQ(world.add(1, 80), Need::kDay);
  EXPECT_TRUE(world.line.is_waiting());
  EXPECT_EQ(world.line.give_up(world.ready), Need::kNothing);
  EXPECT_EQ(world.take(), (Ids{500, 1}));
}

TEST(TradeLine, DoesNotHoldMoreThanItMay) {
  World world;
  world.line.wait_for_day();
  for (std::uint64_t id = 1; id < TradeLine::kMostHeld; ++id) ASSERT_EQ(world.add(id, 10), Need::kNothing);
  EXPECT_TRUE(world.take().empty());
  EXPECT_EQ(world.add(TradeLine::kMostHeld, 10), Need::kNothing);
  EXPECT_EQ(world.take().size(), TradeLine::kMostHeld);
  EXPECT_FALSE(world.line.is_waiting());
}

}  // namespace
}  // namespace stom::gateway
