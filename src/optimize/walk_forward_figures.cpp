#include "optimize/walk_forward_figures.h"

namespace stom::optimize {
namespace {

// Where a value stands in the list of candidates, in steps; beyond the ends by the step there.
double step_position(const std::vector<double>& candidates, double value) {
  if (candidates.size() < 2) return 0;
  const bool ascending = candidates.front() <= candidates.back();
  std::size_t i = 0;  // the step that holds the value
  while (i + 2 < candidates.size() && (ascending ? value > candidates[i + 1] : value < candidates[i + 1])) ++i;
  const double step = candidates[i + 1] - candidates[i];
  return static_cast<double>(i) + (step != 0 ? (value - candidates[i]) / step : 0);
}

}  // namespace

WalkForwardFigures walk_forward_figures(std::span<const WalkForwardOutcome> windows, std::span<const std::vector<double>> candidates) {
  WalkForwardFigures figures;
  double in_sample = 0, out_of_sample = 0, in_days = 0, out_days = 0, profitable = 0;
  for (const WalkForwardOutcome& window : windows) {
    in_sample += window.in_sample;
    out_of_sample += window.out_of_sample;
    in_days += static_cast<double>(window.in_sample_days);
    out_days += static_cast<double>(window.out_of_sample_days);
    profitable += window.out_of_sample > 0 ? 1 : 0;
  }
  // The days of a year cancel: what remains is the result per day.
  if (in_sample > 0 && in_days > 0 && out_days > 0) figures.efficiency = (out_of_sample / out_days) / (in_sample / in_days);
  if (!windows.empty()) figures.profitable_share = profitable / static_cast<double>(windows.size());

  for (std::size_t w = 1; w < windows.size(); ++w) {
    const std::vector<double>&before = windows[w - 1].values, &now = windows[w].values;
    std::vector<double>& drift = figures.drift.emplace_back(std::min(before.size(), now.size()), 0.0);
    for (std::size_t i = 0; i < drift.size(); ++i) {
      const bool listed = i < candidates.size() && !candidates[i].empty();
      drift[i] = listed ? step_position(candidates[i], now[i]) - step_position(candidates[i], before[i]) : now[i] - before[i];
    }
  }
  return figures;
}

}  // namespace stom::optimize
