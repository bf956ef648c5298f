// What a walk-forward shows beside its trades: how much of the in-sample result is kept out of sample (Pardo 2008, "The Evaluation
// and Optimization of Trading Strategies"), and how far the chosen values move from window to window.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace stom::optimize {

struct WalkForwardFigures {
  double efficiency = 0;             // annualised out-of-sample / in-sample result; 0 where the in-sample result is not positive
  double profitable_share = 0;       // of the windows
  std::vector<std::vector<double>> drift;  // per window after the first: change per variable in candidate steps
};

// One window, oldest first: results in one unit (money, or percent of the same capital) and trading days of each part.
struct WalkForwardOutcome {
  double in_sample = 0, out_of_sample = 0;
  std::int64_t in_sample_days = 0, out_of_sample_days = 0;
  std::vector<double> values;        // of the vector used out of sample
};
// candidates: per variable, in step order; a value that is none of them counts between its neighbours. A variable without candidates
// drifts in its own unit.
[[nodiscard]] WalkForwardFigures walk_forward_figures(std::span<const WalkForwardOutcome> windows,
                                                      std::span<const std::vector<double>> candidates);

}  // namespace stom::optimize
