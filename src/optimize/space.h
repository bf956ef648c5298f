// The space that a search walks: one dimension per self.vars[n], n = 0 … N−1, and vectors in it. Index 0 is 평균값계산틱수.
#pragma once

#include <cstdint>
#include <vector>

#include "script/plan.h"

namespace stom::optimize {

// One value as the range text writes it: `value` is the double nearest to the decimal, is_integer says whether it was written
// (or computed) as an integer; both reach the strategy text as they are.
struct Candidate {
  double value = 0;
  bool is_integer = true;
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct Dimension {
  // In the order of the range (descending ranges descend). One candidate: fixed, never given to a sampler.
  // Empty only where `continuous` is set.
  std::vector<Candidate> candidates;
  Candidate start;              // the best value known so far; where a search begins
  bool continuous = false;      // any number in [low, high] (범위간격 자동탐색 of a range with decimals)
  double low = 0, high = 0;     // lowest and highest value, also where candidates are listed
  bool ascending = true;        // direction of the range, for ties

  [[nodiscard]] bool is_fixed() const { return !continuous && candidates.size() <= 1; }
};

using Vector = std::vector<Candidate>;  // one value per dimension

struct Space {
  std::vector<Dimension> dimensions;

  [[nodiscard]] std::size_t free_count() const;
  // Number of vectors, at most 2^62; continuous spaces give 2^62.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] Vector start() const;
};

[[nodiscard]] script::ParameterVector parameters(const Vector& vector);
// "30", "-3", "0.5", "1.0": the shortest text that reads back to the value, never with an exponent; decimals have a point.
[[nodiscard]] std::string candidate_text(const Candidate& candidate);
// "30;3;20;-3;0.5": the form of 변수값.
[[nodiscard]] std::string vector_text(const Vector& vector);
// Equal for equal values: key of the cache of scored vectors.
[[nodiscard]] std::uint64_t vector_hash(const Vector& vector);

}  // namespace stom::optimize
