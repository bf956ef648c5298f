#include "script/number_model.h"

#include <charconv>
#include <limits>

#include "base/rounding.h"

namespace stom::script {
namespace {

NumberResult raised(ErrorKind kind) { return {Number{}, kind}; }

NumberResult bounded(NumberTag tag, std::int64_t value) {
  if (value > kLargestInteger || value < -kLargestInteger) return raised(ErrorKind::kOverflow);
  return {Number::of_integer(tag, value), ErrorKind::kNone};
}

NumberResult real(bool array, double value) {
  return {Number::of_real(array ? NumberTag::kArrayFloat : NumberTag::kFloat, value), ErrorKind::kNone};
}

NumberResult integer_power(NumberTag tag, std::int64_t base, std::int64_t exponent) {
  if (base == 0 || base == 1) return {Number::of_integer(tag, exponent == 0 ? 1 : base), ErrorKind::kNone};
  if (base == -1) return {Number::of_integer(tag, exponent % 2 == 0 ? 1 : -1), ErrorKind::kNone};
  std::int64_t value = 1;  // |base| ≥ 2: at most 53 steps before the bound
  for (std::int64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(value, base, &value) || value > kLargestInteger || value < -kLargestInteger) {
      return raised(ErrorKind::kOverflow);
    }
  }
  return {Number::of_integer(tag, value), ErrorKind::kNone};
}

NumberResult plain_float_power(double a, double b) {
  if (a == 0.0 && b < 0.0) return raised(ErrorKind::kZeroDivision);
  if (a < 0.0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b)) return raised(ErrorKind::kType);
  const double value = std::pow(a, b);
  if (std::isinf(value) && std::isfinite(a) && std::isfinite(b)) return raised(ErrorKind::kOverflow);
  return real(false, value);
}

NumberResult float_arithmetic(Operator op, bool array, double a, double b) {
  switch (op) {
    case Operator::kAdd: return real(array, a + b);
    case Operator::kSubtract: return real(array, a - b);
    case Operator::kMultiply: return real(array, a * b);
    case Operator::kDivide:
      if (!array && b == 0.0) return raised(ErrorKind::kZeroDivision);
      return real(array, a / b);
    case Operator::kFloorDivide:
      if (!array && b == 0.0) return raised(ErrorKind::kZeroDivision);
      return real(array, array_floor_divide(a, b));
    case Operator::kModulo:
      if (!array && b == 0.0) return raised(ErrorKind::kZeroDivision);
      return real(array, array_modulo(a, b));
    case Operator::kPower:
      return array ? real(true, std::pow(a, b)) : plain_float_power(a, b);
    default: return raised(ErrorKind::kType);
  }
}

// `tag` is int or, for & | ^ of two bools, bool.
NumberResult integer_arithmetic(Operator op, NumberTag tag, std::int64_t a, std::int64_t b) {
  const bool array = is_array(tag);
  switch (op) {
    case Operator::kAdd: return bounded(tag, a + b);
    case Operator::kSubtract: return bounded(tag, a - b);
    case Operator::kMultiply: {
      std::int64_t product = 0;
      if (__builtin_mul_overflow(a, b, &product)) return raised(ErrorKind::kOverflow);
      return bounded(tag, product);
    }
    case Operator::kDivide:
      return float_arithmetic(op, array, static_cast<double>(a), static_cast<double>(b));
    case Operator::kFloorDivide:
      if (b == 0) return array ? bounded(tag, 0) : raised(ErrorKind::kZeroDivision);
      return bounded(tag, floor_divide(a, b));
    case Operator::kModulo:
      if (b == 0) return array ? bounded(tag, 0) : raised(ErrorKind::kZeroDivision);
      return bounded(tag, floor_modulo(a, b));
    case Operator::kPower:
      if (b >= 0) return integer_power(tag, a, b);
      if (array) return raised(ErrorKind::kValue);
      return plain_float_power(static_cast<double>(a), static_cast<double>(b));
    case Operator::kBitAnd: return bounded(tag, a & b);
    case Operator::kBitOr: return bounded(tag, a | b);
    case Operator::kBitXor: return bounded(tag, a ^ b);
    case Operator::kShiftLeft:
      if (b < 0) return raised(ErrorKind::kValue);
      if (a == 0) return bounded(tag, 0);
      if (b > 53) return raised(ErrorKind::kOverflow);
      return integer_arithmetic(Operator::kMultiply, tag, a, std::int64_t{1} << b);
    case Operator::kShiftRight:
      if (b < 0) return raised(ErrorKind::kValue);
      return bounded(tag, a >> (b > 63 ? 63 : b));
    default: return raised(ErrorKind::kType);
  }
}

}  // namespace

