#include "live/venue_grid.h"

#include <gtest/gtest.h>

namespace stom::live {
namespace {

using market::Market;

Decimal decimal(const char* text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value)) << text;
  return value;
}

venue::Number number(const char* text) { return venue::Number::of(decimal(text)); }

// 2026-01-05 00:00 UTC.
constexpr std::int64_t kMonday = 1767571200;
const std::string kBitcoin = "KRW-BTC", kSmall = "KRW-DOGE", kFuture = "BTCUSDT";

TEST(VenueGrid, CutsAndRaisesExactly) {
  EXPECT_EQ(cut_to_step(decimal("0.3"), decimal("0.1")).text(), "0.3");
  EXPECT_EQ(cut_to_step(decimal("0.35"), decimal("0.1")).text(), "0.3");
  EXPECT_EQ(raise_to_step(decimal("0.35"), decimal("0.1")).text(), "0.4");
  EXPECT_EQ(raise_to_step(decimal("0.3"), decimal("0.1")).text(), "0.3");
  EXPECT_EQ(cut_to_step(decimal("0.35"), Decimal{}).text(), "0.35");
}

TEST(VenueGrid, PurchasesGoDownAndSalesUpToTheTickOfTheirDay) {
  const venue::Instrument none;
  const VenueGrid coin(Market::kUpbit, kSmall, none);
  EXPECT_EQ(coin.price(512.7, true, kMonday).text(), "512");
  EXPECT_EQ(coin.price(512.2, false, kMonday).text(), "513");
  EXPECT_EQ(coin.price(512, false, kMonday).text(), "512");
  // 500,000 to 1,000,000 won: 100 until 30 July 2025, 500 after it. The day is Korea's: 15:00 UTC begins it.
  const VenueGrid bitcoin(Market::kUpbit, kBitcoin, none);
  const std::int64_t change = epoch_seconds(20250730150000);
  EXPECT_EQ(bitcoin.price(600'130, true, change - 1).text(), "600100");
  EXPECT_EQ(bitcoin.price(600'130, true, change).text(), "600000");

  venue::Instrument rules;
  rules.tick = number("0.10");
  const VenueGrid future(Market::kBinance, kFuture, rules);
  EXPECT_EQ(future.price(100.1 + 0.1 + 0.1, true, kMonday).text(), "100.3");  // 100.29999999999998 in binary
  EXPECT_EQ(future.price(100.36, true, kMonday).text(), "100.3");
  EXPECT_EQ(future.price(100.36, false, kMonday).text(), "100.4");
}

TEST(VenueGrid, QuantitiesKeepTheStepAndTheBoundsOfTheirKind) {
  venue::Instrument rules;
  rules.step = number("0.001");
  rules.min_quantity = number("0.001");
  rules.max_quantity = number("1000");
  rules.market_step = number("0.1");
  rules.market_min_quantity = number("0.1");
  rules.market_max_quantity = number("120");
  const VenueGrid grid(Market::kBinance, kFuture, rules);
  EXPECT_EQ(grid.quantity(decimal("1.23456"), false).text(), "1.234");
  EXPECT_EQ(grid.quantity(decimal("1.23456"), true).text(), "1.2");
  EXPECT_EQ(grid.quantity(decimal("0.0999"), true).text(), "0");
  EXPECT_EQ(grid.quantity(decimal("5000.5"), true).text(), "120");
  const venue::Instrument none;
  EXPECT_EQ(VenueGrid(Market::kUpbit, kBitcoin, none).quantity(decimal("0.123456789"), false).text(), "0.12345678");
}

TEST(VenueGrid, TheLeastValueIsComparedExactly) {
  const venue::Instrument none;
  const VenueGrid grid(Market::kUpbit, kSmall, none);
  EXPECT_TRUE(grid.is_enough(decimal("0.1"), decimal("50000")));
  EXPECT_FALSE(grid.is_enough(decimal("0.09999999"), decimal("50000")));
  venue::Instrument rules;
  rules.min_notional = number("100");
  EXPECT_FALSE(VenueGrid(Market::kBinance, kFuture, rules).is_enough(decimal("0.001"), decimal("99999.9")));
  EXPECT_TRUE(VenueGrid(Market::kBinance, kFuture, rules).is_enough(decimal("0.001"), decimal("100000")));
}

}  // namespace
}  // namespace stom::live
