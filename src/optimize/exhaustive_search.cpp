#include "optimize/exhaustive_search.h"

#include "base/error.h"
#include "optimize/space_point.h"

namespace stom::optimize {
namespace {

std::uint64_t checked_size(const Space& space, std::uint64_t limit) {
  for (std::size_t d = 0; d < space.dimensions.size(); ++d) {
    if (!space.dimensions[d].continuous) continue;
    throw UsageError(message("self.vars[{}]에 간격이 없어 모든 경우를 셀 수 없습니다. 범위간격 자동탐색을 끄거나 간격을 적어 주십시오.",
                             "self.vars[{}] has no step, so its values cannot be listed: give a step or turn automatic steps off.", d));
  }
  const std::uint64_t size = space.size();
  if (size <= limit) return size;
  const std::string text = is_countable(space) ? fmt::format("{}", size) : fmt::format("> {}", size);
  throw UsageError(message("모든 경우의 수가 {}개로 한도 {}개보다 많습니다. 범위를 줄이거나 다른 탐색 방법을 고르십시오.",
                           "The full grid has {} vectors, the limit is {}: narrow the ranges or choose another searcher.", text, limit));
}

}  // namespace

ExhaustiveSearch::ExhaustiveSearch(Space space, const ExhaustiveOptions& options, std::uint64_t seed)
    : space_(std::move(space)), shuffled_(options.shuffled), order_(checked_size(space_, options.limit), seed) {}

std::vector<Vector> ExhaustiveSearch::ask(std::size_t most) {
  std::vector<Vector> vectors;
  for (; vectors.size() < most && next_ < order_.count(); ++next_)
    vectors.push_back(vector_at(space_, shuffled_ ? order_.at(next_) : next_));
  return vectors;
}

void ExhaustiveSearch::tell(std::span<const Outcome> outcomes) { told_ += outcomes.size(); }

Message ExhaustiveSearch::status() const { return message("전체 탐색 {}/{}", "full grid {} of {}", told_, order_.count()); }

}  // namespace stom::optimize
