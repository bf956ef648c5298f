// Expressions.
#include "script/module_function.h"
#include "script/native_generator.h"

namespace stom::script {

NativeValue NativeGenerator::expression(const Expr& expr) {
  ++emitted_;
  return expr.symbol_test >= 0 ? symbol_test(expr.symbol_test) : evaluate(expr);
}

NativeValue NativeGenerator::evaluate(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNone: {
      NativeValue none;
      none.kind = NativeKind::kNone;
      return none;
    }
    case ExprKind::kBool: return bool_value(NumberTag::kBool, ir_.bit(expr.integer != 0));
    case ExprKind::kInt:
      if (expr.integer > kLargestInteger || expr.integer < -kLargestInteger) doubt(ir_.bit(true));
      return plain_int(static_cast<double>(expr.integer));
    case ExprKind::kFloat: {
      const Bounds bounds = expr.number == expr.number ? Bounds{expr.number, expr.number} : Bounds{};
      return number_value(NumberTag::kFloat, ir_.number(expr.number), bounds);
    }
    case ExprKind::kString: {
      NativeValue text;
      text.kind = NativeKind::kText;
      text.text = expr.text;
      return text;
    }
    case ExprKind::kName:
      if (expr.binding.kind == BindingKind::kLocal || expr.binding.kind == BindingKind::kFlag) return local(expr);
      return engine_name(expr, expr.binding.kind, expr.binding.id);
    case ExprKind::kAttribute:
      if (expr.binding.kind == BindingKind::kUnknown && expr.children[0]->binding.kind == BindingKind::kModule) {
        const auto number = find_module_constant(static_cast<Module>(expr.children[0]->binding.id), expr.text);
        if (number) return number_value(NumberTag::kFloat, ir_.number(*number));
      }
      if (expr.binding.kind != BindingKind::kUnknown) return engine_name(expr, expr.binding.kind, expr.binding.id);
      return time_part(expression(*expr.children[0]), expr.text);
    case ExprKind::kSubscript: return subscript(expr);
    case ExprKind::kCall: return call(expr);
    case ExprKind::kUnary:
      if (expr.op == Operator::kNot) return bool_value(NumberTag::kBool, ir_.invert(condition(*expr.children[0])));
      return unary(expr.op, expression(*expr.children[0]));
    case ExprKind::kBinary: {
      const NativeValue a = expression(*expr.children[0]);
      return binary(expr.op, a, expression(*expr.children[1]));
    }
    case ExprKind::kCompare: return comparison(expr, 0, expression(*expr.children[0]));
    case ExprKind::kAnd:
    case ExprKind::kOr: return deciding_operand(expr, 0);
    case ExprKind::kConditional:
      return choose(condition(*expr.children[1]), [&] { return expression(*expr.children[0]); },
                    [&] { return expression(*expr.children[2]); });
    case ExprKind::kTuple:
    case ExprKind::kList: {
      NativeValue sequence;
      sequence.kind = NativeKind::kSequence;
      sequence.is_list = expr.kind == ExprKind::kList;
      for (const ExprPtr& child : expr.children) sequence.elements.push_back(expression(*child));
      return sequence;
    }
    case ExprKind::kSlice: throw NativeUnsupported{"a slice"};
    case ExprKind::kJoinedString: throw NativeUnsupported{"an f-string"};
  }
  throw NativeUnsupported{"an expression"};
}

// The truth of an expression; "and" and "or" need no operand kept.
Ssa NativeGenerator::condition(const Expr& expr) {
  if (expr.symbol_test < 0 && (expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr)) {
    ++emitted_;
    const std::function<Ssa(std::size_t)> from = [&](std::size_t i) -> Ssa {
      const Ssa first = condition(*expr.children[i]);
      if (i + 1 == expr.children.size()) return first;
      const auto rest = [&] { return from(i + 1); };
      return expr.kind == ExprKind::kAnd ? both_lazily(first, rest) : either_lazily(first, rest);
    };
    return from(0);
  }
  return truth_of(expression(expr));
}

