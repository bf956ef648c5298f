#include <array>

#include "script/machine.h"

namespace stom::script {

Value Machine::eval(const Node& node) {
  switch (node.op) {
    case NodeOp::kConstant: return node.constant;
    case NodeOp::kLocal: {
      const Value value = locals_[node.index];
      if (value.tag != ValueTag::kUnassigned) return value;
      return node.a != nullptr ? eval(*node.a) : unknown_name(node);
    }
    case NodeOp::kField: return Value::array_float(context_->columns[node.index][row_]);
    case NodeOp::kFieldBack: return field_back(node);
    case NodeOp::kSlot: return slot_now(node);
    case NodeOp::kSlotBack: return slot_back(node, node.index, node.a);
    case NodeOp::kCompare: return eval_compare(node);
    case NodeOp::kBinary: return eval_binary(node);
    case NodeOp::kNot: {
      const int is_true = holds(*node.a);
      return is_true < 0 ? Value::raised() : Value::boolean(is_true == 0);
    }
    case NodeOp::kAnd:
    case NodeOp::kOr: {
      const int deciding = node.op == NodeOp::kOr ? 1 : 0;
      const std::size_t last = node.children.size() - 1;
      for (std::size_t i = 0; i < last; ++i) {
        const Value value = eval(*node.children[i]);
        const int is_true = truth(node, value);
        if (is_true < 0) return Value::raised();
        if (is_true == deciding) return value;
      }
      return eval(*node.children[last]);
    }
    case NodeOp::kConditional: {
      const int is_true = holds(*node.children[1]);
      if (is_true < 0) return Value::raised();
      return eval(*node.children[is_true != 0 ? 0 : 2]);
    }
    default: return eval_other(node);
  }
}

int Machine::holds(const Node& node) {
  switch (node.op) {
    case NodeOp::kNot: {
      const int is_true = holds(*node.a);
      return is_true < 0 ? is_true : 1 - is_true;
    }
    case NodeOp::kAnd:
    case NodeOp::kOr: {
      const int deciding = node.op == NodeOp::kOr ? 1 : 0;
      for (const Node* child : node.children) {
        const int is_true = holds(*child);
        if (is_true < 0 || is_true == deciding) return is_true;
      }
      return 1 - deciding;
    }
    case NodeOp::kCompare: {
      const Value a = leaf(*node.a);
      if (a.is_raised()) return -1;
      const Value b = leaf(*node.b);
      if (a.is_number() && b.is_number()) [[likely]] {
        const double x = a.as_double(), y = b.as_double();
        switch (node.operation) {
          case Operator::kLess: return x < y;
          case Operator::kLessEqual: return x <= y;
          case Operator::kGreater: return x > y;
          case Operator::kGreaterEqual: return x >= y;
          case Operator::kEqual: return x == y;
          case Operator::kNotEqual: return x != y;
          default: break;
        }
      }
      return b.is_raised() ? -1 : truth(node, comparison(node, node.operation, a, b));
    }
    default: return truth(node, eval(node));
  }
}

Value Machine::eval_binary(const Node& node) {
  const Value a = leaf(*node.a);
  if (a.is_raised()) return a;
  const Value b = leaf(*node.b);
  if (a.is_number() && b.is_number() && (a.tag == ValueTag::kArrayFloat || b.tag == ValueTag::kArrayFloat)) [[likely]] {
    switch (node.operation) {  // array floats never raise
      case Operator::kAdd: return Value::array_float(a.as_double() + b.as_double());
      case Operator::kSubtract: return Value::array_float(a.as_double() - b.as_double());
      case Operator::kMultiply: return Value::array_float(a.as_double() * b.as_double());
      case Operator::kDivide: return Value::array_float(a.as_double() / b.as_double());
      default: break;
    }
  }
  if (b.is_raised()) return b;
  return binary(node, node.operation, a, b);
}

Value Machine::eval_compare(const Node& node) {
  const Value a = leaf(*node.a);
  if (a.is_raised()) return a;
  const Value b = leaf(*node.b);
  if (a.is_number() && b.is_number()) [[likely]] {
    const double x = a.as_double(), y = b.as_double();
    const bool array = is_array(static_cast<NumberTag>(a.tag)) || is_array(static_cast<NumberTag>(b.tag));
    const ValueTag tag = array ? ValueTag::kArrayBool : ValueTag::kBool;
    switch (node.operation) {
      case Operator::kLess: return Value::with_tag(tag, x < y);
      case Operator::kLessEqual: return Value::with_tag(tag, x <= y);
      case Operator::kGreater: return Value::with_tag(tag, x > y);
      case Operator::kGreaterEqual: return Value::with_tag(tag, x >= y);
      case Operator::kEqual: return Value::with_tag(tag, x == y);
      case Operator::kNotEqual: return Value::with_tag(tag, x != y);
      default: break;
    }
  }
  if (b.is_raised()) return b;
  return comparison(node, node.operation, a, b);
}

Value Machine::eval_chain(const Node& node) {
  const std::vector<Operator>& operators = node.source->compare_ops;
  Value left = eval(*node.children[0]);
  if (left.is_raised()) return left;
  Value result;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const Value right = eval(*node.children[i + 1]);
    if (right.is_raised()) return right;
    result = comparison(node, operators[i], left, right);
    if (result.is_raised() || i + 1 == operators.size()) return result;
    const int is_true = truth(node, result);
    if (is_true <= 0) return is_true < 0 ? Value::raised() : result;
    left = right;
  }
  return result;
}

