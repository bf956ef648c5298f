// What a numeric sampler sees of a space: only the dimensions that can move, each with coordinates of its own. A listed dimension has its
// distinct candidates in ascending order, coordinate = index 0 … count−1 (however unequal the values are spaced); a continuous one
// has coordinate 0 … 1 from low to high. Fixed dimensions keep their value and never reach a sampler.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "optimize/random.h"
#include "optimize/space.h"

namespace stom::optimize {

struct FreeVariable {
  std::size_t dimension = 0;          // index in the space
  std::vector<Candidate> candidates;  // ascending, distinct; empty where continuous
  double low = 0, high = 0;           // of a continuous one

  [[nodiscard]] bool is_continuous() const { return candidates.empty(); }
};

using Point = std::vector<double>;  // one coordinate per free variable

class FreeVariables {
 public:
  explicit FreeVariables(const Space& space);

  [[nodiscard]] std::size_t count() const { return variables_.size(); }
  [[nodiscard]] const FreeVariable& operator[](std::size_t i) const { return variables_[i]; }
  [[nodiscard]] std::uint64_t size() const { return size_; }  // distinct vectors, at most 2^62
  [[nodiscard]] Vector vector_at(const Point& point) const;
  // The start values; one that is not in its list is replaced by the nearest that is.
  [[nodiscard]] const Point& start() const { return start_; }
  [[nodiscard]] const Vector& start_vector() const { return start_vector_; }
  [[nodiscard]] Point random_point(Random& random) const;
  // A random point whose vector is not known yet; none when all `known` vectors are all there are.
  [[nodiscard]] std::optional<Point> unknown_point(Random& random, std::uint64_t known,
                                                   const std::function<bool(const Vector&)>& is_known) const;

 private:
  std::vector<FreeVariable> variables_;
  Vector fixed_;  // whole vector; free places are overwritten
  Point start_;
  Vector start_vector_;
  std::uint64_t size_ = 1;
};

}  // namespace stom::optimize
