#include "optimize/index_permutation.h"

#include "optimize/random.h"

namespace stom::optimize {

IndexPermutation::IndexPermutation(std::uint64_t count, std::uint64_t seed) : count_(count), seed_(seed) {
  while ((std::uint64_t{1} << (2 * half_bits_)) < count) ++half_bits_;
}

std::uint64_t IndexPermutation::round_trip(std::uint64_t number) const {
  // Many rounds because small spaces have halves of one or two bits only.
  constexpr std::uint32_t kRounds = 12;
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = number >> half_bits_, right = number & mask;
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    const auto block = philox({static_cast<std::uint32_t>(right), static_cast<std::uint32_t>(right >> 32), round, 0x46656973},
                              {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
    const std::uint64_t mixed = left ^ ((block[0] | std::uint64_t{block[1]} << 32) & mask);
    left = right;
    right = mixed;
  }
  return left << half_bits_ | right;
}

std::uint64_t IndexPermutation::at(std::uint64_t place) const {
  std::uint64_t number = round_trip(place);
  while (number >= count_) number = round_trip(number);
  return number;
}

}  // namespace stom::optimize
