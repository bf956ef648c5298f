// The functions and constants of np and math that a text may use, declared once.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stom::script {

enum class Module : std::uint8_t { kNumpy = 0, kMath = 1 };

enum class ModuleFunction : std::uint8_t {
  // np: made of a whole array
  kArray, kMean, kStd, kVar, kMax, kMin, kSum, kMedian, kPercentile, kDiff, kCumsum, kArgmax, kArgmin,
  kAll, kAny, kArange, kProd, kNanMax, kNanMin, kNanMean, kNanStd, kNanSum,
  // np: element by element
  kAbs, kSqrt, kLog, kLog10, kLog2, kExp, kIsNan, kIsInf, kIsFinite, kRound, kClip, kWhere, kSign, kFloor, kCeil, kMaximum, kMinimum,
  kPower, kArctan, kArctan2, kDegrees,
  // math
  kMathSqrt, kMathLog, kMathLog10, kMathLog2, kMathExp, kMathFloor, kMathCeil, kMathFabs, kMathPow, kMathAtan, kMathAtan2,
  kMathDegrees, kMathRadians, kMathIsNan, kMathIsInf, kMathSin, kMathCos, kMathTan,
  kMathAcos, kMathAsin, kMathFmod, kMathFsum, kMathHypot, kMathIsClose, kMathIsFinite, kMathTrunc,
};

[[nodiscard]] std::optional<ModuleFunction> find_module_function(Module module, std::string_view name);
// nan, inf, pi, e.
[[nodiscard]] std::optional<double> find_module_constant(Module module, std::string_view name);

}  // namespace stom::script
