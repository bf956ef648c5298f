// Text → syntax tree. Accepts the Python subset of the strategy-language specification (2.1); everything else is a
// Diagnostic with position and hint, including the usual accidents: tabs, full-width characters, a missing colon, "=" for
// "==". Never throws for any input; deep nesting (> 200) is a diagnostic.
#pragma once

#include <string_view>

#include "script/ast.h"

namespace stom::script {

struct ParsedText {
  Block body;
  Diagnostics diagnostics;  // any error: body is empty
};

[[nodiscard]] ParsedText parse(std::string_view source);
// A single expression (conditions).
[[nodiscard]] ParsedText parse_expression(std::string_view source);  // body: one kExpression statement

}  // namespace stom::script
