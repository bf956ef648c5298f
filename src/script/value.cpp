#include "script/value.h"

#include "script/date_time.h"

namespace stom::script {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Python chooses single quotes unless the text has one and no double quote.
std::string quoted(const std::string& text) {
  const bool prefers_double = text.find('\'') != std::string::npos && text.find('"') == std::string::npos;
  const char quote = prefers_double ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': out += "\\r"; break;
      case '\\': out += "\\\\"; break;
      default:
        if (c == quote) out += '\\';
        out += c;
    }
  }
  return out + quote;
}

template <typename T>
bool ordered(Operator op, const T& a, const T& b) {
  switch (op) {
    case Operator::kLess: return a < b;
    case Operator::kLessEqual: return a <= b;
    case Operator::kGreater: return a > b;
    default: return a >= b;
  }
}

// Lists that share their parts many times over would otherwise be written out for minutes.
constexpr std::size_t kLongestRepresentation = 1 << 20;

// One comparison of two values with its bounds.
struct Comparison {
  ErrorKind error = ErrorKind::kNone;
  std::int64_t steps = 0;

  bool may_go_on(int depth) {
    if (depth > kNestingLimit) error = ErrorKind::kRecursion;
    else if (++steps > kStepLimit) error = ErrorKind::kEndlessLoop;
    return error == ErrorKind::kNone;
  }

  bool equal(const Value& a, const Value& b, int depth) {
    if (a.is_number() && b.is_number()) return a.as_double() == b.as_double();
    if (a.tag != b.tag || !may_go_on(depth)) return false;
    switch (a.tag) {
      case ValueTag::kText: return a.text->utf8 == b.text->utf8;
      case ValueTag::kList:
      case ValueTag::kTuple: {
        const std::vector<Value>& x = a.sequence->items;
        const std::vector<Value>& y = b.sequence->items;
        if (x.size() != y.size()) return false;
        for (std::size_t i = 0; i < x.size(); ++i) {
          if (!equal(x[i], y[i], depth + 1)) return false;
        }
        return true;
      }
      case ValueTag::kDateTime:
      case ValueTag::kTimeDelta: return a.integer == b.integer;
      case ValueTag::kRange: {
        const std::int64_t size = a.range->size();
        return size == b.range->size() && (size == 0 || (a.range->start == b.range->start &&
                                                         (size == 1 || a.range->step == b.range->step)));
      }
      case ValueTag::kArray: return a.array == b.array;
      default: return true;
    }
  }

  bool before(Operator op, const Value& a, const Value& b, int depth) {
    if (a.is_number() && b.is_number()) return compare(op, a.as_double(), b.as_double());
    if (!may_go_on(depth)) return false;
    if (a.tag == b.tag) {
      switch (a.tag) {
        case ValueTag::kText: return ordered(op, a.text->utf8, b.text->utf8);
        case ValueTag::kDateTime:
        case ValueTag::kTimeDelta: return ordered(op, a.integer, b.integer);
        case ValueTag::kList:
        case ValueTag::kTuple: {  // the first unequal pair decides
          const std::vector<Value>& x = a.sequence->items;
          const std::vector<Value>& y = b.sequence->items;
          for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
            if (equal(x[i], y[i], depth + 1)) continue;
            return error == ErrorKind::kNone && before(op, x[i], y[i], depth + 1);
          }
          return ordered(op, x.size(), y.size());
        }
        default: break;
      }
    }
    error = ErrorKind::kType;
    return false;
  }
};

}  // namespace

Text::Text(std::string content) : utf8(std::move(content)) {
  for (const char c : utf8) length += starts_code_point(c) ? 1 : 0;
}

std::string Text::part(std::int64_t begin, std::int64_t end) const {
  if (begin >= end) return {};
  if (is_ascii()) return utf8.substr(begin, end - begin);
  std::size_t from = utf8.size(), to = utf8.size();
  std::int64_t point = -1;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if (!starts_code_point(utf8[i])) continue;
    ++point;
    if (point == begin) from = i;
    if (point == end) {
      to = i;
      break;
    }
  }
  return utf8.substr(from, to - from);
}

const Text* Heap::text(std::string content) {
  used_ += static_cast<std::int64_t>(content.size()) + 64;
  return texts_.emplace_back(std::make_unique<Text>(std::move(content))).get();
}

Sequence* Heap::sequence(std::vector<Value> items) {
  used_ += static_cast<std::int64_t>(items.size() * sizeof(Value)) + 64;
  return sequences_.emplace_back(std::make_unique<Sequence>(Sequence{std::move(items)})).get();
}

NumberArray* Heap::array(NumberTag tag, std::vector<double> numbers) {
  used_ += static_cast<std::int64_t>(numbers.size() * sizeof(double)) + 64;
  NumberArray* array = arrays_.emplace_back(std::make_unique<NumberArray>()).get();
  array->tag = tag;
  array->own = std::move(numbers);
  array->data = array->own.data();
  array->size = static_cast<std::int64_t>(array->own.size());
  return array;
}

NumberArray* Heap::array_view(const double* data, std::int64_t size) {
  used_ += 64;
  NumberArray* array = arrays_.emplace_back(std::make_unique<NumberArray>()).get();
  array->data = data;
  array->size = size;
  return array;
}

