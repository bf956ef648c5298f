#include "script/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "script/lexer_literals.h"

namespace stom::script {
namespace {

constexpr std::size_t kDiagnosticLimit = 50;
constexpr int kIndentLimit = 100;

constexpr std::array<std::string_view, 48> kOperators = {
    "**=", "//=", "<<=", ">>=", "...", ":=", "->", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+=",
    "-=",  "*=",  "/=",  "%=",  "&=",  "|=", "^=", "@=", "+",  "-",  "*",  "/",  "%",  "@",  "&",  "|",
    "^",   "~",   "<",   ">",   "(",   ")",  "[",  "]",  "{",  "}",  ",",  ":",  ".",  ";",  "=",  "!"};

// Characters that people paste instead of an operator, and what to write.
struct Lookalike {
  char32_t character;
  std::string_view use;
};
constexpr Lookalike kLookalikes[] = {{0x2264, "<="}, {0x2265, ">="}, {0x2260, "!="}, {0xD7, "*"},    {0xF7, "/"},
                                     {0x2212, "-"},  {0x2013, "-"},  {0x2014, "-"},  {0x201C, "\""}, {0x201D, "\""},
                                     {0x2018, "'"},  {0x2019, "'"},  {0x2266, "<="}, {0x2267, ">="}};

bool is_accidental_blank(char32_t c) {
  return c == 0x3000 || c == 0xA0 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200D) || c == 0x202F || c == 0x205F ||
         c == 0x2060;
}
bool is_blank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\f' || is_accidental_blank(c);
}

class Lexer {
 public:
  Lexer(const std::u32string& characters, std::size_t begin, std::size_t end, SourcePosition position, bool expression)
      : cursor_{characters, begin, end, position.line, position.column}, expression_(expression) {}

  TokenList run() {
    bool line_start = !expression_;
    while (true) {
      if (line_start && brackets_.empty()) {
        if (!indentation()) break;
        line_start = false;
      }
      skip_blanks();
      if (cursor_.at_end()) break;
      const char32_t c = cursor_.peek();
      if (c == U'#') {
        skip_comment();
      } else if (c == U'\n') {
        const SourcePosition here = cursor_.here();
        cursor_.next();
        if (brackets_.empty() && !expression_) {
          add(TokenKind::kNewline, here, "");
          line_start = true;
        }
      } else if (c == U'\\') {
        continuation();
      } else {
        token();
      }
    }
    finish();
    return std::move(list_);
  }

 private:
  void report(std::string_view id, SourcePosition at, int length, Message text, Message hint = {},
              Severity severity = Severity::kError) {
    if (list_.diagnostics.size() >= kDiagnosticLimit) return;
    list_.diagnostics.push_back({severity, std::string{id}, at, length, std::move(text), std::move(hint)});
  }

  Token& add(TokenKind kind, SourcePosition at, std::string text) {
    Token& token = list_.tokens.emplace_back();
    token.kind = kind;
    token.position = at;
    token.end = cursor_.here();
    token.text = std::move(text);
    return token;
  }

  void warn_accident(char32_t c) {
    std::string shown;
    append_utf8(shown, c);
    if (is_accidental_blank(c)) {
      report("unusual-blank", cursor_.here(), 1,
             message("보통 빈칸이 아닌 빈칸 문자(U+{:04X})를 빈칸으로 읽었습니다.",
                     "Read the blank character U+{:04X} as an ordinary space.", static_cast<unsigned>(c)),
             message("보통 빈칸으로 바꾸십시오.", "Replace it by an ordinary space."), Severity::kWarning);
    } else {
      std::string ascii(1, static_cast<char>(fold_full_width(c)));
      report(
          "full-width", cursor_.here(), 1,
          message("전각 문자 '{}'를 '{}'로 읽었습니다.", "Read the full-width character '{}' as '{}'.", shown, ascii),
          message("반각 문자로 바꾸십시오.", "Replace it by the ASCII character."), Severity::kWarning);
    }
  }

  void skip_blanks() {
    while (!cursor_.at_end() && is_blank(cursor_.peek())) {
      if (is_accidental_blank(cursor_.peek())) warn_accident(cursor_.peek());
      cursor_.next();
    }
  }
  void skip_comment() {
    while (!cursor_.at_end() && cursor_.peek() != U'\n') cursor_.next();
  }

