// Ranks and correlation of two series; NaN where a series does not vary.
#pragma once

#include <span>
#include <vector>

namespace stom::optimize {

// 1 … n, ascending; equal values share their mean rank.
[[nodiscard]] std::vector<double> mean_ranks(std::span<const double> values);
[[nodiscard]] double correlation(std::span<const double> a, std::span<const double> b);       // Pearson
[[nodiscard]] double rank_correlation(std::span<const double> a, std::span<const double> b);  // Spearman

}  // namespace stom::optimize
