// Numbers and strings of the lexer.
#pragma once

#include <optional>
#include <string>

#include "script/lexer.h"

namespace stom::script {

// A place in the characters of a text, with its line and column.
class CharacterCursor {
 public:
  CharacterCursor(const std::u32string& characters, std::size_t begin, std::size_t end, int line, int column)
      : characters_(&characters), index_(begin), end_(end), line_(line), column_(column) {}

  [[nodiscard]] bool at_end() const { return index_ >= end_; }
  [[nodiscard]] bool is_end(std::size_t ahead) const { return index_ + ahead >= end_; }
  // U'\n' behind the end, so that no caller runs over it.
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return index_ + ahead < end_ ? (*characters_)[index_ + ahead] : U'\n';
  }
  void next() {
    if (index_ >= end_) return;
    if ((*characters_)[index_++] == U'\n')
      ++line_, column_ = 1;
    else
      ++column_;
  }
  [[nodiscard]] SourcePosition here() const { return {line_, column_}; }
  [[nodiscard]] std::size_t index() const { return index_; }

 private:
  const std::u32string* characters_;
  std::size_t index_, end_;
  int line_, column_;
};

[[nodiscard]] bool is_digit(char32_t character);  // 0–9, full-width too

struct StringPrefix {
  int letters = 0;  // characters before the quote
  bool raw = false, joined = false, bytes = false;
};
// Set when the cursor stands at a string.
[[nodiscard]] std::optional<StringPrefix> string_prefix(const CharacterCursor& cursor);
void read_string(CharacterCursor& cursor, const StringPrefix& prefix, Token& token, Diagnostics& diagnostics);
void read_number(CharacterCursor& cursor, Token& token, Diagnostics& diagnostics);

}  // namespace stom::script
