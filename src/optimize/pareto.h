// Which of several outcomes no other one beats in every objective: fronts and crowding (Deb, Pratap, Agarwal, Meyarivan 2002).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace stom::optimize {

struct ParetoOutcome {
  std::vector<double> objectives;  // each: higher is better; as many in every outcome
  bool feasible = true;            // false: no trades, or a constraint does not hold
  double violation = 0;            // ≥ 0, where infeasible
};

// Feasible, and every objective a finite number that is no mark of objective.h.
[[nodiscard]] bool is_result(const ParetoOutcome& outcome);
// Constrained domination: a result over none, of two that are none the smaller violation, of two results the one that is no worse in any
// and better in some objective.
[[nodiscard]] bool dominates(const ParetoOutcome& a, const ParetoOutcome& b);

// 0 for outcomes that none dominates, 1 for those that only members of front 0 dominate, …
[[nodiscard]] std::vector<int> front_ranks(std::span<const ParetoOutcome> outcomes);
// How far apart the neighbours of each member of one front are; infinite at the ends of an objective.
[[nodiscard]] std::vector<double> crowding_distances(std::span<const ParetoOutcome> outcomes, const std::vector<std::size_t>& front);

}  // namespace stom::optimize