const Range* Heap::range(Range range) {
  used_ += 64;
  return ranges_.emplace_back(std::make_unique<Range>(range)).get();
}

void Heap::clear() {
  if (used_ == 0) return;
  texts_.clear();
  sequences_.clear();
  arrays_.clear();
  ranges_.clear();
  used_ = 0;
}

std::string_view type_name(const Value& value) {
  switch (value.tag) {
    case ValueTag::kBool: return "bool";
    case ValueTag::kInt: return "int";
    case ValueTag::kFloat: return "float";
    case ValueTag::kArrayBool: return "numpy.bool_";
    case ValueTag::kArrayInt: return "numpy.int64";
    case ValueTag::kArrayFloat: return "numpy.float64";
    case ValueTag::kNone: return "NoneType";
    case ValueTag::kText: return "str";
    case ValueTag::kList: return "list";
    case ValueTag::kTuple: return "tuple";
    case ValueTag::kArray:
    case ValueTag::kMatrix: return "numpy.ndarray";
    case ValueTag::kRange: return "range";
    case ValueTag::kDateTime: return "datetime.datetime";
    case ValueTag::kTimeDelta: return "datetime.timedelta";
    case ValueTag::kUnassigned:
    case ValueTag::kRaised: break;
  }
  return "";
}

bool is_true(const Value& value, ErrorKind& error) {
  if (value.is_number()) return is_true(value.number());
  switch (value.tag) {
    case ValueTag::kText: return !value.text->utf8.empty();
    case ValueTag::kList:
    case ValueTag::kTuple: return !value.sequence->items.empty();
    case ValueTag::kRange: return value.range->size() != 0;
    case ValueTag::kTimeDelta: return value.integer != 0;
    case ValueTag::kDateTime: return true;
    case ValueTag::kArray:
      if (value.array->size == 1) return is_true(value.array->element(0));
      if (value.array->size != 0) error = ErrorKind::kValue;
      return false;
    case ValueTag::kMatrix: error = ErrorKind::kValue; return false;
    default: return false;
  }
}

bool are_equal(const Value& a, const Value& b, ErrorKind& error) {
  Comparison comparison;
  const bool equal = comparison.equal(a, b, 0);
  if (comparison.error != ErrorKind::kNone) error = comparison.error;
  return equal;
}

bool is_ordered(Operator op, const Value& a, const Value& b, ErrorKind& error) {
  if (a.is_number() && b.is_number()) return compare(op, a.as_double(), b.as_double());
  Comparison comparison;
  const bool holds = comparison.before(op, a, b, 0);
  if (comparison.error != ErrorKind::kNone) error = comparison.error;
  return holds;
}

bool is_identical(const Value& a, const Value& b) {
  if (a.tag != b.tag) return false;
  switch (a.tag) {
    case ValueTag::kNone:
    case ValueTag::kMatrix: return true;
    case ValueTag::kText: return a.text == b.text || a.text->utf8 == b.text->utf8;
    case ValueTag::kFloat:
    case ValueTag::kArrayFloat: return a.real == b.real;
    default: return a.integer == b.integer;  // pointers share the storage
  }
}

std::string represent(const Value& value, ErrorKind& error, int depth) {
  if (value.is_number()) return text_of(value.number());
  if (depth > kNestingLimit) {
    error = ErrorKind::kRecursion;
    return {};
  }
  switch (value.tag) {
    case ValueTag::kNone: return "None";
    case ValueTag::kText: return quoted(value.text->utf8);
    case ValueTag::kList:
    case ValueTag::kTuple: {
      const bool list = value.tag == ValueTag::kList;
      const std::vector<Value>& items = value.sequence->items;
      std::string out = list ? "[" : "(";
      for (std::size_t i = 0; i < items.size() && error == ErrorKind::kNone; ++i) {
        if (i != 0) out += ", ";
        out += represent(items[i], error, depth + 1);
        if (out.size() > kLongestRepresentation) error = ErrorKind::kMemory;
      }
      if (!list && items.size() == 1) out += ',';
      return out + (list ? "]" : ")");
    }
    case ValueTag::kArray: {
      std::string out = "[";
      for (std::int64_t i = 0; i < value.array->size; ++i) {
        if (i != 0) out += ' ';
        out += text_of(value.array->element(i));
      }
      return out + "]";
    }
    case ValueTag::kRange: {
      const Range& range = *value.range;
      std::string out = "range(" + std::to_string(range.start) + ", " + std::to_string(range.stop);
      if (range.step != 1) out += ", " + std::to_string(range.step);
      return out + ")";
    }
    case ValueTag::kDateTime: return date_time_text(value.integer);
    case ValueTag::kTimeDelta: return time_delta_text(value.integer);
    case ValueTag::kMatrix: return "arry_data";
    default: return {};
  }
}

std::string text_of(const Value& value, ErrorKind& error) {
  return value.is_text() ? value.text->utf8 : represent(value, error);
}

std::string shown(const Value& value) {
  static constexpr std::size_t kLongest = 80;
  ErrorKind error = ErrorKind::kNone;
  std::string text = represent(value, error);
  if (text.size() <= kLongest) return text;
  std::size_t cut = kLongest;
  while (cut > 0 && !starts_code_point(text[cut])) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace stom::script
