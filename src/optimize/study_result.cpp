#include "optimize/study_result.h"

#include "optimize/aggregate.h"
#include "optimize/turn.h"

namespace stom::optimize {
namespace {

// Figures of the trades inside `days`; train: those of the search period outside of them.
backtest::Metrics figures(const VectorRun& run, const StudySpec& spec, const DayRange& days) {
  return part_metrics(run.trades, run.series, spec.base.bet, spec.base.market, spec.base.frame, {days.first, days.last, days.days}, false,
                      0, days.days, PartForm::kByTime);
}

backtest::Metrics train_figures(const VectorRun& run, const StudySpec& spec, const DayRange& search, const DayRange& validation) {
  return part_metrics(run.trades, run.series, spec.base.bet, spec.base.market, spec.base.frame,
                      {validation.first, validation.last, validation.days}, true, search.last + 1, search.days - validation.days,
                      PartForm::kByTime);
}

double score_of(const StudySpec& spec, const backtest::Metrics& metrics, Part part) {
  return part_score(spec.rules, metrics, spec.base.bet, part);
}

}  // namespace

std::vector<TradingDay> trading_days(const store::MarketData& data, const StudySpec& spec) {
  const std::int64_t divisor = market::day_divisor(spec.base.frame);
  std::vector<TradingDay> days;
  for (const store::WatchListRow& row : data.watch_list({spec.start, spec.end, spec.base.run.start_time, spec.base.run.end_time}).rows) {
    const auto day = static_cast<TradingDay>(row.time / divisor);
    if (days.empty() || days.back() != day) days.push_back(day);
  }
  return days;
}

VectorRun run_vector(const store::MarketData& data, const StudyProblem& problem, const Vector& vector, const DayRange& days,
                     Progress& progress, const StopFlag& stop) {
  backtest::RunSpec spec = plain_run(problem, vector);
  spec.run.first_day = days.first;
  spec.run.last_day = days.last;
  spec.load.last_day = std::min(spec.load.last_day, days.last);
  backtest::RunResult result = backtest::run_backtest(data, spec, progress, stop);
  VectorRun run;
  if (result.error) run.error = VectorError{vector, *result.error};
  run.series = backtest::holding_series(data.watch_list(spec.run), result.trades);
  for (const std::size_t i : backtest::result_order(result.trades, spec.settings.sort_by_buy_time))
    run.trades.push_back(std::move(result.trades[i]));
  return run;
}

std::vector<StageResult> window_results(const VectorRun& run, const StudySpec& spec, const WindowPlan& plan, int stage,
                                        const Vector& vector) {
  std::vector<StageResult> results;
  const auto add = [&](StageRole role, int fold, const DayRange& days, const backtest::Metrics& metrics, Part part) {
    results.push_back({stage, fold, role, days, vector, metrics, score_of(spec, metrics, part)});
  };
  if (plan.validation.empty()) add(StageRole::kTrain, 0, plan.search, figures(run, spec, plan.search), Part::kTotal);
  for (std::size_t fold = 0; fold < plan.validation.size(); ++fold) {
    const DayRange& validation = plan.validation[fold];
    DayRange train = plan.search;
    train.days -= validation.days;
    add(StageRole::kTrain, static_cast<int>(fold), train, train_figures(run, spec, plan.search, validation), Part::kTrain);
    add(StageRole::kValidation, static_cast<int>(fold), validation, figures(run, spec, validation), Part::kValidation);
  }
  if (plan.test) add(StageRole::kTest, 0, *plan.test, figures(run, spec, *plan.test), Part::kValidation);
  add(StageRole::kWhole, 0, plan.whole, figures(run, spec, plan.whole), Part::kTotal);
  return results;
}

StageResult out_of_sample_result(const VectorRun& run, const StudySpec& spec, const DayRange& days, int stage, const Vector& vector) {
  const backtest::Metrics metrics = figures(run, spec, days);
  return {stage, 0, StageRole::kOutOfSample, days, vector, metrics, score_of(spec, metrics, Part::kValidation)};
}

backtest::Metrics stitched_metrics(const std::vector<VectorRun>& runs, const StudySpec& spec, std::int64_t days) {
  std::vector<backtest::TradeRecord> trades;
  backtest::HoldingSeries series;
  for (const VectorRun& run : runs) {
    trades.insert(trades.end(), run.trades.begin(), run.trades.end());
    series.time.insert(series.time.end(), run.series.time.begin(), run.series.time.end());
    series.count.insert(series.count.end(), run.series.count.begin(), run.series.count.end());
    series.amount.insert(series.amount.end(), run.series.amount.begin(), run.series.amount.end());
  }
  return backtest::compute_metrics(trades, series, spec.base.bet, spec.base.market, days, true);
}

}  // namespace stom::optimize
