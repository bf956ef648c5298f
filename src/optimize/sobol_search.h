// Quasi-random search (QMC): Sobol points mapped to the candidates, so that every dimension and most pairs of dimensions are
// covered more evenly than by chance. A vector that came before is passed over. The answers do not change the questions.
#pragma once

#include <unordered_set>

#include "optimize/searcher.h"
#include "optimize/sobol_sequence.h"

namespace stom::optimize {

struct SobolOptions {
  bool scrambled = true;     // Owen scrambling by the seed; off: the plain sequence, its first point is the first candidate everywhere
  std::uint64_t trials = 0;  // 0: until the space is covered, or 4096 points in a row bring nothing new
};

class SobolSearch : public Searcher {
 public:
  // Throws UsageError for more than kSobolDimensions free dimensions.
  SobolSearch(Space space, const SobolOptions& options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

 private:
  [[nodiscard]] Vector point(std::uint32_t index) const;

  Space space_;
  SobolOptions options_;
  std::uint64_t seed_;
  SobolSequence sequence_;
  std::unordered_set<std::uint64_t> seen_;  // hashes of vectors
  std::uint64_t next_ = 0, told_ = 0;
  bool ended_ = false;
};

}  // namespace stom::optimize
