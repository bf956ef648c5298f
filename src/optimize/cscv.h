// Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado, Zhu 2017):
// the days are cut into S blocks; for every choice of S/2 blocks the best trial there is looked up in the other half. How often
// does it end in the lower half of all trials? Performance is the daily Sharpe ratio.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"

namespace stom::optimize {

struct CscvResult {
  double probability = 0;            // PBO
  double slope = 0;                  // of out-of-sample on in-sample performance of the chosen trials
  double loss_probability = 0;       // share of choices whose chosen trial loses out of sample
  std::vector<double> logits;        // one per combination, ascending; empty: there was nothing to choose between
};

inline constexpr int kMostCscvBlocks = 48;

// series: one per trial, equally long; rows that do not fill the blocks are dropped at the old end. blocks: even, 2 …
// kMostCscvBlocks. More than 12,870 combinations (S > 16): 20,000 drawn with the seed. Without two trials, or with fewer days
// than blocks (two blocks: fewer than four days), the result is empty. Throws UsageError for a wrong number of blocks.
[[nodiscard]] CscvResult probability_of_overfitting(std::span<const std::vector<double>> series, int blocks, std::uint64_t seed,
                                                    const StopFlag& stop);

// The largest even number of blocks, at most 16, that leaves two days in every block; 0 where even four blocks do not.
[[nodiscard]] int suitable_blocks(std::size_t days);

}  // namespace stom::optimize
