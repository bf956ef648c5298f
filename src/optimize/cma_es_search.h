// CMA-ES as a searcher (cma_es.h; rules in docs/concepts/samplers.md): generations of a population are asked and told; a run that has ended
// starts again at a random place with twice the population (IPOP, Auger & Hansen 2005). Vectors whose outcome is known
// are not asked again: the generation uses the known one. With a single free variable there is nothing to adapt: vectors are random, as in
// the reference. The search ends by itself when every vector of the space was asked.
#pragma once

#include "optimize/answer_batch.h"
#include "optimize/cma_es.h"
#include "optimize/free_variables.h"

namespace stom::optimize {

struct CmaEsOptions {
  std::size_t batch = 0;       // population where larger than 4 + ⌊3 ln d⌋
  double sigma = 1.0 / 6;      // of the range, at the beginning of a run
  bool start_first = true;     // trial 0 is the vector of known best values; the first run begins around it. false: around the centre
  std::size_t largest_population = 2048;
};

class CmaEsSearch : public Searcher {
 public:
  CmaEsSearch(const Space& space, CmaEsOptions options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

 private:
  void begin_run();
  void next_generation();
  void open_unknown_vector();
  [[nodiscard]] Random next_random() { return Random(seed_, drawn_++); }

  FreeVariables variables_;
  CmaEsOptions options_;
  std::uint64_t seed_;
  std::optional<CmaEs> run_;                           // none before the first question and without two free variables
  std::vector<CmaEs::Sample> samples_;                 // of the current generation
  std::vector<Vector> sample_vectors_;
  AnswerBatch batch_;                                  // those vectors of the generation that are not known yet
  KnownOutcomes known_;
  std::uint64_t drawn_ = 0;                            // samples drawn so far: their stream
  int restarts_ = 0;
  bool is_exhausted_ = false;
};

}  // namespace stom::optimize
