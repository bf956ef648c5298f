#include "aggregation/ladder.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::number;

Ladder ten_levels() {
  OrderBook book;
  std::vector<Level> bids, asks;
  for (int i = 0; i < 12; ++i) {
    asks.push_back({Decimal(101 + i), Decimal(i + 1)});
    bids.push_back({Decimal(100 - i), Decimal(i + 1)});
  }
  book.replace(bids, asks);
  return ladder_of(book, Decimal(-1), Decimal(-1));
}

TEST(Ladder, HoldsTenLevelsAndTheirSum) {
  const Ladder ladder = ten_levels();
  EXPECT_EQ(ladder.ask_count, 10);
  EXPECT_EQ(ladder.ask_total, Decimal(55));
  EXPECT_EQ(ladder.bids[9].price, Decimal(91));
}

TEST(Ladder, TotalsOfTheVenueTakePrecedence) {
  OrderBook book;
  book.replace(test::levels({{"10", "1"}}), test::levels({{"11", "2"}}));
  const Ladder ladder = ladder_of(book, Decimal(70), Decimal(80));
  EXPECT_EQ(ladder.bid_total, Decimal(70));
  EXPECT_EQ(ladder.ask_total, Decimal(80));
}

TEST(RowBook, StoresTheBestFiveWhenThePriceIsInsideTheSpread) {
  const RowBook row = row_book(ten_levels(), number("100.5"));
  EXPECT_EQ(row.ask_price, (std::array<double, 5>{101, 102, 103, 104, 105}));
  EXPECT_EQ(row.bid_price, (std::array<double, 5>{100, 99, 98, 97, 96}));
  EXPECT_EQ(row.level_sum, 30);
}

TEST(RowBook, AsksBelowThePriceAreSkipped) {
  const RowBook row = row_book(ten_levels(), Decimal(104));
  EXPECT_EQ(row.ask_price[0], 104);
  EXPECT_EQ(row.bid_price[0], 100);
  EXPECT_EQ(row.ask_total, 55);
}

TEST(RowBook, LevelsPastTheTenthAreZero) {
  const RowBook row = row_book(ten_levels(), Decimal(108));
  EXPECT_EQ(row.ask_price, (std::array<double, 5>{108, 109, 110, 0, 0}));
  EXPECT_EQ(row.ask_size, (std::array<double, 5>{8, 9, 10, 0, 0}));
}

TEST(RowBook, BidsAboveThePriceAreSkipped) {
  const RowBook row = row_book(ten_levels(), Decimal(94));
  EXPECT_EQ(row.bid_price, (std::array<double, 5>{94, 93, 92, 91, 0}));
}

TEST(RowBook, WithoutALevelOnTheRightSideTheBestFiveStay) {
  const RowBook row = row_book(ten_levels(), Decimal(500));
  EXPECT_EQ(row.ask_price[0], 101);
  EXPECT_EQ(row_book(ten_levels(), Decimal(1)).bid_price[0], 100);
}

TEST(SyntheticLadder, StandsOneTickAroundThePriceAndStopsAboveZero) {
  const RowBook row = row_book(synthetic_ladder(number("0.3"), number("0.1"), Decimal(7)), number("0.3"));
  EXPECT_EQ(row.ask_price, (std::array<double, 5>{0.4, 0.5, 0.6, 0.7, 0.8}));
  EXPECT_EQ(row.bid_price, (std::array<double, 5>{0.2, 0.1, 0, 0, 0}));
  EXPECT_EQ(row.ask_total, 35);
  EXPECT_EQ(row.bid_total, 14);
}

}  // namespace
}  // namespace stom::aggregation
