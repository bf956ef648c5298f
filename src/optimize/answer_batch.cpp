#include "optimize/answer_batch.h"

#include <stdexcept>

namespace stom::optimize {

void AnswerBatch::open(std::vector<Vector> vectors) {
  vectors_ = std::move(vectors);
  outcomes_.clear();
  asked_ = 0;
}

std::vector<Vector> AnswerBatch::next(std::size_t most) {
  const std::size_t count = std::min(most, vectors_.size() - asked_);
  const auto first = vectors_.begin() + static_cast<std::ptrdiff_t>(asked_);
  asked_ += count;
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

void AnswerBatch::tell(std::span<const Outcome> outcomes) {
  if (outcomes_.size() + outcomes.size() != asked_)
    throw std::logic_error("a searcher was told another number of outcomes than it asked for");
  outcomes_.insert(outcomes_.end(), outcomes.begin(), outcomes.end());
}

void KnownOutcomes::remember(const AnswerBatch& batch) {
  for (std::size_t i = 0; i < batch.vectors().size(); ++i) remember(batch.vectors()[i], batch.outcomes()[i]);
}

}  // namespace stom::optimize
