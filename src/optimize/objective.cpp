#include "optimize/objective.h"

#include <cmath>

#include "base/rounding.h"

namespace stom::optimize {
namespace {

// Ratios over the drawdown rate are array numbers in the reference and round in the scaled form; all others are plain.
bool divides_by_rate(Objective objective) { return objective >= Objective::kPm && objective <= Objective::kPtm; }

}  // namespace

bool Constraints::hold(const backtest::Metrics& metrics) const {
  const double values[] = {metrics.mdd, static_cast<double>(metrics.max_hold_count), metrics.win_rate, metrics.avg_profit_pct,
                           metrics.trades_per_day, metrics.cagr, metrics.tpi};
  for (std::size_t i = 0; i < 7; ++i) {
    if (!(limits[2 * i] <= values[i] && values[i] <= limits[2 * i + 1])) return false;
  }
  return true;
}

double score(Objective objective, const backtest::Metrics& metrics, double bet, const Constraints& constraints, Part part) {
  if (metrics.trades == 0) return 0;
  if (part != Part::kValidation && !constraints.hold(metrics)) return kScoreOutsideLimits;
  const double tpp = metrics.total_profit_pct, tsg = static_cast<double>(metrics.total_profit), app = metrics.avg_profit_pct,
               wr = metrics.win_rate, tpi = metrics.tpi, cagr = metrics.cagr;
  const double mdd = metrics.mdd != 0 ? metrics.mdd : 0.01;
  const double fall = metrics.mdd_amount != 0 ? static_cast<double>(metrics.mdd_amount) : 1;
  switch (objective) {
    case Objective::kTp: return tpp;
    case Objective::kTg: return tsg;
    case Objective::kTpi: return tpi;
    case Objective::kCagr: return cagr;
    case Objective::kPm: return round_scaled(tpp / mdd, 2);
    case Objective::kP2m: return round_scaled(tpp * tpp / mdd / 100, 2);
    case Objective::kPam: return round_scaled(tpp * app / mdd, 2);
    case Objective::kPwm: return round_scaled(tpp * wr / mdd / 100, 2);
    case Objective::kPtm: return round_scaled(tpp * app * wr * tpi * cagr / mdd / 10000, 2);
    case Objective::kGm: return round_decimal(tsg / fall, 2);
    case Objective::kG2m: return round_decimal(tsg * tsg / fall / bet, 2);
    case Objective::kGam: return round_decimal(tsg * app / fall, 2);
    case Objective::kGwm: return round_decimal(tsg * wr / fall / 100, 2);
    case Objective::kGtm: return round_decimal(tsg * app * wr * tpi * cagr / fall / 10000, 2);
  }
  return 0;
}

double signed_score(Objective objective, const backtest::Metrics& metrics, double bet, const Constraints& constraints, Part part) {
  const double value = score(objective, metrics, bet, constraints, part);
  if (value == kScoreOutsideLimits || metrics.trades == 0) return value;
  const bool loses = metrics.total_profit < 0, average_loses = metrics.avg_profit_pct < 0, year_loses = metrics.cagr < 0;
  switch (objective) {
    case Objective::kP2m:
    case Objective::kG2m: return loses ? -std::fabs(value) : value;
    case Objective::kPam:
    case Objective::kGam: return loses || average_loses ? -std::fabs(value) : value;
    case Objective::kPtm:
    case Objective::kGtm: return loses || average_loses || year_loses ? -std::fabs(value) : value;
    default: return value;
  }
}

double merge(Objective objective, std::span<const FoldScore> folds, double bet, bool weighted) {
  if (folds.empty()) return 0;
  const double count = static_cast<double>(folds.size());
  double sum = 0;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const double weight = weighted && folds.size() > 1 ? (count - static_cast<double>(i)) * 2 / count : 1;
    const double term = folds[i].train * folds[i].validation * weight;
    sum += folds[i].train < 0 && folds[i].validation < 0 ? -term : term;
  }
  const double mean = objective == Objective::kTg ? sum / count / bet : sum / count;
  return divides_by_rate(objective) ? round_scaled(mean, 2) : round_decimal(mean, 2);
}

}  // namespace stom::optimize
