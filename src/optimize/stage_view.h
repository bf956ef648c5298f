// What a report shows of one search (a study, or one walk-forward window of it): scores trial by trial, how much each variable
// matters, the best and mean score of every value and of every pair of values, training against validation.
// Only true scores are shown: trials without trades, outside the limits, or stopped early have none and count as such.
#pragma once

#include <limits>
#include <optional>

#include "optimize/study_store.h"

namespace stom::optimize {

inline constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();

// Whether the trial has a score that may be shown and compared.
[[nodiscard]] bool has_score(const StoredTrial& trial);

struct TrialPoint {
  std::int64_t number = 0;
  double score = kNoScore;  // NaN where the trial has none
  double best = kNoScore;   // of this and all trials before
};

// One value of a variable, or a bin of values where there are more than a picture can hold ("12.5~": from 12.5 on).
struct ValueSlot {
  double low = 0, high = 0;
  std::string label;
};
struct SlotScore {
  double best = kNoScore, mean = kNoScore;
  std::int64_t count = 0;
};

struct VariableView {
  int index = 0;                 // self.vars[index]
  double importance = kNoScore;  // share of the variance of the score ranks, 0 … 1; NaN with too few trials
  std::size_t values = 0;        // different ones tried
  std::vector<ValueSlot> slots;  // ascending
  std::vector<SlotScore> scores;
  std::optional<std::size_t> chosen;  // slot of the chosen vector
};

struct HeatMap {
  std::size_t x = 0, y = 0;      // positions in StageView::variables; x is the more important
  std::vector<SlotScore> cells;  // row by row of y, each with all of x
};

struct ScatterPoint {
  std::int64_t number = 0;
  double train = 0, validation = 0;  // means over the folds
};

struct StageView {
  int stage = 0;
  std::int64_t trials = 0, copies = 0, scored = 0, without_trades = 0, outside_limits = 0, stopped_early = 0;
  std::optional<StoredTrial> best;      // highest score, the earliest of equals
  Vector chosen;                        // what the study ended with; the best trial's where that is not known; may be empty
  std::vector<TrialPoint> objective;    // all trials in their order
  std::vector<VariableView> variables;  // those with more than one value, most important first
  double together = kNoScore;           // share that no variable explains alone
  std::vector<HeatMap> heat_maps;       // of every two of the first kMostHeatVariables variables, most important pairs first
  std::vector<ScatterPoint> scatter;    // trials with validation
  std::optional<ScatterPoint> chosen_scatter;
  double rank_correlation = kNoScore;  // of training with validation scores
};

inline constexpr std::size_t kMostHeatVariables = 5, kMostSlots = 24;

// `chosen`: what the study ended with; nullptr: the best trial's vector.
[[nodiscard]] StageView stage_view(int stage, std::span<const StoredTrial> trials, const Vector* chosen);

}  // namespace stom::optimize
