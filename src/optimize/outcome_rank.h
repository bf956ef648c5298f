// The order of outcomes that is_better() compares by and samplers learn from: feasible by score, then
// trials that miss constraints by how much, then trials without trades, then scores that are not finite numbers.
#pragma once

#include "optimize/searcher.h"

namespace stom::optimize {

struct OutcomeRank {
  int group = 0;         // 0 feasible, 1 misses constraints, 2 without trades, 3 no number
  double violation = 0;  // smaller is better; 0 in groups 0 and 3
  double score = 0;      // higher is better; 0 in groups 2 and 3

  friend bool operator==(const OutcomeRank&, const OutcomeRank&) = default;
};

[[nodiscard]] OutcomeRank rank(const Outcome& outcome);
// Strict and total but for equal ranks.
[[nodiscard]] bool ranks_before(const OutcomeRank& a, const OutcomeRank& b);

}  // namespace stom::optimize
