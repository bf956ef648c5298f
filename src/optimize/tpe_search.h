// Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl 2011, "Algorithms for Hyper-Parameter Optimization"; rules in
// docs/concepts/samplers.md). Told vectors are split into the few good ones and the rest; of vectors drawn from the density l(x) of
// the good ones the one with the largest l(x)/g(x) is asked. Within a batch, vectors that are asked but not told count as bad as
// the worst one told (constant liar). Fixed dimensions never reach the estimator; no vector is asked twice; the search
// ends by itself when every vector of the space was asked.
#pragma once

#include <unordered_set>

#include "optimize/free_variables.h"
#include "optimize/outcome_rank.h"
#include "optimize/searcher.h"

namespace stom::optimize {

struct TpeOptions {
  bool multivariate = true;       // one kernel over all variables; false: every variable for itself, as the reference
  bool start_first = true;        // trial 0 is the vector of known best values
  int startup = 10;               // trials before the first model
  int candidates = 24;            // draws from l(x) a trial
  double good_share = 0.1;        // of the told trials are good, but
  int most_good = 25;             // at most so many
  std::size_t most_kernels = 1000;  // of g(x): the newest trials; bounds the time of a question
  std::size_t batch = 16;         // vectors of one ask()
};

class TpeSearch : public Searcher {
 public:
  TpeSearch(const Space& space, TpeOptions options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

 private:
  [[nodiscard]] std::optional<Point> propose(std::size_t trial) const;
  [[nodiscard]] std::optional<Point> propose_by_model(Random& random, std::size_t trial, std::span<const std::size_t> good) const;
  [[nodiscard]] std::vector<std::size_t> good_trials() const;  // ascending
  [[nodiscard]] bool is_known(const Vector& vector) const;

  FreeVariables variables_;
  TpeOptions options_;
  std::uint64_t seed_;
  std::vector<Point> points_;          // by trial number: told ones, then pending ones
  std::vector<OutcomeRank> ranks_;     // of the told ones
  std::vector<std::size_t> best_;      // the most_good best trials, best first
  OutcomeRank worst_;
  std::unordered_set<std::uint64_t> known_;
};

}  // namespace stom::optimize