ResultType result_type(Operator op, NumberTag a, NumberTag b) {
  const NumberTag common = common_tag(a, b);
  const bool array = is_array(common);
  switch (op) {
    case Operator::kAdd:
    case Operator::kMultiply:
      if (!is_bool(common)) return {common};
      return {array ? NumberTag::kArrayBool : NumberTag::kInt};
    case Operator::kSubtract:
      if (!is_bool(common)) return {common};
      return array ? ResultType{common, true} : ResultType{NumberTag::kInt};
    case Operator::kDivide: return {make_tag(2, array)};
    case Operator::kFloorDivide:
    case Operator::kModulo: return {is_float(common) ? common : make_tag(1, array)};
    case Operator::kPower:
      if (is_float(common)) return {common};
      return {make_tag(1, array), false, !array};
    case Operator::kBitAnd:
    case Operator::kBitOr:
    case Operator::kBitXor: return {common, is_float(common)};
    case Operator::kShiftLeft:
    case Operator::kShiftRight: return {make_tag(1, array), is_float(common)};
    case Operator::kLess:
    case Operator::kLessEqual:
    case Operator::kGreater:
    case Operator::kGreaterEqual:
    case Operator::kEqual:
    case Operator::kNotEqual: return {comparison_tag(a, b)};
    default: return {NumberTag::kBool, true};
  }
}

ResultType result_type(Operator op, NumberTag a) {
  switch (op) {
    case Operator::kNot: return {NumberTag::kBool};
    case Operator::kNegate:
    case Operator::kPositive:
      if (!is_bool(a)) return {a};
      return is_array(a) ? ResultType{a, op == Operator::kNegate} : ResultType{NumberTag::kInt};
    case Operator::kInvert:
      if (is_float(a)) return {a, true};
      return {a == NumberTag::kBool ? NumberTag::kInt : a};
    default: return {NumberTag::kBool, true};
  }
}

NumberResult arithmetic(Operator op, Number a, Number b) {
  const ResultType type = result_type(op, a.tag, b.tag);
  if (type.raises) return raised(ErrorKind::kType);
  if (is_float(a.tag) || is_float(b.tag)) return float_arithmetic(op, is_array(type.tag), a.as_double(), b.as_double());
  if (type.tag == NumberTag::kArrayBool) {  // two bools: + is or, * is and
    const bool either = op == Operator::kAdd || op == Operator::kBitOr;
    const bool differ = op == Operator::kBitXor;
    const std::int64_t value = either ? (a.integer | b.integer) : differ ? (a.integer ^ b.integer) : (a.integer & b.integer);
    return {Number::of_integer(type.tag, value), ErrorKind::kNone};
  }
  return integer_arithmetic(op, type.tag, a.integer, b.integer);
}

NumberResult arithmetic(Operator op, Number a) {
  const ResultType type = result_type(op, a.tag);
  if (type.raises) return raised(ErrorKind::kType);
  switch (op) {
    case Operator::kNot: return {Number::plain(!is_true(a)), ErrorKind::kNone};
    case Operator::kNegate:
      if (is_float(a.tag)) return {Number::of_real(type.tag, -a.real), ErrorKind::kNone};
      return {Number::of_integer(type.tag, -a.integer), ErrorKind::kNone};
    case Operator::kInvert:
      if (a.tag == NumberTag::kArrayBool) return {Number::of_integer(type.tag, a.integer == 0), ErrorKind::kNone};
      return bounded(type.tag, ~a.integer);
    default:
      if (is_float(a.tag)) return {a, ErrorKind::kNone};
      return {Number::of_integer(type.tag, a.integer), ErrorKind::kNone};
  }
}

bool compare(Operator op, double a, double b) {
  switch (op) {
    case Operator::kLess: return a < b;
    case Operator::kLessEqual: return a <= b;
    case Operator::kGreater: return a > b;
    case Operator::kGreaterEqual: return a >= b;
    case Operator::kNotEqual: return a != b;
    default: return a == b;
  }
}

