// Methods and attributes of texts, lists, arrays and times.
#include <algorithm>

#include "script/builtins.h"
#include "script/date_time.h"
#include "script/number_array.h"

namespace stom::script {
namespace {

Value no_attribute(Machine& machine, const Node& at, const Value& object, std::string_view name) {
  return machine.raise(at, ErrorKind::kAttribute, [&] {
    return message("{} 값에는 '{}'이(가) 없습니다: {}", "a {} value has no '{}': {}", type_name(object), name, shown(object));
  });
}

// Code point position of a byte offset.
std::int64_t position_of(const Text& text, std::size_t offset) {
  return offset == std::string::npos ? -1 : Text(text.utf8.substr(0, offset)).length;
}

std::string stripped(const std::string& text, const std::string& of, bool left, bool right) {
  std::size_t begin = 0, end = text.size();
  if (left) begin = std::min(text.find_first_not_of(of), end);
  if (right) {
    const std::size_t last = text.find_last_not_of(of);
    end = last == std::string::npos ? begin : std::max(begin, last + 1);
  }
  return text.substr(begin, end - begin);
}

std::vector<std::string> split(const std::string& text, const std::string* separator, std::int64_t most) {
  static constexpr std::string_view kBlanks = " \t\n\r\f\v";
  std::vector<std::string> parts;
  std::size_t at = 0;
  if (separator == nullptr) {
    while (true) {
      at = std::min(text.find_first_not_of(kBlanks, at), text.size());
      if (at == text.size()) return parts;
      std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
      if (most >= 0 && static_cast<std::int64_t>(parts.size()) == most) {
        end = text.find_last_not_of(kBlanks) + 1;
        parts.push_back(text.substr(at, end - at));
        return parts;
      }
      parts.push_back(text.substr(at, end - at));
      at = end;
    }
  }
  while (true) {
    const std::size_t end = text.find(*separator, at);
    const bool is_last = end == std::string::npos || (most >= 0 && static_cast<std::int64_t>(parts.size()) == most);
    parts.push_back(is_last ? text.substr(at) : text.substr(at, end - at));
    if (is_last) return parts;
    at = end + separator->size();
  }
}

std::string replaced(const Text& text, const Text& from, const Text& to, std::int64_t most) {
  std::string out;
  std::int64_t done = 0;
  if (from.utf8.empty()) {
    for (std::int64_t i = 0; i <= text.length; ++i) {
      if (most < 0 || done++ < most) out += to.utf8;
      out += text.part(i, i + 1);
    }
    return out;
  }
  std::size_t at = 0;
  while (most < 0 || done < most) {
    const std::size_t found = text.utf8.find(from.utf8, at);
    if (found == std::string::npos) break;
    out.append(text.utf8, at, found - at).append(to.utf8);
    at = found + from.utf8.size();
    ++done;
  }
  return out.append(text.utf8, at);
}

std::int64_t count_of(const Text& text, const std::string& part) {
  if (part.empty()) return text.length + 1;
  std::int64_t count = 0;
  for (std::size_t at = text.utf8.find(part); at != std::string::npos; at = text.utf8.find(part, at + part.size())) ++count;
  return count;
}

std::string changed_case(std::string text, char first, char last) {
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c ^ 0x20);
  }
  return text;
}