  // Measures the indentation of the next line that has code; false at the end of the text.
  bool indentation() {
    int joined = 0;  // blanks before a '\\' that joins an otherwise empty line: they are the ones that count
    while (true) {
      int width = 0;
      while (!cursor_.at_end() && is_blank(cursor_.peek())) {
        const char32_t c = cursor_.peek();
        if (is_accidental_blank(c)) warn_accident(c);
        width = c == U'\t' ? (width / 8 + 1) * 8 : c == U'\f' ? 0 : width + std::max(display_width(c), 0);
        cursor_.next();
      }
      if (cursor_.at_end()) return false;
      if (cursor_.peek() == U'#') skip_comment();
      if (cursor_.at_end()) return false;
      if (cursor_.peek() == U'\n') {
        cursor_.next();
        joined = 0;
        continue;
      }
      if (cursor_.peek() == U'\\' && cursor_.peek(1) == U'\n' && !cursor_.is_end(1)) {
        if (joined == 0) joined = width;
        cursor_.next();
        cursor_.next();
        continue;
      }
      set_indentation(joined > 0 ? joined : width);
      return true;
    }
  }

  void set_indentation(int width) {
    const SourcePosition here = cursor_.here();
    if (width > indents_.back()) {
      if (indents_.size() >= kIndentLimit) {
        report("too-deep", here, 1, message("들여쓰기가 너무 깊습니다.", "The indentation is too deep."));
        return;
      }
      indents_.push_back(width);
      add(TokenKind::kIndent, here, "");
      return;
    }
    while (width < indents_.back()) {
      indents_.pop_back();
      add(TokenKind::kDedent, here, "");
    }
    if (width != indents_.back()) {
      indents_.push_back(width);
      report(
          "inconsistent-indent", here, 1,
          message("들여쓰기가 앞의 어느 줄과도 맞지 않습니다 ({}칸).",
                  "The indentation ({} columns) matches no line before.", width),
          message("같은 단계의 줄은 같은 칸 수로 들여쓰십시오 (탭은 8칸).",
                  "Indent lines of one level by the same number of columns (a tab reaches the next multiple of 8)."));
    }
  }

  void continuation() {
    const SourcePosition here = cursor_.here();
    cursor_.next();
    std::size_t trailing = 0;
    while (is_blank(cursor_.peek(trailing)) && !cursor_.is_end(trailing)) ++trailing;
    if (cursor_.is_end(trailing) || cursor_.is_end(trailing + 1)) {
      report("unexpected-end", here, 1, message("'\\' 뒤에 이어지는 줄이 없습니다.", "No line follows the '\\'."),
             message("'\\'를 지우십시오.", "Remove the '\\'."));
      while (!cursor_.at_end()) cursor_.next();
      return;
    }
    if (cursor_.peek(trailing) == U'\n') {
      if (trailing > 0) {
        report("blank-after-backslash", here, 1,
               message("'\\' 뒤의 빈칸을 무시했습니다.", "Ignored the blanks behind '\\'."), {}, Severity::kWarning);
      }
      for (std::size_t i = 0; i <= trailing && !cursor_.at_end(); ++i) cursor_.next();
      return;
    }
    report("unexpected-character", here, 1,
           message("'\\'는 줄 끝에만 쓸 수 있습니다.", "'\\' may only stand at the end of a line."));
  }

  void token() {
    const char32_t raw = cursor_.peek();
    const char32_t c = fold_full_width(raw);
    if (const std::optional<StringPrefix> prefix = string_prefix(cursor_)) {
      Token& token = add(TokenKind::kString, cursor_.here(), "");
      read_string(cursor_, *prefix, token, list_.diagnostics);
      token.end = cursor_.here();
    } else if ((c >= U'0' && c <= U'9') || (c == U'.' && is_digit(cursor_.peek(1)))) {
      for (std::size_t i = 0; !cursor_.is_end(i) && is_digit(cursor_.peek(i)); ++i) {
        if (cursor_.peek(i) >= 0x80) {
          warn_accident(cursor_.peek(i));
          break;
        }
      }
      Token& token = add(TokenKind::kInteger, cursor_.here(), "");
      read_number(cursor_, token, list_.diagnostics);
      token.end = cursor_.here();
    } else if (is_identifier_start(raw)) {
      name();
    } else {
      punctuation();
    }
  }

  void name() {
    const SourcePosition here = cursor_.here();
    std::u32string word;
    while (!cursor_.at_end() && is_identifier_part(cursor_.peek())) {
      word.push_back(cursor_.peek());
      cursor_.next();
    }
    add(TokenKind::kName, here, encode_utf8(normalise(word)));
  }

