#include "base/rounding.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

namespace stom {

double round_to_even(double value) { return std::nearbyint(value); }

double round_scaled(double value, int digits) {
  static constexpr double kPowers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9, 1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (digits == 0) return std::nearbyint(value);
  const int magnitude = digits < 0 ? -digits : digits;
  const double power = magnitude <= 22 ? kPowers[magnitude] : std::pow(10.0, magnitude);
  return digits < 0 ? std::nearbyint(value / power) * power : std::nearbyint(value * power) / power;
}

double round_decimal(double value, int digits) {
  if (!std::isfinite(value) || value == 0.0) return value;
  if (digits > 308) return value;
  if (digits < -308) return std::copysign(0.0, value);
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
