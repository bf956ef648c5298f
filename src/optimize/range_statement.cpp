#include "optimize/range_statement.h"

#include <optional>

#include "base/utf8.h"
#include "script/lexer.h"

namespace stom::optimize {
namespace {

using script::Token;
using script::TokenKind;

constexpr std::size_t kDiagnosticLimit = 50;
constexpr std::int64_t kMostIndex = 9999;
constexpr std::size_t kMostListed = 1000;  // far beyond any valid list; bounds the work on hostile texts
constexpr std::size_t kShownCharacters = 40;

Message line_hint() {
  return {"한 줄에 self.vars[1] = [[시작, 끝, 간격], 최적값] 또는 GA는 self.vars[1] = [[후보, 후보], 최적값]처럼 쓰십시오.",
          "Write one line as self.vars[1] = [[start, end, step], best], or for GA self.vars[1] = [[value, value], best]."};
}

// Recursive descent over the tokens of one line. A function that returns false has reported why.
class LineReader {
 public:
  LineReader(const std::u32string& characters, std::size_t begin, std::size_t end, int line, Diagnostics& diagnostics)
      : characters_(characters), begin_(begin), list_(script::tokenize_expression(characters, begin, end, {line, 1})), out_(diagnostics) {}

  std::optional<RangeStatement> read() {
    out_.insert(out_.end(), list_.diagnostics.begin(), list_.diagnostics.end());
    if (has_errors(list_.diagnostics) || peek().kind == TokenKind::kEnd) return std::nullopt;
    RangeStatement statement;
    if (!target(statement) || !value(statement)) return std::nullopt;
    if (peek().kind != TokenKind::kEnd) {
      unexpected({"줄의 끝이", "the end of the line"});
      return std::nullopt;
    }
    return statement;
  }

 private:
  bool target(RangeStatement& statement) {
    if (peek().is_word("self")) {
      advance();
      if (!expect(".")) return false;
    }
    if (!peek().is_word("vars")) return unexpected({"self.vars[번호]가", "self.vars[number]"});
    advance();
    if (!expect("[")) return false;
    const Token index = peek();
    if (index.kind != TokenKind::kInteger) return unexpected({"0 이상의 정수가", "an integer from 0"});
    if (index.integer > kMostIndex) {
      report("index-too-large", index.position, index.end.column - index.position.column,
             message("변수 번호가 너무 큽니다: {} (최대 {})", "The variable number {} is too large (at most {}).", index.integer, kMostIndex));
      return false;
    }
    statement.index = static_cast<int>(index.integer);
    statement.index_number = {{index.integer, 0, true}, index.position, index.end};
    advance();
    return expect("]") && expect("=");
  }

  bool value(RangeStatement& statement) {
    if (!peek().is("[")) return unexpected({"[[…], 최적값]이", "[[…], best]"});
    const SourcePosition outer = peek().position;
    advance();
    if (!peek().is("[")) {
      if (is_number_start()) return shape(outer, "첫째 값은 [ ]로 묶은 목록이어야 합니다.", "The first value must be a list in [ ].");
      return unexpected({"목록의 '['가", "the '[' of the list"});
    }
    if (!list(statement)) return false;
    if (peek().is("]")) return shape(outer, "값이 2개여야 합니다: 목록과 최적값.", "Two values are needed: the list and the best value.");
    if (!expect(",")) return false;
    if (peek().is("[")) return shape(peek().position, "최적값은 숫자 하나여야 합니다.", "The best value must be a single number.");
    if (peek().is("]")) return shape(outer, "값이 2개여야 합니다: 목록과 최적값.", "Two values are needed: the list and the best value.");
    if (!number(statement.best)) return false;
    if (accept(",") && !peek().is("]")) {
      return shape(outer, "값이 2개여야 합니다: 목록과 최적값.", "Exactly two values are needed: the list and the best value.");
    }
    return expect("]");
  }

  bool list(RangeStatement& statement) {
    statement.list_begin = peek().position;
    advance();
    while (!peek().is("]")) {
      if (peek().is("[")) return shape(peek().position, "목록 안에는 숫자만 쓸 수 있습니다.", "The list may hold numbers only.");
      WrittenNumber& item = statement.list.emplace_back();
      if (!number(item)) return false;
      if (statement.list.size() > kMostListed) return shape(item.begin, "목록이 너무 깁니다.", "The list is too long.");
      if (!accept(",")) break;
    }
    statement.list_end = peek().end;
    if (!expect("]")) return false;
    if (statement.list.empty()) return shape(statement.list_begin, "목록이 비어 있습니다.", "The list is empty.");
    return true;
  }

