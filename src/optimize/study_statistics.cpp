#include "optimize/study_statistics.h"

#include <limits>

namespace stom::optimize {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

std::vector<double> values_of(const Vector& vector) {
  std::vector<double> values;
  for (const Candidate& candidate : vector) values.push_back(candidate.value);
  return values;
}

std::vector<double> daily_return(const StudySpec& spec, const TrialResult& result) {
  const double money = result.seed > 0 ? result.seed : spec.base.bet;
  std::vector<double> series = result.daily_profit;
  for (double& value : series) value /= money;
  return series;
}

}  // namespace

OverfittingReport study_statistics(const StatisticsInput& input, const StopFlag& stop) {
  OverfittingInput assessed;
  std::vector<std::vector<double>> series;
  std::vector<ScoredVector> scored;
  assessed.best = assessed.best_scored = kNone;
  // A best trial that repeats an earlier one is that one.
  const std::size_t best = input.trials[input.best].copy_of >= 0 ? static_cast<std::size_t>(input.trials[input.best].copy_of) : input.best;
  for (std::size_t i = 0; i < input.trials.size(); ++i) {
    const StoredTrial& trial = input.trials[i];
    if (trial.copy_of >= 0) continue;
    if (i == best) assessed.best_scored = scored.size();
    scored.push_back({values_of(trial.vector), trial.result.outcome.score, trial.result.outcome.feasible});
    if (trial.result.stopped_early) continue;
    if (i == best) assessed.best = series.size();
    series.push_back(daily_return(input.spec, trial.result));
  }
  std::vector<double> profits;
  for (const backtest::TradeRecord& trade : input.trades) profits.push_back(trade.profit);
  std::vector<std::vector<double>> candidates;
  for (const Dimension& dimension : input.space.dimensions) candidates.push_back(values_of(dimension.candidates));

  assessed.daily_returns = series;
  assessed.trials_ever = input.trials_ever;
  assessed.days_a_year = input.spec.base.market == market::Market::kStock ? 250 : 365;
  assessed.seed = input.spec.seed;
  assessed.trades = static_cast<std::int64_t>(profits.size());
  assessed.trade_profits = profits;
  assessed.required_money = input.trials[input.best].result.seed;
  assessed.scored = scored;
  assessed.candidates = candidates;
  assessed.windows = input.windows;
  return assess(assessed, stop);
}

}  // namespace stom::optimize
