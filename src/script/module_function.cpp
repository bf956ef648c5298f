#include "script/module_function.h"

#include <limits>
#include <numbers>

namespace stom::script {
namespace {

struct Entry {
  Module module;
  std::string_view name;
  ModuleFunction function;
};

constexpr Module np = Module::kNumpy;
constexpr Module math = Module::kMath;
constexpr Entry kEntries[] = {
    {np, "array", ModuleFunction::kArray},       {np, "mean", ModuleFunction::kMean},
    {np, "average", ModuleFunction::kMean},      {np, "std", ModuleFunction::kStd},
    {np, "var", ModuleFunction::kVar},           {np, "max", ModuleFunction::kMax},
    {np, "amax", ModuleFunction::kMax},          {np, "min", ModuleFunction::kMin},
    {np, "amin", ModuleFunction::kMin},          {np, "sum", ModuleFunction::kSum},
    {np, "median", ModuleFunction::kMedian},     {np, "percentile", ModuleFunction::kPercentile},
    {np, "diff", ModuleFunction::kDiff},         {np, "cumsum", ModuleFunction::kCumsum},
    {np, "argmax", ModuleFunction::kArgmax},     {np, "argmin", ModuleFunction::kArgmin},
    {np, "abs", ModuleFunction::kAbs},           {np, "absolute", ModuleFunction::kAbs},
    {np, "sqrt", ModuleFunction::kSqrt},         {np, "log", ModuleFunction::kLog},
    {np, "log10", ModuleFunction::kLog10},       {np, "log2", ModuleFunction::kLog2},
    {np, "exp", ModuleFunction::kExp},           {np, "isnan", ModuleFunction::kIsNan},
    {np, "isinf", ModuleFunction::kIsInf},       {np, "round", ModuleFunction::kRound},
    {np, "clip", ModuleFunction::kClip},         {np, "where", ModuleFunction::kWhere},
    {np, "sign", ModuleFunction::kSign},         {np, "floor", ModuleFunction::kFloor},
    {np, "ceil", ModuleFunction::kCeil},         {np, "maximum", ModuleFunction::kMaximum},
    {np, "minimum", ModuleFunction::kMinimum},   {np, "arctan", ModuleFunction::kArctan},
    {np, "arctan2", ModuleFunction::kArctan2},   {np, "degrees", ModuleFunction::kDegrees},
    {math, "sqrt", ModuleFunction::kMathSqrt},   {math, "log", ModuleFunction::kMathLog},
    {math, "log10", ModuleFunction::kMathLog10}, {math, "log2", ModuleFunction::kMathLog2},
    {math, "exp", ModuleFunction::kMathExp},     {math, "floor", ModuleFunction::kMathFloor},
    {math, "ceil", ModuleFunction::kMathCeil},   {math, "fabs", ModuleFunction::kMathFabs},
    {math, "pow", ModuleFunction::kMathPow},     {math, "atan", ModuleFunction::kMathAtan},
    {math, "atan2", ModuleFunction::kMathAtan2}, {math, "degrees", ModuleFunction::kMathDegrees},
    {math, "radians", ModuleFunction::kMathRadians}, {math, "isnan", ModuleFunction::kMathIsNan},
    {math, "isinf", ModuleFunction::kMathIsInf}, {math, "sin", ModuleFunction::kMathSin},
    {math, "cos", ModuleFunction::kMathCos},     {math, "tan", ModuleFunction::kMathTan},
    {np, "all", ModuleFunction::kAll},           {np, "any", ModuleFunction::kAny},
    {np, "arange", ModuleFunction::kArange},     {np, "prod", ModuleFunction::kProd},
    {np, "nanmax", ModuleFunction::kNanMax},     {np, "nanmin", ModuleFunction::kNanMin},
    {np, "nanmean", ModuleFunction::kNanMean},   {np, "nanstd", ModuleFunction::kNanStd},
    {np, "nansum", ModuleFunction::kNanSum},     {np, "isfinite", ModuleFunction::kIsFinite},
    {np, "power", ModuleFunction::kPower},       {math, "acos", ModuleFunction::kMathAcos},
    {math, "asin", ModuleFunction::kMathAsin},   {math, "fmod", ModuleFunction::kMathFmod},
    {math, "fsum", ModuleFunction::kMathFsum},   {math, "hypot", ModuleFunction::kMathHypot},
    {math, "isclose", ModuleFunction::kMathIsClose}, {math, "isfinite", ModuleFunction::kMathIsFinite},
    {math, "trunc", ModuleFunction::kMathTrunc},
};

}  // namespace

std::optional<ModuleFunction> find_module_function(Module module, std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.module == module && entry.name == name) return entry.function;
  }
  return std::nullopt;
}

std::optional<double> find_module_constant(Module, std::string_view name) {
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (name == "inf") return std::numeric_limits<double>::infinity();
  if (name == "pi") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  return std::nullopt;
}

}  // namespace stom::script
