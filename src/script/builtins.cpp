#include "script/builtins.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "script/number_array.h"

namespace stom::script {
namespace {

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Underscores may stand between digits only.
bool without_underscores(std::string_view text, std::string& out) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
      continue;
    }
    if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) return false;
  }
  return true;
}

Value not_a_number(Machine& machine, const Node& at, std::string_view function, const Value& value) {
  return machine.raise(at, ErrorKind::kValue, [&] {
    return message("{}(): 숫자가 아닌 글입니다: {}", "{}(): the text is not a number: {}", function, shown(value));
  });
}

Value to_int(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const Value& value = arguments.values[0];
  std::int64_t base = 10;
  if (arguments.values.size() > 1) {
    if (!value.is_text() || !arguments.values[1].is_integral()) {
      return machine.raise_operation(at, ErrorKind::kType, "int(…, base)", arguments.values[1]);
    }
    base = arguments.values[1].integer;
    if (base < 2 || base > 36) return machine.raise_operation(at, ErrorKind::kValue, "int(…, base)", arguments.values[1]);
  }
  if (value.is_number()) return machine.checked(at, to_integer(value.number()), "int()", value);
  if (!value.is_text()) return machine.raise_operation(at, ErrorKind::kType, "int()", value);
  std::string digits;
  if (!without_underscores(trimmed(value.text->utf8), digits)) return not_a_number(machine, at, "int", value);
  std::string_view rest = digits;
  if (rest.starts_with('+')) rest.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number, static_cast<int>(base));
  if (rest.empty() || end != rest.data() + rest.size() || failure == std::errc::invalid_argument ||
      (rest.size() != digits.size() && rest.starts_with('-'))) {
    return not_a_number(machine, at, "int", value);
  }
  if (failure != std::errc() || number > kLargestInteger || number < -kLargestInteger) {
    return machine.raise_operation(at, ErrorKind::kOverflow, "int()", value);
  }
  return Value::integer_of(number);
}

Value to_float(Machine& machine, const Node& at, const Value& value) {
  if (value.is_number()) return Value::plain(value.as_double());
  if (!value.is_text()) return machine.raise_operation(at, ErrorKind::kType, "float()", value);
  std::string digits;
  if (!without_underscores(trimmed(value.text->utf8), digits)) return not_a_number(machine, at, "float", value);
  std::string_view rest = digits;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  double number = 0;
  const bool signed_twice = rest.starts_with('-') || rest.starts_with('+');
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (rest.empty() || signed_twice || end != rest.data() + rest.size() || rest.find('(') != std::string_view::npos) {
    return not_a_number(machine, at, "float", value);
  }
  if (failure == std::errc::result_out_of_range) {  // from_chars leaves the value alone: tell huge from tiny
    const bool tiny = rest.find("e-") != std::string_view::npos || rest.find("E-") != std::string_view::npos ||
                      rest.starts_with("0.") || rest.starts_with('.');
    number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return Value::plain(negative ? -number : number);
}

Value round_value(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, "round", 0, 2, {"number", "ndigits"})) return Value::raised();
  const Value* given = argument(arguments, 0, "number");
  const Value value = given != nullptr ? *given : Value::none();
  const Value* digits = argument(arguments, 1, "ndigits");
  if (!value.is_number()) return machine.raise_operation(at, ErrorKind::kType, "round()", value);
  if (digits == nullptr || digits->tag == ValueTag::kNone) {
    return machine.checked(at, round_number(value.number()), "round()", value);
  }
  if (!digits->is_integral()) return machine.raise_operation(at, ErrorKind::kType, "round(…, n)", *digits);
  return machine.checked(at, round_number(value.number(), digits->integer), "round()", value);
}

Value extreme(Machine& machine, const Arguments& arguments, bool largest) {
  const Node& at = *arguments.call;
  const std::string_view function = largest ? "max" : "min";
  if (!check_arguments(machine, arguments, function, 1, 1'000'000, {"default"})) return Value::raised();
  std::vector<Value> collected;
  std::span<const Value> values = arguments.values;
  if (values.size() == 1) {
    if (!machine.collect(at, values[0], collected)) return Value::raised();
    values = collected;
    if (values.empty()) {
      if (const Value* otherwise = argument(arguments, 1'000'000, "default")) return *otherwise;
      return machine.raise(at, ErrorKind::kValue, [&] {
        return message("{}(): 값이 하나도 없습니다.", "{}(): there is no value.", function);
      });
    }
  }
  Value best = values[0];
  for (const Value& value : values.subspan(1)) {
    const Value better = machine.comparison(at, largest ? Operator::kGreater : Operator::kLess, value, best);
    const int holds = machine.truth(at, better);
    if (holds < 0) return Value::raised();
    if (holds > 0) best = value;
  }
  return best;
}