  bool is_number_start() const {
    return peek().kind == TokenKind::kInteger || peek().kind == TokenKind::kFloat || peek().is("-") || peek().is("+");
  }

  bool number(WrittenNumber& number) {
    number.begin = peek().position;
    std::string sign;
    if (peek().is("-") || peek().is("+")) {
      sign = peek().text;
      advance();
    }
    const Token token = peek();
    if (token.kind != TokenKind::kInteger && token.kind != TokenKind::kFloat) return unexpected({"숫자가", "a number"});
    number.end = token.end;
    // Hexadecimal and other bases are integers that the lexer has read.
    const std::string spelled = token.kind == TokenKind::kInteger ? std::to_string(token.integer) : slice(token.position, token.end);
    const std::optional<Decimal> decimal = parse_decimal(sign + spelled);
    if (!decimal) {
      report("number-too-long", number.begin, number.length(),
             message("숫자가 너무 크거나 자릿수가 너무 많습니다.", "The number is too large or has too many digits."),
             message("유효 숫자 15자리, 소수점 아래 12자리까지 쓸 수 있습니다.", "At most 15 significant digits, 12 of them behind the point."));
      return false;
    }
    number.value = *decimal;
    advance();
    return true;
  }

  [[nodiscard]] const Token& peek() const { return list_.tokens[next_]; }
  void advance() {
    if (next_ + 1 < list_.tokens.size()) ++next_;
  }
  bool accept(std::string_view op) {
    if (!peek().is(op)) return false;
    advance();
    return true;
  }
  bool expect(std::string_view op) {
    if (accept(op)) return true;
    return unexpected({fmt::format("'{}'가", op), fmt::format("'{}'", op)});
  }

  [[nodiscard]] std::string slice(SourcePosition from, SourcePosition to) const {
    std::string text;
    for (int column = from.column; column < to.column; ++column) {
      append_utf8(text, fold_full_width(characters_[begin_ + static_cast<std::size_t>(column) - 1]));
    }
    return text;
  }

  void report(std::string_view id, SourcePosition at, int length, Message text, Message hint = {}) {
    out_.push_back({Severity::kError, std::string{id}, at, std::max(length, 1), std::move(text), std::move(hint)});
  }
  bool shape(SourcePosition at, std::string_view ko, std::string_view en) {
    report("range-shape", at, 1, {std::string{ko}, std::string{en}}, line_hint());
    return false;
  }
  // `want` with the Korean subject particle.
  bool unexpected(const Message& want) {
    const Token& token = peek();
    if (token.kind == TokenKind::kEnd) {
      report("range-syntax", token.position, 1,
             {fmt::format("줄이 끝났습니다. {} 와야 합니다.", want.ko), fmt::format("The line ends; expected {}.", want.en)}, line_hint());
      return false;
    }
    std::u32string shown = decode_utf8(slice(token.position, token.end));
    if (shown.size() > kShownCharacters) shown = shown.substr(0, kShownCharacters) + U"…";
    const std::string got = encode_utf8(shown);
    report("range-syntax", token.position, token.end.column - token.position.column,
           {fmt::format("{} 와야 하는데 '{}'가 있습니다.", want.ko, got), fmt::format("Expected {}, got '{}'.", want.en, got)}, line_hint());
    return false;
  }

  const std::u32string& characters_;
  std::size_t begin_;
  script::TokenList list_;
  Diagnostics& out_;
  std::size_t next_ = 0;
};

}  // namespace

RangeStatements read_statements(std::string_view text) {
  RangeStatements out;
  const std::u32string characters = script::source_characters(text);
  int line = 1;
  std::size_t errors = 0;
  for (std::size_t begin = 0; begin < characters.size() && errors < kDiagnosticLimit; ++line) {
    const std::size_t end = std::min(characters.find(U'\n', begin), characters.size());
    Diagnostics found;
    if (auto statement = LineReader(characters, begin, end, line, found).read()) out.statements.push_back(std::move(*statement));
    for (Diagnostic& diagnostic : found) {
      errors += diagnostic.severity == Severity::kError ? 1 : 0;
      if (diagnostic.severity == Severity::kError || out.diagnostics.size() < kDiagnosticLimit)
        out.diagnostics.push_back(std::move(diagnostic));
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace stom::optimize
