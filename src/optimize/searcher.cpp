#include "optimize/searcher.h"

#include <limits>

#include "optimize/objective.h"

namespace stom::optimize {

namespace {

enum class Standing { kNoNumber, kNoTrades, kLimitsMissed, kResult };

Standing standing(const Outcome& outcome) {
  if (!std::isfinite(outcome.score)) return Standing::kNoNumber;
  if (outcome.score == kScoreWithoutTrades) return Standing::kNoTrades;
  return outcome.feasible && outcome.score != kScoreOutsideLimits ? Standing::kResult : Standing::kLimitsMissed;
}

double violation(const Outcome& outcome) {
  return std::isnan(outcome.violation) ? std::numeric_limits<double>::infinity() : outcome.violation;
}

}  // namespace

bool is_result(const Outcome& outcome) { return standing(outcome) == Standing::kResult; }

bool is_better(const Outcome& a, const Outcome& b) {
  const Standing standing_a = standing(a), standing_b = standing(b);
  if (standing_a != standing_b) return standing_a > standing_b;
  if (standing_a == Standing::kNoNumber) return false;
  if (standing_a == Standing::kResult) return a.score > b.score;
  return violation(a) != violation(b) ? violation(a) < violation(b) : a.score > b.score;
}

}  // namespace stom::optimize
