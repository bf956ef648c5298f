#include "aggregation/order_book.h"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::levels;
using test::number;

TEST(OrderBook, KeepsTheBestFirstOnBothSides) {
  OrderBook book;
  book.apply(levels({{"10", "1"}, {"12", "2"}, {"11", "3"}}), levels({{"15", "1"}, {"13", "2"}, {"14", "3"}}));
  ASSERT_EQ(book.bid_count(), 3U);
  EXPECT_EQ(book.bid(0).price.text(), "12");
  EXPECT_EQ(book.bid(2).price.text(), "10");
  EXPECT_EQ(book.ask(0).price.text(), "13");
  EXPECT_EQ(book.ask(2).price.text(), "15");
  EXPECT_FALSE(book.is_crossed());
}

TEST(OrderBook, QuantityZeroRemovesALevelAndAnUnknownOneIsIgnored) {
  OrderBook book;
  book.apply(levels({{"10", "1"}, {"11", "2"}}), {});
  book.apply(levels({{"11", "0"}, {"9.5", "0"}}), {});
  ASSERT_EQ(book.bid_count(), 1U);
  EXPECT_EQ(book.bid(0).price.text(), "10");
}

TEST(OrderBook, TheSamePriceInAnotherSpellingIsTheSameLevel) {
  OrderBook book;
  book.apply(levels({{"10.50", "1"}}), {});
  book.apply(levels({{"10.5", "4"}}), {});
  ASSERT_EQ(book.bid_count(), 1U);
  EXPECT_EQ(book.bid(0).quantity.text(), "4");
}

TEST(OrderBook, ReplaceForgetsTheOldLevels) {
  OrderBook book;
  book.apply(levels({{"10", "1"}}), levels({{"11", "1"}}));
  book.replace(levels({{"20", "1"}}), levels({{"21", "1"}}));
  EXPECT_EQ(book.bid_count(), 1U);
  EXPECT_EQ(book.bid(0).price.text(), "20");
}

TEST(OrderBook, ABidAtTheAskIsCrossed) {
  OrderBook book;
  book.apply(levels({{"11", "1"}}), levels({{"11", "1"}}));
  EXPECT_TRUE(book.is_crossed());
}

TEST(OrderBook, RandomChangesGiveTheSameBookAsAMap) {
  std::mt19937 random(20240808);
  for (int round = 0; round < 20; ++round) {
    OrderBook book;
    std::map<Decimal, Decimal, std::greater<>> bids;
    std::map<Decimal, Decimal> asks;
    for (int step = 0; step < 400; ++step) {
      std::vector<Level> changed[2];
      for (auto& side : changed) {
        for (unsigned i = random() % 4; i > 0; --i) {
          side.push_back({number("100." + std::to_string(random() % 90 + 10)), Decimal(static_cast<int>(random() % 3))});
        }
      }
      book.apply(changed[0], changed[1]);
      const auto change = [](auto& side, const Level& level) {
        if (level.quantity.is_zero()) side.erase(level.price);
        else side[level.price] = level.quantity;
      };
      for (const Level& level : changed[0]) change(bids, level);
      for (const Level& level : changed[1]) change(asks, level);
      ASSERT_EQ(book.bid_count(), bids.size());
      ASSERT_EQ(book.ask_count(), asks.size());
      std::size_t rank = 0;
      for (const auto& [price, quantity] : bids) ASSERT_EQ(book.bid(rank++), (Level{price, quantity}));
      rank = 0;
      for (const auto& [price, quantity] : asks) ASSERT_EQ(book.ask(rank++), (Level{price, quantity}));
    }
  }
}

}  // namespace
}  // namespace stom::aggregation
