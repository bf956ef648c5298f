// How much of the differences between trials each variable explains: functional analysis of variance on a forest of regression
// trees (Hutter, Hoos, Leyton-Brown 2014, "An Efficient Approach for Assessing Hyperparameter Importance"; first-order shares).
// The trees predict every vector of the space, so that a search which looked at some values more than at others, or moved one
// variable at a time, is weighed as if it had looked everywhere alike. Deterministic: same input, same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace stom::optimize {

struct ImportanceInput {
  std::vector<std::size_t> levels;                 // number of values per variable
  std::vector<std::vector<std::uint32_t>> points;  // per trial: number of the value of each variable
  std::vector<double> targets;                     // per trial; ranks keep outliers from deciding
};

struct Importance {
  std::vector<double> share;  // of the variance, per variable, 0 … 1
  double together = 0;        // what no variable explains alone: interactions (and what the trees took from noise)
};

inline constexpr std::size_t kLeastImportanceTrials = 8;

// Nothing if there are fewer trials than kLeastImportanceTrials or all targets are equal.
[[nodiscard]] std::optional<Importance> parameter_importance(const ImportanceInput& input);

}  // namespace stom::optimize
