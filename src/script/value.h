// A value of the strategy language: 16 bytes, trivially copied. Numbers live in the value itself; texts, lists, tuples and
// arrays live in the Heap of the evaluation that made them (or in the compiled text, for literals) and are never freed one
// by one: the heap is emptied before the next row. Lists are shared by reference, as in Python.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "script/number_model.h"

namespace stom::script {

enum class ValueTag : std::uint8_t {
  kBool = 0, kInt = 1, kFloat = 2, kArrayBool = 4, kArrayInt = 5, kArrayFloat = 6,  // as NumberTag
  kNone = 8, kText, kList, kTuple, kArray, kRange,
  kDateTime,    // microseconds since 1970 of the row's own clock
  kTimeDelta,   // microseconds
  kMatrix,      // self.arry_data, no payload
  kUnassigned,  // a local before its first assignment; never seen by the text
  kRaised,      // an error is under way; the machine holds it
};

struct Text;
struct Sequence;
struct NumberArray;
struct Range;

struct Value {
  ValueTag tag = ValueTag::kNone;
  union {
    std::int64_t integer = 0;  // bool, int, date-time, time-delta
    double real;
    const Text* text;
    Sequence* sequence;        // list, tuple
    const NumberArray* array;
    const Range* range;
  };

  [[nodiscard]] static Value none() { return {}; }
  [[nodiscard]] static Value raised() { return with_tag(ValueTag::kRaised); }
  [[nodiscard]] static Value unassigned() { return with_tag(ValueTag::kUnassigned); }
  [[nodiscard]] static Value with_tag(ValueTag tag, std::int64_t integer = 0) {
    Value value;
    value.tag = tag;
    value.integer = integer;
    return value;
  }
  [[nodiscard]] static Value boolean(bool value) { return with_tag(ValueTag::kBool, value); }
  [[nodiscard]] static Value integer_of(std::int64_t value) { return with_tag(ValueTag::kInt, value); }
  [[nodiscard]] static Value plain(double number) { return real_of(ValueTag::kFloat, number); }
  [[nodiscard]] static Value array_float(double number) { return real_of(ValueTag::kArrayFloat, number); }
  [[nodiscard]] static Value real_of(ValueTag tag, double number) {
    Value value;
    value.tag = tag;
    value.real = number;
    return value;
  }
  [[nodiscard]] static Value of(const Text* text) {
    Value value;
    value.tag = ValueTag::kText;
    value.text = text;
    return value;
  }
  [[nodiscard]] static Value of(ValueTag tag, Sequence* sequence) {
    Value value;
    value.tag = tag;
    value.sequence = sequence;
    return value;
  }
  [[nodiscard]] static Value of(const NumberArray* array) {
    Value value;
    value.tag = ValueTag::kArray;
    value.array = array;
    return value;
  }
  [[nodiscard]] static Value of(const Range* range) {
    Value value;
    value.tag = ValueTag::kRange;
    value.range = range;
    return value;
  }
  [[nodiscard]] static Value of(Number number) {
    return is_float(number.tag) ? real_of(static_cast<ValueTag>(number.tag), number.real)
                                : with_tag(static_cast<ValueTag>(number.tag), number.integer);
  }

  [[nodiscard]] bool is_number() const { return tag < ValueTag::kNone; }
  [[nodiscard]] bool is_real() const { return is_number() && is_float(static_cast<NumberTag>(tag)); }
  [[nodiscard]] bool is_integral() const { return is_number() && !is_float(static_cast<NumberTag>(tag)); }
  [[nodiscard]] bool is_text() const { return tag == ValueTag::kText; }
  [[nodiscard]] bool is_sequence() const { return tag == ValueTag::kList || tag == ValueTag::kTuple; }
  [[nodiscard]] bool is_raised() const { return tag == ValueTag::kRaised; }
  [[nodiscard]] Number number() const {
    const NumberTag number_tag = static_cast<NumberTag>(tag);
    return is_float(number_tag) ? Number::of_real(number_tag, real) : Number::of_integer(number_tag, integer);
  }
  [[nodiscard]] double as_double() const { return is_real() ? real : static_cast<double>(integer); }
};
static_assert(sizeof(Value) == 16);

struct Text {
  std::string utf8;
  std::int64_t length = 0;  // code points