  void punctuation() {
    for (std::string_view op : kOperators) {
      bool same = true;
      for (std::size_t i = 0; i < op.size() && same; ++i) {
        same = !cursor_.is_end(i) && fold_full_width(cursor_.peek(i)) == static_cast<char32_t>(op[i]);
      }
      if (!same) continue;
      const SourcePosition here = cursor_.here();
      for (std::size_t i = 0; i < op.size(); ++i) {
        if (cursor_.peek() >= 0x80) warn_accident(cursor_.peek());
        cursor_.next();
      }
      add(TokenKind::kOperator, here, std::string{op});
      bracket(op, here);
      return;
    }
    const SourcePosition here = cursor_.here();
    const char32_t c = cursor_.peek();
    std::string shown;
    append_utf8(shown, c);
    cursor_.next();
    Message hint;
    for (const Lookalike& lookalike : kLookalikes) {
      if (lookalike.character == c) hint = message("'{}'를 쓰십시오.", "Write '{}'.", lookalike.use);
    }
    if (c >= 0x2018 && c <= 0x201D) skip_quoted();
    if (c < 0x20 || c == 0x7F || c == kReplacementCharacter) shown = fmt::format("U+{:04X}", static_cast<unsigned>(c));
    report("unexpected-character", here, 1,
           message("쓸 수 없는 문자 '{}'입니다.", "The character '{}' cannot stand here.", shown), std::move(hint));
  }

  // Steps over a text in typographic quotes, so that its content does not cause further reports.
  void skip_quoted() {
    std::size_t length = 0;
    const auto is_quote = [](char32_t c) { return (c >= 0x2018 && c <= 0x201D) || c == U'"' || c == U'\''; };
    while (cursor_.peek(length) != U'\n' && !is_quote(cursor_.peek(length))) ++length;
    if (cursor_.peek(length) == U'\n') return;
    for (std::size_t i = 0; i <= length; ++i) cursor_.next();
  }

  void bracket(std::string_view op, SourcePosition here) {
    const std::size_t opener = std::string_view("([{").find(op), closer = std::string_view(")]}").find(op);
    if (opener != std::string_view::npos) {
      brackets_.push_back({op[0], here});
    } else if (closer != std::string_view::npos) {
      if (!brackets_.empty() && brackets_.back().character == "([{"[closer]) {
        brackets_.pop_back();
        return;
      }
      if (brackets_.empty()) {
        report("unmatched-bracket", here, 1, message("짝이 없는 '{}'입니다.", "'{}' closes nothing.", op),
               message("지우거나 여는 괄호를 넣으십시오.", "Remove it or add the opening bracket."));
      } else {
        const Bracket& open = brackets_.back();
        report("unmatched-bracket", here, 1,
               message("'{0}'가 {1}행 {2}열의 '{3}'와 짝이 맞지 않습니다.",
                       "'{0}' does not match the '{3}' at line {1}, column {2}.", op, open.position.line,
                       open.position.column, open.character));
        brackets_.pop_back();
      }
    }
  }

  void finish() {
    if (!brackets_.empty()) {
      const Bracket& open = brackets_.back();
      report("unmatched-bracket", open.position, 1,
             message("'{}'를 닫는 괄호가 없습니다.", "'{}' is never closed.", open.character),
             message("이 괄호를 닫는 괄호를 넣으십시오.", "Add the closing bracket."));
    }
    const SourcePosition here = cursor_.here();
    if (!expression_) {
      if (!list_.tokens.empty() && list_.tokens.back().kind != TokenKind::kNewline) add(TokenKind::kNewline, here, "");
      for (; indents_.size() > 1; indents_.pop_back()) add(TokenKind::kDedent, here, "");
    }
    add(TokenKind::kEnd, here, "");
  }

  struct Bracket {
    char character;
    SourcePosition position;
  };

  CharacterCursor cursor_;
  bool expression_;
  TokenList list_;
  std::vector<int> indents_{0};
  std::vector<Bracket> brackets_;
};

}  // namespace

TokenList tokenize(const std::u32string& characters) {
  return Lexer(characters, 0, characters.size(), {1, 1}, false).run();
}

TokenList tokenize_expression(const std::u32string& characters, std::size_t begin, std::size_t end,
                              SourcePosition position) {
  return Lexer(characters, begin, end, position, true).run();
}

}  // namespace stom::script