// startswith and endswith take one text or a tuple of texts.
Value has_edge(Machine& machine, const Arguments& arguments, const Text& text, bool start) {
  const Node& at = *arguments.call;
  const Value& edges = arguments.values[0];
  const std::span<const Value> options =
      edges.tag == ValueTag::kTuple ? std::span<const Value>(edges.sequence->items) : std::span<const Value>(&edges, 1);
  for (const Value& edge : options) {
    if (!edge.is_text()) return machine.raise_operation(at, ErrorKind::kType, start ? "startswith" : "endswith", edge);
    if (start ? text.utf8.starts_with(edge.text->utf8) : text.utf8.ends_with(edge.text->utf8)) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Value text_method(Machine& machine, const Value& object, std::string_view method, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const Text& text = *object.text;
  const std::size_t count = arguments.values.size();
  const auto takes = [&](std::size_t least, std::size_t most) {
    return check_arguments(machine, arguments, method, least, most);
  };
  const auto text_argument = [&](std::size_t i) -> const Text* {
    if (arguments.values[i].is_text()) return arguments.values[i].text;
    machine.raise_operation(at, ErrorKind::kType, method, arguments.values[i]);
    return nullptr;
  };
  const auto limit = [&](std::size_t i) -> std::int64_t {
    return i < count && arguments.values[i].is_integral() ? arguments.values[i].integer : -1;
  };
  if (method == "startswith" || method == "endswith") {
    return takes(1, 1) ? has_edge(machine, arguments, text, method == "startswith") : Value::raised();
  }
  if (method == "strip" || method == "lstrip" || method == "rstrip") {
    if (!takes(0, 1)) return Value::raised();
    const Text* of = count == 1 && arguments.values[0].tag != ValueTag::kNone ? text_argument(0) : nullptr;
    if (count == 1 && of == nullptr && arguments.values[0].tag != ValueTag::kNone) return Value::raised();
    return machine.text_value(at, stripped(text.utf8, of != nullptr ? of->utf8 : std::string(" \t\n\r\f\v"),
                                           method != "rstrip", method != "lstrip"));
  }
  if (method == "split") {
    if (!takes(0, 2)) return Value::raised();
    const bool by_blanks = count == 0 || arguments.values[0].tag == ValueTag::kNone;
    const Text* separator = by_blanks ? nullptr : text_argument(0);
    if (!by_blanks && separator == nullptr) return Value::raised();
    if (separator != nullptr && separator->utf8.empty()) {
      return machine.raise_operation(at, ErrorKind::kValue, "split", arguments.values[0]);
    }
    std::vector<Value> parts;
    for (std::string& part : split(text.utf8, separator != nullptr ? &separator->utf8 : nullptr, limit(1))) {
      parts.push_back(Value::of(machine.heap().text(std::move(part))));
    }
    return machine.list_value(at, std::move(parts));
  }
  if (method == "replace") {
    if (!takes(2, 3)) return Value::raised();
    const Text* from = text_argument(0);
    const Text* to = from != nullptr ? text_argument(1) : nullptr;
    if (to == nullptr) return Value::raised();
    // The result may be much longer than either text.
    if (!machine.take_memory(at, (count_of(text, from->utf8)) * static_cast<std::int64_t>(to->utf8.size()))) {
      return Value::raised();
    }
    return machine.text_value(at, replaced(text, *from, *to, limit(2)));
  }
  if (method == "find" || method == "count") {
    if (!takes(1, 1)) return Value::raised();
    const Text* part = text_argument(0);
    if (part == nullptr) return Value::raised();
    return Value::integer_of(method == "count" ? count_of(text, part->utf8)
                                               : position_of(text, text.utf8.find(part->utf8)));
  }
  if (method == "join") {
    if (!takes(1, 1)) return Value::raised();
    std::vector<Value> items;
    if (!machine.collect(at, arguments.values[0], items)) return Value::raised();
    std::string joined;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!items[i].is_text()) return machine.raise_operation(at, ErrorKind::kType, "join", items[i]);
      if (i != 0) joined += text.utf8;
      joined += items[i].text->utf8;
      if (joined.size() > static_cast<std::size_t>(Heap::kHeapLimit)) break;
    }
    return machine.text_value(at, std::move(joined));
  }
  if (method == "upper" || method == "lower" || method == "isdigit") {
    if (!takes(0, 0)) return Value::raised();
    if (method == "upper") return machine.text_value(at, changed_case(text.utf8, 'a', 'z'));
    if (method == "lower") return machine.text_value(at, changed_case(text.utf8, 'A', 'Z'));
    return Value::boolean(!text.utf8.empty() &&
                          std::ranges::all_of(text.utf8, [](char c) { return c >= '0' && c <= '9'; }));
  }
  return no_attribute(machine, at, object, method);
}

