#include "optimize/result_tables.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

using market::Market;

RunKind kind(std::string_view tag) { return *find_run_kind(tag); }

StoredTrial trial(std::vector<double> values, double score, bool feasible = true) {
  StoredTrial trial;
  for (const double value : values) trial.vector.push_back({value, value == std::floor(value)});
  trial.result.outcome = {score, feasible, feasible ? 0.0 : 2.0};
  return trial;
}

backtest::ReportData report() {
  backtest::ReportData report;
  report.spec.market = Market::kStock;
  report.spec.bet = 20'000'000;
  report.spec.buy_text = "buy";
  report.spec.sell_text = "sell";
  report.buy_name = "급등";
  report.saved_at = 20240106093000;
  report.trades.resize(1);
  report.trades[0].sell_time = 20240102090500;
  return report;
}

StudySpec spec(std::string_view tag, Market market = Market::kStock) {
  StudySpec spec;
  spec.kind = kind(tag);
  spec.base.market = market;
  spec.base.buy_text = "buy";
  spec.base.sell_text = "sell";
  return spec;
}

TEST(StudyTables, AreNamedAsTheUsersReadersExpect) {
  EXPECT_EQ(study_table_name(Market::kStock, kind("ovc")), "stock_ovc");
  EXPECT_EQ(study_table_name(Market::kBinance, kind("b")), "coin_future_b");
  EXPECT_EQ(study_table_name(Market::kBinance, kind("og")), "coin_og");
  EXPECT_EQ(study_table_name(Market::kBinance, kind("ocvc")), "coin_ocvc");
  EXPECT_EQ(study_trade_table(report(), kind("orv"), Objective::kGm).name, "stock_orv_급등_GM_20240106093000");
}

TEST(StudyTables, TheBayesianTestLeavesTheBackTestsTableAlone) {
  EXPECT_NE(study_table_name(Market::kStock, kind("bt")), store::summary_table_name(Market::kStock));
  EXPECT_EQ(study_table_name(Market::kStock, kind("bt")), "stock_bt_opt");
}

TEST(StudyTables, TheSummaryHasTheVectorInFrontAndTheRangesAtTheEnd) {
  const store::ResultTable table = study_summary_table(report(), kind("o"), {{30, true}, {0.5, false}}, "self.vars[0] = [[30, 30, 0], 30]");
  ASSERT_EQ(table.columns.size(), 19u);
  EXPECT_EQ(table.columns.front().name, "변수");
  EXPECT_EQ(table.columns[1].name, "배팅금액");
  EXPECT_EQ(table.columns.back().name, "범위설정");
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].index, "20240106093000");
  EXPECT_EQ(std::get<std::string>(table.rows[0].values.front()), "30;0.5");
  EXPECT_EQ(std::get<std::string>(table.rows[0].values.back()), "self.vars[0] = [[30, 30, 0], 30]");
  EXPECT_EQ(table.rows[0].values.size(), 19u);
}

TEST(StudyTables, TheGeneticListHoldsTheBestDistinctVectors) {
  std::vector<StoredTrial> trials = {trial({1}, 5), trial({2}, 9), trial({1}, 5), trial({3}, kScoreOutsideLimits, false)};
  for (int k = 0; k < 200; ++k) trials.push_back(trial({100.0 + k}, -k));
  const store::ResultTable table = genetic_table(spec("og"), trials, 20240106093000);
  ASSERT_EQ(table.rows.size(), kGeneticRows);
  EXPECT_EQ(std::get<std::string>(table.rows[0].values[2]), "2");
  EXPECT_EQ(std::get<std::string>(table.rows[1].values[2]), "1");
  EXPECT_EQ(std::get<std::string>(table.rows[2].values[2]), "100");
  EXPECT_EQ(std::get<double>(table.rows[0].values[1]), 9);
}

TEST(StudyTables, EqualScoresDoNotOverwriteEachOther) {
  const std::vector<StoredTrial> trials = {trial({1}, 5), trial({2}, 5)};
  EXPECT_EQ(genetic_table(spec("og"), trials, 20240106093000).rows.size(), 2u);
}

ConditionLayout layout() { return condition_layout("등락율 > 5\n현재가 > 1000\n", "수익률 > 2\n", Market::kStock, market::Frame::kTick); }

// vars[0] is the average; buy conditions 1 and 2, sell condition 3.
const std::vector<StoredTrial> kSets = {trial({30, 1, 0, 1}, 10), trial({30, 0, 1, 1}, -4), trial({30, 1, 1, 1}, 2), trial({30, 1, 0, 1}, 10)};

TEST(ConditionReport, CountsDistinctSetsAndComparesTheirScores) {
  const auto figures = condition_figures(layout(), kSets);
  ASSERT_EQ(figures.size(), 3u);
  EXPECT_EQ(figures[0].text, "등락율 > 5");
  EXPECT_EQ(figures[0].lift.count, 2);
  EXPECT_EQ(figures[0].kept, 2);
  EXPECT_DOUBLE_EQ(figures[0].lift.mean_with, 6);
  EXPECT_DOUBLE_EQ(figures[0].lift.mean_without, -4);
  EXPECT_DOUBLE_EQ(figures[0].lift.lift, 1.5);  // in the one best set, and in 2 of 3 sets
  EXPECT_EQ(figures[1].kept, 1);
  EXPECT_DOUBLE_EQ(figures[1].lift.lift, 0);
  EXPECT_FALSE(figures[2].is_buy);
  EXPECT_EQ(figures[2].lift.count, 3);
}

TEST(ConditionReport, SaysNothingOfSetsThatWereNeverScored) {
  for (const ConditionFigures& one : condition_figures(layout(), {})) EXPECT_EQ(one.lift.count + one.kept, 0);
}

TEST(StudyTables, TheConditionListHoldsAssembledTextsOfSetsThatEarn) {
  const store::ResultTable table = condition_table(spec("oc"), layout(), kSets, 20240106093000);
  ASSERT_EQ(table.rows.size(), 2u);
  const std::string buy = std::get<std::string>(table.rows[0].values[2]);
  EXPECT_NE(buy.find("등락율 > 5"), std::string::npos);
  EXPECT_EQ(buy.find("현재가 > 1000"), std::string::npos);
  EXPECT_NE(std::get<std::string>(table.rows[0].values[3]).find("수익률 > 2"), std::string::npos);
  const store::ResultTable frequency = condition_frequency_table(spec("oc"), layout(), kSets, 20240106093000);
  EXPECT_EQ(frequency.name, "stock_oc_conds");
  ASSERT_EQ(frequency.rows.size(), 1u);
  EXPECT_NE(std::get<std::string>(frequency.rows[0].values[0]).find("등락율 > 5 : 2"), std::string::npos);
}

}  // namespace
}  // namespace stom::optimize
