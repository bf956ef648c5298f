// Makes the plan of a checked text: which columns it reads, which slots its window, indicator and elapsed-tick calls
// get (Expr::slot), and which of its conditions depend on the symbol alone (Expr::symbol_test).
#pragma once

#include "script/compiled_text.h"

namespace stom::script {

// Fills text.plan and text.window_expressions, marks the expressions of text.body.
void make_plan(CompiledText& text);

// True for a boolean expression of 종목코드, 종목명 and literals alone that cannot raise.
[[nodiscard]] bool is_symbol_test(const Expr& expr);

}  // namespace stom::script
