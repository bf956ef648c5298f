// How the value of a window is finished: rounding by function, market and path (spec 6.1), and the factor of an angle.
#pragma once

#include "feature/kernels.h"
#include "feature/window_column.h"

namespace stom::feature {

// What is done to a mean; other aggregates are not rounded.
enum class MeanRounding : std::uint8_t { kNone, kThreeDigits, kEightDigits, kNearest, kTruncate };

[[nodiscard]] constexpr MeanRounding mean_rounding(WindowFunction function, const WindowSettings& settings, bool held) {
  switch (function) {
    case WindowFunction::kMovingAverage: {
      // The reference rounds Upbit's direct minute averages to three digits although its held ones have eight.
      const bool short_form = settings.market == market::Market::kUpbit && settings.frame == market::Frame::kMinute && !held;
      return market::is_crypto(settings.market) && !short_form ? MeanRounding::kEightDigits : MeanRounding::kThreeDigits;
    }
    case WindowFunction::kTradeStrengthAverage: return MeanRounding::kThreeDigits;
    case WindowFunction::kValueAverage: return held ? MeanRounding::kNearest : MeanRounding::kTruncate;
    default: return MeanRounding::kNone;
  }
}

[[nodiscard]] double round_mean(double mean, MeanRounding rounding);
// Divides sums (or means: divisor 1) and rounds.
void finish_means(std::span<double> sums, double divisor, MeanRounding rounding);

[[nodiscard]] AngleFactor angle_factor(WindowFunction function, market::Market market, bool held);

}  // namespace stom::feature
