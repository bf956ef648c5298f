// Exact decimals of range texts: start + k·step without binary rounding, printed with the decimals that the user wrote.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optimize/space.h"

namespace stom::optimize {

// digits × 10^−scale, scale ≥ 0. is_integer: written without point or exponent.
struct Decimal {
  std::int64_t digits = 0;
  int scale = 0;
  bool is_integer = true;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// At most 15 significant digits, 12 of them behind the point, below 10^15: enough for any price, and doubles hold it.
// Nothing for a text that is no plain decimal number or goes beyond.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);
[[nodiscard]] std::string decimal_text(const Decimal& decimal);
[[nodiscard]] Candidate candidate_of(const Decimal& decimal);
// The shortest decimal that reads back to the value.
[[nodiscard]] std::optional<Decimal> decimal_of(const Candidate& candidate);

// The digits of all at one scale; nothing where they need more than 18 digits.
struct AlignedDecimals {
  std::vector<std::int64_t> digits;
  int scale = 0;
};
[[nodiscard]] std::optional<AlignedDecimals> align(std::span<const Decimal> decimals);

}  // namespace stom::optimize
