// What loops over whole columns share, whatever the layer.
#pragma once

#include <cmath>

// Clones of a function for wider vectors, chosen at load time. Not under sanitizers (they cannot run resolvers early).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__) && defined(__OPTIMIZE__)
#define STOM_SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define STOM_SIMD_CLONES
#endif

namespace stom {

// nearbyint in round-to-nearest mode, in a form that compilers vectorise on every machine.
[[nodiscard]] inline double nearest_integer(double value) {
  constexpr double kUnit = 4503599627370496.0;  // 2^52: from here on every double is an integer
  const double magnitude = std::fabs(value);
  const double rounded = (magnitude + kUnit) - kUnit;
  return magnitude < kUnit ? std::copysign(rounded, value) : value;
}

}  // namespace stom