Value Machine::eval_items(const Node& node, ValueTag tag) {
  std::vector<Value> items;
  items.reserve(node.children.size());
  for (const Node* child : node.children) {
    items.push_back(eval(*child));
    if (items.back().is_raised()) return items.back();
  }
  return list_value(node, std::move(items), tag);
}

Value Machine::eval_joined(const Node& node) {
  std::string joined;
  for (const Node* child : node.children) {
    const Value part = eval(*child);
    if (part.is_raised()) return part;
    ErrorKind error = ErrorKind::kNone;
    joined += text_of(part, error);
    if (error != ErrorKind::kNone) return raise_operation(*child, error, "str", part);
  }
  return text_value(node, std::move(joined));
}

Value Machine::eval_call(const Node& node) {
  static constexpr std::size_t kInline = 8;
  std::array<Value, kInline> few;
  std::vector<Value> many;
  Value* values = few.data();
  if (node.children.size() > kInline) {
    many.resize(node.children.size());
    values = many.data();
  }
  Value object;
  if (node.op == NodeOp::kMethod) {
    object = eval(*node.a);
    if (object.is_raised()) return object;
  }
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    values[i] = eval(*node.children[i]);
    if (values[i].is_raised()) return values[i];
  }
  std::vector<KeywordValue> keywords;
  for (const NodeKeyword& keyword : node.keywords) {
    keywords.push_back({keyword.name, eval(*keyword.value)});
    if (keywords.back().value.is_raised()) return keywords.back().value;
  }
  const Arguments arguments{&node, {values, node.children.size()}, keywords};
  switch (node.op) {
    case NodeOp::kBuiltin: return call_builtin(*this, static_cast<Builtin>(node.id), arguments);
    case NodeOp::kMethod: return call_method(*this, object, node.source->children[0]->text, arguments);
    case NodeOp::kModuleCall: {
      const ModuleFunction function = static_cast<ModuleFunction>(node.id);
      return function >= ModuleFunction::kMathSqrt ? call_math(*this, function, arguments)
                                                   : call_numpy(*this, function, arguments);
    }
    case NodeOp::kTimedeltaSec: return timedelta_sec(arguments);
    default: return emit(arguments);
  }
}

