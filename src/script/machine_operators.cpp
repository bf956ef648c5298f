#include <cmath>

#include "script/date_time.h"
#include "script/machine.h"
#include "script/number_array.h"

namespace stom::script {
namespace {

std::string_view symbol(Operator op) {
  static constexpr std::string_view kSymbols[] = {"+",  "-", "*",  "/", "//",  "%", "**", "&",  "|",  "^",  "<<",     ">>", "-",
                                                  "+", "not", "~", "<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not"};
  return kSymbols[static_cast<int>(op)];
}

bool is_array_number(const Value& value) { return value.is_number() && is_array(static_cast<NumberTag>(value.tag)); }

// An array meets anything, or an array number meets a list: the array library's elementwise operation.
bool are_arrays(const Value& a, const Value& b) {
  return a.tag == ValueTag::kArray || b.tag == ValueTag::kArray || (is_array_number(a) && b.is_sequence()) ||
         (a.is_sequence() && is_array_number(b));
}

bool is_ordering(Operator op) { return op >= Operator::kLess && op <= Operator::kGreaterEqual; }

Message operation_message(ErrorKind kind, const std::string& what) {
  switch (kind) {
    case ErrorKind::kZeroDivision: return message("0으로 나눌 수 없습니다: {}", "division by zero: {}", what);
    case ErrorKind::kOverflow: return message("결과가 너무 큽니다: {}", "the result is too large: {}", what);
    case ErrorKind::kType: return message("이 값에는 쓸 수 없는 연산입니다: {}", "unsupported operand types: {}", what);
    case ErrorKind::kRecursion: return message("자기 자신을 담은 목록입니다: {}", "the list contains itself: {}", what);
    case ErrorKind::kIndex: return message("범위를 벗어났습니다: {}", "index out of range: {}", what);
    case ErrorKind::kAttribute: return message("그런 이름이 없습니다: {}", "no such attribute: {}", what);
    default: return message("쓸 수 없는 값입니다: {}", "the value cannot be used here: {}", what);
  }
}

std::string shown_with_type(const Value& value) { return fmt::format("{} ({})", shown(value), type_name(value)); }

// NaN or infinity turned into an integer has its own wording.
bool is_not_finite(const Value& value) { return value.is_real() && !std::isfinite(value.real); }

}  // namespace

Value Machine::raise_operation(const Node& at, ErrorKind kind, std::string_view operation, const Value& a,
                               const Value& b) {
  return raise(at, kind, [&] {
    const bool typed = kind == ErrorKind::kType;
    return operation_message(kind, fmt::format("{} {} {}", typed ? shown_with_type(a) : shown(a), operation,
                                               typed ? shown_with_type(b) : shown(b)));
  });
}

Value Machine::raise_operation(const Node& at, ErrorKind kind, std::string_view operation, const Value& a) {
  return raise(at, kind, [&] {
    if (is_not_finite(a) && (kind == ErrorKind::kValue || kind == ErrorKind::kOverflow)) {
      return message("{} 값은 정수로 바꿀 수 없습니다: {}", "cannot convert {} to an integer: {}", shown(a), operation);
    }
    return operation_message(kind, fmt::format("{} {}", operation, shown_with_type(a)));
  });
}

Value Machine::checked(const Node& at, const NumberResult& result, std::string_view operation, const Value& a) {
  if (result.error == ErrorKind::kNone) [[likely]] return Value::of(result.value);
  return raise_operation(at, result.error, operation, a);
}

Value Machine::binary(const Node& at, Operator op, const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    const NumberResult result = arithmetic(op, a.number(), b.number());
    if (result.error == ErrorKind::kNone) [[likely]] return Value::of(result.value);
    return raise_operation(at, result.error, symbol(op), a, b);
  }
  const bool repeats = op == Operator::kMultiply && (a.is_integral() || b.is_integral()) &&
                       (a.is_sequence() || b.is_sequence());
  if (are_arrays(a, b) && !repeats) return array_operation(at, op, a, b);
  if (a.is_text() || b.is_text() || a.is_sequence() || b.is_sequence()) return sequence_operation(at, op, a, b);
  return time_operation(at, op, a, b);
}

