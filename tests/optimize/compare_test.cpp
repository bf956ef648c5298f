#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "backtest/result_reader.h"
#include "backtest/result_tables.h"
#include "base/error.h"
#include "optimize/compare_picture.h"
#include "optimize/compare_report.h"
#include "optimize/study_fixture.h"

namespace stom::optimize {
namespace {

using market::Frame;
using market::Market;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

backtest::TradeRecord trade(RowKey buy, RowKey sell, double profit, double amount = 1000) {
  backtest::TradeRecord out;
  out.name = out.code = "A";
  out.buy_time = buy;
  out.sell_time = sell;
  out.buy_amount = amount;
  out.profit = profit;
  out.profit_rate = profit / amount * 100;
  return out;
}

// Three days; the first in second rows, the second in minute rows with just the opposite results.
std::vector<CompareInput> opposite() {
  CompareInput a{"가", Market::kStock, Frame::kTick, 0, {}, {}, {}}, b{"나", Market::kStock, Frame::kMinute, 0, {}, {}, {}};
  const double profits[] = {10, -20, 40};
  for (int i = 0; i < 3; ++i) {
    a.trades.push_back(trade(20240102090000 + i * 1'000'000, 20240102090100 + i * 1'000'000, profits[i]));
    b.trades.push_back(trade(202401020900 + i * 10'000, 202401020901 + i * 10'000, -2 * profits[i], 4000));
  }
  return {a, b};
}

TEST(CompareResults, MinuteAndSecondRowsFallOnTheSameDays) {
  const Comparison comparison = compare_results(opposite());
  EXPECT_THAT(comparison.days, ElementsAre(20240102, 20240103, 20240104));
  EXPECT_THAT(comparison.results[0].cumulative, ElementsAre(10, -10, 30));
  EXPECT_THAT(comparison.results[1].cumulative, ElementsAre(-20, 20, -60));
}

TEST(CompareResults, NormalisesByTheMoneyNeeded) {
  const Comparison comparison = compare_results(opposite());
  EXPECT_EQ(comparison.results[0].capital, 1000);
  EXPECT_EQ(comparison.results[1].capital, 4000);
  EXPECT_THAT(comparison.results[0].percent, ElementsAre(DoubleNear(1, 1e-12), DoubleNear(-1, 1e-12), DoubleNear(3, 1e-12)));
  EXPECT_THAT(comparison.results[1].percent, ElementsAre(DoubleNear(-0.5, 1e-12), DoubleNear(0.5, 1e-12), DoubleNear(-1.5, 1e-12)));
  EXPECT_THAT(comparison.combined, ElementsAre(DoubleNear(0.25, 1e-12), DoubleNear(-0.25, 1e-12), DoubleNear(0.75, 1e-12)));
  EXPECT_NEAR(comparison.combined_drawdown, 0.5, 1e-12);
}

TEST(CompareResults, OppositeResultsAreCorrelatedMinusOne) {
  const Comparison comparison = compare_results(opposite());
  EXPECT_NEAR(comparison.correlation[0][1], -1, 1e-12);
  EXPECT_EQ(comparison.correlation[1][0], comparison.correlation[0][1]);
  EXPECT_EQ(comparison.correlation[1][1], 1);
}

TEST(CompareResults, PeriodsThatDoNotMeetHaveNoCorrelation) {
  std::vector<CompareInput> inputs = opposite();
  for (backtest::TradeRecord& one : inputs[1].trades) {
    one.buy_time += 1'000'000;  // a month later
    one.sell_time += 1'000'000;
  }
  const Comparison comparison = compare_results(inputs);
  EXPECT_TRUE(std::isnan(comparison.correlation[0][1]));
  EXPECT_EQ(comparison.days.size(), 6u);
}

TEST(CompareResults, TheLastDayIsTheTotalWhateverTheOrderOfTrades) {
  std::vector<CompareInput> inputs;
  for (const Market market : {Market::kStock, Market::kUpbit, Market::kBinance}) {
    inputs.push_back({"same", market, Frame::kTick, 0, test::sample_trades(market, Frame::kTick, 120, 15, 3), {}, {}});
  }
  std::reverse(inputs[1].trades.begin(), inputs[1].trades.end());
  const Comparison comparison = compare_results(inputs);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(comparison.results[i].cumulative.back(), static_cast<double>(comparison.results[i].metrics.total_profit), 1);
    EXPECT_NEAR(comparison.results[i].percent.back(), comparison.results[i].metrics.total_profit_pct, 0.02);
  }
  EXPECT_EQ(comparison.results[0].metrics.mdd, comparison.results[1].metrics.mdd);
  EXPECT_FALSE(comparison.one_currency);
  EXPECT_EQ(comparison.results[2].name, "same (3)");
}

TEST(CompareResults, OneResultIsNotEnough) {
  EXPECT_THROW((void)compare_results({}), UsageError);
  EXPECT_THROW((void)compare_results({CompareInput{}}), UsageError);
}

TEST(CompareResults, AResultWithoutTradesStaysAtZero) {
  std::vector<CompareInput> inputs = opposite();
  inputs[1].trades.clear();
  const Comparison comparison = compare_results(inputs);
  EXPECT_THAT(comparison.results[1].cumulative, ElementsAre(0, 0, 0));
  EXPECT_NEAR(comparison.combined.back(), 1.5, 1e-12);
  EXPECT_THAT(comparison_html(comparison, Language::kKorean), Not(HasSubstr("nan")));
}

TEST(ComparisonRows, GiveTheDifferenceFromTheFirstAndTheBest) {
  const std::vector<ComparisonRow> rows = comparison_rows(compare_results(opposite()));
  const auto profit = std::find_if(rows.begin(), rows.end(), [](const ComparisonRow& row) { return row.name.ko == "수익금합계"; });
  ASSERT_NE(profit, rows.end());
  EXPECT_THAT(profit->values, ElementsAre("30", "-60"));
  EXPECT_THAT(profit->differences, ElementsAre("", "-90"));
  EXPECT_EQ(profit->best, 0u);
  const auto trades = std::find_if(rows.begin(), rows.end(), [](const ComparisonRow& row) { return row.name.ko == "거래횟수"; });
  EXPECT_FALSE(trades->best);
}

TEST(ComparisonHtml, EscapesNamesAndSpeaksBothLanguages) {
  std::vector<CompareInput> inputs = opposite();
  inputs[0].name = "<script>alert(1)</script>";
  const std::string page = comparison_html(compare_results(inputs), Language::kEnglish);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
  for (const char* id : {"normalised", "absolute", "figures", "correlation"}) EXPECT_THAT(page, HasSubstr(fmt::format("id=\"{}\"", id)));
  for (const char* text : {"일별 손익의 상관", "Correlation of daily results", "똑같이 나눈 합성", "combined, equal weight"})
    EXPECT_THAT(page, HasSubstr(text));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
}

TEST(ComparePicture, IsDrawnForTwoAndForManyResults) {
  std::vector<CompareInput> inputs = opposite();
  const std::string two = compare_picture_png(compare_results(inputs), Language::kKorean);
  EXPECT_EQ(two.substr(1, 3), "PNG");
  for (int i = 0; i < 18; ++i)
    inputs.push_back({"many",
                      Market::kBinance,
                      Frame::kTick,
                      0,
                      test::sample_trades(Market::kBinance, Frame::kTick, 20, 9, static_cast<std::uint64_t>(i)),
                      {},
                      {}});
  EXPECT_GT(compare_picture_png(compare_results(inputs), Language::kEnglish).size(), two.size());
}

TEST(ResultReader, ReadsBackTheTradesOfARun) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "compare_backtest.db";
  std::filesystem::remove(path);
  for (const Frame frame : {Frame::kTick, Frame::kMinute}) {
    backtest::ReportData run;
    run.spec.market = Market::kBinance;
    run.spec.frame = frame;
    run.buy_name = "돌파";
    run.saved_at = frame == Frame::kTick ? 20240630153012 : 20240630153013;
    run.trades = test::sample_trades(Market::kBinance, frame, 40, 5, 1);
    run.trades[3].side = trade::Side::kShort;
    const store::ResultStore results(path);
    const store::ResultTable table = backtest::detail_table(run);
    results.save({}, {}, std::span(&table, 1));
    const backtest::StoredTrades stored = backtest::read_detail_table(results, table.name);
    EXPECT_EQ(stored.market, Market::kBinance);
    EXPECT_EQ(stored.frame, frame);
    ASSERT_EQ(stored.trades.size(), run.trades.size());
    for (std::size_t i = 0; i < run.trades.size(); ++i) {
      EXPECT_EQ(stored.trades[i].sell_time, run.trades[i].sell_time);
      EXPECT_EQ(stored.trades[i].profit, run.trades[i].profit);
      EXPECT_EQ(stored.trades[i].side, run.trades[i].side);
      EXPECT_EQ(stored.trades[i].buy_amount, run.trades[i].buy_amount);
    }
  }
  std::filesystem::remove(path);
}

