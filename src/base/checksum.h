// 64-bit XXH3 checksums: detect damage, compare content. Not a defence against an attacker.
#pragma once

#include <cstddef>
#include <cstdint>

namespace stom {

[[nodiscard]] std::uint64_t checksum(const void* data, std::size_t size, std::uint64_t seed = 0);

}  // namespace stom
