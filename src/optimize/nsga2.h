// NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002, "A Fast and Elitist Multiobjective Genetic Algorithm"): a front of vectors of which
// none is beaten in every objective. Asked and told like a Searcher, but an outcome has several objectives. No vector is scored twice.
// A generation is asked in parts of at most `most`.
#pragma once

#include <optional>

#include "base/message.h"
#include "optimize/answer_batch.h"
#include "optimize/index_permutation.h"
#include "optimize/pareto.h"
#include "optimize/random.h"

namespace stom::optimize {

struct Nsga2Options {
  std::size_t population = 100;
  double crossover = 0.9;
  double mutation = 0;     // per variable; 0: 1 / number of free variables
  double neighbour = 0.8;  // share of mutations that step to the next candidate
};

class Nsga2 {
 public:
  Nsga2(Space space, const Nsga2Options& options, std::uint64_t seed);

  // Empty: every vector of the space was scored.
  [[nodiscard]] std::vector<Vector> ask(std::size_t most);
  void tell(std::span<const ParetoOutcome> outcomes);
  [[nodiscard]] Message status() const;

  struct Member {
    Vector vector;
    ParetoOutcome outcome;
    int rank = 0;  // of its front
    double crowding = 0;
  };
  // Results that no told outcome of the population dominates, in the order of the first objective, the highest first.
  [[nodiscard]] std::vector<Member> front() const;

 private:
  void open_generation();
  void select();
  [[nodiscard]] const Member& winner(Random& random) const;
  [[nodiscard]] std::optional<Vector> drawn(Random& random);

  Space space_;
  Nsga2Options options_;
  std::uint64_t seed_;
  std::vector<std::size_t> free_;
  std::optional<IndexPermutation> order_;  // of spaces that can be counted
  std::uint64_t next_place_ = 0;
  KnownOutcomes asked_;
  std::vector<Vector> batch_;
  std::vector<ParetoOutcome> told_;
  std::size_t handed_out_ = 0;
  std::vector<Member> members_;  // the population
  int generation_ = 0;
};

}  // namespace stom::optimize
