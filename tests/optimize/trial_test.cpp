// What a vector is worth must be what a back-test of it says.
#include "optimize/trial.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "optimize/turn.h"
#include "store/sample_rows.h"

namespace stom::optimize {
namespace {

using market::Frame;
using market::Market;

constexpr const char* kBuy = R"(
if not (체결강도 > self.vars[1]):
    매수 = False
elif not (현재가 > 이동평균(self.vars[2])):
    매수 = False
)";
constexpr const char* kSell = R"(
if 수익률 >= self.vars[3] or 수익률 <= -1 or 보유시간 > 120:
    매도 = True
)";

struct Market5Days {
  std::shared_ptr<const store::MarketData> data;
  std::vector<TradingDay> days;
};

const Market5Days& rows() {
  static const Market5Days kRows = [] {
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "trial_rows";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store::SampleOptions options;
    options.market = Market::kStock;
    options.frame = Frame::kTick;
    options.symbols = 4;
    options.days = 5;
    options.end_time = 91500;
    options.seed = 11;
    NoProgress silent;
    const StopFlag stop;
    store::write_sample_database(folder / "rows.db", options, silent, stop);
    Market5Days made;
    made.data = store::MarketData::open(folder / "rows.db", options.market, options.frame, {folder / "cache", 1, false}, silent, stop);
    for (const store::SymbolDays& symbol : made.data->all_symbols()) made.days.insert(made.days.end(), symbol.days.begin(), symbol.days.end());
    std::sort(made.days.begin(), made.days.end());
    made.days.erase(std::unique(made.days.begin(), made.days.end()), made.days.end());
    return made;
  }();
  return kRows;
}

backtest::RunSpec base_spec() {
  backtest::RunSpec base;
  base.market = Market::kStock;
  base.frame = Frame::kTick;
  base.load = base.run = {rows().days.front(), rows().days.back(), 90000, 91500};
  base.average_list = {30};
  base.bet = 1'000'000;
  base.buy_text = kBuy;
  base.sell_text = kSell;
  return base;
}

WindowPlan plan_of(std::size_t first, std::size_t last) {
  WindowPlan plan;
  plan.whole = plan.search = {rows().days[first], rows().days[last], static_cast<std::int64_t>(last - first + 1)};
  return plan;
}

Vector vector_of(double strength, double window, double profit) {
  return {{30, true}, {strength, true}, {window, true}, {profit, profit == 1}};
}

std::vector<TrialResult> evaluate(const WindowPlan& plan, const ScoreRules& rules, std::span<const Vector> vectors, EvaluatorOptions options = {},
                                  unsigned threads = 1) {
  backtest::RunSpec base = base_spec();
  base.threads = threads;
  TrialEvaluator evaluator(*rows().data, base, plan, rules, options, 4);
  NoProgress silent;
  const StopFlag stop;
  std::optional<VectorError> error;
  auto results = evaluator.evaluate(vectors, silent, stop, error);
  EXPECT_FALSE(error);
  return results;
}

std::vector<backtest::TradeRecord> trades_alone(const Vector& vector, const DayRange& days, store::WatchList& watch_list) {
  backtest::RunSpec spec = base_spec();
  spec.vars = parameters(vector);
  spec.run.first_day = days.first;
  spec.run.last_day = days.last;
  NoProgress silent;
  const StopFlag stop;
  backtest::RunResult run = backtest::run_backtest(*rows().data, spec, silent, stop);
  watch_list = rows().data->watch_list(spec.run);
  std::vector<backtest::TradeRecord> ordered;
  for (const std::size_t i : backtest::result_order(run.trades, false)) ordered.push_back(std::move(run.trades[i]));
  return ordered;
}

void expect_equal(const backtest::Metrics& a, const backtest::Metrics& b) {
  EXPECT_EQ(a.trades, b.trades);
  EXPECT_EQ(a.wins, b.wins);
  EXPECT_EQ(a.total_profit, b.total_profit);
  EXPECT_EQ(a.max_hold_count, b.max_hold_count);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.mdd, b.mdd);
  EXPECT_EQ(a.mdd_amount, b.mdd_amount);
  EXPECT_EQ(a.cagr, b.cagr);
  EXPECT_EQ(a.tpi, b.tpi);
  EXPECT_EQ(a.avg_hold, b.avg_hold);
  EXPECT_EQ(a.trades_per_day, b.trades_per_day);
}

TEST(Trial, HasTheFiguresOfABackTest) {
  const WindowPlan plan = plan_of(0, 4);
  const std::vector<Vector> vectors = {vector_of(110, 20, 1), vector_of(150, 60, 0.4), vector_of(1e6, 20, 1)};
  const auto results = evaluate(plan, {}, vectors);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    store::WatchList watch_list;
    const auto trades = trades_alone(vectors[i], plan.search, watch_list);
    const backtest::Metrics expected =
        backtest::compute_metrics(trades, backtest::holding_series(watch_list, trades), 1'000'000, Market::kStock, 5, true);
    ASSERT_EQ(results[i].parts.size(), 1U);
    expect_equal(results[i].parts[0].metrics, expected);
    double daily = 0, sum = 0;
    for (const double profit : results[i].daily_profit) daily += profit;
    for (const backtest::TradeRecord& trade : trades) sum += trade.profit;
    EXPECT_EQ(results[i].daily_profit.size(), 5U);
    EXPECT_NEAR(daily, sum, 1e-6);
  }
  EXPECT_GT(results[0].trades, 0);
  EXPECT_EQ(results[2].trades, 0);
  EXPECT_EQ(results[2].outcome.score, kScoreWithoutTrades);
  EXPECT_FALSE(results[2].outcome.feasible);
}

