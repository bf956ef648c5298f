#include "optimize/condition_lift.h"

namespace stom::optimize {
namespace {

std::vector<std::uint8_t> best_quarter(std::span<const Outcome> outcomes) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (is_result(outcomes[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return is_better(outcomes[a], outcomes[b]); });
  order.resize(std::min(order.size(), (outcomes.size() + 3) / 4));
  std::vector<std::uint8_t> is_best(outcomes.size());
  for (const std::size_t i : order) is_best[i] = 1;
  return is_best;
}

// Dimension 0 is the number of average ticks, not a condition.
std::vector<std::size_t> chosen(const Vector& vector) {
  std::vector<std::size_t> dimensions;
  for (std::size_t d = 1; d < vector.size(); ++d) {
    if (vector[d].value == 1) dimensions.push_back(d);
  }
  return dimensions;
}

double ratio(std::int64_t best_with, std::int64_t best, std::int64_t with, std::int64_t all) {
  if (best == 0 || with == 0) return 0;
  return static_cast<double>(best_with) * static_cast<double>(all) / (static_cast<double>(best) * static_cast<double>(with));
}

std::int64_t total(const std::vector<std::uint8_t>& flags) { return std::count(flags.begin(), flags.end(), 1); }

double mean(double sum, std::int64_t count) { return count > 0 ? sum / static_cast<double>(count) : 0; }

}  // namespace

std::vector<ConditionLift> condition_lifts(std::span<const Vector> vectors, std::span<const Outcome> outcomes) {
  if (vectors.empty()) return {};
  struct Sums {
    std::int64_t best = 0, results = 0;
    double score = 0;
  };
  std::vector<ConditionLift> lifts(vectors.front().size());
  std::vector<Sums> with(lifts.size());
  Sums all;
  const std::vector<std::uint8_t> is_best = best_quarter(outcomes);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const bool counts = is_result(outcomes[i]);
    if (counts) {
      ++all.results;
      all.score += outcomes[i].score;
    }
    for (const std::size_t d : chosen(vectors[i])) {
      ++lifts[d].count;
      with[d].best += is_best[i];
      if (!counts) continue;
      ++with[d].results;
      with[d].score += outcomes[i].score;
    }
  }
  for (std::size_t d = 0; d < lifts.size(); ++d) {
    lifts[d].dimension = d;
    lifts[d].lift = ratio(with[d].best, total(is_best), lifts[d].count, static_cast<std::int64_t>(vectors.size()));
    lifts[d].mean_with = mean(with[d].score, with[d].results);
    lifts[d].mean_without = mean(all.score - with[d].score, all.results - with[d].results);
  }
  lifts.erase(lifts.begin());
  return lifts;
}

std::vector<PairLift> pair_lifts(std::span<const Vector> vectors, std::span<const Outcome> outcomes, std::size_t most,
                                 std::int64_t fewest) {
  struct Counts {
    std::int64_t all = 0, best = 0, results = 0;
    double score = 0;
  };
  std::map<std::pair<std::size_t, std::size_t>, Counts> pairs;
  const std::vector<std::uint8_t> is_best = best_quarter(outcomes);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const std::vector<std::size_t> dimensions = chosen(vectors[i]);
    for (std::size_t a = 0; a < dimensions.size(); ++a) {
      for (std::size_t b = a + 1; b < dimensions.size(); ++b) {
        Counts& counts = pairs[{dimensions[a], dimensions[b]}];
        ++counts.all;
        counts.best += is_best[i];
        if (!is_result(outcomes[i])) continue;
        ++counts.results;
        counts.score += outcomes[i].score;
      }
    }
  }
  std::vector<PairLift> lifts;
  for (const auto& [pair, counts] : pairs) {
    if (counts.all < fewest) continue;
    const double lift = ratio(counts.best, total(is_best), counts.all, static_cast<std::int64_t>(vectors.size()));
    lifts.push_back({pair.first, pair.second, counts.all, lift, mean(counts.score, counts.results)});
  }
  std::stable_sort(lifts.begin(), lifts.end(),
                   [](const PairLift& a, const PairLift& b) { return a.lift != b.lift ? a.lift > b.lift : a.mean > b.mean; });
  lifts.resize(std::min(lifts.size(), most));
  return lifts;
}

}  // namespace stom::optimize
