// Angles of window columns. The exact form is the reference's formula and a correctly rounded decimal; the column form
// finds the same two-digit decimal from an approximate angle unless the angle lies next to a tie of the rounding.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/rounding.h"
#include "feature/kernels.h"
#include "feature/window_rules.h"

namespace stom::feature {
namespace {

double exact_angle(double gap, AngleFactor factor, int window) {
  const double rise = factor.divide ? gap / factor.factor : gap * factor.factor;
  return round_decimal(std::atan2(rise, window) / (2 * std::numbers::pi) * 360, 2);
}

// The two-digit decimals of the angles, and how many of them only the exact form may decide. The arc tangent below
// (rational approximation after S. Moshier, Cephes library, relative error under 1e-15) and the library's differ by less
// than 1e-12 degrees, so the hundredths agree unless they lie within 1e-6 of a tie.
// Everything is computed unconditionally and then chosen, so that the loop vectorises; one of multiplier and divisor is 1.
STOM_SIMD_CLONES long approximate_angles(const double* in, std::size_t count, int window, double multiplier,
                                         double divisor, double* out) {
  constexpr double kTanOf3Pi8 = 2.41421356237309504880;
  constexpr double kHundredthsPerRadian = 18000 / std::numbers::pi;
  constexpr double kTieMargin = 1e-6;
  const double w = window;
  const double steep_from = kTanOf3Pi8 * w, middle_from = 0.66 * w;
  const double* last = in + (window - 1);
  long unsure = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const double gap = last[k] - in[k];
    const double rise = gap * multiplier / divisor;
    const double y = std::fabs(rise);
    // atan(y/w) = base + atan(numerator/denominator) with a small quotient.
    const bool steep = y > steep_from;
    const bool middle = y > middle_from;
    const double difference = y - w;
    const double total = y + w;
    double numerator = middle ? difference : y;
    double denominator = middle ? total : w;
    double base = middle ? std::numbers::pi / 4 : 0.0;
    numerator = steep ? -w : numerator;
    denominator = steep ? y : denominator;
    base = steep ? std::numbers::pi / 2 : base;
    const double x = numerator / denominator;
    const double z = x * x;
    const double p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z - 7.500855792314704667340e1) * z -
                      1.228866684490136173410e2) * z - 6.485021904942025371773e1;
    const double q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z + 4.328810604912902668951e2) * z +
                      4.853903996359136964868e2) * z + 1.945506571482613964425e2;
    const double hundredths = (base + (x + x * (z * p / q))) * kHundredthsPerRadian;
    const double rounded = nearest_integer(hundredths);
    const double off_tie = std::fabs(0.5 - std::fabs(hundredths - rounded));
    unsure += !(off_tie > kTieMargin);
    out[k] = std::copysign(rounded / 100, rise);
  }
  return unsure;
}

}  // namespace

AngleFactor angle_factor(WindowFunction function, market::Market market, bool held) {
  const bool crypto = market::is_crypto(market);
  switch (function) {
    case WindowFunction::kChangeRateAngle: return {crypto ? 10.0 : 5.0, false};
    case WindowFunction::kDayValueAngle:
      if (held) return {crypto ? 100000000.0 : 100.0, true};
      return {crypto ? 0.00000001 : 0.01, false};
    default: return {1.0, false};
  }
}

double angle(WindowFunction function, market::Market market, bool held, double gap, int window) {
  return exact_angle(gap, angle_factor(function, market, held), window);
}

void rolling_angle_scalar(const double* in, std::size_t count, int window, AngleFactor factor, double* out) {
  for (std::size_t k = 0; k < count; ++k) out[k] = exact_angle(in[k + window - 1] - in[k], factor, window);
}

void rolling_angle(const double* in, std::size_t count, int window, AngleFactor factor, double* out) {
  constexpr std::size_t kBlock = 64;  // recomputed as a whole when one angle of it is unsure
  const double multiplier = factor.divide ? 1 : factor.factor;
  const double divisor = factor.divide ? factor.factor : 1;
  for (std::size_t begin = 0; begin < count; begin += kBlock) {
    const std::size_t n = std::min(kBlock, count - begin);
    if (approximate_angles(in + begin, n, window, multiplier, divisor, out + begin) == 0) continue;
    rolling_angle_scalar(in + begin, n, window, factor, out + begin);
  }
}

}  // namespace stom::feature
