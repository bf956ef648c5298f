// Price × quantity, exact where it has at most 18 places; more are cut toward zero. What does not fit stops at the largest decimal.
#pragma once

#include <algorithm>

#include "aggregation/decimal.h"

namespace stom::aggregation {

[[nodiscard]] constexpr Decimal product(Decimal a, Decimal b) {
  using Wide = unsigned __int128;
  constexpr Wide kUnit = 1'000'000'000'000'000'000ULL, kLargest = ~Wide{0} >> 1;
  const auto magnitude = [](Decimal value) {
    return value.units() < 0 ? -static_cast<Wide>(value.units()) : static_cast<Wide>(value.units());
  };
  const auto capped = [=](Wide left, Wide right) {  // products of parts: only whole × whole × unit can be too wide
    Wide result = 0;
    return __builtin_mul_overflow(left, right, &result) ? kLargest : std::min(result, kLargest);
  };
  const auto sum = [=](Wide left, Wide right) { return left > kLargest - right ? kLargest : left + right; };
  const Wide left = magnitude(a), right = magnitude(b);
  Wide units = capped(capped(left / kUnit, right / kUnit), kUnit);
  units = sum(units, capped(left / kUnit, right % kUnit));
  units = sum(units, capped(left % kUnit, right / kUnit));
  units = sum(units, (left % kUnit) * (right % kUnit) / kUnit);
  const auto value = static_cast<__int128>(units);
  return Decimal::from_units((a.units() < 0) != (b.units() < 0) ? -value : value);
}

}  // namespace stom::aggregation
