// Uniformly random vectors. Where the vectors can be counted none comes twice and the search ends with the space; a space with a
// continuous dimension never ends by itself. The answers do not change the questions.
#pragma once

#include <optional>

#include "optimize/index_permutation.h"
#include "optimize/searcher.h"

namespace stom::optimize {

struct RandomOptions {
  std::uint64_t trials = 0;  // 0: no end but the space's
};

class RandomSearch : public Searcher {
 public:
  RandomSearch(Space space, const RandomOptions& options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

 private:
  Space space_;
  RandomOptions options_;
  std::uint64_t seed_;
  std::optional<IndexPermutation> order_;  // of spaces that can be counted
  std::uint64_t next_ = 0, told_ = 0;
};

}  // namespace stom::optimize
