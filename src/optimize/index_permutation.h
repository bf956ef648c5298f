// The numbers 0 … count−1 in a seeded random order, without storing them: a Feistel network over the smallest even number of
// bits that holds them, walked until it falls inside (Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains"). A one-to-one map by
// construction; place i can be asked at any time, so an interrupted enumeration goes on from its number alone.
#pragma once

#include <cstdint>

namespace stom::optimize {

class IndexPermutation {
 public:
  // 1 ≤ count ≤ 2^62.
  IndexPermutation(std::uint64_t count, std::uint64_t seed);

  [[nodiscard]] std::uint64_t at(std::uint64_t place) const;  // place < count
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  [[nodiscard]] std::uint64_t round_trip(std::uint64_t number) const;

  std::uint64_t count_, seed_;
  int half_bits_ = 1;
};

}  // namespace stom::optimize
