#include "feature/window_rules.h"

#include <cmath>

namespace stom::feature {
namespace {

double toward_zero(double value) {
  const double nearest = nearest_integer(value);
  const double whole = std::fabs(nearest) > std::fabs(value) ? nearest - std::copysign(1.0, value) : nearest;
  return std::copysign(whole, value);
}

STOM_SIMD_CLONES void truncate_column(std::span<double> values) {
  for (double& value : values) value = toward_zero(value);
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

void round_means(std::span<double> means, MeanRounding rounding) {
  switch (rounding) {
    case MeanRounding::kThreeDigits: return round_column(means, 1e3);
    case MeanRounding::kEightDigits: return round_column(means, 1e8);
    case MeanRounding::kNearest: return round_column(means, 1);
    case MeanRounding::kTruncate: return truncate_column(means);
    case MeanRounding::kNone: return;
  }
}

}  // namespace stom::feature
