// Places of a text in bytes, and texts changed at some places while every other byte stays.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace stom::script {

// Byte offsets of the characters of a text, counted as the lexer counts them: a byte order mark is no character, LF, CRLF and
// CR are one line end.
class TextOffsets {
 public:
  explicit TextOffsets(std::string_view source);

  // Number of the character at a position; positions behind the end give the end.
  [[nodiscard]] std::size_t character_of(SourcePosition position) const;
  [[nodiscard]] std::size_t byte_of_character(std::size_t character) const;
  [[nodiscard]] std::size_t byte_of(SourcePosition position) const { return byte_of_character(character_of(position)); }

 private:
  std::vector<std::size_t> bytes_;        // per character, and the end of the text
  std::vector<std::size_t> line_starts_;  // character numbers
};

struct TextEdit {
  std::size_t begin = 0, end = 0;  // bytes to replace
  std::string text;
};
// The edits must not overlap; their order does not matter.
[[nodiscard]] std::string apply_edits(std::string_view text, std::vector<TextEdit> edits);

}  // namespace stom::script
