// The roundings that stom's numbers depend on. Names follow the strategy-language specification.
#pragma once

#include <cstdint>

namespace stom {

// Nearest integer, ties to even.
[[nodiscard]] double round_to_even(double value);

// R(x, digits): rint(x·10^digits)/10^digits in double arithmetic, the array-library form. Negative digits allowed.
[[nodiscard]] double round_scaled(double value, int digits);

// RP(x, digits): the correctly rounded decimal of the exact binary value, ties to even, as Python's round(float, n).
[[nodiscard]] double round_decimal(double value, int digits);

// Toward zero; the caller has made sure that the value is finite and fits.
[[nodiscard]] inline std::int64_t truncate(double value) { return static_cast<std::int64_t>(value); }

}  // namespace stom
