#include "script/constant.h"

#include <algorithm>
#include <cmath>

#include "base/rounding.h"
#include "script/runtime.h"

namespace stom::script {
namespace {

bool is_vars(const Expr& expr) {
  if (expr.kind != ExprKind::kSubscript) return false;
  const Expr& object = *expr.children[0];
  return object.kind == ExprKind::kAttribute && object.text == "vars" && object.children[0]->kind == ExprKind::kName &&
         object.children[0]->text == "self";
}

constexpr std::string_view kFoldable[] = {"abs", "int", "float", "min", "max", "round"};

bool is_foldable_call(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || !expr.keywords.empty() || expr.children.size() < 2) return false;
  const Expr& callee = *expr.children[0];
  if (callee.kind != ExprKind::kName || callee.binding.kind == BindingKind::kLocal) return false;
  const bool one = callee.text == "abs" || callee.text == "int" || callee.text == "float";
  if (one ? expr.children.size() != 2 : callee.text == "round" ? expr.children.size() > 3 : expr.children.size() < 3)
    return false;
  return std::find(std::begin(kFoldable), std::end(kFoldable), callee.text) != std::end(kFoldable);
}

using Result = std::optional<Constant>;

Result checked(double value, bool is_integer) {
  if (is_integer && !(std::abs(value) <= static_cast<double>(kLargestInteger))) return std::nullopt;
  return Constant{value, is_integer};
}

Result floor_divide(const Constant& a, const Constant& b, bool integers) {
  if (b.value == 0) return std::nullopt;
  if (integers) {
    const std::int64_t x = static_cast<std::int64_t>(a.value), y = static_cast<std::int64_t>(b.value);
    return Constant{static_cast<double>(x / y - ((x % y != 0 && (x % y < 0) != (y < 0)) ? 1 : 0)), true};
  }
  return Constant{std::floor(a.value / b.value), false};
}

Result modulo(const Constant& a, const Constant& b, bool integers) {
  if (b.value == 0) return std::nullopt;
  double rest = std::fmod(a.value, b.value);
  if (rest != 0 && (rest < 0) != (b.value < 0)) rest += b.value;
  return Constant{rest, integers};
}

Result arithmetic(Operator op, const Constant& a, const Constant& b) {
  const bool integers = a.is_integer && b.is_integer;
  switch (op) {
    case Operator::kAdd:
      return checked(a.value + b.value, integers);
    case Operator::kSubtract:
      return checked(a.value - b.value, integers);
    case Operator::kMultiply:
      return checked(a.value * b.value, integers);
    case Operator::kDivide:
      return b.value == 0 ? Result{} : Constant{a.value / b.value, false};
    case Operator::kFloorDivide:
      return floor_divide(a, b, integers);
    case Operator::kModulo:
      return modulo(a, b, integers);
    case Operator::kPower: {
      if (a.value < 0 && b.value != std::floor(b.value)) return std::nullopt;
      if (a.value == 0 && b.value < 0) return std::nullopt;
      return checked(std::pow(a.value, b.value), integers && b.value >= 0);
    }
    default:
      return std::nullopt;
  }
}

std::optional<bool> compared(Operator op, double a, double b) {
  switch (op) {
    case Operator::kLess:
      return a < b;
    case Operator::kLessEqual:
      return a <= b;
    case Operator::kGreater:
      return a > b;
    case Operator::kGreaterEqual:
      return a >= b;
    case Operator::kEqual:
      return a == b;
    case Operator::kNotEqual:
      return a != b;
    default:
      return std::nullopt;
  }
}

Result call(const Expr& expr, const ParameterVector& vars) {
  std::vector<Constant> arguments;
  for (std::size_t i = 1; i < expr.children.size(); ++i) {
    const Result argument = evaluate_constant(*expr.children[i], vars);
    if (!argument) return std::nullopt;
    arguments.push_back(*argument);
  }
  const std::string& name = expr.children[0]->text;
  const Constant& first = arguments[0];
  if (name == "abs") return Constant{std::abs(first.value), first.is_integer};
  if (name == "float") return Constant{first.value, false};
  if (name == "int") return std::isfinite(first.value) ? checked(std::trunc(first.value), true) : Result{};
  if (name == "round") {
    if (first.is_integer) return arguments.size() == 1 || arguments[1].value >= 0 ? Result{first} : std::nullopt;
    if (!std::isfinite(first.value)) return std::nullopt;
    if (arguments.size() == 1) return checked(round_to_even(first.value), true);
    if (!arguments[1].is_integer || std::abs(arguments[1].value) > 300) return std::nullopt;
    return Constant{round_decimal(first.value, static_cast<int>(arguments[1].value)), false};
  }
  Constant best = first;
  for (const Constant& argument : arguments) {
    if (name == "min" ? argument.value < best.value : argument.value > best.value) best = argument;
  }
  return best;
}

}  // namespace

