// A syntax tree as text, one statement a line: for tests and `stom strategy check --dump`.
#pragma once

#include <string>

#include "script/ast.h"

namespace stom::script {

// Comparisons stay infix, "(3 <= 등락율 <= 25)"; all else is prefix, "(and a (not b))". Slots (@n) and symbol tests
// (?n) show once the checker has run.
[[nodiscard]] std::string dump(const Expr& expr);
[[nodiscard]] std::string dump(const Block& block);

[[nodiscard]] std::string_view symbol(Operator op);  // as written in a text

}  // namespace stom::script
