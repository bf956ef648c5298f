#include "optimize/aggregate.h"

#include <algorithm>

namespace stom::optimize {
namespace {

double mean_of(std::span<const FoldScore> folds, bool weighted) {
  const double count = static_cast<double>(folds.size());
  double sum = 0;
  for (std::size_t i = 0; i < folds.size(); ++i)
    sum += folds[i].validation * (weighted ? 2 * (count - static_cast<double>(i)) / (count + 1) : 1);
  return sum / count;
}

double deviation_of(std::span<const FoldScore> folds) {
  if (folds.size() < 2) return 0;
  const double mean = mean_of(folds, false);
  double squares = 0;
  for (const FoldScore& fold : folds) squares += (fold.validation - mean) * (fold.validation - mean);
  return std::sqrt(squares / static_cast<double>(folds.size() - 1));
}

double median_of(std::span<const FoldScore> folds) {
  std::vector<double> values;
  for (const FoldScore& fold : folds) values.push_back(fold.validation);
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double minimum_of(std::span<const FoldScore> folds) {
  return std::min_element(folds.begin(), folds.end(), [](const FoldScore& a, const FoldScore& b) { return a.validation < b.validation; })
      ->validation;
}

}  // namespace

double violation(const Constraints& constraints, const backtest::Metrics& metrics) {
  const double values[] = {metrics.mdd, static_cast<double>(metrics.max_hold_count), metrics.win_rate, metrics.avg_profit_pct,
                           metrics.trades_per_day, metrics.cagr, metrics.tpi};
  double sum = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    const double low = constraints.limits[2 * i], high = constraints.limits[2 * i + 1];
    const double width = high > low ? high - low : 1;
    sum += std::max({low - values[i], values[i] - high, 0.0}) / width;
  }
  return sum;
}

double part_score(const ScoreRules& rules, const backtest::Metrics& metrics, double bet, Part part) {
  return rules.keeps_sign ? signed_score(rules.objective, metrics, bet, rules.constraints, part)
                          : score(rules.objective, metrics, bet, rules.constraints, part);
}

double aggregate(Aggregation aggregation, Objective objective, std::span<const FoldScore> folds, double bet, bool weighted) {
  if (folds.empty()) return 0;
  switch (aggregation) {
    case Aggregation::kProduct: return merge(objective, folds, bet, weighted);
    case Aggregation::kMean: return mean_of(folds, weighted);
    case Aggregation::kMedian: return median_of(folds);
    case Aggregation::kMinimum: return minimum_of(folds);
    case Aggregation::kMeanLessDeviation: return mean_of(folds, weighted) - kDeviationShare * deviation_of(folds);
  }
  return 0;
}

Outcome outcome_of(std::span<const PartResult> parts, std::int64_t trades, const ScoreRules& rules, double bet) {
  if (trades == 0) return {kScoreWithoutTrades, false, 0};
  Outcome outcome;
  std::vector<FoldScore> folds;
  for (const PartResult& part : parts) {
    if (part.part == Part::kValidation) {
      folds.back().validation = part.score;
      continue;
    }
    folds.push_back({part.score, 0});
    if (part.score != kScoreOutsideLimits) continue;
    outcome.feasible = false;
    outcome.violation += violation(rules.constraints, part.metrics);
  }
  if (!outcome.feasible) outcome.score = kScoreOutsideLimits;
  else if (parts.size() == 1) outcome.score = parts.front().score;
  else outcome.score = aggregate(rules.aggregation, rules.objective, folds, bet, rules.weighted_folds);
  return outcome;
}

}  // namespace stom::optimize
