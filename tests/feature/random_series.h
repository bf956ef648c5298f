// Seeded series that provoke rolling sums: plateaus, zeros, whole and broken numbers, sudden sizes.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace stom::feature::test {

enum class Kind { kWhole, kTwoDigits, kEightDigits, kPlateaus, kMixed, kSizes, kSigned };
inline constexpr Kind kKinds[] = {Kind::kWhole, Kind::kTwoDigits, Kind::kEightDigits, Kind::kPlateaus,
                                  Kind::kMixed, Kind::kSizes,     Kind::kSigned};

inline std::vector<double> series(Kind kind, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed * 31 + static_cast<std::uint64_t>(kind));
  const auto draw = [&random](std::uint64_t below) { return static_cast<double>(random() % below); };
  std::vector<double> values(count);
  double level = 10'000;
  for (double& value : values) {
    switch (kind) {
      case Kind::kWhole: value = draw(5000) * 5; break;
      case Kind::kTwoDigits: value = draw(50'001) / 100; break;
      case Kind::kEightDigits: value = draw(100'000'000'000) / 1e8; break;
      case Kind::kPlateaus:
        if (draw(40) == 0) level = draw(3) == 0 ? 0 : draw(1'000'000) / 100;
        value = level;
        break;
      case Kind::kMixed: value = draw(200) < 199 ? draw(1000) : draw(100'000) / 1000; break;
      case Kind::kSizes: value = std::ldexp(draw(1 << 20), static_cast<int>(draw(80)) - 40); break;
      case Kind::kSigned: value = draw(2001) / 100 - 10; break;
    }
  }
  return values;
}

}  // namespace stom::feature::test
