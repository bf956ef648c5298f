#include "optimize/random_search.h"

#include "optimize/space_point.h"

namespace stom::optimize {

RandomSearch::RandomSearch(Space space, const RandomOptions& options, std::uint64_t seed)
    : space_(std::move(space)), options_(options), seed_(seed) {
  if (is_countable(space_)) order_.emplace(space_.size(), seed);
}

std::vector<Vector> RandomSearch::ask(std::size_t most) {
  std::vector<Vector> vectors;
  for (; vectors.size() < most; ++next_) {
    if (options_.trials > 0 && next_ >= options_.trials) break;
    if (order_) {
      if (next_ >= order_->count()) break;
      vectors.push_back(vector_at(space_, order_->at(next_)));
    } else {
      Random random(seed_, next_);
      vectors.push_back(random_vector(space_, random));
    }
  }
  return vectors;
}

void RandomSearch::tell(std::span<const Outcome> outcomes) { told_ += outcomes.size(); }

Message RandomSearch::status() const { return message("무작위 탐색 {}개", "random search, {} vectors", told_); }

}  // namespace stom::optimize
