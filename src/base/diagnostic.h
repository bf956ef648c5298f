// What is wrong in a text that a user wrote: where, what, and what to write instead. A value, never an exception.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"

namespace stom {

// Both count from 1; column counts characters (code points), as an editor shows them.
struct SourcePosition {
  int line = 0;
  int column = 0;
  friend bool operator==(const SourcePosition&, const SourcePosition&) = default;
};

enum class Severity { kWarning, kError };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string id;            // stable, for programs: "unknown-name", "wrong-arity", …
  SourcePosition position;   // line 0: concerns the whole text
  int length = 1;            // marked characters
  Message text;
  Message hint;              // may be empty
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

// "buy.txt:3:12: 오류: …", the source line and a caret line, then the hint. Wide (Hangul) characters count two columns.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, std::string_view source_name, std::string_view source,
                                 Language language);

}  // namespace stom