Value Machine::unary(const Node& at, Operator op, const Value& a) {
  if (a.is_number()) {
    const NumberResult result = arithmetic(op, a.number());
    if (result.error == ErrorKind::kNone) return Value::of(result.value);
    return raise_operation(at, result.error, symbol(op), a);
  }
  if (a.tag == ValueTag::kTimeDelta && (op == Operator::kNegate || op == Operator::kPositive)) {
    return Value::with_tag(a.tag, op == Operator::kNegate ? -a.integer : a.integer);
  }
  if (a.tag == ValueTag::kArray) {
    std::vector<double> out(a.array->size);
    NumberTag tag = a.array->tag;
    for (std::int64_t i = 0; i < a.array->size; ++i) {
      const NumberResult result = arithmetic(op, a.array->element(i));
      if (result.error != ErrorKind::kNone) return raise_operation(at, result.error, symbol(op), a);
      out[i] = result.value.as_double();
      tag = result.value.tag;
    }
    return array_value(*this, at, tag, std::move(out));
  }
  return raise_operation(at, ErrorKind::kType, symbol(op), a);
}

Value Machine::comparison(const Node& at, Operator op, const Value& a, const Value& b) {
  switch (op) {
    case Operator::kIs: return Value::boolean(is_identical(a, b));
    case Operator::kIsNot: return Value::boolean(!is_identical(a, b));
    case Operator::kIn: return contains(at, a, b);
    case Operator::kNotIn: {
      const Value found = contains(at, a, b);
      return found.is_raised() ? found : Value::boolean(found.integer == 0);
    }
    default: break;
  }
  if (a.is_number() && b.is_number()) {
    const NumberTag tag = comparison_tag(static_cast<NumberTag>(a.tag), static_cast<NumberTag>(b.tag));
    return Value::of(Number::of_integer(tag, compare(op, a.as_double(), b.as_double())));
  }
  if (are_arrays(a, b)) return array_comparison(at, op, a, b);
  if (a.is_text() && b.is_text() && !take_text_steps(at, *a.text)) return Value::raised();
  if (a.is_sequence() && !take_steps(at, 1 + static_cast<std::int64_t>(a.sequence->items.size()))) return Value::raised();
  ErrorKind error = ErrorKind::kNone;
  const bool holds = is_ordering(op) ? is_ordered(op, a, b, error)
                                     : are_equal(a, b, error) == (op == Operator::kEqual);
  if (error != ErrorKind::kNone) return raise_operation(at, error, symbol(op), a, b);
  return Value::boolean(holds);
}

