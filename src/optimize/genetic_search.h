// 최적화OG: an evolutionary search over the candidate lists (optimisation spec 12.2, point 4; the reference's 6.4 is a shrinking
// random search, known defect K24). Spaces not larger than the population are enumerated.
//
// Generation 0: the space's start vector, other known vectors, random ones. Then: the best survive; children of tournament winners are
// crossed variable by variable and mutated. No vector is scored twice: a child that was scored before mutates on until it is new, and in
// the end is replaced by the next of a random order of the space, so that a search without patience limit reaches every vector. A
// generation is asked in parts of at most `most`; the search goes on when all parts are told.
#pragma once

#include <optional>

#include "optimize/answer_batch.h"
#include "optimize/index_permutation.h"
#include "optimize/random.h"

namespace stom::optimize {

struct GeneticOptions {
  std::size_t population = 1000;
  int tournament = 3;         // entrants of which the best becomes a parent
  double crossover = 0.9;     // probability that a child has two parents
  double mutation = 0;        // per variable; 0: 1 / number of free variables
  double neighbour = 0.8;     // share of mutations that step to the next candidate; the rest draw any
  double elite = 0.02;        // share of the population that survives unchanged, at least 1
  int patience = 10;          // generations without a better vector before the search ends; 0: never
  std::vector<Vector> known;  // good vectors of earlier studies for generation 0; those outside the space are passed over
};

class GeneticSearch : public Searcher {
 public:
  GeneticSearch(Space space, GeneticOptions options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

  [[nodiscard]] int generation() const { return generation_; }

 private:
  struct Member {
    Vector vector;
    Outcome outcome;
  };

  void open_first();
  void open_next();
  void select();
  [[nodiscard]] const Member& winner(Random& random) const;
  [[nodiscard]] std::optional<Vector> fresh(Vector child, const KnownOutcomes& planned, Random& random);
  [[nodiscard]] std::optional<Vector> drawn(Random& random);

  Space space_;
  GeneticOptions options_;
  std::uint64_t seed_;
  std::vector<std::size_t> free_;  // dimensions that vary
  bool enumerates_ = false;
  std::optional<IndexPermutation> order_;  // of spaces that can be counted
  std::uint64_t next_place_ = 0;
  KnownOutcomes known_;
  AnswerBatch batch_;
  std::vector<Member> members_;  // the best first
  int generation_ = 0, stale_ = 0;
  bool ended_ = false;
};

}  // namespace stom::optimize
