// Sobol's quasi-random points with the direction numbers of Joe and Kuo 2008 ("Constructing Sobol sequences with better
// two-dimensional projections", file new-joe-kuo-6), in Gray-code order, and Owen's nested uniform scrambling, both as pure functions of
// the point's number.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace stom::optimize {

inline constexpr std::size_t kSobolDimensions = 128;

class SobolSequence {
 public:
  explicit SobolSequence(std::size_t dimensions);  // ≤ kSobolDimensions

  // A coordinate of point `index` as a fraction of 2^32.
  [[nodiscard]] std::uint32_t coordinate(std::uint32_t index, std::size_t dimension) const;

 private:
  std::vector<std::array<std::uint32_t, 32>> directions_;
};

// Owen 1995: each binary digit is flipped or not by a random bit that belongs to all digits before it. Keeps every net property.
[[nodiscard]] std::uint32_t owen_scrambled(std::uint32_t fraction, std::size_t dimension, std::uint64_t seed);

}  // namespace stom::optimize
