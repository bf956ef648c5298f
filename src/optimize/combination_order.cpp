#include "optimize/combination_order.h"

#include <numeric>

namespace stom::optimize {

std::uint64_t combination_count(std::uint64_t n, std::uint64_t k) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
  if (k > n) return 0;
  k = std::min(k, n - k);
  std::uint64_t count = 1;
  for (std::uint64_t i = 1; i <= k; ++i) {
    // count · (n − k + i) / i is whole; dividing first keeps the product small.
    std::uint64_t factor = n - k + i, divisor = i;
    const std::uint64_t common = std::gcd(count, divisor);
    count /= common;
    divisor /= common;
    factor /= divisor;
    if (count > kMost / factor) return kMost;
    count *= factor;
  }
  return count;
}

std::vector<std::size_t> combination_at(std::size_t n, std::size_t k, std::uint64_t rank) {
  std::vector<std::size_t> members;
  for (std::size_t position = 0; members.size() < k; ++position) {
    const std::uint64_t with_position = combination_count(n - position - 1, k - members.size() - 1);
    if (rank < with_position) {
      members.push_back(position);
    } else {
      rank -= with_position;
    }
  }
  return members;
}

}  // namespace stom::optimize