TEST(Trial, PartsHaveTheFiguresOfTheirDays) {
  WindowPlan plan = plan_of(0, 4);
  plan.validation = {{rows().days[3], rows().days[4], 2}, {rows().days[1], rows().days[2], 2}};
  ScoreRules rules;
  rules.objective = Objective::kTp;
  const std::vector<Vector> vectors = {vector_of(110, 20, 1)};
  const TrialResult result = evaluate(plan, rules, vectors).front();
  ASSERT_EQ(result.parts.size(), 4U);
  for (int fold = 0; fold < 2; ++fold) {
    const DayRange& window = plan.validation[static_cast<std::size_t>(fold)];
    store::WatchList watch_list;
    const auto trades = trades_alone(vectors[0], window, watch_list);
    const backtest::Metrics expected =
        backtest::compute_metrics(trades, backtest::holding_series(watch_list, trades), 1'000'000, Market::kStock, 2, true);
    EXPECT_GT(expected.trades, 0);
    expect_equal(result.parts[static_cast<std::size_t>(fold) * 2 + 1].metrics, expected);
    EXPECT_EQ(result.parts[static_cast<std::size_t>(fold) * 2].metrics.trades + expected.trades, result.trades);
  }
  const FoldScore folds[] = {{result.parts[0].score, result.parts[1].score}, {result.parts[2].score, result.parts[3].score}};
  EXPECT_EQ(result.outcome.score, merge(Objective::kTp, folds, 1'000'000, true));
}

TEST(Trial, IsTheSameAloneAndAmongOthersWhateverTheThreadsAndTheMemory) {
  const WindowPlan plan = plan_of(0, 4);
  std::vector<Vector> vectors;
  for (const double strength : {90.0, 110.0, 140.0}) {
    for (const double window : {10.0, 40.0}) {
      for (const double profit : {0.3, 1.0}) vectors.push_back(vector_of(strength, window, profit));
    }
  }
  const auto all = evaluate(plan, {}, vectors);
  const auto cramped = evaluate(plan, {}, vectors, {10'000, true}, 3);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const TrialResult alone = evaluate(plan, {}, std::span(vectors).subspan(i, 1)).front();
    for (const TrialResult* other : {&alone, &cramped[i]}) {
      EXPECT_EQ(other->outcome.score, all[i].outcome.score);
      EXPECT_EQ(other->daily_profit, all[i].daily_profit);
      expect_equal(other->parts[0].metrics, all[i].parts[0].metrics);
    }
  }
}

TEST(Trial, NeverLoadsRowsAfterItsSearchPeriod) {
  const WindowPlan plan = plan_of(0, 2);
  const std::vector<Vector> vectors = {vector_of(110, 20, 1)};
  const TrialResult result = evaluate(plan, {}, vectors).front();
  EXPECT_EQ(result.daily_profit.size(), 3U);
  store::WatchList watch_list;
  EXPECT_EQ(result.trades, static_cast<std::int64_t>(trades_alone(vectors[0], plan.search, watch_list).size()));
}

TEST(Trial, StoppingEarlyNeverChangesTheWinner) {
  const WindowPlan plan = plan_of(0, 4);
  std::vector<Vector> vectors;
  for (const double strength : {80.0, 120.0, 200.0, 300.0}) vectors.push_back(vector_of(strength, 20, 0.3));
  const auto free = evaluate(plan, {}, vectors);
  ScoreRules rules;
  std::vector<double> daily;
  for (const TrialResult& result : free) daily.push_back(result.parts[0].metrics.trades_per_day);
  std::sort(daily.begin(), daily.end());
  rules.constraints.limits[9] = daily[1];
  const auto patient = evaluate(plan, rules, vectors, {2ULL << 30, false});
  const auto hasty = evaluate(plan, rules, vectors, {2ULL << 30, true});
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    EXPECT_EQ(hasty[i].outcome.feasible, patient[i].outcome.feasible);
    EXPECT_EQ(hasty[i].outcome.score, patient[i].outcome.score);
  }
}

TEST(Trial, NamesTheVectorThatRaises) {
  backtest::RunSpec base = base_spec();
  base.sell_text = "if 1 / (self.vars[3] - 1) > 수익률 + 1000:\n    매도 = True\n";
  TrialEvaluator evaluator(*rows().data, base, plan_of(0, 4), {}, {}, 4);
  const std::vector<Vector> vectors = {vector_of(110, 20, 0.4), vector_of(110, 20, 1)};
  NoProgress silent;
  const StopFlag stop;
  std::optional<VectorError> error;
  EXPECT_TRUE(evaluator.evaluate(vectors, silent, stop, error).empty());
  ASSERT_TRUE(error);
  EXPECT_EQ(error->vector, vectors[1]);
  EXPECT_EQ(error->error.error.kind, "ZeroDivisionError");
}

TEST(Trial, RefusesTextsThatCannotRun) {
  backtest::RunSpec base = base_spec();
  base.buy_text = "if 모르는이름 > 3:\n    매수 = False\n";
  EXPECT_THROW(TrialEvaluator(*rows().data, base, plan_of(0, 4), {}, {}, 4), UsageError);
}

}  // namespace
}  // namespace stom::optimize
