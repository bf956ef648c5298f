#include "sim/money.h"

namespace stom::sim {
namespace {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

constexpr Wide kOne = 1'000'000'000'000'000'000;
constexpr UnsignedWide kLargest = ~UnsignedWide{0} >> 1;

UnsignedWide magnitude_of(Wide units) { return units < 0 ? -static_cast<UnsignedWide>(units) : static_cast<UnsignedWide>(units); }

Decimal signed_decimal(UnsignedWide units, bool is_negative) {
  const Wide value = static_cast<Wide>(std::min(units, kLargest));
  return Decimal::from_units(is_negative ? -value : value);
}

UnsignedWide sum_of(UnsignedWide a, UnsignedWide b) { return a > kLargest - std::min(b, kLargest) ? kLargest : a + b; }

UnsignedWide product_of(UnsignedWide a, UnsignedWide b) {
  UnsignedWide result = 0;
  return __builtin_mul_overflow(a, b, &result) ? kLargest : result;
}

// a · b / 10^18 in units, by whole parts and fractions: no part is wider than 128 bits where the result fits.
UnsignedWide scaled_product(UnsignedWide a, UnsignedWide b) {
  constexpr UnsignedWide kUnit = static_cast<UnsignedWide>(kOne);
  const UnsignedWide a_whole = a / kUnit, a_part = a % kUnit, b_whole = b / kUnit, b_part = b % kUnit;
  const UnsignedWide whole = product_of(product_of(a_whole, b_whole), kUnit);
  return sum_of(sum_of(whole, product_of(a_whole, b_part)), sum_of(product_of(a_part, b_whole), a_part * b_part / kUnit));
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// floor(a · b / c) with a 256-bit product, by long division over its bits; the largest where it does not fit.
UnsignedWide product_quotient(UnsignedWide a, UnsignedWide b, UnsignedWide c) {
  constexpr UnsignedWide kLowHalf = ~std::uint64_t{0};
  const UnsignedWide a0 = a & kLowHalf, a1 = a >> 64, b0 = b & kLowHalf, b1 = b >> 64;
  const UnsignedWide low = a0 * b0, middle1 = a1 * b0, middle2 = a0 * b1;
  const UnsignedWide carry = ((low >> 64) + (middle1 & kLowHalf) + (middle2 & kLowHalf)) >> 64;
  const UnsignedWide low_half = low + (middle1 << 64) + (middle2 << 64);
  UnsignedWide rest = a1 * b1 + (middle1 >> 64) + (middle2 >> 64) + carry;
  if (rest >= c) return kLargest;
  UnsignedWide result = 0;
  for (int bit = 127; bit >= 0; --bit) {  // rest < c < 2^127, so doubling does not overflow
    rest = (rest << 1) | ((low_half >> bit) & 1);
    result <<= 1;
    if (rest >= c) {
      rest -= c;
      result |= 1;
    }
  }
  return result;
}

}  // namespace

Decimal times(Decimal a, Decimal b) {
  return signed_decimal(scaled_product(magnitude_of(a.units()), magnitude_of(b.units())), (a.units() < 0) != (b.units() < 0));
}

Decimal quotient(Decimal a, Decimal b, int places) {
  if (b.is_zero()) return {};
  const UnsignedWide result = product_quotient(magnitude_of(a.units()), static_cast<UnsignedWide>(kOne), magnitude_of(b.units()));
  return cut(signed_decimal(result, (a.units() < 0) != (b.units() < 0)), places);
}

Decimal share(Decimal a, Decimal part, Decimal whole, int places) {
  if (part == whole) return a;
  if (whole.is_zero()) return {};
  const UnsignedWide result = product_quotient(magnitude_of(a.units()), magnitude_of(part.units()), magnitude_of(whole.units()));
  const bool is_negative = ((a.units() < 0) != (part.units() < 0)) != (whole.units() < 0);
  return cut(signed_decimal(result, is_negative), places);
}

Decimal cut(Decimal a, int places) {
  const Wide step = power_of_ten(Decimal::kPlaces - std::clamp(places, 0, Decimal::kPlaces));
  return Decimal::from_units(a.units() - a.units() % step);
}

Decimal cut_to_step(Decimal a, Decimal step) {
  if (step.is_zero()) return a;
  return Decimal::from_units(a.units() - a.units() % step.units());
}

bool is_multiple(Decimal a, Decimal step) { return step.is_zero() || a.units() % step.units() == 0; }

Decimal decimal_of(std::string_view text) {
  Decimal value;
  return Decimal::parse(text, value) ? value : Decimal{};
}

}  // namespace stom::sim
