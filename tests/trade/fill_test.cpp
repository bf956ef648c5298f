#include "trade/fill.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "trade/sizing.h"

namespace stom::trade {
namespace {

using market::Market;

struct OneRowBook {
  double prices[5], sizes[5];
  [[nodiscard]] BookLevels levels() const {
    BookLevels book{};
    for (int i = 0; i < 5; ++i) {
      book.prices[i] = &prices[i];
      book.sizes[i] = &sizes[i];
    }
    return book;
  }
};

// Worked examples of the back-test specification, section 6.
TEST(Fill, StockBuyWalksThreeLevels) {
  const OneRowBook asks{{10130, 10140, 10150, 0, 0}, {180, 200, 300, 0, 0}};
  const double quantity = order_quantity(Market::kStock, 5'000'000, 10120);
  EXPECT_EQ(quantity, 494);
  const FillResult fill = fill_market(asks.levels(), 3, 0, quantity);
  EXPECT_TRUE(fill.filled);
  EXPECT_EQ(fill.money, 5'008'500);
  EXPECT_EQ(round_average_price(Market::kStock, fill.money / quantity), 10139);
}

TEST(Fill, TooFewLevelsFillNothing) {
  const OneRowBook asks{{10130, 10140, 10150, 0, 0}, {180, 200, 300, 0, 0}};
  const FillResult fill = fill_market(asks.levels(), 2, 0, 494);
  EXPECT_FALSE(fill.filled);
  EXPECT_EQ(fill.remaining, 114);
}

TEST(Fill, UpbitAverageHasFourDecimals) {
  const OneRowBook asks{{1004, 1005, 0, 0, 0}, {100, 300, 0, 0, 0}};
  const double quantity = order_quantity(Market::kUpbit, 300'000, 1003);
  EXPECT_EQ(quantity, 299.10269192);
  const FillResult fill = fill_market(asks.levels(), 5, 0, quantity);
  EXPECT_TRUE(fill.filled);
  EXPECT_EQ(round_average_price(Market::kUpbit, fill.money / quantity), 1004.6657);
}

TEST(Fill, EmptyLevelsAddNothing) {
  const OneRowBook bids{{10190, 0, 10180, 0, 0}, {300, 0, 500, 0, 0}};
  const FillResult fill = fill_market(bids.levels(), 5, 0, 494);
  EXPECT_TRUE(fill.filled);
  EXPECT_EQ(round_average_price(Market::kStock, fill.money / 494), 10186);
}

TEST(Sizing, PriceThatIsNotPositiveGivesNoQuantity) {
  EXPECT_EQ(order_quantity(Market::kStock, 5'000'000, 0), 0);
  EXPECT_EQ(order_quantity(Market::kUpbit, 5'000'000, std::numeric_limits<double>::quiet_NaN()), 0);
}

TEST(Sizing, ScalingPicksTheFirstThresholdAboveTheNumber) {
  const std::array<double, 10> weights = {1, 0.5, 1, 2, 4, 0.5, 0.8, 1.0, 1.3, 1.7};
  EXPECT_EQ(scaled_bet(100, weights, 0.4), 50);
  EXPECT_EQ(scaled_bet(100, weights, 0.5), 80);
  EXPECT_EQ(scaled_bet(100, weights, 3.9), 130);
  EXPECT_EQ(scaled_bet(100, weights, 4), 170);
  EXPECT_EQ(scaled_bet(100, weights, std::numeric_limits<double>::quiet_NaN()), 170);
  const std::array<double, 10> off = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2};
  EXPECT_EQ(scaled_bet(100, off, 3), 100);
}

}  // namespace
}  // namespace stom::trade