Value sequence_method(Machine& machine, const Value& object, std::string_view method, const Arguments& arguments) {
  const Node& at = *arguments.call;
  std::vector<Value>& items = object.sequence->items;
  const auto takes = [&](std::size_t least, std::size_t most) {
    return check_arguments(machine, arguments, method, least, most);
  };
  if (method == "count" || method == "index") {
    if (!takes(1, 1)) return Value::raised();
    std::int64_t found = 0;
    ErrorKind error = ErrorKind::kNone;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool same = are_equal(items[i], arguments.values[0], error);
      if (error != ErrorKind::kNone) return machine.raise_operation(at, error, method, object);
      if (same && method == "index") return Value::integer_of(static_cast<std::int64_t>(i));
      found += same ? 1 : 0;
    }
    if (method == "count") return Value::integer_of(found);
    return machine.raise_operation(at, ErrorKind::kValue, "index", arguments.values[0]);
  }
  if (object.tag != ValueTag::kList) return no_attribute(machine, at, object, method);
  if (method == "append") {
    if (!takes(1, 1) || !machine.take_memory(at, sizeof(Value))) return Value::raised();
    items.push_back(arguments.values[0]);
    return Value::none();
  }
  if (method == "extend") {
    std::vector<Value> more;
    if (!takes(1, 1) || !machine.collect(at, arguments.values[0], more)) return Value::raised();
    if (!machine.take_memory(at, static_cast<std::int64_t>(more.size() * sizeof(Value)))) return Value::raised();
    items.insert(items.end(), more.begin(), more.end());
    return Value::none();
  }
  if (method == "pop") {
    if (!takes(0, 1)) return Value::raised();
    const std::int64_t size = static_cast<std::int64_t>(items.size());
    if (!arguments.values.empty() && !arguments.values[0].is_integral()) {
      return machine.raise_operation(at, ErrorKind::kType, "pop", arguments.values[0]);
    }
    std::int64_t i = arguments.values.empty() ? -1 : arguments.values[0].integer;
    if (i < 0) i += size;
    if (i < 0 || i >= size) return machine.raise_operation(at, ErrorKind::kIndex, "pop", object);
    const Value value = items[i];
    items.erase(items.begin() + i);
    return value;
  }
  if (method == "sort" || method == "reverse") {
    if (!check_arguments(machine, arguments, method, 0, 0, {"reverse"})) return Value::raised();
    if (method == "reverse") {
      std::reverse(items.begin(), items.end());
      return Value::none();
    }
    const Value* reverse = argument(arguments, 1, "reverse");
    const int backwards = reverse != nullptr ? machine.truth(at, *reverse) : 0;
    if (backwards < 0 || !sort_values(machine, at, items, backwards > 0)) return Value::raised();
    return Value::none();
  }
  return no_attribute(machine, at, object, method);
}