double floor_modulo(double a, double b) {
  const double modulo = std::fmod(a, b);
  if (modulo == 0.0) return std::copysign(0.0, b);
  return (b < 0) != (modulo < 0) ? modulo + b : modulo;
}

double floor_divide(double a, double b) {
  const double modulo = std::fmod(a, b);
  double quotient = (a - modulo) / b;
  if (modulo != 0.0 && (b < 0) != (modulo < 0)) quotient -= 1.0;
  if (quotient == 0.0) return std::copysign(0.0, a / b);
  const double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1.0 : floored;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b != 0 && (a % b < 0) != (b < 0) ? quotient - 1 : quotient;
}

std::int64_t floor_modulo(std::int64_t a, std::int64_t b) {
  const std::int64_t modulo = a % b;
  return modulo != 0 && (modulo < 0) != (b < 0) ? modulo + b : modulo;
}

NumberResult to_integer(Number x) {
  if (!is_float(x.tag)) return {Number::plain(x.integer), ErrorKind::kNone};
  if (std::isnan(x.real)) return raised(ErrorKind::kValue);
  if (std::fabs(x.real) > static_cast<double>(kLargestInteger)) return raised(ErrorKind::kOverflow);
  return {Number::plain(truncate(x.real)), ErrorKind::kNone};
}

NumberResult integer_of_rint(double x) { return to_integer(Number::plain(round_to_even(x))); }

NumberResult round_number(Number x) {
  if (x.tag == NumberTag::kArrayBool) return raised(ErrorKind::kType);
  return is_float(x.tag) ? integer_of_rint(x.real) : NumberResult{Number::plain(x.integer), ErrorKind::kNone};
}

NumberResult round_number(Number x, std::int64_t digits) {
  const int places = static_cast<int>(digits > 400 ? 400 : digits < -400 ? -400 : digits);
  if (x.tag == NumberTag::kArrayFloat) return real(true, round_scaled(x.real, places));
  if (x.tag == NumberTag::kFloat) return real(false, round_decimal(x.real, places));
  if (x.tag == NumberTag::kArrayBool) return raised(ErrorKind::kType);
  const NumberTag tag = make_tag(1, is_array(x.tag));
  if (digits >= 0 || x.integer == 0) return {Number::of_integer(tag, x.integer), ErrorKind::kNone};
  if (digits < -17) return {Number::of_integer(tag, 0), ErrorKind::kNone};
  std::int64_t power = 1;
  for (std::int64_t i = 0; i < -digits; ++i) power *= 10;
  const std::int64_t low = floor_divide(x.integer, power);
  const std::int64_t twice = (x.integer - low * power) * 2;
  const bool up = twice > power || (twice == power && low % 2 != 0);
  return bounded(tag, (low + (up ? 1 : 0)) * power);
}

NumberResult absolute(Number x) {
  if (is_float(x.tag)) return {Number::of_real(x.tag, std::fabs(x.real)), ErrorKind::kNone};
  const NumberTag tag = x.tag == NumberTag::kBool ? NumberTag::kInt : x.tag;
  return {Number::of_integer(tag, x.integer < 0 ? -x.integer : x.integer), ErrorKind::kNone};
}

std::string text_of(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific).ptr;
  std::string digits;
  const char* p = buffer;
  const bool negative = *p == '-';
  if (negative) ++p;
  for (; p != end && *p != 'e'; ++p) {
    if (*p != '.') digits += *p;
  }
  int exponent = 0;
  if (p != end) {
    ++p;
    if (*p == '+') ++p;
    std::from_chars(p, end, exponent);
  }
  std::string text = negative ? "-" : "";
  const int count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    text += digits[0];
    if (count > 1) text += "." + digits.substr(1);
    text += exponent < 0 ? "e-" : "e+";
    const int magnitude = exponent < 0 ? -exponent : exponent;
    if (magnitude < 10) text += '0';
    return text + std::to_string(magnitude);
  }
  if (exponent < 0) return text + "0." + std::string(-exponent - 1, '0') + digits;
  if (count <= exponent + 1) return text + digits + std::string(exponent + 1 - count, '0') + ".0";
  return text + digits.substr(0, exponent + 1) + "." + digits.substr(exponent + 1);
}

std::string text_of(Number x) {
  if (is_float(x.tag)) return text_of(x.real);
  if (is_bool(x.tag)) return x.integer != 0 ? "True" : "False";
  return std::to_string(x.integer);
}

}  // namespace stom::script
