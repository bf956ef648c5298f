// The honest figures of a finished search (optimisation spec 12.4, 12.5), from its stored trials. Internal to the study runner.
#pragma once

#include "optimize/overfitting.h"
#include "optimize/study_problem.h"

namespace stom::optimize {

struct StatisticsInput {
  const StudySpec& spec;
  const Space& space;
  std::span<const StoredTrial> trials;                 // of one stage
  std::size_t best = 0;                                // among them
  std::span<const backtest::TradeRecord> trades;       // of the best vector on the search period, in result order
  std::int64_t trials_ever = 0;
  std::vector<WalkForwardOutcome> windows;             // of a walk-forward
};
// Copies and trials stopped early have no daily series of their own; they count among trials_ever.
[[nodiscard]] OverfittingReport study_statistics(const StatisticsInput& input, const StopFlag& stop);

}  // namespace stom::optimize
