#include "optimize/sobol_sequence.h"

#include "optimize/random.h"
#include "optimize/sobol_table.h"

namespace stom::optimize {

SobolSequence::SobolSequence(std::size_t dimensions) : directions_(dimensions) {
  constexpr int kBits = 32;
  for (std::size_t d = 0; d < dimensions; ++d) {
    auto& v = directions_[d];
    if (d == 0) {
      for (int i = 0; i < kBits; ++i) v[i] = std::uint32_t{1} << (kBits - 1 - i);
      continue;
    }
    const SobolPolynomial& row = kSobolTable[d - 1];
    const int s = row.degree;
    for (int i = 0; i < kBits; ++i) {
      if (i < s) {
        v[i] = std::uint32_t{row.initial[i]} << (kBits - 1 - i);
        continue;
      }
      v[i] = v[i - s] ^ (v[i - s] >> s);
      for (int k = 1; k < s; ++k) v[i] ^= (row.coefficients >> (s - 1 - k) & 1u) * v[i - k];
    }
  }
}

std::uint32_t SobolSequence::coordinate(std::uint32_t index, std::size_t dimension) const {
  std::uint32_t sum = 0;
  std::uint32_t gray = index ^ (index >> 1);
  for (int i = 0; gray != 0; ++i, gray >>= 1) sum ^= (gray & 1u) * directions_[dimension][i];
  return sum;
}

std::uint32_t owen_scrambled(std::uint32_t fraction, std::size_t dimension, std::uint64_t seed) {
  std::uint32_t flips = 0;
  for (std::uint32_t digit = 0; digit < 32; ++digit) {
    // The digits above this one, and nothing else, decide: a path in Owen's tree of permutations.
    const std::uint32_t above = digit == 0 ? 0 : fraction >> (32 - digit);
    const auto block = philox({above, digit, static_cast<std::uint32_t>(dimension), 0x4f77656e},
                              {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
    flips |= (block[0] & 1u) << (31 - digit);
  }
  return fraction ^ flips;
}

}  // namespace stom::optimize
