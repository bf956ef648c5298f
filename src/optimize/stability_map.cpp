#include "optimize/stability_map.h"

#include <cmath>
#include <limits>

#include "optimize/objective.h"

namespace stom::optimize {
namespace {

constexpr double kLonePeakRatio = 0.5;

// What a scored vector counts in the map: marks for "no trades" and "outside the limits" are no scores.
double counted(const ScoredVector& trial) {
  const bool is_mark = trial.score == kScoreWithoutTrades || trial.score == kScoreOutsideLimits;
  return trial.feasible && std::isfinite(trial.score) && !is_mark ? trial.score : 0.0;
}

// The only variable in which two vectors differ; their size where they are equal, none where they differ in more.
std::optional<std::size_t> single_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return std::nullopt;
  std::size_t at = a.size();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (at != a.size()) return std::nullopt;
    at = i;
  }
  return at;
}

using Scores = std::map<double, double>;  // value → score

void add_cells(int variable, const std::vector<double>& candidates, double own_value, const Scores& scored, StabilityMap& map,
               double& sum) {
  const auto score_at = [&](double value) {
    const auto found = scored.find(value);
    return found == scored.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
  };
  if (candidates.empty()) {
    for (const auto& entry : scored) map.cells.push_back({variable, entry.first, entry.second});
    return;
  }
  for (const double value : candidates) map.cells.push_back({variable, value, score_at(value)});
  const auto own = std::find(candidates.begin(), candidates.end(), own_value);
  if (own == candidates.end()) return;  // an off-list best value has no neighbours one step away
  const auto count = [&](double value) {
    const double score = score_at(value);
    if (std::isnan(score)) return;
    ++map.neighbours;
    sum += score;
  };
  if (own != candidates.begin()) count(*std::prev(own));
  if (std::next(own) != candidates.end()) count(*std::next(own));
}

}  // namespace

StabilityMap stability_map(std::span<const ScoredVector> trials, std::size_t best, std::span<const std::vector<double>> candidates) {
  StabilityMap map;
  if (best >= trials.size()) return map;
  const std::vector<double>& own = trials[best].values;
  const double own_score = counted(trials[best]);

  std::vector<Scores> scores(own.size());
  for (const ScoredVector& trial : trials) {
    const std::optional<std::size_t> variable = single_difference(own, trial.values);
    if (variable && *variable < own.size()) scores[*variable].emplace(trial.values[*variable], counted(trial));
  }
  const std::vector<double> none;
  double sum = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    scores[i].emplace(own[i], own_score);
    add_cells(static_cast<int>(i), i < candidates.size() ? candidates[i] : none, own[i], scores[i], map, sum);
  }
  if (map.neighbours == 0 || !(own_score > 0)) return map;
  map.neighbour_ratio = sum / map.neighbours / own_score;
  map.lone_peak = map.neighbour_ratio < kLonePeakRatio;
  return map;
}

}  // namespace stom::optimize
