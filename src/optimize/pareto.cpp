#include "optimize/pareto.h"

#include <limits>

#include "optimize/objective.h"

namespace stom::optimize {

bool is_result(const ParetoOutcome& outcome) {
  return outcome.feasible && std::all_of(outcome.objectives.begin(), outcome.objectives.end(),
                                         [](double x) { return std::isfinite(x) && x != kScoreWithoutTrades && x != kScoreOutsideLimits; });
}

bool dominates(const ParetoOutcome& a, const ParetoOutcome& b) {
  const bool a_counts = is_result(a), b_counts = is_result(b);
  if (a_counts != b_counts) return a_counts;
  if (!a_counts) return a.violation < b.violation;
  bool is_better = false;
  for (std::size_t i = 0; i < a.objectives.size(); ++i) {
    if (a.objectives[i] < b.objectives[i]) return false;
    is_better = is_better || a.objectives[i] > b.objectives[i];
  }
  return is_better;
}

std::vector<int> front_ranks(std::span<const ParetoOutcome> outcomes) {
  const std::size_t n = outcomes.size();
  std::vector<std::vector<std::size_t>> beaten(n);
  std::vector<std::size_t> beaten_by(n), front;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      if (!dominates(outcomes[a], outcomes[b])) continue;
      beaten[a].push_back(b);
      ++beaten_by[b];
    }
  }
  std::vector<int> ranks(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (beaten_by[i] == 0) front.push_back(i);
  }
  for (int rank = 0; !front.empty(); ++rank) {
    std::vector<std::size_t> next;
    for (const std::size_t member : front) {
      ranks[member] = rank;
      for (const std::size_t other : beaten[member]) {
        if (--beaten_by[other] == 0) next.push_back(other);
      }
    }
    front = std::move(next);
  }
  return ranks;
}

std::vector<double> crowding_distances(std::span<const ParetoOutcome> outcomes, const std::vector<std::size_t>& front) {
  std::vector<double> distances(front.size());
  const std::size_t objectives = front.empty() ? 0 : outcomes[front[0]].objectives.size();
  for (std::size_t k = 0; k < objectives; ++k) {
    const auto value = [&](std::size_t place) { return outcomes[front[place]].objectives[k]; };
    if (!std::all_of(front.begin(), front.end(), [&](std::size_t i) { return std::isfinite(outcomes[i].objectives[k]); })) continue;
    std::vector<std::size_t> order(front.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return value(a) < value(b); });
    const double range = value(order.back()) - value(order.front());
    distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
    if (range <= 0) continue;
    for (std::size_t i = 1; i + 1 < order.size(); ++i) distances[order[i]] += (value(order[i + 1]) - value(order[i - 1])) / range;
  }
  return distances;
}

}  // namespace stom::optimize
