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

// The two-digit decimal of the angle; NaN where only the exact form may decide. The arc tangent below (rational
// approximation after S. Moshier, Cephes library, relative error under 1e-15) and the library's differ by less than
// 1e-12 degrees, so the hundredths agree unless they lie within 1e-6 of a tie.
STOM_SIMD_CLONES void approximate_angles(const double* in, std::size_t count, int window, double factor, bool divide,
                                         double* out) {
  constexpr double kTanOf3Pi8 = 2.41421356237309504880;
  constexpr double kHundredthsPerRadian = 18000 / std::numbers::pi;
  constexpr double kTieMargin = 1e-6;
  const double w = window;
  const std::size_t reach = window - 1;
  for (std::size_t k = 0; k < count; ++k) {
    const double gap = in[k + reach] - in[k];
    const double rise = divide ? gap / factor : gap * factor;
    const double y = std::fabs(rise);
    // atan(y/w) = base + atan(numerator/denominator) with a small quotient.
    const bool steep = y > kTanOf3Pi8 * w;
    const bool middle = y > 0.66 * w;
    const double numerator = steep ? -w : middle ? y - w : y;
    const double denominator = steep ? y : middle ? y + w : w;
    const double base = steep ? std::numbers::pi / 2 : middle ? std::numbers::pi / 4 : 0.0;
    const double x = numerator / denominator;
    const double z = x * x;
    const double p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z - 7.500855792314704667340e1) * z -
                      1.228866684490136173410e2) * z - 6.485021904942025371773e1;
    const double q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z + 4.328810604912902668951e2) * z +
                      4.853903996359136964868e2) * z + 1.945506571482613964425e2;
    const double hundredths = (base + (x + x * (z * p / q))) * kHundredthsPerRadian;
    const double rounded = nearest_integer(hundredths);
    const double off_tie = std::fabs(0.5 - std::fabs(hundredths - rounded));
    const double angle = std::copysign(rounded / 100, rise);
    out[k] = off_tie > kTieMargin ? angle : std::numeric_limits<double>::quiet_NaN();
  }
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
  constexpr std::size_t kBlock = 1024;
  for (std::size_t begin = 0; begin < count; begin += kBlock) {
    const std::size_t n = std::min(kBlock, count - begin);
    approximate_angles(in + begin, n, window, factor.factor, factor.divide, out + begin);
    for (std::size_t k = begin; k < begin + n; ++k) {
      if (std::isnan(out[k])) out[k] = exact_angle(in[k + window - 1] - in[k], factor, window);
    }
  }
}

}  // namespace stom::feature