TEST(ResultReader, TellsTheMarketOfOlderTablesAndReadsNumbersWrittenAsText) {
  store::ResultTable table;
  table.name = "coin_ogv_매수_20240630153012";  // the reference's genetic runs of futures
  table.columns = store::detail_columns(Market::kBinance);
  table.rows.push_back({"202401020901",
                        {std::string("BTCUSDT"), std::string("SHORT"), std::string("202401020900"), std::string("202401020901"),
                         std::int64_t{1}, 1.0, 2.0, 3.0, 4.0, 5.0, 6.5, 6.5, std::string("x"), std::string()}});
  const backtest::StoredTrades stored = backtest::read_detail_table(table);
  EXPECT_EQ(stored.market, Market::kBinance);
  EXPECT_EQ(stored.frame, Frame::kMinute);
  EXPECT_EQ(stored.trades.at(0).sell_time, 202401020901);
  EXPECT_EQ(stored.trades.at(0).profit, 6.5);
}

TEST(ResultReader, NamesTheTableAndTheColumnThatIsMissing) {
  store::ResultTable table;
  table.name = "stock_bt";
  table.columns = store::summary_columns();
  try {
    (void)backtest::read_detail_table(table);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.text().en, HasSubstr("stock_bt"));
    EXPECT_THAT(error.text().en, HasSubstr("종목명"));
  }
}

}  // namespace
}  // namespace stom::optimize