Value length(Machine& machine, const Node& at, const Value& value) {
  switch (value.tag) {
    case ValueTag::kText: return Value::integer_of(value.text->length);
    case ValueTag::kList:
    case ValueTag::kTuple: return Value::integer_of(static_cast<std::int64_t>(value.sequence->items.size()));
    case ValueTag::kRange: return Value::integer_of(value.range->size());
    case ValueTag::kArray: return Value::integer_of(value.array->size);
    case ValueTag::kMatrix: return Value::integer_of(machine.context().array_rows);
    default: return machine.raise_operation(at, ErrorKind::kType, "len()", value);
  }
}

Value sum(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, "sum", 1, 2, {"start"})) return Value::raised();
  std::vector<Value> items;
  if (!machine.collect(at, arguments.values[0], items)) return Value::raised();
  const Value* start = argument(arguments, 1, "start");
  Value total = start != nullptr ? *start : Value::integer_of(0);
  if (total.is_text()) return machine.raise_operation(at, ErrorKind::kType, "sum()", total);
  for (const Value& item : items) {
    total = machine.binary(at, Operator::kAdd, total, item);
    if (total.is_raised()) return total;
  }
  return total;
}

Value range(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, "range", 1, 3)) return Value::raised();
  for (const Value& value : arguments.values) {
    if (!value.is_integral()) return machine.raise_operation(at, ErrorKind::kType, "range()", value);
  }
  Range range;
  if (arguments.values.size() == 1) range.stop = arguments.values[0].integer;
  else range = {arguments.values[0].integer, arguments.values[1].integer, 1};
  if (arguments.values.size() == 3) range.step = arguments.values[2].integer;
  if (range.step == 0) return machine.raise_operation(at, ErrorKind::kValue, "range(…, 0)", arguments.values[2]);
  return Value::of(machine.heap().range(range));
}

Value any_or_all(Machine& machine, const Arguments& arguments, bool any) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, any ? "any" : "all", 1, 1)) return Value::raised();
  std::vector<Value> items;
  if (!machine.collect(at, arguments.values[0], items)) return Value::raised();
  for (const Value& item : items) {
    const int holds = machine.truth(at, item);
    if (holds < 0) return Value::raised();
    if ((holds > 0) == any) return Value::boolean(any);
  }
  return Value::boolean(!any);
}

Value pairs(Machine& machine, const Arguments& arguments, Builtin builtin) {
  const Node& at = *arguments.call;
  const bool numbers = builtin == Builtin::kEnumerate;
  if (!check_arguments(machine, arguments, numbers ? "enumerate" : "zip", numbers ? 1 : 0, numbers ? 2 : 100, {"start"})) {
    return Value::raised();
  }
  std::vector<std::vector<Value>> columns(numbers ? 1 : arguments.values.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!machine.collect(at, arguments.values[i], columns[i])) return Value::raised();
  }
  std::size_t rows = columns.empty() ? 0 : columns[0].size();
  for (const std::vector<Value>& column : columns) rows = std::min(rows, column.size());
  std::int64_t number = 0;
  if (const Value* start = numbers ? argument(arguments, 1, "start") : nullptr) {
    if (!start->is_integral()) return machine.raise_operation(at, ErrorKind::kType, "enumerate()", *start);
    number = start->integer;
  }
  std::vector<Value> out;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<Value> pair;
    if (numbers) pair.push_back(Value::integer_of(number++));
    for (const std::vector<Value>& column : columns) pair.push_back(column[row]);
    out.push_back(machine.list_value(at, std::move(pair), ValueTag::kTuple));
    if (out.back().is_raised()) return out.back();
  }
  return machine.list_value(at, std::move(out));
}