  explicit Text(std::string content);
  [[nodiscard]] bool is_ascii() const { return length == static_cast<std::int64_t>(utf8.size()); }
  // Code points begin…end−1.
  [[nodiscard]] std::string part(std::int64_t begin, std::int64_t end) const;
};

struct Sequence {
  std::vector<Value> items;
};

// One-dimensional numbers of the array library. `data` points into `own` or into a column of the row context.
struct NumberArray {
  NumberTag tag = NumberTag::kArrayFloat;  // element kind: kArrayBool, kArrayInt, kArrayFloat
  const double* data = nullptr;
  std::int64_t size = 0;
  std::vector<double> own;

  [[nodiscard]] Number element(std::int64_t i) const {
    return tag == NumberTag::kArrayFloat ? Number::array(data[i])
                                         : Number::of_integer(tag, static_cast<std::int64_t>(data[i]));
  }
};

struct Range {
  std::int64_t start = 0, stop = 0, step = 1;
  [[nodiscard]] std::int64_t size() const {
    if (step > 0) return stop > start ? (stop - start + step - 1) / step : 0;
    return start > stop ? (start - stop - step - 1) / -step : 0;
  }
};

// Memory of one evaluation. Bounded: take() says false when a text has made more than kHeapLimit bytes at one row.
class Heap {
 public:
  static constexpr std::int64_t kHeapLimit = 64 << 20;

  [[nodiscard]] bool take(std::int64_t bytes) {
    used_ += bytes;
    return used_ <= kHeapLimit;
  }
  [[nodiscard]] const Text* text(std::string content);
  [[nodiscard]] Sequence* sequence(std::vector<Value> items = {});
  [[nodiscard]] NumberArray* array(NumberTag tag, std::vector<double> numbers);
  [[nodiscard]] NumberArray* array_view(const double* data, std::int64_t size);
  [[nodiscard]] const Range* range(Range range);
  void clear();

 private:
  std::vector<std::unique_ptr<Text>> texts_;
  std::vector<std::unique_ptr<Sequence>> sequences_;
  std::vector<std::unique_ptr<NumberArray>> arrays_;
  std::vector<std::unique_ptr<Range>> ranges_;
  std::int64_t used_ = 0;
};

// Nesting of lists deeper than this ends with RecursionError (a list may contain itself). A comparison of lists that
// looks at more items than kStepLimit is an EndlessLoop (lists may share their parts many times over).
inline constexpr int kNestingLimit = 100;

// "int", "float", "numpy.float64", "str", … for messages.
[[nodiscard]] std::string_view type_name(const Value& value);
// bool(value); arrays longer than one element have no truth value: `error` becomes kValue.
[[nodiscard]] bool is_true(const Value& value, ErrorKind& error);
// == with Python's rules between unlike kinds (false).
[[nodiscard]] bool are_equal(const Value& a, const Value& b, ErrorKind& error);
// < <= > >= of numbers, texts, lists, tuples, date-times; kType for the rest.
[[nodiscard]] bool is_ordered(Operator op, const Value& a, const Value& b, ErrorKind& error);
[[nodiscard]] bool is_identical(const Value& a, const Value& b);
// str(value) and repr(value).
[[nodiscard]] std::string text_of(const Value& value, ErrorKind& error);
[[nodiscard]] std::string represent(const Value& value, ErrorKind& error, int depth = 0);
// repr cut to a length fit for a message.
[[nodiscard]] std::string shown(const Value& value);

}  // namespace stom::script