Value array_method(Machine& machine, const Value& object, std::string_view method, const Arguments& arguments) {
  const Node& at = *arguments.call;
  static constexpr std::pair<std::string_view, ModuleFunction> kReductions[] = {
      {"mean", ModuleFunction::kMean}, {"std", ModuleFunction::kStd}, {"var", ModuleFunction::kVar},
      {"max", ModuleFunction::kMax},   {"min", ModuleFunction::kMin}, {"sum", ModuleFunction::kSum},
      {"argmax", ModuleFunction::kArgmax}, {"argmin", ModuleFunction::kArgmin}};
  for (const auto& [name, function] : kReductions) {
    if (name != method) continue;
    if (!check_arguments(machine, arguments, method, 0, 0)) return Value::raised();
    return reduce(machine, at, function, *object.array);
  }
  if (method == "any" || method == "all") {
    if (!check_arguments(machine, arguments, method, 0, 0)) return Value::raised();
    bool any = false, all = true;
    for (std::int64_t i = 0; i < object.array->size; ++i) {
      const bool holds = object.array->data[i] != 0;
      any = any || holds;
      all = all && holds;
    }
    return Value::of(Number::of_integer(NumberTag::kArrayBool, method == "any" ? any : all));
  }
  if (method == "round") {
    if (!check_arguments(machine, arguments, method, 0, 1, {"decimals"})) return Value::raised();
    std::vector<Value> values{object};
    values.insert(values.end(), arguments.values.begin(), arguments.values.end());
    return call_numpy(machine, ModuleFunction::kRound, {&at, values, arguments.keywords});
  }
  if (method == "tolist") {
    std::vector<Value> items;
    if (!machine.collect(at, object, items)) return Value::raised();
    for (Value& item : items) item.tag = static_cast<ValueTag>(static_cast<unsigned>(item.tag) & kTypeMask);
    return machine.list_value(at, std::move(items));
  }
  return no_attribute(machine, at, object, method);
}

}  // namespace

Value call_method(Machine& machine, const Value& object, std::string_view method, const Arguments& arguments) {
  const Node& at = *arguments.call;
  if (object.is_text() && !machine.take_text_steps(at, *object.text)) return Value::raised();
  if (object.is_sequence() && method != "append") {
    if (!machine.take_steps(at, 1 + static_cast<std::int64_t>(object.sequence->items.size()))) return Value::raised();
  }
  switch (object.tag) {
    case ValueTag::kText: return text_method(machine, object, method, arguments);
    case ValueTag::kList:
    case ValueTag::kTuple: return sequence_method(machine, object, method, arguments);
    case ValueTag::kArray: return array_method(machine, object, method, arguments);
    case ValueTag::kTimeDelta:
      if (method != "total_seconds") break;
      if (!check_arguments(machine, arguments, method, 0, 0)) return Value::raised();
      return Value::plain(static_cast<double>(object.integer) / 1e6);
    case ValueTag::kDateTime:
      if (method != "weekday") break;
      if (!check_arguments(machine, arguments, method, 0, 0)) return Value::raised();
      return Value::integer_of(calendar_of(object.integer).weekday);
    default: break;
  }
  return no_attribute(machine, at, object, method);
}

Value read_attribute(Machine& machine, const Node& at, const Value& object, std::string_view attribute) {
  if (object.tag == ValueTag::kDateTime) {
    const CalendarTime time = calendar_of(object.integer);
    const std::pair<std::string_view, int> parts[] = {{"year", time.year},   {"month", time.month},
                                                      {"day", time.day},     {"hour", time.hour},
                                                      {"minute", time.minute}, {"second", time.second},
                                                      {"microsecond", time.microsecond}};
    for (const auto& [name, number] : parts) {
      if (name == attribute) return Value::integer_of(number);
    }
  }
  if (object.tag == ValueTag::kTimeDelta) {
    std::int64_t days = object.integer / kMicrosPerDay, rest = object.integer % kMicrosPerDay;
    if (rest < 0) {
      --days;
      rest += kMicrosPerDay;
    }
    if (attribute == "days") return Value::integer_of(days);
    if (attribute == "seconds") return Value::integer_of(rest / kMicrosPerSecond);
    if (attribute == "microseconds") return Value::integer_of(rest % kMicrosPerSecond);
  }
  if (object.tag == ValueTag::kArray) {
    if (attribute == "size") return Value::integer_of(object.array->size);
    if (attribute == "shape") return machine.list_value(at, {Value::integer_of(object.array->size)}, ValueTag::kTuple);
  }
  if (object.tag == ValueTag::kMatrix && attribute == "shape") {
    const RowContext& context = machine.context();
    return machine.list_value(
        at, {Value::integer_of(context.array_rows), Value::integer_of(context.array_column_count)}, ValueTag::kTuple);
  }
  return no_attribute(machine, at, object, attribute);
}

}  // namespace stom::script