Value ordered_list(Machine& machine, const Arguments& arguments, Builtin builtin) {
  const Node& at = *arguments.call;
  const bool sorts = builtin == Builtin::kSorted;
  const std::size_t least = builtin == Builtin::kList || builtin == Builtin::kTuple ? 0 : 1;
  const std::string_view function = sorts ? "sorted" : builtin == Builtin::kReversed ? "reversed" : "list";
  const bool arguments_fit = sorts ? check_arguments(machine, arguments, function, least, 1, {"reverse"})
                                   : check_arguments(machine, arguments, function, least, 1);
  if (!arguments_fit) return Value::raised();
  std::vector<Value> items;
  if (!arguments.values.empty() && !machine.collect(at, arguments.values[0], items)) return Value::raised();
  if (builtin == Builtin::kReversed) std::reverse(items.begin(), items.end());
  if (sorts) {
    const Value* reverse = argument(arguments, 1'000'000, "reverse");
    const int backwards = reverse != nullptr ? machine.truth(at, *reverse) : 0;
    if (backwards < 0 || !sort_values(machine, at, items, backwards > 0)) return Value::raised();
  }
  return machine.list_value(at, std::move(items), builtin == Builtin::kTuple ? ValueTag::kTuple : ValueTag::kList);
}

// Python sorts fewer than 64 items this way: the first run kept or reversed, the rest put in by binary search. Followed
// exactly because < is no strict order when NaN is among the values, and the outcome then depends on the steps.
template <typename Less>
void insertion_sort(std::vector<Value>& values, const Less& less) {
  if (values.size() < 2) return;
  std::size_t sorted = 2;
  if (less(values[1], values[0])) {
    while (sorted < values.size() && less(values[sorted], values[sorted - 1])) ++sorted;
    std::reverse(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(sorted));
  } else {
    while (sorted < values.size() && !less(values[sorted], values[sorted - 1])) ++sorted;
  }
  for (; sorted < values.size(); ++sorted) {
    const Value pivot = values[sorted];
    std::size_t left = 0, right = sorted;
    while (left < right) {
      const std::size_t middle = (left + right) / 2;
      if (less(pivot, values[middle])) right = middle;
      else left = middle + 1;
    }
    const auto begin = values.begin();
    std::rotate(begin + static_cast<std::ptrdiff_t>(left), begin + static_cast<std::ptrdiff_t>(sorted),
                begin + static_cast<std::ptrdiff_t>(sorted + 1));
  }
}

// Safe with NaN among the values, unlike std::stable_sort.
template <typename Less>
void merge_sort(std::vector<Value>& values, const Less& less) {
  std::vector<Value> merged(values.size());
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool takes_right = left == middle || (right < end && less(values[right], values[left]));
        merged[out] = takes_right ? values[right++] : values[left++];
      }
    }
    values.swap(merged);
  }
}

Value text_of_value(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (!check_arguments(machine, arguments, "str", 0, 1)) return Value::raised();
  if (arguments.values.empty()) return machine.text_value(at, "");
  ErrorKind error = ErrorKind::kNone;
  std::string text = text_of(arguments.values[0], error);
  if (error != ErrorKind::kNone) return machine.raise_operation(at, error, "str()", arguments.values[0]);
  return machine.text_value(at, std::move(text));
}

Value absolute_value(Machine& machine, const Node& at, const Value& value) {
  if (value.is_number()) return machine.checked(at, absolute(value.number()), "abs()", value);
  if (value.tag == ValueTag::kTimeDelta) return Value::with_tag(value.tag, std::abs(value.integer));
  if (value.tag == ValueTag::kArray) {
    std::vector<double> out(value.array->data, value.array->data + value.array->size);
    for (double& number : out) number = std::fabs(number);
    return array_value(machine, at, value.array->tag, std::move(out));
  }
  return machine.raise_operation(at, ErrorKind::kType, "abs()", value);
}

}  // namespace

bool check_arguments(Machine& machine, const Arguments& arguments, std::string_view function, std::size_t least,
                     std::size_t most, std::initializer_list<std::string_view> keywords) {
  const std::size_t count = arguments.values.size();
  if (count < least || count > most) {
    machine.raise(*arguments.call, ErrorKind::kType, [&] {
      return message("{}()에 인수 {}개를 주었습니다. {}개에서 {}개가 필요합니다.", "{}() got {} arguments; it takes {} to {}.",
                     function, count, least, most);
    });
    return false;
  }
  for (const KeywordValue& keyword : arguments.keywords) {
    if (std::find(keywords.begin(), keywords.end(), keyword.name) != keywords.end()) continue;
    machine.raise(*arguments.call, ErrorKind::kType, [&] {
      return message("{}()에는 인수 '{}'이(가) 없습니다.", "{}() has no argument '{}'.", function, keyword.name);
    });
    return false;
  }
  return true;
}

