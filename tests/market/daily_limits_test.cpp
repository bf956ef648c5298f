#include "market/daily_limits.h"

#include <gtest/gtest.h>

#include "market/volatility_interruption.h"

namespace stom::market {
namespace {

PriceGrid stocks(TradingDay day) { return krx_grid(Board::kKospi, Instrument::kStock, day); }

TEST(DailyLimits, follow_the_exchanges_whole_number_rule) {
  struct Example {
    double base, upper, lower;
  };
  for (const Example& e : {Example{9980, 12970, 6990}, {1999, 2595, 1400}, {1001, 1301, 701}, {2600, 3380, 1820}, {66400, 86300, 46500}, {713000, 926000, 500000}}) {
    const PriceLimits limits = daily_limits(e.base, 30, stocks(20240102));
    EXPECT_EQ(limits.upper, e.upper) << e.base;
    EXPECT_EQ(limits.lower, e.lower) << e.base;
  }
}

TEST(DailyLimits, the_reference_form_differs_in_2563_lower_limits_and_no_upper_one) {
  const PriceGrid grid = stocks(20240102);
  int bases = 0, lower_differs = 0;
  for (double base = 100; base <= 2'000'000; base = grid.next_up(base)) {
    ++bases;
    const PriceLimits official = daily_limits(base, 30, grid);
    const PriceLimits reference = daily_limits(base, 30, grid, LimitArithmetic::kReference);
    ASSERT_EQ(official.upper, reference.upper) << base;
    ASSERT_TRUE(grid.is_on_grid(official.upper) && grid.is_on_grid(official.lower)) << base;
    if (official.lower == reference.lower) continue;
    ++lower_differs;
    EXPECT_LT(reference.lower, official.lower) << base;
    EXPECT_LE(official.lower - reference.lower, grid.tick(base)) << base;
  }
  EXPECT_EQ(bases, 8201);
  EXPECT_EQ(lower_differs, 2563);
}

TEST(DailyLimits, percent_depends_on_date_board_and_instrument) {
  EXPECT_EQ(daily_limit_percent(Board::kKospi, Instrument::kStock, 20150612), 15);
  EXPECT_EQ(daily_limit_percent(Board::kKospi, Instrument::kStock, 20150615), 30);
  EXPECT_EQ(daily_limit_percent(Board::kKonex, Instrument::kStock, 20240102), 15);
  EXPECT_EQ(daily_limit_percent(Board::kKospi, Instrument::kEtf, 20240102, 2), 60);
  EXPECT_EQ(daily_limit_percent(Board::kKospi, Instrument::kElw, 20240102), std::nullopt);
}

TEST(DailyLimits, a_first_listing_day_moves_between_60_and_400_percent_of_the_offer) {
  const PriceLimits limits = listing_day_limits(31000, stocks(20240102));
  EXPECT_EQ(limits.upper, 124000);
  EXPECT_EQ(limits.lower, 18600);
}

TEST(VolatilityInterruption, prices_agree_with_published_triggers) {
  const PriceGrid old_grid = stocks(20210601), new_grid = stocks(20250601);
  EXPECT_EQ(vi_prices(3030, 10, old_grid).down, 2725);
  EXPECT_EQ(vi_prices(5060, 10, old_grid).up, 5570);
  EXPECT_EQ(vi_prices(1770, 10, old_grid).down, 1590);
  EXPECT_EQ(vi_prices(74300, 10, old_grid).up, 81800);
  EXPECT_EQ(vi_prices(14500, 10, new_grid).down, 13050);
  EXPECT_EQ(vi_prices(8840, 10, new_grid).up, 9730);
  EXPECT_EQ(vi_prices(3155, 10, new_grid).up, 3475);
}

TEST(VolatilityInterruption, the_reference_form_loses_the_fraction_of_a_won_and_nothing_else) {
  const PriceGrid grid = stocks(20250601);
  EXPECT_EQ(vi_prices(3155, 10, grid, ViArithmetic::kReference).up, 3470);
  EXPECT_EQ(vi_prices(14500, 10, grid, ViArithmetic::kReference).down, 13050);
  EXPECT_EQ(vi_prices(74300, 10, grid, ViArithmetic::kReference).up, 81800);
}

TEST(VolatilityInterruption, rates_depend_on_session_and_class) {
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kRegular, ViClass::kKospi200Member), 3);
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kClosingAuction, ViClass::kOtherStock), 4);
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kOffHoursSinglePrice, ViClass::kWildFund), 6);
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kClosingAuction, ViClass::kCalmFund), 2);
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kClosingAuction, ViClass::kKospi200Member, true), 1);
  EXPECT_EQ(vi_percent(ViKind::kDynamic, ViSession::kRegular, ViClass::kEtn), std::nullopt);
  EXPECT_EQ(vi_percent(ViKind::kStatic, ViSession::kClosingAuction, ViClass::kEtn), 10);
  EXPECT_EQ(vi_percent(ViKind::kStatic, ViSession::kOffHoursSinglePrice, ViClass::kOtherStock), std::nullopt);
}

}  // namespace
}  // namespace stom::market
