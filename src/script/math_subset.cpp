// The math functions of a text: plain floats, errors as Python's math module raises them.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "script/builtins.h"

namespace stom::script {
namespace {

Value domain(Machine& machine, const Node& at, const Value& value) {
  return machine.raise(at, ErrorKind::kValue, [&] {
    return message("수학 함수에 줄 수 없는 값입니다: {}", "math domain error: {}", shown(value));
  });
}

// NaN from a number that was not NaN is a domain error, infinity from a finite one an overflow.
Value finished(Machine& machine, const Node& at, double result, const Value& value, bool may_overflow = false) {
  if (std::isnan(result) && !std::isnan(value.as_double())) return domain(machine, at, value);
  if (std::isinf(result) && std::isfinite(value.as_double())) {
    return may_overflow ? machine.raise_operation(at, ErrorKind::kOverflow, "math", value) : domain(machine, at, value);
  }
  return Value::plain(result);
}

Value logarithm(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const auto natural = [&](const Value& value) {
    const double x = value.as_double();
    return x <= 0 ? domain(machine, at, value) : Value::plain(std::log(x));
  };
  const Value of_number = natural(arguments.values[0]);
  if (of_number.is_raised() || arguments.values.size() == 1) return of_number;
  const Value of_base = natural(arguments.values[1]);
  if (of_base.is_raised()) return of_base;
  if (of_base.real == 0) return machine.raise_operation(at, ErrorKind::kZeroDivision, "math.log", arguments.values[1]);
  return Value::plain(of_number.real / of_base.real);
}

Value power(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const double a = arguments.values[0].as_double(), b = arguments.values[1].as_double();
  const double result = std::pow(a, b);
  if (std::isfinite(a) && std::isfinite(b)) {
    if (std::isnan(result) || (a == 0 && b < 0)) return domain(machine, at, arguments.values[0]);
    if (std::isinf(result)) return machine.raise_operation(at, ErrorKind::kOverflow, "math.pow", arguments.values[0]);
  }
  return Value::plain(result);
}

// Relative tolerance 1e-9, as math.isclose has it.
bool is_close(double a, double b) {
  if (a == b) return true;
  if (std::isinf(a) || std::isinf(b)) return false;
  return std::fabs(a - b) <= 1e-9 * std::max(std::fabs(a), std::fabs(b));
}

// The correctly rounded sum: partial sums that do not overlap, then the last tie decided by the next partial.
Value exact_sum(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, "math.fsum", 1, 1)) return Value::raised();
  std::vector<Value> items;
  if (!machine.collect(at, arguments.values[0], items)) return Value::raised();
  std::vector<double> partials;
  double special = 0;
  for (const Value& item : items) {
    if (!item.is_number()) return machine.raise_operation(at, ErrorKind::kType, "math.fsum", item);
    double x = item.as_double();
    if (!std::isfinite(x)) special += x;
    std::size_t kept = 0;
    for (double y : partials) {
      if (std::fabs(x) < std::fabs(y)) std::swap(x, y);
      const double high = x + y;
      const double low = y - (high - x);
      if (low != 0) partials[kept++] = low;
      x = high;
    }
    partials.resize(kept);
    if (std::isfinite(x)) partials.push_back(x);
  }
  if (special != 0 || std::isnan(special)) return Value::plain(special);
  double high = 0, low = 0;
  std::size_t n = partials.size();
  while (n > 0) {
    const double x = high, y = partials[--n];
    high = x + y;
    low = y - (high - x);
    if (low != 0) break;
  }
  if (n > 0 && ((low < 0 && partials[n - 1] < 0) || (low > 0 && partials[n - 1] > 0))) {
    const double twice = low * 2, x = high + twice;
    if (twice == x - high) high = x;
  }
  return Value::plain(high);
}

}  // namespace

Value call_math(Machine& machine, ModuleFunction function, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (function == ModuleFunction::kMathFsum) return exact_sum(machine, arguments);
  const bool two = function == ModuleFunction::kMathPow || function == ModuleFunction::kMathAtan2 ||
                   function == ModuleFunction::kMathFmod || function == ModuleFunction::kMathHypot ||
                   function == ModuleFunction::kMathIsClose;
  if (!check_arguments(machine, arguments, "math", two ? 2 : 1, two || function == ModuleFunction::kMathLog ? 2 : 1)) {
    return Value::raised();
  }
  for (const Value& value : arguments.values) {
    if (!value.is_number()) return machine.raise_operation(at, ErrorKind::kType, "math", value);
  }
  const Value& value = arguments.values[0];
  const double x = value.as_double();
  switch (function) {
    case ModuleFunction::kMathSqrt: return x < 0 ? domain(machine, at, value) : Value::plain(std::sqrt(x));
    case ModuleFunction::kMathLog: return logarithm(machine, arguments);
    case ModuleFunction::kMathLog10: return x <= 0 ? domain(machine, at, value) : Value::plain(std::log10(x));
    case ModuleFunction::kMathLog2: return x <= 0 ? domain(machine, at, value) : Value::plain(std::log2(x));
    case ModuleFunction::kMathExp: return finished(machine, at, std::exp(x), value, true);
    case ModuleFunction::kMathFloor:
    case ModuleFunction::kMathCeil: {
      if (value.is_integral()) return Value::integer_of(value.integer);
      const double whole = function == ModuleFunction::kMathFloor ? std::floor(x) : std::ceil(x);
      return machine.checked(at, to_integer(Number::plain(whole)), "math.floor", value);
    }
    case ModuleFunction::kMathFabs: return Value::plain(std::fabs(x));
    case ModuleFunction::kMathPow: return power(machine, arguments);
    case ModuleFunction::kMathAtan: return Value::plain(std::atan(x));
    case ModuleFunction::kMathAtan2: return Value::plain(std::atan2(x, arguments.values[1].as_double()));
    case ModuleFunction::kMathDegrees: return Value::plain(x * (180.0 / std::numbers::pi));
    case ModuleFunction::kMathRadians: return Value::plain(x * (std::numbers::pi / 180.0));
    case ModuleFunction::kMathIsNan: return Value::boolean(std::isnan(x));
    case ModuleFunction::kMathIsInf: return Value::boolean(std::isinf(x));
    case ModuleFunction::kMathIsFinite: return Value::boolean(std::isfinite(x));
    case ModuleFunction::kMathTrunc: return machine.checked(at, to_integer(value.number()), "math.trunc", value);
    case ModuleFunction::kMathAcos: return finished(machine, at, std::acos(x), value);
    case ModuleFunction::kMathAsin: return finished(machine, at, std::asin(x), value);
    case ModuleFunction::kMathHypot: return Value::plain(std::hypot(x, arguments.values[1].as_double()));
    case ModuleFunction::kMathFmod: {
      const double y = arguments.values[1].as_double();
      const double rest = std::fmod(x, y);
      return std::isnan(rest) && !std::isnan(x) && !std::isnan(y) ? domain(machine, at, value) : Value::plain(rest);
    }
    case ModuleFunction::kMathIsClose: return Value::boolean(is_close(x, arguments.values[1].as_double()));
    case ModuleFunction::kMathSin: return finished(machine, at, std::sin(x), value);
    case ModuleFunction::kMathCos: return finished(machine, at, std::cos(x), value);
    default: return finished(machine, at, std::tan(x), value);
  }
}

}  // namespace stom::script
