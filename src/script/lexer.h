// Text → tokens with Python's indentation rules. Works on characters (code points) so that columns are those of an
// editor. Accepts with a warning what gets into a text by accident: full-width punctuation and digits, ideographic,
// non-breaking and zero-width blanks. Never fails: what is wrong becomes a Diagnostic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace stom::script {

enum class TokenKind : std::uint8_t {
  kName,
  kInteger,
  kFloat,
  kString,
  kJoinedString,
  kOperator,  // text: operator or punctuation
  kNewline,
  kIndent,
  kDedent,
  kEnd,
};

// Part of an f-string: literal text, or the range of characters of an expression.
struct StringPart {
  bool is_expression = false;
  std::string text;
  std::size_t begin = 0, end = 0;
  SourcePosition position;
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourcePosition position;
  SourcePosition end;  // first character behind the token
  std::string text;    // name (normalised), string value, operator
  std::int64_t integer = 0;
  double number = 0;
  std::vector<StringPart> parts;  // kJoinedString

  [[nodiscard]] bool is(std::string_view op) const { return kind == TokenKind::kOperator && text == op; }
  [[nodiscard]] bool is_word(std::string_view word) const { return kind == TokenKind::kName && text == word; }
};

// The characters of a text: no byte order mark, every line end one '\n'.
[[nodiscard]] std::u32string source_characters(std::string_view source);

struct TokenList {
  std::vector<Token> tokens;  // ends with kEnd
  Diagnostics diagnostics;
};

[[nodiscard]] TokenList tokenize(const std::u32string& characters);
// The characters begin…end as one expression: line ends and indentation mean nothing.
[[nodiscard]] TokenList tokenize_expression(const std::u32string& characters, std::size_t begin, std::size_t end,
                                            SourcePosition position);

[[nodiscard]] bool is_identifier_start(char32_t character);
[[nodiscard]] bool is_identifier_part(char32_t character);
[[nodiscard]] bool is_keyword(std::string_view word);

}  // namespace stom::script
