#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "backtest/breakdown.h"
#include "backtest/index_curve.h"
#include "backtest/plot_points.h"
#include "backtest/profit_curve.h"
#include "backtest/report_format.h"
#include "backtest/trading_time_axis.h"
#include "base/file.h"
#include "report_fixture.h"
#include "store/back_writer.h"

namespace stom::backtest {
namespace {

using testing::ElementsAre;

TEST(ReportFormat, NumbersHaveThousandsSeparatorsAndNoNegativeZero) {
  EXPECT_EQ(with_thousands(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(with_thousands(-999, 0), "-999");
  EXPECT_EQ(with_thousands(-1000, 0), "-1,000");
  EXPECT_EQ(with_thousands(-0.001, 2), "0.00");
  EXPECT_EQ(with_thousands(std::nan(""), 2), "-");
  EXPECT_EQ(price_text(10130), "10,130");
  EXPECT_EQ(price_text(0.00012340), "0.0001234");
}

TEST(ReportFormat, TimesFollowTheFrame) {
  EXPECT_EQ(row_time_text(market::Frame::kTick, 20240102090030), "2024-01-02 09:00:30");
  EXPECT_EQ(row_time_text(market::Frame::kMinute, 202401021519), "2024-01-02 15:19");
  EXPECT_EQ(seconds_of_day(market::Frame::kTick, 90030), 9 * 3600 + 30);
  EXPECT_EQ(seconds_of_day(market::Frame::kMinute, 1519), 15 * 3600 + 19 * 60);
}

TEST(ReportFormat, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(valid_utf8("매수\tA\nB"), "매수\tA\nB");
  EXPECT_EQ(valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(valid_utf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  EXPECT_EQ(valid_utf8("\xEB\xA7"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // cut off
  EXPECT_EQ(valid_utf8(std::string_view("\0\x1B", 2)), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ProfitCurve, DrawdownOfTheSpecificationsFigures) {
  const double curve[] = {10, 30, 5, 20, 40};
  EXPECT_DOUBLE_EQ(max_drawdown_percent(curve, 100), 19.23);  // 25 / 130
  const double rising[] = {10, 20};
  EXPECT_DOUBLE_EQ(max_drawdown_percent(rising, 100), 20);  // never falls: the total return
  EXPECT_THAT(drawdown_series(std::vector<double>{-5, 10, 4}), ElementsAre(-5, 0, -6));
}

TEST(ProfitCurve, RollingMeansStartWithTheFirstFullWindow) {
  const std::vector<double> mean = rolling_mean(std::vector<double>{1, 2, 3, 4}, 2);
  EXPECT_TRUE(std::isnan(mean[0]));
  EXPECT_THAT(std::span(mean).subspan(1), ElementsAre(1.5, 2.5, 3.5));
}

TEST(ProfitCurve, AShuffleKeepsTheValuesAndItsOrderForEver) {
  std::vector<double> first(8), again(8), other(8);
  std::iota(first.begin(), first.end(), 0);
  again = other = first;
  shuffle(first, 0);
  shuffle(again, 0);
  shuffle(other, 1);
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  EXPECT_THAT(first, testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(first, ElementsAre(7, 6, 1, 0, 5, 3, 2, 4));
}

TEST(Thinning, APixelColumnKeepsFirstLowestHighestLast) {
  std::vector<Point> points;
  for (const double y : {5.0, 1.0, 7.0, 9.0, 3.0, 4.0}) points.push_back({2.5, y});
  points.push_back({3.1, 8});
  const std::vector<Point> out = thinned(points);
  std::vector<double> y;
  for (const Point& point : out) y.push_back(point.y);
  EXPECT_THAT(y, ElementsAre(5, 1, 9, 4, 8));
}

TEST(TradingTimeAxis, NightsTakeNoRoom) {
  ReportData data;
  data.spec.frame = market::Frame::kMinute;
  data.series.time = {202401020900, 202401020901, 202401030900, 202401030901, 202401030902};
  const TradingTimeAxis axis(data);
  EXPECT_DOUBLE_EQ(axis.position(202401020901), 0.25);
  EXPECT_DOUBLE_EQ(axis.position(202401022359), 0.25);
  EXPECT_DOUBLE_EQ(axis.position(202401030900), 0.5);
  EXPECT_DOUBLE_EQ(axis.position(202401030902), 1);
}

TEST(TradingTimeAxis, LongRunsAreLabelledByDayAndShortOnesByTime) {
  const ReportData month = test::sample_report(market::Market::kStock, market::Frame::kTick, 10, 20);
  const std::vector<AxisTick> days = TradingTimeAxis(month).ticks(10);
  ASSERT_EQ(days.size(), 10u);
  EXPECT_EQ(days[1].label, "01-04");
  const ReportData day = test::sample_report(market::Market::kStock, market::Frame::kTick, 10, 1);
  const std::vector<AxisTick> times = TradingTimeAxis(day).ticks(8);
  ASSERT_GE(times.size(), 4u);
  EXPECT_EQ(times[0].label, "01-02 09:00");
  EXPECT_EQ(times[1].label, "09:05");
}

TEST(ValueTicks, StepsAreRoundAndCoverTheValues) {
  const ValueTicks ticks = value_ticks(0, 3'219'500, 5);
  EXPECT_THAT(ticks.values(), ElementsAre(0, 1e6, 2e6, 3e6));
  EXPECT_EQ(ticks.low, 0);
  EXPECT_GT(ticks.high, 3'219'500);
  EXPECT_FALSE(value_ticks(7, 7, 5).values().empty());
}

TEST(Breakdown, TimeBinsAreATenthOfTheRangeOrThreeMinutes) {
  const auto bins = [](market::Frame frame, std::int64_t start, std::int64_t end) {
    return time_bin_seconds(frame, {0, 0, start, end});
  };
  EXPECT_EQ(bins(market::Frame::kTick, 90000, 93000), 180);     // 1800 s: 3 minutes
  EXPECT_EQ(bins(market::Frame::kTick, 90000, 90500), 180);     // shorter than 1800 s
  EXPECT_EQ(bins(market::Frame::kTick, 0, 235959), 144 * 60);   // a day
  EXPECT_EQ(bins(market::Frame::kMinute, 900, 1519), 38 * 60);  // rounded up to whole minutes
}

TEST(Breakdown, EveryTradeIsInOneRowOfEveryTable) {
  const ReportData data = test::sample_report(market::Market::kBinance, market::Frame::kTick, 500, 6);
  const double total = running_sum(profits(data.trades)).back();
  for (const Breakdown& rows : {by_symbol(data), by_sell_condition(data), by_hour(data), by_weekday(data),
                                by_month(data), by_side(data), by_time_of_day(data)}) {
    std::int64_t trades = 0;
    double profit = 0, parts = 0;
    for (const BreakdownRow& row : rows) {
      trades += row.trades;
      profit += row.profit;
      parts += row.gains + row.losses;
    }
    EXPECT_EQ(trades, 500);
    EXPECT_NEAR(profit, total, 1e-6);
    EXPECT_NEAR(parts, total, 1e-6);
  }
  EXPECT_EQ(by_weekday(data).size(), 7u);
  EXPECT_EQ(by_time_of_day(data).size(), 10u);
}

TEST(Breakdown, DailyProfitHasEveryWatchListDay) {
  ReportData data;
  data.spec.frame = market::Frame::kTick;
  data.series.time = {20240102090000, 20240103090000, 20240104090000};
  data.trades = {test::trade(20240102090000, 20240102090100, 5), test::trade(20240104090000, 20240104090100, -2)};
  const DailyProfit daily = daily_profit(data);
  EXPECT_THAT(daily.day, ElementsAre(20240102, 20240103, 20240104));
  EXPECT_THAT(daily.cumulative, ElementsAre(5, 5, 3));
}

TEST(IndexCurve, BitcoinOfTheDatabaseIsTheIndexOfCryptoRuns) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "index_curve";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    store::BackWriter writer(folder / "coin_min_back.db", market::Market::kUpbit, market::Frame::kMinute);
    store::RowBlock rows{"KRW-BTC", "", {202401020900, 202401021000, 202401030900, 202401031000}, {}};
    rows.columns.assign(market::schema(market::Market::kUpbit, market::Frame::kMinute).size(), {100, 110, 120, 130});
    writer.write(rows);
    rows.code = "KRW-ADA";
    writer.write(rows);
    const std::string codes[] = {"KRW-ADA", "KRW-BTC"};
    for (const RowKey time : rows.index) writer.write_watch_list(time, codes);
    writer.commit();
  }
  NoProgress progress;
  const StopFlag stop;
  const auto data = store::MarketData::open(folder / "coin_min_back.db", market::Market::kUpbit, market::Frame::kMinute,
                                            {folder / "cache", 1, false}, progress, stop);
  RunSpec spec;
  spec.market = market::Market::kUpbit;
  spec.frame = market::Frame::kMinute;
  spec.run = {20240102, 20240103, 0, 930};
  const std::vector<IndexCurve> curves = index_curves(*data, spec);
  ASSERT_EQ(curves.size(), 1u);
  EXPECT_EQ(curves[0].name, "BTC");
  EXPECT_THAT(curves[0].day, ElementsAre(20240102, 20240103));
  EXPECT_THAT(curves[0].close, ElementsAre(100, 120));  // the last row until 09:30
}

}  // namespace
}  // namespace stom::backtest
