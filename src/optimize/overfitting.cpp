#include "optimize/overfitting.h"

#include <cmath>

namespace stom::optimize {
namespace {

constexpr std::size_t kFewestDaysOfAnything = 3;

std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

// One trial out of each of `most` equal stretches, the best among them, in their order.
std::vector<std::vector<double>> even_sample(std::span<const std::vector<double>> series, std::size_t best, std::size_t most) {
  std::vector<std::vector<double>> sample;
  for (std::size_t i = 0; i < most; ++i) {
    std::size_t at = i * series.size() / most;
    const std::size_t next = (i + 1) * series.size() / most;
    if (at <= best && best < next) at = best;
    sample.push_back(series[at]);
  }
  return sample;
}

std::vector<double> usable_sharpes(std::span<const std::vector<double>> series) {
  std::vector<double> sharpes;
  for (const std::vector<double>& values : series) {
    const SeriesMoments figures = moments(values);
    if (figures.deviation > 0) sharpes.push_back(figures.sharpe());
  }
  return sharpes;
}

// Figures of the best series against the number of attempts.
void judge_sharpe(const OverfittingInput& input, OverfittingReport& report) {
  const std::span<const std::vector<double>> series = input.daily_returns;
  const double tried = static_cast<double>(report.trials), days = static_cast<double>(report.days);
  report.effective_trials = effective_trials(average_correlation(series), tried);
  report.minimum_years = finite(minimum_backtest_years(report.effective_trials, kLuckySharpe));
  report.annual_sharpe = report.best.sharpe() * std::sqrt(static_cast<double>(input.days_a_year));
  if (!(report.best.deviation > 0) || report.days < static_cast<std::int64_t>(kFewestDaysOfAnything)) return;

  const SeriesMoments& best = report.best;
  report.track_record_days = finite(minimum_track_record(best.sharpe(), 0, kTrackRecordAlpha, best.skewness, best.kurtosis));
  const std::vector<double> sharpes = usable_sharpes(series);
  report.haircut = haircut_sharpe(sharpes, best.sharpe(), days, tried);
  if (sharpes.size() < 2) return;
  const double deviation = moments(sharpes).deviation;
  report.deflated_sharpe =
      finite(deflated_sharpe(best.sharpe(), deviation * deviation, report.effective_trials, days, best.skewness, best.kurtosis));
}

// The tests that look at all trials together, on a bounded number of them.
void judge_selection(const OverfittingInput& input, const StopFlag& stop, OverfittingReport& report) {
  std::span<const std::vector<double>> series = input.daily_returns;
  std::vector<std::vector<double>> sample;
  if (input.most_trials > 0 && series.size() > input.most_trials) {
    sample = even_sample(series, input.best, input.most_trials);
    series = sample;
  }
  const auto days = static_cast<std::size_t>(report.days);
  if (days >= kFewestDaysOfAnything) report.spa_p = superior_ability_p(series, kResamples, input.seed, stop);
  const int blocks = suitable_blocks(days);
  if (blocks == 0 || series.size() < 2) return;
  report.cscv = probability_of_overfitting(series, blocks, input.seed, stop);
  report.pbo = report.cscv->probability;
}

}  // namespace

OverfittingReport assess(const OverfittingInput& input, const StopFlag& stop) {
  OverfittingReport report;
  report.distinct_trials = static_cast<std::int64_t>(input.daily_returns.size());
  report.trials = std::max(input.trials_ever, report.distinct_trials);
  report.effective_trials = static_cast<double>(report.trials);
  report.trades = input.trades;
  if (!report.trades && !input.trade_profits.empty()) report.trades = static_cast<std::int64_t>(input.trade_profits.size());
  report.days = static_cast<std::int64_t>(common_length(input.daily_returns));
  if (input.days_a_year > 0) report.years = static_cast<double>(report.days) / input.days_a_year;

  if (input.best < input.daily_returns.size() && report.days > 0) {
    report.best = moments(input.daily_returns[input.best]);
    judge_sharpe(input, report);
    judge_selection(input, stop, report);
    if (input.required_money > 0) {
      std::vector<double> daily = input.daily_returns[input.best];
      for (double& value : daily) value *= input.required_money;
      report.bands = drawdown_bands(input.trade_profits, daily, input.required_money, kResamples, input.seed, stop);
    }
  }
  if (input.best_scored < input.scored.size()) report.stability = stability_map(input.scored, input.best_scored, input.candidates);
  if (!input.windows.empty()) report.walk_forward = walk_forward_figures(input.windows, input.candidates);
  return report;
}

Verdict verdict_of(const OverfittingReport& report) {
  const bool few_trades = report.trades && *report.trades < kFewestTrades;
  if (report.days < kFewestDays || few_trades || report.distinct_trials < kFewestTrials) return Verdict::kTooLittle;
  if (!report.deflated_sharpe || !report.pbo) return Verdict::kTooLittle;
  if (*report.pbo >= kWorthlessPbo || *report.deflated_sharpe < kWorthlessDsr) return Verdict::kWorthless;
  return *report.deflated_sharpe >= kGoodDsr && *report.pbo < kGoodPbo ? Verdict::kGood : Verdict::kDoubtful;
}

}  // namespace stom::optimize
