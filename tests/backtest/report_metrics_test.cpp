#include <gtest/gtest.h>

#include <cmath>

#include "report_fixture.h"

namespace stom::backtest {
namespace {

using test::trade;

// Four days of two watch-list rows each; trades of +100, −50, none and +30 on a seed of 1000.
HoldingSeries four_days() {
  return {{20240102090000, 20240102093000, 20240103090000, 20240103093000, 20240104090000, 20240104093000,
           20240105090000, 20240105093000},
          {1, 0, 1, 0, 0, 0, 1, 0},
          {100, 0, 100, 0, 0, 0, 100, 0}};
}
std::vector<TradeRecord> three_trades() {
  return {trade(20240102090000, 20240102090100, 100), trade(20240103090000, 20240103090100, -50),
          trade(20240105090000, 20240105090100, 30)};
}
Metrics metrics_with(double seed, double cagr, double mdd) {
  Metrics m;
  m.trades = 3;
  m.seed = seed;
  m.cagr = cagr;
  m.mdd = mdd;
  return m;
}

ExtendedMetrics stock(const std::vector<TradeRecord>& trades, const HoldingSeries& series, const Metrics& metrics) {
  return compute_extended_metrics(trades, series, metrics, market::Market::kStock, market::Frame::kTick);
}

TEST(ExtendedMetrics, DailyReturnsOverAllWatchListDaysGiveSharpeAndSortino) {
  // Returns 0.1, −0.05, 0, 0.03: mean 0.02, squared deviations 0.0118, downside squares 0.0025.
  const ExtendedMetrics x = stock(three_trades(), four_days(), metrics_with(1000, 8, 4));
  ASSERT_TRUE(x.sharpe_defined);
  ASSERT_TRUE(x.sortino_defined);
  EXPECT_NEAR(x.sharpe, 0.02 / std::sqrt(0.0118 / 3) * std::sqrt(250.0), 1e-9);
  EXPECT_NEAR(x.sharpe, 5.04220, 1e-5);
  EXPECT_NEAR(x.sortino, 0.02 / 0.025 * std::sqrt(250.0), 1e-9);
}

TEST(ExtendedMetrics, CryptoYearsHave365Days) {
  const ExtendedMetrics stock_year = stock(three_trades(), four_days(), metrics_with(1000, 8, 4));
  const ExtendedMetrics crypto_year = compute_extended_metrics(three_trades(), four_days(), metrics_with(1000, 8, 4),
                                                               market::Market::kUpbit, market::Frame::kTick);
  EXPECT_NEAR(crypto_year.sharpe / stock_year.sharpe, std::sqrt(365.0 / 250.0), 1e-12);
}

TEST(ExtendedMetrics, MoneyFiguresComeFromTheTrades) {
  const ExtendedMetrics x = stock(three_trades(), four_days(), metrics_with(1000, 8, 4));
  EXPECT_DOUBLE_EQ(x.calmar, 2);
  EXPECT_TRUE(x.calmar_defined);
  EXPECT_DOUBLE_EQ(x.profit_factor, 130.0 / 50.0);
  EXPECT_TRUE(x.profit_factor_defined);
  EXPECT_DOUBLE_EQ(x.expectancy, 80.0 / 3.0);
  EXPECT_DOUBLE_EQ(x.avg_win, 65);
  EXPECT_DOUBLE_EQ(x.avg_loss, -50);
  EXPECT_DOUBLE_EQ(x.exposure_pct, 37.5);
}

TEST(ExtendedMetrics, ADrawdownLastsFromTheHighToItsRecoveryOrToTheEnd) {
  // The high of day 1 is never reached again: from its exit 01-02 09:01:00 to the last row 01-05 09:30:00.
  const ExtendedMetrics open = stock(three_trades(), four_days(), metrics_with(1000, 8, 4));
  EXPECT_NEAR(open.longest_drawdown_days, 3 + 29.0 / 1440, 1e-12);
  std::vector<TradeRecord> recovered = three_trades();
  recovered[2].profit = 50;  // reached again on day 4, 09:01:00
  EXPECT_NEAR(stock(recovered, four_days(), metrics_with(1000, 8, 4)).longest_drawdown_days, 3, 1e-12);
}

TEST(ExtendedMetrics, ALossOfTheFirstTradeIsADrawdownFromTheFirstRow) {
  const std::vector<TradeRecord> trades = {trade(20240102090000, 20240102093000, -1)};
  const HoldingSeries series{{20240102090000, 20240102210000}, {1, 0}, {1, 0}};
  EXPECT_DOUBLE_EQ(stock(trades, series, metrics_with(1, 1, 1)).longest_drawdown_days, 0.5);
}

TEST(ExtendedMetrics, ALosingStreakCountsConsecutiveLosses) {
  std::vector<TradeRecord> trades;
  for (const double profit : {-1.0, -1.0, 0.0, -1.0, -1.0, -1.0, 5.0, -1.0})
    trades.push_back(trade(20240102090000, 20240102090100, profit));
  EXPECT_EQ(stock(trades, four_days(), metrics_with(1000, 8, 4)).longest_losing_streak, 3);
}

TEST(ExtendedMetrics, ARatioWithoutADenominatorIsNotDefined) {
  const std::vector<TradeRecord> winner = {trade(20240102090000, 20240102090100, 10)};
  const HoldingSeries one_day{{20240102090000}, {1}, {100}};
  const ExtendedMetrics x = stock(winner, one_day, metrics_with(0, 8, 0));
  EXPECT_FALSE(x.sharpe_defined);
  EXPECT_FALSE(x.sortino_defined);
  EXPECT_FALSE(x.calmar_defined);
  EXPECT_FALSE(x.profit_factor_defined);
  EXPECT_EQ(x.longest_losing_streak, 0);
  EXPECT_DOUBLE_EQ(x.longest_drawdown_days, 0);
}

TEST(ExtendedMetrics, NoTradesGiveZeros) {
  const ExtendedMetrics x = stock({}, four_days(), metrics_with(0, 0, 0));
  EXPECT_DOUBLE_EQ(x.expectancy, 0);
  EXPECT_FALSE(x.sharpe_defined);
  EXPECT_DOUBLE_EQ(x.exposure_pct, 37.5);
}

}  // namespace
}  // namespace stom::backtest
