#include "optimize/searcher.h"

#include "optimize/objective.h"

namespace stom::optimize {

bool is_result(const Outcome& outcome) {
  return outcome.feasible && std::isfinite(outcome.score) && outcome.score != kScoreWithoutTrades && outcome.score != kScoreOutsideLimits;
}

bool is_better(const Outcome& a, const Outcome& b) {
  const bool a_counts = is_result(a), b_counts = is_result(b);
  if (a_counts != b_counts) return a_counts;
  // Numbers that are not finite come last, so that the order stays total.
  const bool a_finite = std::isfinite(a.score), b_finite = std::isfinite(b.score);
  if (a_finite != b_finite) return a_finite;
  if (a_finite && a.score != b.score) return a.score > b.score;
  return a.violation < b.violation;
}

}  // namespace stom::optimize
