// What conditions, and pairs of them, are worth, judged by sets drawn at random (known defect K26: a plain frequency among the winners
// forgets how often a condition was drawn, and how good the sets were).
#pragma once

#include <span>

#include "optimize/searcher.h"

namespace stom::optimize {

struct ConditionLift {
  std::size_t dimension = 0;               // of the vector: a switch that is 1 where the condition is in the set
  std::int64_t count = 0;                  // sets with it
  double lift = 0;                         // share with it in the best quarter / share with it among all sets; 0 where never drawn
  double mean_with = 0, mean_without = 0;  // mean score of the results with and without it; 0 where there is none
};

struct PairLift {
  std::size_t first = 0, second = 0;  // dimensions, first < second
  std::int64_t count = 0;             // sets with both
  double lift = 0;                    // as above, of both together
  double mean = 0;                    // mean score of the results with both
};

// `vectors` should be a random sample: sets that a search chose for being good would blur the comparison. The best quarter holds
// at most a quarter of all sets, results only: a condition that stops trades has a lift below 1.
[[nodiscard]] std::vector<ConditionLift> condition_lifts(std::span<const Vector> vectors, std::span<const Outcome> outcomes);
// The `most` pairs of highest lift that came at least `fewest` times, the highest first; among equals (4 is the most) the higher mean.
[[nodiscard]] std::vector<PairLift> pair_lifts(std::span<const Vector> vectors, std::span<const Outcome> outcomes, std::size_t most,
                                               std::int64_t fewest = 5);

}  // namespace stom::optimize
