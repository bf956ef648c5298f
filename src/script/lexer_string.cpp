#include "base/utf8.h"
#include "script/lexer_literals.h"

namespace stom::script {
namespace {

void report(Diagnostics& diagnostics, std::string_view id, SourcePosition at, int length, Message text,
            Message hint = {}) {
  diagnostics.push_back({Severity::kError, std::string{id}, at, length, std::move(text), std::move(hint)});
}

bool is_quote(char32_t c) {
  return fold_full_width(c) == U'\'' || fold_full_width(c) == U'"';
}

int hex_digit(char32_t c) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c >= U'a' && c <= U'f') return static_cast<int>(c - U'a') + 10;
  if (c >= U'A' && c <= U'F') return static_cast<int>(c - U'A') + 10;
  return -1;
}

// One escape behind its backslash, appended to `out`; an unknown one keeps its backslash, as in Python.
void read_escape(CharacterCursor& cursor, std::string& out, Diagnostics& diagnostics) {
  const SourcePosition here = cursor.here();
  const char32_t c = cursor.peek();
  cursor.next();
  switch (c) {
    case U'\n':
      return;
    case U'\\':
    case U'\'':
    case U'"':
      append_utf8(out, c);
      return;
    case U'n':
      out += '\n';
      return;
    case U't':
      out += '\t';
      return;
    case U'r':
      out += '\r';
      return;
    case U'a':
      out += '\a';
      return;
    case U'b':
      out += '\b';
      return;
    case U'f':
      out += '\f';
      return;
    case U'v':
      out += '\v';
      return;
    default:
      break;
  }
  if (c >= U'0' && c <= U'7') {
    char32_t value = c - U'0';
    for (int i = 0; i < 2 && cursor.peek() >= U'0' && cursor.peek() <= U'7'; ++i)
      value = value * 8 + (cursor.peek() - U'0'), cursor.next();
    append_utf8(out, value);
    return;
  }
  const int count = c == U'x' ? 2 : c == U'u' ? 4 : c == U'U' ? 8 : 0;
  if (count == 0) {
    out += '\\';
    append_utf8(out, c);
    return;
  }
  char32_t value = 0;
  for (int i = 0; i < count; ++i) {
    const int digit = hex_digit(cursor.peek());
    if (digit < 0 || value > 0x10FFFF) {
      report(diagnostics, "invalid-escape", here, 1,
             message("잘못된 문자 이스케이프입니다.", "This escape sequence is not complete."),
             message("'\\\\'로 쓰면 역슬래시 문자가 됩니다.", "Write '\\\\' for a backslash."));
      return;
    }
    value = value * 16 + static_cast<char32_t>(digit);
    cursor.next();
  }
  append_utf8(out, value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF) ? value : kReplacementCharacter);
}

// The expression of an f-string: the cursor stands behind "{"; moves behind "}".
bool read_replacement(CharacterCursor& cursor, char32_t quote, bool triple, Token& token, Diagnostics& diagnostics) {
  StringPart part;
  part.is_expression = true;
  part.begin = cursor.index();
  part.position = cursor.here();
  int depth = 0;
  char32_t inner_quote = 0;
  while (true) {
    const char32_t c = cursor.peek();
    if (cursor.at_end() || (c == U'\n' && !triple) || (c == quote && !triple && inner_quote == 0)) {
      report(diagnostics, "invalid-f-string", part.position, 1,
             message("f-문자열의 '{{'를 닫는 '}}'가 없습니다.", "'{{' of the f-string is never closed."));
      return false;
    }
    if (inner_quote != 0) {
      if (c == inner_quote) inner_quote = 0;
    } else if (c == U'\'' || c == U'"') {
      inner_quote = c;
    } else if (c == U'(' || c == U'[' || c == U'{') {
      ++depth;
    } else if (depth > 0 && (c == U')' || c == U']' || c == U'}')) {
      --depth;
    } else if (depth == 0 && c == U'}') {
      break;
    } else if (depth == 0 && (c == U':' || (c == U'!' && cursor.peek(1) != U'=') ||
                              (c == U'=' && (cursor.peek(1) == U'}' || cursor.peek(1) == U':')))) {
      report(diagnostics, "not-supported", cursor.here(), 1,
             message("f-문자열의 형식 지정은 쓸 수 없습니다.", "Format specifications in f-strings are not supported."),
             message("{{round(값, 2)}}처럼 식으로 쓰십시오.", "Write an expression, for example {{round(x, 2)}}."));
      return false;
    }
    cursor.next();
  }
  part.end = cursor.index();
  cursor.next();
  token.parts.push_back(std::move(part));
  return true;
}

}  // namespace

