#include "script/parser.h"

#include <algorithm>

#include "script/parser_state.h"
#include "script/unsupported.h"

namespace stom::script {

Parser::Parser(const std::u32string& characters, TokenList list, int depth)
    : characters_(characters),
      tokens_(std::move(list.tokens)),
      diagnostics_(std::move(list.diagnostics)),
      depth_(depth) {}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(index_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::advance() {
  const Token& token = peek();
  if (token.kind != TokenKind::kNewline && token.kind != TokenKind::kEnd) last_end_ = token.end;
  if (index_ + 1 < tokens_.size()) ++index_;
  return token;
}

bool Parser::accept(std::string_view op) {
  if (!peek().is(op)) return false;
  advance();
  return true;
}

bool Parser::accept_word(std::string_view word) {
  if (!peek().is_word(word)) return false;
  advance();
  return true;
}

ExprPtr Parser::make(ExprKind kind, SourcePosition position) {
  auto node = std::make_unique<Expr>();
  node->kind = kind;
  node->position = position;
  return node;
}

ExprPtr Parser::finish(ExprPtr node) {
  if (last_end_.line == node->position.line) node->length = std::max(1, last_end_.column - node->position.column);
  int height = 0;
  for (const ExprPtr& child : node->children) {
    if (child != nullptr) height = std::max(height, child->height);
  }
  for (const Keyword& keyword : node->keywords) height = std::max(height, keyword.value->height);
  node->height = height + 1;
  if (node->height <= kDepthLimit) return node;
  diagnostics_.push_back({Severity::kError, "too-deep", node->position, 1,
                          message("식이 너무 깊습니다 (최대 {}단계).",
                                  "The expression is nested too deeply (at most {} levels).", kDepthLimit),
                          message("지역변수로 나누어 쓰십시오.", "Split it with local variables.")});
  return nullptr;
}

StmtPtr Parser::make_statement(StmtKind kind, const Token& at) {
  auto statement = std::make_unique<Stmt>();
  statement->kind = kind;
  statement->position = at.position;
  return statement;
}

int Parser::token_length(const Token& token) {
  return token.end.line == token.position.line ? std::max(1, token.end.column - token.position.column) : 1;
}

void Parser::error(std::string_view id, const Token& at, Message text, Message hint) {
  if (diagnostics_.size() >= kSyntaxErrorLimit * 4) return;
  diagnostics_.push_back(
      {Severity::kError, std::string{id}, at.position, token_length(at), std::move(text), std::move(hint)});
}

void Parser::refuse(std::string_view construct, const Token& at) {
  diagnostics_.push_back(not_supported(construct, at.position, token_length(at)));
}

void Parser::unexpected(const Token& at) {
  switch (at.kind) {
    case TokenKind::kNewline:
    case TokenKind::kEnd:
      error("unexpected-end", at,
            message("식이 끝나지 않았는데 줄이 끝났습니다.", "The line ends before the expression is complete."));
      return;
    case TokenKind::kIndent:
      error("unexpected-indent", at,
            message("여기서 들여쓰기를 할 수 없습니다.", "The indentation is not expected here."));
      return;
    case TokenKind::kDedent:
      error("missing-block", at, message("들여쓴 문장이 없습니다.", "An indented statement is missing."));
      return;
    default:
      break;
  }
  Message hint;
  if (at.is("!"))
    hint = message("부정은 not으로 씁니다.", "Write not for negation.");
  else if (at.is("&") || at.is("|"))
    hint = message("조건을 이을 때는 and와 or를 씁니다.", "Join conditions by and, or.");
  else if (at.is("="))
    hint = message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare.");
  else if (at.is("<") || at.is(">"))
    hint = message("비교는 <, <=, >, >=, ==, != 로 씁니다.", "Comparisons are <, <=, >, >=, ==, !=.");
  const bool word = at.kind == TokenKind::kName || at.kind == TokenKind::kOperator;
  if (word) {
    error("unexpected-token", at, message("'{}'가 올 자리가 아닙니다.", "'{}' is not expected here.", at.text),
          std::move(hint));
  } else {
    error("unexpected-token", at,
          message("이 값이 올 자리가 아닙니다. 앞에 연산자나 쉼표가 빠졌을 수 있습니다.",
                  "This value is not expected here; an operator or a comma may be missing before it."));
  }
}

bool Parser::too_deep(const Token& at) {
  if (depth_ <= kDepthLimit) return false;
  error("too-deep", at,
        message("식이 너무 깊습니다 (최대 {}단계).", "The expression is nested too deeply (at most {} levels).",
                kDepthLimit),
        message("지역변수로 나누어 쓰십시오.", "Split it with local variables."));
  return true;
}

ParsedText Parser::result(Block body) {
  ParsedText parsed;
  parsed.diagnostics = std::move(diagnostics_);
  if (!has_errors(parsed.diagnostics)) parsed.body = std::move(body);
  return parsed;
}

ParsedText Parser::text() {
  Block body;
  std::size_t errors = diagnostics_.size();
  while (peek().kind != TokenKind::kEnd && diagnostics_.size() < errors + kSyntaxErrorLimit) statement_line(body);
  return result(std::move(body));
}

ExprPtr Parser::lone_expression() {
  ExprPtr value = expression_list();
  if (value != nullptr && peek().kind != TokenKind::kEnd) {
    unexpected(peek());
    return nullptr;
  }
  return value;
}

ParsedText Parser::single_expression() {
  Block body;
  const Token first = peek();
  if (first.kind == TokenKind::kEnd) {
    error("empty-condition", first, message("조건식이 비어 있습니다.", "The condition is empty."));
    return result({});
  }
  if (first.is_word("if") || first.is_word("elif")) {
    error("not-a-condition", first,
          message("조건식만 쓰십시오. '{}'는 필요 없습니다.", "Write the bare condition, without '{}'.", first.text),
          message("'{}'와 끝의 ':'를 지우십시오.", "Remove '{}' and the ':' at the end.", first.text));
    return result({});
  }
  ExprPtr value = expression();
  if (value != nullptr) {
    if (peek().is("=")) {
      error("assignment-in-condition", peek(), message("조건식에 '='가 있습니다.", "'=' stands in a condition."),
            message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
    } else if (peek().kind != TokenKind::kEnd) {
      unexpected(peek());
    } else {
      StmtPtr statement = make_statement(StmtKind::kExpression, first);
      statement->value = std::move(value);
      body.push_back(std::move(statement));
    }
  }
  return result(std::move(body));
}

namespace {

ParsedText only_diagnostics(TokenList list) {
  ParsedText parsed;
  parsed.diagnostics = std::move(list.diagnostics);
  return parsed;
}

}  // namespace

ParsedText parse(std::string_view source) {
  const std::u32string characters = source_characters(source);
  TokenList list = tokenize(characters);
  if (has_errors(list.diagnostics)) return only_diagnostics(std::move(list));
  return Parser(characters, std::move(list), 0).text();
}

ParsedText parse_expression(std::string_view source) {
  const std::u32string characters = source_characters(source);
  std::size_t begin = 0;
  SourcePosition position{1, 1};
  TokenList list = tokenize_expression(characters, begin, characters.size(), position);
  if (has_errors(list.diagnostics)) return only_diagnostics(std::move(list));
  return Parser(characters, std::move(list), 0).single_expression();
}

}  // namespace stom::script
