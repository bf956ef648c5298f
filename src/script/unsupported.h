// Python that the strategy language leaves out: what it is called and what to write instead.
#pragma once

#include <string_view>

#include "base/diagnostic.h"

namespace stom::script {

// The diagnostic "not-supported" for a construct: a keyword ("import", "lambda", …) or one of the words
// "comprehension", "star-argument", "dictionary", "walrus", "annotation", "decorator", "matrix", "ellipsis",
// "attribute-target", "subscript-target", "try-else", "several-handlers".
[[nodiscard]] Diagnostic not_supported(std::string_view construct, SourcePosition position, int length);

// True for keywords that begin a statement which the language leaves out.
[[nodiscard]] bool is_unsupported_statement(std::string_view keyword);

}  // namespace stom::script
