// Sets of a fixed number of members out of a list, by number: "the r-th of C(n, k) combinations" in lexicographic order.
#pragma once

#include <cstdint>
#include <vector>

namespace stom::optimize {

// C(n, k), at most 2^62.
[[nodiscard]] std::uint64_t combination_count(std::uint64_t n, std::uint64_t k);
// Ascending positions of combination `rank` < C(n, k) < 2^62.
[[nodiscard]] std::vector<std::size_t> combination_at(std::size_t n, std::size_t k, std::uint64_t rank);

}  // namespace stom::optimize
