#include "base/rounding.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

namespace stom {
namespace {

constexpr double kExactPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// Decides the rounding of value·10^digits exactly where the rounded product p is below 2^51. Halves are representable
// there, so p on one side of a tie means that the exact product is on that side or on the tie's own double; when p is
// the tie, the product's rest (exact by fused multiply-add) decides. Whole number / exact power is rounded correctly.
bool round_decimal_exactly(double value, int digits, double& result) {
  constexpr double kHalvesEnd = 2251799813685248.0;  // 2^51
  if (digits < 0 || digits > 22) return false;
  const double power = kExactPowers[digits];
  const double product = value * power;
  if (!(std::fabs(product) < kHalvesEnd)) return false;
  double whole = std::nearbyint(product);
  if (std::fabs(product - whole) == 0.5) {
    const double rest = std::fma(value, power, -product);
    if (rest > 0) whole = std::ceil(product);
    else if (rest < 0) whole = std::floor(product);
  }
  result = std::copysign(whole / power, value);
  return true;
}

}  // namespace

double round_to_even(double value) { return std::nearbyint(value); }

double round_scaled(double value, int digits) {
  if (digits == 0) return std::nearbyint(value);
  const int magnitude = digits < 0 ? -digits : digits;
  const double power = magnitude <= 22 ? kExactPowers[magnitude] : std::pow(10.0, magnitude);
  return digits < 0 ? std::nearbyint(value / power) * power : std::nearbyint(value * power) / power;
}

double round_decimal(double value, int digits) {
  if (!std::isfinite(value) || value == 0.0) return value;
  if (digits > 308) return value;
  if (digits < -308) return std::copysign(0.0, value);
  double quick = 0;
  if (round_decimal_exactly(value, digits, quick)) return quick;
  if (digits >= 0) {
    // glibc prints the exact binary value correctly rounded, ties to even.
    std::string buffer(digits + 330, '\0');
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
    double result = value;
    std::from_chars(buffer.data(), buffer.data() + length, result);
    return result;
  }
  // Tens and above: a double below 2^53 times exact powers of ten; long double keeps the quotient's tie exact enough
  // only when the value is an integer part, so decide ties on the exact decimal text.
  std::string text(340, '\0');
  const bool negative = std::signbit(value);
  const int length = std::snprintf(text.data(), text.size(), "%.0f", std::trunc(std::fabs(value)));
  text.resize(length);
  const bool fraction = std::trunc(value) != value;
  const int cut = -digits;
  if (length < cut) return negative ? -0.0 : 0.0;
  std::string head = length == cut ? "0" : text.substr(0, length - cut);
  const std::string tail = text.substr(length - cut);
  const std::string half = "5" + std::string(cut - 1, '0');
  const bool above = tail > half || (tail == half && fraction);
  const bool tie = tail == half && !fraction;
  if (above || (tie && (head.back() - '0') % 2 == 1)) {
    std::size_t i = head.size();
    while (i > 0 && head[i - 1] == '9') head[--i] = '0';
    if (i == 0) head.insert(head.begin(), '1');
    else ++head[i - 1];
  }
  head.append(cut, '0');
  double result = 0;
  std::from_chars(head.data(), head.data() + head.size(), result);
  return negative ? -result : result;
}

}  // namespace stom