std::optional<StringPrefix> string_prefix(const CharacterCursor& cursor) {
  StringPrefix prefix;
  while (prefix.letters < 3) {
    const char32_t c = cursor.peek(static_cast<std::size_t>(prefix.letters));
    if (is_quote(c)) return prefix;
    if (c == U'r' || c == U'R')
      prefix.raw = true;
    else if (c == U'f' || c == U'F')
      prefix.joined = true;
    else if (c == U'b' || c == U'B')
      prefix.bytes = true;
    else if (c != U'u' && c != U'U')
      return std::nullopt;
    ++prefix.letters;
  }
  return std::nullopt;
}

void read_string(CharacterCursor& cursor, const StringPrefix& prefix, Token& token, Diagnostics& diagnostics) {
  const SourcePosition here = cursor.here();
  for (int i = 0; i < prefix.letters; ++i) cursor.next();
  const char32_t opener = cursor.peek();
  // A string opened by a full-width quote ends at either form of that quote.
  const auto closes = [&](char32_t c) { return c == opener || (opener >= 0x80 && c == fold_full_width(opener)); };
  const bool triple = closes(cursor.peek(1)) && closes(cursor.peek(2));
  for (int i = 0; i < (triple ? 3 : 1); ++i) cursor.next();

  token.kind = prefix.joined ? TokenKind::kJoinedString : TokenKind::kString;
  std::string text;
  const auto flush = [&] {
    if (prefix.joined && !text.empty()) token.parts.push_back({false, std::move(text), 0, 0, here});
    if (prefix.joined) text.clear();
  };
  while (true) {
    const char32_t c = cursor.peek();
    if (cursor.at_end() || (c == U'\n' && !triple)) {
      report(diagnostics, "unterminated-string", here, 1 + prefix.letters,
             triple ? message("문자열을 닫는 따옴표 세 개가 없습니다.", "The string is never closed by three quotes.")
                    : message("문자열을 닫는 따옴표가 이 줄에 없습니다.", "The string is not closed on its line."),
             message("닫는 따옴표를 넣으십시오.", "Add the closing quote."));
      break;
    }
    if (closes(c) && (!triple || (closes(cursor.peek(1)) && closes(cursor.peek(2))))) {
      for (int i = 0; i < (triple ? 3 : 1); ++i) cursor.next();
      break;
    }
    if (c == U'\\') {
      cursor.next();
      if (prefix.raw) {
        text += '\\';
        append_utf8(text, cursor.peek());
        if (!cursor.at_end() && (triple || cursor.peek() != U'\n')) cursor.next();
      } else if (!cursor.at_end()) {
        read_escape(cursor, text, diagnostics);
      }
      continue;
    }
    if (prefix.joined && (c == U'{' || c == U'}')) {
      const SourcePosition brace = cursor.here();
      cursor.next();
      if (cursor.peek() == c) {
        append_utf8(text, c);
        cursor.next();
      } else if (c == U'{') {
        flush();
        if (!read_replacement(cursor, opener, triple, token, diagnostics)) {
          // Step over the rest of the string so that its quotes do not confuse what follows.
          while (!cursor.at_end() && !closes(cursor.peek()) && (triple || cursor.peek() != U'\n')) cursor.next();
        }
      } else {
        report(diagnostics, "invalid-f-string", brace, 1,
               message("f-문자열에 '}}' 하나만 있습니다.", "A single '}}' stands in an f-string."),
               message("문자 그대로는 '}}}}'로 쓰십시오.", "Write '}}}}' for the character itself."));
      }
      continue;
    }
    append_utf8(text, c);
    cursor.next();
  }
  flush();
  token.text = std::move(text);
  if (prefix.bytes) {
    report(diagnostics, "not-supported", here, 1 + prefix.letters,
           message("바이트 문자열은 쓸 수 없습니다.", "Byte strings are not supported."),
           message("앞의 b를 지우십시오.", "Remove the b."));
  }
}

}  // namespace stom::script
