// From the parts of a trial to one outcome (optimisation spec 5.5, 12.3; known defect K19).
#pragma once

#include "optimize/trial.h"

namespace stom::optimize {

inline constexpr double kDeviationShare = 0.5;  // λ of mean − λ·deviation

// By how much a part misses the constraints: the sum over them of the distance to the range in widths of the range; 0 where they hold.
[[nodiscard]] double violation(const Constraints& constraints, const backtest::Metrics& metrics);

// Score of a part by the rules of the search: signed_score(), or the reference's products.
[[nodiscard]] double part_score(const ScoreRules& rules, const backtest::Metrics& metrics, double bet, Part part);

// Validation scores of the folds, newest first, as one number. `weighted`: recent folds count more, weights 2(n − i)/(n + 1), which sum
// to n; the median and the minimum know no weights. kProduct is merge() of objective.h.
[[nodiscard]] double aggregate(Aggregation aggregation, Objective objective, std::span<const FoldScore> folds, double bet, bool weighted);

// parts as in TrialResult. No trade at all: kScoreWithoutTrades. A total or train part outside the limits: kScoreOutsideLimits, whatever
// the validation parts are worth. Both are infeasible.
[[nodiscard]] Outcome outcome_of(std::span<const PartResult> parts, std::int64_t trades, const ScoreRules& rules, double bet);

}  // namespace stom::optimize
