#include "optimize/sobol_search.h"

#include "base/error.h"
#include "optimize/space_point.h"

namespace stom::optimize {
namespace {

std::size_t checked_dimensions(const Space& space) {
  const std::size_t count = space.free_count();
  if (count <= kSobolDimensions) return count;
  throw UsageError(message("준난수 탐색은 변수 {}개까지 가능합니다. 지금은 {}개입니다. 변수를 고정하거나 다른 탐색 방법을 고르십시오.",
                           "Quasi-random search takes up to {} free variables, there are {}: fix some or choose another searcher.",
                           kSobolDimensions, count));
}

}  // namespace

SobolSearch::SobolSearch(Space space, const SobolOptions& options, std::uint64_t seed)
    : space_(std::move(space)), options_(options), seed_(seed), sequence_(checked_dimensions(space_)) {}

Vector SobolSearch::point(std::uint32_t index) const {
  Vector vector;
  std::size_t free = 0;
  for (const Dimension& dimension : space_.dimensions) {
    if (dimension.is_fixed()) {
      vector.push_back(fixed_value(dimension));
      continue;
    }
    std::uint32_t fraction = sequence_.coordinate(index, free);
    if (options_.scrambled) fraction = owen_scrambled(fraction, free, seed_);
    vector.push_back(value_at(dimension, fraction * 0x1p-32));
    ++free;
  }
  return vector;
}

std::vector<Vector> SobolSearch::ask(std::size_t most) {
  constexpr int kMostRepeats = 4096;
  std::vector<Vector> vectors;
  int repeats = 0;
  while (vectors.size() < most && !ended_) {
    if (seen_.size() >= space_.size() || next_ >> 32 != 0 || repeats >= kMostRepeats ||
        (options_.trials > 0 && seen_.size() >= options_.trials)) {
      ended_ = true;
      break;
    }
    Vector vector = point(static_cast<std::uint32_t>(next_++));
    if (seen_.insert(vector_hash(vector)).second) {
      vectors.push_back(std::move(vector));
      repeats = 0;
    } else {
      ++repeats;
    }
  }
  return vectors;
}

void SobolSearch::tell(std::span<const Outcome> outcomes) { told_ += outcomes.size(); }

Message SobolSearch::status() const { return message("준난수 탐색 {}개", "quasi-random search, {} vectors", told_); }

}  // namespace stom::optimize