NativeValue NativeGenerator::local(const Expr& expr) {
  const Variable& variable = state_.locals[slot_of(expr.binding)];
  const BindingKind meaning = expr.binding.fallback_kind;
  const bool has_meaning = meaning != BindingKind::kUnknown;
  const auto before = [&] {
    if (has_meaning) return engine_name(expr, meaning, expr.binding.fallback_id);
    doubt(ir_.bit(true));  // NameError
    return plain_int(0);
  };
  const auto value = [&]() -> NativeValue {
    if (variable.value.kind == NativeKind::kUnusable) throw NativeUnsupported{"a name holds values of unlike kinds"};
    return variable.value;
  };
  switch (variable.state) {
    case Variable::Assigned::kNever: return before();
    case Variable::Assigned::kAlways: return value();
    case Variable::Assigned::kMaybe: break;
  }
  if (has_meaning) return choose(variable.assigned, value, before);
  doubt(ir_.invert(variable.assigned));
  return value();
}

// "and" and "or" give the operand that decided.
NativeValue NativeGenerator::deciding_operand(const Expr& expr, std::size_t position) {
  const NativeValue value = expression(*expr.children[position]);
  if (position + 1 == expr.children.size()) return value;
  const auto keep = [&] { return value; };
  const auto rest = [&] { return deciding_operand(expr, position + 1); };
  return expr.kind == ExprKind::kAnd ? choose(truth_of(value), rest, keep) : choose(truth_of(value), keep, rest);
}

// a < b < c: each operand evaluated once; the first comparison that fails is the value.
NativeValue NativeGenerator::comparison(const Expr& expr, std::size_t position, const NativeValue& left) {
  const NativeValue right = expression(*expr.children[position + 1]);
  const NativeValue result = compare_values(expr.compare_ops[position], left, right);
  if (position + 1 == expr.compare_ops.size()) return result;
  return choose(result.bit, [&] { return comparison(expr, position + 1, right); }, [&] { return result; });
}

NativeValue NativeGenerator::subscript(const Expr& expr) {
  if (expr.children[0]->binding.kind == BindingKind::kSelfVars) return variable(expression(*expr.children[1]));
  if (expr.children[1]->kind == ExprKind::kSlice) throw NativeUnsupported{"a slice"};
  const NativeValue object = expression(*expr.children[0]);
  const NativeValue index = expression(*expr.children[1]);
  const auto constant = index.is_number() && index.number != nullptr ? Ir::constant_number(index.number) : std::nullopt;
  if (object.kind != NativeKind::kSequence || !constant || !within(index.tags, kIntTags)) {
    throw NativeUnsupported{"a subscript"};
  }
  const auto size = static_cast<double>(object.elements.size());
  const double position = *constant < 0 ? *constant + size : *constant;
  if (!(position >= 0 && position < size)) {
    doubt(ir_.bit(true));  // IndexError
    return plain_int(0);
  }
  return object.elements[static_cast<std::size_t>(position)];
}

NativeValue NativeGenerator::call(const Expr& expr) {
  const Expr& callee = *expr.children[0];
  const NameBinding& binding = expr.binding.kind != BindingKind::kUnknown ? expr.binding : callee.binding;
  if (binding.kind == BindingKind::kLocal) {
    const Variable& variable = state_.locals[binding.id];
    if (variable.state == Variable::Assigned::kMaybe) throw NativeUnsupported{"a call of a name that may be assigned"};
    if (variable.state == Variable::Assigned::kNever && binding.fallback_kind != BindingKind::kUnknown) {
      return engine_call(expr, binding.fallback_kind, binding.fallback_id);
    }
    doubt(ir_.bit(true));  // not callable
    return plain_int(0);
  }
  if (callee.kind == ExprKind::kAttribute) {
    if (binding.kind == BindingKind::kSelfBuy || binding.kind == BindingKind::kSelfSell ||
        binding.kind == BindingKind::kSelfEmit) {
      return engine_call(expr, binding.kind, binding.id);
    }
    if (callee.children[0]->binding.kind == BindingKind::kModule) return module_call(expr, callee);
    const NativeValue object = expression(*callee.children[0]);
    if (object.kind == NativeKind::kTimeDelta && callee.text == "total_seconds" && expr.children.size() == 1 &&
        expr.keywords.empty()) {
      return number_value(NumberTag::kFloat, ir_.divide(object.number, ir_.number(1e6)));
    }
    if (object.is_number()) {  // an unknown name in front of the dot; numbers have no methods
      doubt(ir_.bit(true));
      return plain_int(0);
    }
    throw NativeUnsupported{"the method " + callee.text};
  }
  return engine_call(expr, binding.kind, binding.id);
}

}  // namespace stom::script
