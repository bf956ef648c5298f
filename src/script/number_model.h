// The arithmetic of the strategy language on numbers: one table of rules for the interpreter and for native code.
//
// Six kinds of number. Plain ones follow Python; array ones (a value read from a column, and whatever is computed from
// one) follow the array library's scalars. A number's kind decides errors, not only its value:
//
//   plain + plain    x/0, x//0, x%0, 0**-1: ZeroDivisionError. float**float too large: OverflowError. negative**fraction:
//                    TypeError (a complex number in Python). Everything else on floats never raises (1e308*10 is inf).
//   any array float  never raises: x/0 is ±inf or nan; x//0 = x/0; x%0 = nan; pow as in C.
//   array int        x//0 = 0, x%0 = 0 (the array library's answer); int**negative: ValueError; x/0 as array float.
//   array bool       with another bool (plain or array): + is "or", * is "and", - TypeError, / array float, // % ** <<
//                    array int; & | ^ bool. Unary - is a TypeError, + keeps it; ~ is "not". With int or float it counts as 0/1.
//   mixed            result type bool < int < float by the wider operand; array if either operand is array.
//   integers         every integer result with |i| > 2^53 is an OverflowError, so that int → double is always exact and
//                    comparisons and true division may be made on doubles.
//   & | ^ << >> ~    floats: TypeError. Shift by a negative count: ValueError.
//   comparison       on doubles; with NaN all false except !=. Result array bool if either is array, else plain bool.
//   not              plain bool. NaN is true.
//
// `//` and `%` of floats (b ≠ 0) are the same algorithm for plain and array: see floor_divide() and floor_modulo().
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "script/ast.h"
#include "script/error_kind.h"
#include "script/runtime.h"

namespace stom::script {

// Low two bits: 0 bool, 1 int, 2 float. Bit 2: array.
enum class NumberTag : std::uint8_t { kBool = 0, kInt = 1, kFloat = 2, kArrayBool = 4, kArrayInt = 5, kArrayFloat = 6 };
inline constexpr unsigned kArrayBit = 4;
inline constexpr unsigned kTypeMask = 3;
[[nodiscard]] constexpr bool is_array(NumberTag tag) { return (static_cast<unsigned>(tag) & kArrayBit) != 0; }
[[nodiscard]] constexpr bool is_float(NumberTag tag) { return (static_cast<unsigned>(tag) & kTypeMask) == 2; }
[[nodiscard]] constexpr bool is_bool(NumberTag tag) { return (static_cast<unsigned>(tag) & kTypeMask) == 0; }
[[nodiscard]] constexpr bool is_int(NumberTag tag) { return (static_cast<unsigned>(tag) & kTypeMask) == 1; }
[[nodiscard]] constexpr NumberTag make_tag(unsigned type, bool array) {
  return static_cast<NumberTag>(type | (array ? kArrayBit : 0));
}
// The wider type of two, array if either is.
[[nodiscard]] constexpr NumberTag common_tag(NumberTag a, NumberTag b) {
  const unsigned x = static_cast<unsigned>(a), y = static_cast<unsigned>(b);
  const unsigned type = (x & kTypeMask) > (y & kTypeMask) ? x & kTypeMask : y & kTypeMask;
  return make_tag(type, ((x | y) & kArrayBit) != 0);
}
[[nodiscard]] constexpr NumberTag comparison_tag(NumberTag a, NumberTag b) {
  return is_array(a) || is_array(b) ? NumberTag::kArrayBool : NumberTag::kBool;
}

struct Number {
  NumberTag tag{};
  union {
    std::int64_t integer = 0;  // bool (0/1) and int
    double real;               // float
  };

  [[nodiscard]] static Number plain(bool value) { return of_integer(NumberTag::kBool, value); }
  [[nodiscard]] static Number plain(std::int64_t value) { return of_integer(NumberTag::kInt, value); }
  [[nodiscard]] static Number plain(int value) { return of_integer(NumberTag::kInt, value); }
  [[nodiscard]] static Number plain(double value) { return of_real(NumberTag::kFloat, value); }
  [[nodiscard]] static Number array(double value) { return of_real(NumberTag::kArrayFloat, value); }
  [[nodiscard]] static Number of_integer(NumberTag tag, std::int64_t value) {
    Number number;
    number.tag = tag;
    number.integer = value;
    return number;
  }
  [[nodiscard]] static Number of_real(NumberTag tag, double value) {
    Number number;
    number.tag = tag;
    number.real = value;
    return number;
  }
  [[nodiscard]] double as_double() const { return is_float(tag) ? real : static_cast<double>(integer); }
};

struct NumberResult {
  Number value{};
  ErrorKind error = ErrorKind::kNone;
};

// The kind of `a op b` when it does not raise, from the kinds alone; `raises` true: it always raises TypeError.
// kPower of two integers depends on the exponent's sign when both are plain (int, or float when negative): then
// `depends_on_value` is true and tag is kInt.
struct ResultType {
  NumberTag tag{};
  bool raises = false;
  bool depends_on_value = false;
};
[[nodiscard]] ResultType result_type(Operator op, NumberTag a, NumberTag b);
[[nodiscard]] ResultType result_type(Operator op, NumberTag a);  // kNegate kPositive kInvert kNot

// + − * / // % ** & | ^ << >>
[[nodiscard]] NumberResult arithmetic(Operator op, Number a, Number b);
// kNegate kPositive kInvert kNot
[[nodiscard]] NumberResult arithmetic(Operator op, Number a);
// < <= > >= == != (kIs and kIsNot have no number rule here)
[[nodiscard]] bool compare(Operator op, double a, double b);
[[nodiscard]] inline bool is_true(Number a) { return is_float(a.tag) ? a.real != 0.0 : a.integer != 0; }

// Floor division and modulo of doubles, b ≠ 0: sign of the divisor, as Python and the array library compute them.
[[nodiscard]] double floor_divide(double a, double b);
[[nodiscard]] double floor_modulo(double a, double b);
// b = 0 included: the array forms.
[[nodiscard]] inline double array_floor_divide(double a, double b) { return b == 0.0 ? a / b : floor_divide(a, b); }
[[nodiscard]] inline double array_modulo(double a, double b) { return b == 0.0 ? std::fmod(a, b) : floor_modulo(a, b); }
// b ≠ 0.
[[nodiscard]] std::int64_t floor_divide(std::int64_t a, std::int64_t b);
[[nodiscard]] std::int64_t floor_modulo(std::int64_t a, std::int64_t b);

// round(x), round(x, digits), int(x), float(x), abs(x). round(x): plain int for every kind. round(x, n): plain float RP,
// array float R, plain int and bool int, array int array int. Both are a TypeError for an array bool.
[[nodiscard]] NumberResult round_number(Number x);
[[nodiscard]] NumberResult round_number(Number x, std::int64_t digits);
[[nodiscard]] NumberResult to_integer(Number x);      // toward zero; NaN ValueError, ±inf or > 2^53 OverflowError
[[nodiscard]] NumberResult integer_of_rint(double x); // the value of a held value-average column: plain int, errors as above
[[nodiscard]] NumberResult absolute(Number x);

// Python's repr: shortest text that reads back, '10020.0', '1e+16', 'nan', 'inf', 'True'. The same for array numbers.
[[nodiscard]] std::string text_of(Number x);
[[nodiscard]] std::string text_of(double x);

}  // namespace stom::script