Value Machine::contains(const Node& at, const Value& item, const Value& container) {
  if (container.is_text()) {
    if (!item.is_text()) return raise_operation(at, ErrorKind::kType, "in", item, container);
    if (!take_text_steps(at, *container.text)) return Value::raised();
    return Value::boolean(container.text->utf8.find(item.text->utf8) != std::string::npos);
  }
  std::vector<Value> collected;
  const std::vector<Value>* items = &collected;
  if (container.is_sequence()) items = &container.sequence->items;
  else if (!collect(at, container, collected)) return Value::raised();
  if (!take_steps(at, 1 + static_cast<std::int64_t>(items->size()))) return Value::raised();
  ErrorKind error = ErrorKind::kNone;
  for (const Value& each : *items) {
    const bool found = are_equal(item, each, error);
    if (error != ErrorKind::kNone) return raise_operation(at, error, "in", item, container);
    if (found) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value Machine::sequence_operation(const Node& at, Operator op, const Value& a, const Value& b) {
  if (op == Operator::kAdd && a.tag == b.tag) {
    if (a.is_text()) return text_value(at, a.text->utf8 + b.text->utf8);
    std::vector<Value> items = a.sequence->items;
    items.insert(items.end(), b.sequence->items.begin(), b.sequence->items.end());
    return list_value(at, std::move(items), a.tag);
  }
  if (op == Operator::kMultiply && (a.is_integral() || b.is_integral())) {
    const Value& many = a.is_integral() ? b : a;
    const std::int64_t count = std::max<std::int64_t>(0, a.is_integral() ? a.integer : b.integer);
    const std::int64_t size = many.is_text() ? static_cast<std::int64_t>(many.text->utf8.size())
                                             : static_cast<std::int64_t>(many.sequence->items.size() * sizeof(Value));
    if (size > 0 && count > Heap::kHeapLimit / size) {
      (void)take_memory(at, Heap::kHeapLimit + 1);
      return Value::raised();
    }
    if (many.is_text()) {
      std::string text;
      if (size > 0) {
        text.reserve(size * count);
        for (std::int64_t i = 0; i < count; ++i) text += many.text->utf8;
      }
      return text_value(at, std::move(text));
    }
    std::vector<Value> items;
    for (std::int64_t i = 0; size > 0 && i < count; ++i) {
      items.insert(items.end(), many.sequence->items.begin(), many.sequence->items.end());
    }
    return list_value(at, std::move(items), many.tag);
  }
  return raise_operation(at, ErrorKind::kType, symbol(op), a, b);
}

Value Machine::time_operation(const Node& at, Operator op, const Value& a, const Value& b) {
  const bool a_time = a.tag == ValueTag::kDateTime, b_time = b.tag == ValueTag::kDateTime;
  const bool a_delta = a.tag == ValueTag::kTimeDelta, b_delta = b.tag == ValueTag::kTimeDelta;
  const bool adds = op == Operator::kAdd, subtracts = op == Operator::kSubtract;
  const auto delta = [&](std::int64_t micros) {
    if (!is_valid_time_delta(micros)) return raise_operation(at, ErrorKind::kOverflow, symbol(op), a, b);
    return Value::with_tag(ValueTag::kTimeDelta, micros);
  };
  if (a_time && b_time && subtracts) return delta(a.integer - b.integer);
  if (a_delta && b_delta && (adds || subtracts)) return delta(adds ? a.integer + b.integer : a.integer - b.integer);
  if ((a_time && b_delta && (adds || subtracts)) || (a_delta && b_time && adds)) {
    const std::int64_t at_time = adds ? a.integer + b.integer : a.integer - b.integer;
    if (!is_valid_date_time(at_time)) return raise_operation(at, ErrorKind::kOverflow, symbol(op), a, b);
    return Value::with_tag(ValueTag::kDateTime, at_time);
  }
  if (a_delta && b_delta && op == Operator::kDivide) {
    if (b.integer == 0) return raise_operation(at, ErrorKind::kZeroDivision, symbol(op), a, b);
    return Value::plain(static_cast<double>(a.integer) / static_cast<double>(b.integer));
  }
  const bool scales = (op == Operator::kMultiply && ((a_delta && b.is_number()) || (b_delta && a.is_number()))) ||
                      (op == Operator::kDivide && a_delta && b.is_number());
  if (scales) {
    const double micros = static_cast<double>(a_delta ? a.integer : b.integer);
    const double factor = a_delta ? b.as_double() : a.as_double();
    if (op == Operator::kDivide && factor == 0.0) return raise_operation(at, ErrorKind::kZeroDivision, symbol(op), a, b);
    const double scaled = op == Operator::kDivide ? micros / factor : micros * factor;
    if (!(std::fabs(scaled) < 9e18)) return raise_operation(at, ErrorKind::kOverflow, symbol(op), a, b);
    return delta(static_cast<std::int64_t>(std::nearbyint(scaled)));
  }
  return raise_operation(at, ErrorKind::kType, symbol(op), a, b);
}

Value Machine::array_operation(const Node& at, Operator op, const Value& a, const Value& b) {
  ArrayOperand x, y;
  if (!x.read(*this, at, a) || !y.read(*this, at, b)) return Value::raised();
  const std::int64_t size = broadcast_size(*this, at, x, y);
  if (size < 0) return Value::raised();
  const ResultType type = result_type(op, x.tag(), y.tag());
  if (type.raises) return raise_operation(at, ErrorKind::kType, symbol(op), a, b);
  std::vector<double> out(size);
  for (std::int64_t i = 0; i < size; ++i) {
    const NumberResult result = arithmetic(op, x.element(i), y.element(i));
    if (result.error != ErrorKind::kNone) return raise_operation(at, result.error, symbol(op), a, b);
    out[i] = result.value.as_double();
  }
  return array_value(*this, at, type.tag, std::move(out));
}

Value Machine::array_comparison(const Node& at, Operator op, const Value& a, const Value& b) {
  const auto numeric = [](const Value& v) { return v.is_number() || v.is_sequence() || v.tag == ValueTag::kArray; };
  if (!numeric(a) || !numeric(b)) {
    if (is_ordering(op)) return raise_operation(at, ErrorKind::kType, symbol(op), a, b);
    return Value::boolean(op == Operator::kNotEqual);
  }
  ArrayOperand x, y;
  if (!x.read(*this, at, a) || !y.read(*this, at, b)) return Value::raised();
  const std::int64_t size = broadcast_size(*this, at, x, y);
  if (size < 0) return Value::raised();
  std::vector<double> out(size);
  for (std::int64_t i = 0; i < size; ++i) {
    out[i] = compare(op, x.element(i).as_double(), y.element(i).as_double()) ? 1 : 0;
  }
  return array_value(*this, at, NumberTag::kArrayBool, std::move(out));
}

}  // namespace stom::script
