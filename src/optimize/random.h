// Counter-based random numbers: Philox 4×32-10 (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"). A number is
// a pure function of (seed, stream, position), so that a search can be repeated and continued without a stored generator.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace stom::optimize {

// The block function itself, as published (known-answer tests of the Random123 distribution hold).
[[nodiscard]] std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

class Random {
 public:
  // Streams of one seed never overlap: use a trial or generation number as the stream.
  Random(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  [[nodiscard]] std::uint64_t bits();
  [[nodiscard]] double uniform();                          // [0, 1), 53 bits
  [[nodiscard]] std::uint64_t below(std::uint64_t count);  // 0 … count−1 without bias; count ≥ 1
  [[nodiscard]] double normal();                           // by the inverse normal distribution function of one uniform

 private:
  std::uint64_t seed_, stream_, position_ = 0;
  std::array<std::uint32_t, 4> block_{};
  int left_ = 0;
};

// 0 … count−1 in random order.
[[nodiscard]] std::vector<std::size_t> shuffled(std::size_t count, Random& random);

}  // namespace stom::optimize
