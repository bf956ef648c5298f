// How a vector stands among its neighbours (one step in one variable): a plateau or a lone peak.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace stom::optimize {

struct StabilityCell {
  int variable = 0;
  double value = 0, score = 0;   // the best vector with this variable set to value; NaN where not scored
};
struct StabilityMap {
  std::vector<StabilityCell> cells;
  int neighbours = 0;            // scored ones, one candidate step away in one variable
  double neighbour_ratio = 0;    // mean score of the neighbours / own score; 0 where none was scored or the own score is not positive
  bool lone_peak = false;        // ratio < 0.5
};

struct ScoredVector {
  std::vector<double> values;
  double score = 0;
  bool feasible = true;
};
// candidates: per variable, in step order. A vector that may not win (no trades, outside the limits) counts and shows as 0, so that its
// huge negative mark does not stand for the whole neighbourhood. A variable without candidates shows the values that were scored.
[[nodiscard]] StabilityMap stability_map(std::span<const ScoredVector> trials, std::size_t best,
                                         std::span<const std::vector<double>> candidates);

}  // namespace stom::optimize
