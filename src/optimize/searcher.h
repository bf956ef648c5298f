// How a search is driven: ask for vectors, score them (somewhere else, many in one pass), tell the scores, ask again.
//
// A searcher is a pure function of its constructor arguments (space, options, seed) and of what it was told: the same answers
// give the same questions, on every machine and however often it was stopped between. That is how a study resumes: a new searcher is
// told the stored scores again. No clock, no global generator, no dependence on thread count; random numbers only from Random.
#pragma once

#include <memory>
#include <span>

#include "base/message.h"
#include "optimize/space.h"

namespace stom::optimize {

struct Outcome {
  double score = 0;      // merged objective; higher is better; kScoreWithoutTrades, kScoreOutsideLimits as in objective.h
  bool feasible = true;  // false: no trades, or a constraint does not hold
  double violation = 0;  // ≥ 0: by how much constraints are missed; 0 where feasible
};

// A score that may win: feasible, finite, and none of the marks kScoreWithoutTrades and kScoreOutsideLimits.
[[nodiscard]] bool is_result(const Outcome& outcome);
// Results before all else, the higher score first. What is no result comes in the order of how near it is to one: limits missed
// (smaller violation first), no trades, no number. A strict weak order; infeasible scores are marks and hardly tell anything.
[[nodiscard]] bool is_better(const Outcome& a, const Outcome& b);

class Searcher {
 public:
  virtual ~Searcher() = default;
  // Vectors to score next, between 1 and `most`, in a fixed order; a vector may come again (its score is then known).
  // Empty: the search has ended by itself.
  [[nodiscard]] virtual std::vector<Vector> ask(std::size_t most) = 0;
  // Outcomes of all vectors of the last ask(), in its order.
  virtual void tell(std::span<const Outcome> outcomes) = 0;
  // Where the search stands, for the log: "2째 단계, 최적값 변경 3개" …
  [[nodiscard]] virtual Message status() const = 0;
};

}  // namespace stom::optimize
