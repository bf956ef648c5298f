// Every vector of a space once: in order (full grid) or in a seeded random order (brute force, random grid). Nothing is stored
// but the number of the next vector. The answers do not change the questions.
#pragma once

#include "optimize/index_permutation.h"
#include "optimize/searcher.h"

namespace stom::optimize {

struct ExhaustiveOptions {
  bool shuffled = false;          // brute force: random order
  std::uint64_t limit = 200'000;  // larger spaces are refused
};

class ExhaustiveSearch : public Searcher {
 public:
  // Throws UsageError where the space has more vectors than the limit, or a dimension without candidates to list.
  ExhaustiveSearch(Space space, const ExhaustiveOptions& options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

 private:
  Space space_;
  bool shuffled_;
  IndexPermutation order_;
  std::uint64_t next_ = 0, told_ = 0;
};

}  // namespace stom::optimize
