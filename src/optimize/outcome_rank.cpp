#include "optimize/outcome_rank.h"

#include <limits>

#include "optimize/objective.h"

namespace stom::optimize {

OutcomeRank rank(const Outcome& outcome) {
  if (!std::isfinite(outcome.score)) return {3, 0, 0};
  const double violation = std::isnan(outcome.violation) ? std::numeric_limits<double>::infinity() : outcome.violation;
  if (outcome.score == kScoreWithoutTrades) return {2, violation, 0};
  if (outcome.feasible && outcome.score != kScoreOutsideLimits) return {0, 0, outcome.score};
  return {1, violation, outcome.score};
}

bool ranks_before(const OutcomeRank& a, const OutcomeRank& b) {
  if (a.group != b.group) return a.group < b.group;
  if (a.violation != b.violation) return a.violation < b.violation;
  return a.score > b.score;
}

}  // namespace stom::optimize