const Value* argument(const Arguments& arguments, std::size_t position, std::string_view keyword) {
  if (position < arguments.values.size()) return &arguments.values[position];
  for (const KeywordValue& given : arguments.keywords) {
    if (!keyword.empty() && given.name == keyword) return &given.value;
  }
  return nullptr;
}

bool sort_values(Machine& machine, const Node& at, std::vector<Value>& values, bool reverse) {
  if (reverse) std::reverse(values.begin(), values.end());  // keeps equal items in their order, as Python does
  ErrorKind error = ErrorKind::kNone;
  const auto less = [&](const Value& a, const Value& b) { return is_ordered(Operator::kLess, a, b, error); };
  if (values.size() < 64) insertion_sort(values, less);
  else merge_sort(values, less);
  if (error != ErrorKind::kNone) {
    machine.raise_operation(at, error, "<", values[0], values[1]);
    return false;
  }
  if (reverse) std::reverse(values.begin(), values.end());
  return true;
}

bool Machine::collect(const Node& at, const Value& iterable, std::vector<Value>& out) {
  switch (iterable.tag) {
    case ValueTag::kList:
    case ValueTag::kTuple:
      if (!take_steps(at, static_cast<std::int64_t>(iterable.sequence->items.size()))) return false;
      out = iterable.sequence->items;
      return true;
    case ValueTag::kRange: {
      const std::int64_t size = iterable.range->size();
      if (!take_steps(at, size)) return false;
      out.reserve(size);
      for (std::int64_t i = 0; i < size; ++i) {
        out.push_back(Value::integer_of(iterable.range->start + i * iterable.range->step));
      }
      return true;
    }
    case ValueTag::kText:
      if (!take_steps(at, iterable.text->length)) return false;
      for (std::int64_t i = 0; i < iterable.text->length; ++i) {
        out.push_back(Value::of(heap_.text(iterable.text->part(i, i + 1))));
      }
      return true;
    case ValueTag::kArray:
      if (!take_steps(at, iterable.array->size)) return false;
      for (std::int64_t i = 0; i < iterable.array->size; ++i) out.push_back(Value::of(iterable.array->element(i)));
      return true;
    default: raise_operation(at, ErrorKind::kType, "for … in", iterable); return false;
  }
}

Value call_builtin(Machine& machine, Builtin builtin, const Arguments& arguments) {
  const Node& at = *arguments.call;
  switch (builtin) {
    case Builtin::kMin: return extreme(machine, arguments, false);
    case Builtin::kMax: return extreme(machine, arguments, true);
    case Builtin::kRound: return round_value(machine, arguments);
    case Builtin::kStr: return text_of_value(machine, arguments);
    case Builtin::kSum: return sum(machine, arguments);
    case Builtin::kRange: return range(machine, arguments);
    case Builtin::kAny: return any_or_all(machine, arguments, true);
    case Builtin::kAll: return any_or_all(machine, arguments, false);
    case Builtin::kPrint: return Value::none();  // rows are evaluated in any order and more than once
    case Builtin::kList:
    case Builtin::kTuple:
    case Builtin::kSorted:
    case Builtin::kReversed: return ordered_list(machine, arguments, builtin);
    case Builtin::kEnumerate:
    case Builtin::kZip: return pairs(machine, arguments, builtin);
    case Builtin::kInt:
      if (!check_arguments(machine, arguments, "int", 0, 2)) return Value::raised();
      return arguments.values.empty() ? Value::integer_of(0) : to_int(machine, arguments);
    case Builtin::kFloat:
      if (!check_arguments(machine, arguments, "float", 0, 1)) return Value::raised();
      return arguments.values.empty() ? Value::plain(0.0) : to_float(machine, at, arguments.values[0]);
    case Builtin::kBool: {
      if (!check_arguments(machine, arguments, "bool", 0, 1)) return Value::raised();
      const int holds = arguments.values.empty() ? 0 : machine.truth(at, arguments.values[0]);
      return holds < 0 ? Value::raised() : Value::boolean(holds > 0);
    }
    case Builtin::kAbs:
      if (!check_arguments(machine, arguments, "abs", 1, 1)) return Value::raised();
      return absolute_value(machine, at, arguments.values[0]);
    case Builtin::kLen:
      if (!check_arguments(machine, arguments, "len", 1, 1)) return Value::raised();
      return length(machine, at, arguments.values[0]);
  }
  return Value::none();
}

}  // namespace stom::script