bool is_constant(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kInt:
    case ExprKind::kFloat:
    case ExprKind::kBool:
      return true;
    case ExprKind::kSubscript:
      return is_vars(expr) && expr.children[1]->kind == ExprKind::kInt;
    case ExprKind::kUnary:
      return (expr.op == Operator::kNegate || expr.op == Operator::kPositive || expr.op == Operator::kNot) &&
             is_constant(*expr.children[0]);
    case ExprKind::kBinary:
      switch (expr.op) {
        case Operator::kAdd:
        case Operator::kSubtract:
        case Operator::kMultiply:
        case Operator::kDivide:
        case Operator::kFloorDivide:
        case Operator::kModulo:
        case Operator::kPower:
          break;
        default:
          return false;
      }
      break;
    case ExprKind::kCompare:
      for (Operator op : expr.compare_ops) {
        if (!compared(op, 0, 0)) return false;
      }
      break;
    case ExprKind::kConditional:
      break;
    case ExprKind::kCall: {
      if (!is_foldable_call(expr)) return false;
      return std::all_of(expr.children.begin() + 1, expr.children.end(),
                         [](const ExprPtr& child) { return is_constant(*child); });
    }
    default:
      return false;
  }
  return std::all_of(expr.children.begin(), expr.children.end(),
                     [](const ExprPtr& child) { return is_constant(*child); });
}

bool reads_vars(const Expr& expr) {
  if (is_vars(expr)) return true;
  return std::any_of(expr.children.begin(), expr.children.end(),
                     [](const ExprPtr& child) { return child != nullptr && reads_vars(*child); });
}

std::optional<Constant> evaluate_constant(const Expr& expr, const ParameterVector& vars) {
  switch (expr.kind) {
    case ExprKind::kInt:
    case ExprKind::kBool:
      return Constant{static_cast<double>(expr.integer), true};
    case ExprKind::kFloat:
      return Constant{expr.number, false};
    case ExprKind::kSubscript: {
      if (!is_vars(expr) || expr.children[1]->kind != ExprKind::kInt) return std::nullopt;
      const std::int64_t index = expr.children[1]->integer;
      if (index < 0 || index >= static_cast<std::int64_t>(vars.values.size())) return std::nullopt;
      const std::size_t at = static_cast<std::size_t>(index);
      return Constant{vars.values[at], at < vars.is_integer.size() && vars.is_integer[at] != 0};
    }
    case ExprKind::kUnary: {
      const Result operand = evaluate_constant(*expr.children[0], vars);
      if (!operand) return std::nullopt;
      if (expr.op == Operator::kNegate)
        return Constant{operand->is_integer ? 0 - operand->value : -operand->value, operand->is_integer};
      if (expr.op == Operator::kPositive) return operand;
      if (expr.op == Operator::kNot) return Constant{operand->value == 0 ? 1.0 : 0.0, true};
      return std::nullopt;
    }
    case ExprKind::kBinary: {
      const Result a = evaluate_constant(*expr.children[0], vars), b = evaluate_constant(*expr.children[1], vars);
      return a && b ? arithmetic(expr.op, *a, *b) : std::nullopt;
    }
    case ExprKind::kCompare: {
      Result left = evaluate_constant(*expr.children[0], vars);
      for (std::size_t i = 0; left && i < expr.compare_ops.size(); ++i) {
        const Result right = evaluate_constant(*expr.children[i + 1], vars);
        if (!right) return std::nullopt;
        const std::optional<bool> holds = compared(expr.compare_ops[i], left->value, right->value);
        if (!holds) return std::nullopt;
        if (!*holds) return Constant{0, true};
        left = right;
      }
      return left ? Result{Constant{1, true}} : std::nullopt;
    }
    case ExprKind::kConditional: {
      const Result condition = evaluate_constant(*expr.children[1], vars);
      if (!condition) return std::nullopt;
      return evaluate_constant(condition->value != 0 ? *expr.children[0] : *expr.children[2], vars);
    }
    case ExprKind::kCall:
      return is_foldable_call(expr) ? call(expr, vars) : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool same_expression(const Expr& a, const Expr& b) {
  if (a.kind != b.kind || a.op != b.op || a.text != b.text || a.integer != b.integer || a.number != b.number ||
      a.compare_ops != b.compare_ops || a.children.size() != b.children.size() || !a.keywords.empty() ||
      !b.keywords.empty()) {
    return false;
  }
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if ((a.children[i] == nullptr) != (b.children[i] == nullptr)) return false;
    if (a.children[i] != nullptr && !same_expression(*a.children[i], *b.children[i])) return false;
  }
  return true;
}

ExprPtr clone(const Expr& expr) {
  auto copy = std::make_unique<Expr>();
  copy->kind = expr.kind;
  copy->op = expr.op;
  copy->position = expr.position;
  copy->length = expr.length;
  copy->compare_ops = expr.compare_ops;
  copy->text = expr.text;
  copy->integer = expr.integer;
  copy->number = expr.number;
  copy->binding = expr.binding;
  copy->slot = expr.slot;
  copy->symbol_test = expr.symbol_test;
  copy->height = expr.height;
  for (const ExprPtr& child : expr.children) copy->children.push_back(child == nullptr ? nullptr : clone(*child));
  for (const Keyword& keyword : expr.keywords) copy->keywords.push_back({keyword.name, clone(*keyword.value)});
  return copy;
}

}  // namespace stom::script
