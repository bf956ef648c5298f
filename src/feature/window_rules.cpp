#include "feature/window_rules.h"

#include <cmath>

namespace stom::feature {
namespace {

double toward_zero(double value) {
  const double magnitude = std::fabs(value);
  const double nearest = nearest_integer(magnitude);
  const double below = nearest - 1;
  return std::copysign(nearest > magnitude ? below : nearest, value);
}

STOM_SIMD_CLONES void divide_and_truncate(std::span<double> values, double divisor) {
  for (double& value : values) value = toward_zero(value / divisor);
}

STOM_SIMD_CLONES void divide(std::span<double> values, double divisor) {
  for (double& value : values) value /= divisor;
}

}  // namespace

double round_mean(double mean, MeanRounding rounding) {
  switch (rounding) {
    case MeanRounding::kThreeDigits: return nearest_integer(mean * 1e3) / 1e3;
    case MeanRounding::kEightDigits: return nearest_integer(mean * 1e8) / 1e8;
    case MeanRounding::kNearest: return nearest_integer(mean);
    case MeanRounding::kTruncate: return toward_zero(mean);
    case MeanRounding::kNone: break;
  }
  return mean;
}

void finish_means(std::span<double> sums, double divisor, MeanRounding rounding) {
  switch (rounding) {
    case MeanRounding::kThreeDigits: return divide_and_round(sums, divisor, 1e3);
    case MeanRounding::kEightDigits: return divide_and_round(sums, divisor, 1e8);
    case MeanRounding::kNearest: return divide_and_round(sums, divisor, 1);
    case MeanRounding::kTruncate: return divide_and_truncate(sums, divisor);
    case MeanRounding::kNone: return divide(sums, divisor);
  }
}

}  // namespace stom::feature
