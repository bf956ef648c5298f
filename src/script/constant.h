// Expressions whose value is known before any row is read: literals, arithmetic and self.vars[literal].
#pragma once

#include <optional>

#include "script/plan.h"

namespace stom::script {

struct Constant {
  double value = 0;
  bool is_integer = true;
};

// Literals, arithmetic, comparisons and conditionals of them, abs/int/float/min/max/round and self.vars[literal].
[[nodiscard]] bool is_constant(const Expr& expr);
[[nodiscard]] bool reads_vars(const Expr& expr);
// The value with plain-number arithmetic; nothing when it would raise, or is not a constant expression.
[[nodiscard]] std::optional<Constant> evaluate_constant(const Expr& expr, const ParameterVector& vars);

[[nodiscard]] bool same_expression(const Expr& a, const Expr& b);
[[nodiscard]] ExprPtr clone(const Expr& expr);

}  // namespace stom::script
