// Vectors that a searcher wants scored before it acts again, handed out in parts, and their outcomes.
#pragma once

#include <unordered_map>

#include "optimize/searcher.h"

namespace stom::optimize {

class AnswerBatch {
 public:
  void open(std::vector<Vector> vectors);
  // The next part; empty when all were asked.
  [[nodiscard]] std::vector<Vector> next(std::size_t most);
  // Outcomes of the last part.
  void tell(std::span<const Outcome> outcomes);
  [[nodiscard]] bool is_complete() const { return outcomes_.size() == vectors_.size(); }

  [[nodiscard]] const std::vector<Vector>& vectors() const { return vectors_; }
  [[nodiscard]] const std::vector<Outcome>& outcomes() const { return outcomes_; }

 private:
  std::vector<Vector> vectors_;
  std::vector<Outcome> outcomes_;
  std::size_t asked_ = 0;
};

// Outcomes by vector: a vector is scored once.
class KnownOutcomes {
 public:
  void remember(const Vector& vector, const Outcome& outcome) { outcomes_[vector_hash(vector)] = outcome; }
  void remember(const AnswerBatch& batch);
  [[nodiscard]] bool has(const Vector& vector) const { return outcomes_.count(vector_hash(vector)) > 0; }
  [[nodiscard]] const Outcome& of(const Vector& vector) const { return outcomes_.at(vector_hash(vector)); }
  [[nodiscard]] std::size_t size() const { return outcomes_.size(); }

 private:
  std::unordered_map<std::uint64_t, Outcome> outcomes_;
};

}  // namespace stom::optimize
