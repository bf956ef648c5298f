// Which conditions depend on the symbol alone: they are evaluated once per symbol instead of once per row. Only forms
// that cannot raise for any code and name qualify.
#include <algorithm>

#include "script/planner.h"

namespace stom::script {
namespace {

enum class Shape { kNone, kText, kNumber, kOther, kSequence };

bool is_symbol_name(const Expr& expr) {
  if (expr.kind != ExprKind::kName || expr.binding.kind != BindingKind::kScalar) return false;
  const Scalar scalar = static_cast<Scalar>(expr.binding.id);
  return scalar == Scalar::kCode || scalar == Scalar::kName;
}

bool mentions_symbol(const Expr& expr) {
  return is_symbol_name(expr) || std::any_of(expr.children.begin(), expr.children.end(), [](const ExprPtr& child) {
           return child != nullptr && mentions_symbol(*child);
         });
}

// An integer literal, perhaps negative.
bool is_integer(const Expr& expr, std::int64_t& value) {
  const bool negative = expr.kind == ExprKind::kUnary && expr.op == Operator::kNegate;
  const Expr& digits = negative ? *expr.children[0] : expr;
  if (digits.kind != ExprKind::kInt) return false;
  value = negative ? -digits.integer : digits.integer;
  return true;
}

Shape shape(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kString:
      return Shape::kText;
    case ExprKind::kInt:
    case ExprKind::kFloat:
      return Shape::kNumber;
    case ExprKind::kBool:
    case ExprKind::kNone:
      return Shape::kOther;
    case ExprKind::kName:
      return is_symbol_name(expr) ? Shape::kText : Shape::kNone;
    case ExprKind::kUnary: {
      std::int64_t value = 0;
      return is_integer(expr, value) ? Shape::kNumber : Shape::kNone;
    }
    case ExprKind::kTuple:
    case ExprKind::kList: {
      const bool good = std::all_of(expr.children.begin(), expr.children.end(), [](const ExprPtr& item) {
        const Shape inner = shape(*item);
        return inner != Shape::kNone && inner != Shape::kSequence;
      });
      return good ? Shape::kSequence : Shape::kNone;
    }
    case ExprKind::kSubscript: {
      if (!is_symbol_name(*expr.children[0])) return Shape::kNone;
      const Expr& index = *expr.children[1];
      std::int64_t value = 0;
      if (index.kind != ExprKind::kSlice) {
        // Codes and names have at least one character.
        return is_integer(index, value) && (value == 0 || value == -1) ? Shape::kText : Shape::kNone;
      }
      for (const ExprPtr& part : index.children) {
        if (part != nullptr && !is_integer(*part, value)) return Shape::kNone;
      }
      const bool zero_step = index.children[2] != nullptr && is_integer(*index.children[2], value) && value == 0;
      return zero_step ? Shape::kNone : Shape::kText;
    }
    default:
      return Shape::kNone;
  }
}

bool is_safe_comparison(const Expr& expr) {
  for (std::size_t i = 0; i < expr.compare_ops.size(); ++i) {
    const Shape left = shape(*expr.children[i]), right = shape(*expr.children[i + 1]);
    if (left == Shape::kNone || right == Shape::kNone) return false;
    switch (expr.compare_ops[i]) {
      case Operator::kEqual:
      case Operator::kNotEqual:
        break;
      case Operator::kIn:
      case Operator::kNotIn:
        if (right != Shape::kSequence && !(right == Shape::kText && left == Shape::kText)) return false;
        break;
      case Operator::kLess:
      case Operator::kLessEqual:
      case Operator::kGreater:
      case Operator::kGreaterEqual:
        if (left != right || (left != Shape::kText && left != Shape::kNumber)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}

bool is_test(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kCompare:
      return mentions_symbol(expr) && is_safe_comparison(expr);
    case ExprKind::kUnary:
      return expr.op == Operator::kNot && is_test(*expr.children[0]);
    case ExprKind::kAnd:
    case ExprKind::kOr:
      return std::all_of(expr.children.begin(), expr.children.end(),
                         [](const ExprPtr& child) { return is_test(*child); });
    default:
      return false;
  }
}

}  // namespace

bool is_symbol_test(const Expr& expr) {
  return is_test(expr);
}

}  // namespace stom::script