Value Machine::eval_other(const Node& node) {
  switch (node.op) {
    case NodeOp::kChain: return eval_chain(node);
    case NodeOp::kUnary: {
      const Value value = eval(*node.a);
      return value.is_raised() ? value : unary(node, node.operation, value);
    }
    case NodeOp::kTuple: return eval_items(node, ValueTag::kTuple);
    case NodeOp::kList: return eval_items(node, ValueTag::kList);
    case NodeOp::kJoined: return eval_joined(node);
    case NodeOp::kSubscript: {
      const Value object = eval(*node.a);
      return object.is_raised() ? object : subscript(node, object, *node.b);
    }
    case NodeOp::kAttribute: {
      if (node.a == nullptr) {
        return raise(node, ErrorKind::kAttribute, [&] {
          const std::string& module = node.source->children[0]->text;
          return message("{}에는 '{}'이(가) 없습니다.", "{} has no '{}'.", module, node.source->text);
        });
      }
      const Value object = eval(*node.a);
      return object.is_raised() ? object : read_attribute(*this, node, object, node.source->text);
    }
    case NodeOp::kBuiltin:
    case NodeOp::kMethod:
    case NodeOp::kModuleCall:
    case NodeOp::kTimedeltaSec:
    case NodeOp::kEmit: return eval_call(node);
    case NodeOp::kLocalCall: {
      const Value value = locals_[node.index];
      if (value.tag == ValueTag::kUnassigned) return node.a != nullptr ? eval(*node.a) : unknown_name(node);
      return raise_operation(node, ErrorKind::kType, "()", value);
    }
    case NodeOp::kNotCallable: {
      const Value value = eval(*node.a);
      return value.is_raised() ? value : raise_operation(node, ErrorKind::kType, "()", value);
    }
    case NodeOp::kTooLarge:
      return raise(node, ErrorKind::kOverflow, [&] {
        return message("정수 {}은(는) 너무 큽니다 (한계 2^53).", "the integer {} is too large (limit 2^53).",
                       node.source->integer);
      });
    case NodeOp::kWrongArguments:
      return raise(node, ErrorKind::kType, [&] {
        const std::string& function = node.source->children[0]->text;
        return message("'{}' 함수에 넘긴 인수가 맞지 않습니다.", "'{}' does not take these arguments.", function);
      });
    case NodeOp::kFunctionValue:
      return raise(node, ErrorKind::kType, [&] {
        return message("'{}'은(는) 함수이므로 괄호와 함께 써야 합니다.", "'{}' is a function: call it with parentheses.",
                       node.source->text);
      });
    case NodeOp::kUnknownName: return unknown_name(node);
    case NodeOp::kSlice:
      return raise(node, ErrorKind::kType, [] {
        return message("자르기(:)는 대괄호 안에서만 쓸 수 있습니다.", "a slice (:) may be used inside brackets only.");
      });
    default: return eval_engine(node);
  }
}

Value Machine::unknown_name(const Node& node) {
  return raise(node, ErrorKind::kName, [&] {
    const Expr* expr = node.source;
    while (expr->text.empty() && !expr->children.empty()) expr = expr->children[0].get();
    return message("이름 '{}'은(는) 정의되지 않았습니다.", "name '{}' is not defined.", expr->text);
  });
}

bool Machine::take_steps(const Node& at, std::int64_t count) {
  steps_ += count;
  if (steps_ <= kStepLimit) return true;
  raise(at, ErrorKind::kEndlessLoop, [] {
    return message("한 행에서 반복이 {}번을 넘었습니다. 반복이 끝나는 조건을 확인하십시오.",
                   "more than {} repetitions at one row; check the condition that ends the loop.", kStepLimit);
  });
  return false;
}

bool Machine::take_memory(const Node& at, std::int64_t bytes) {
  if (heap_.take(bytes)) return true;
  raise(at, ErrorKind::kMemory, [] {
    return message("한 행에서 만든 값이 너무 큽니다 (한계 {} MiB).", "the values made at one row are too large (limit {} MiB).",
                   Heap::kHeapLimit >> 20);
  });
  return false;
}

Value Machine::text_value(const Node& at, std::string content) {
  if (!take_memory(at, static_cast<std::int64_t>(content.size()))) return Value::raised();
  return Value::of(heap_.text(std::move(content)));
}

Value Machine::list_value(const Node& at, std::vector<Value> items, ValueTag tag) {
  if (!take_memory(at, static_cast<std::int64_t>(items.size() * sizeof(Value)))) return Value::raised();
  return Value::of(tag, heap_.sequence(std::move(items)));
}

int Machine::truth_slow(const Node& at, const Value& value) {
  if (value.is_raised()) return -1;
  ErrorKind error = ErrorKind::kNone;
  const bool is_so = is_true(value, error);
  if (error == ErrorKind::kNone) return is_so ? 1 : 0;
  raise(at, error, [] {
    return message("여러 값의 배열은 참/거짓으로 쓸 수 없습니다. .any() 나 .all() 을 쓰십시오.",
                   "the truth of an array of several values is ambiguous; use .any() or .all().");
  });
  return -1;
}

}  // namespace stom::script
