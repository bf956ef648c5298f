// Statement lines and simple statements, and the accidents that happen in them.
#include <algorithm>

#include "script/parser_state.h"
#include "script/unsupported.h"

namespace stom::script {
namespace {

bool ends_line(const Token& token) {
  return token.kind == TokenKind::kNewline || token.kind == TokenKind::kEnd;
}

bool augmented_operator(const Token& token, Operator& op) {
  if (token.kind != TokenKind::kOperator) return false;
  struct Entry {
    std::string_view text;
    Operator op;
  };
  static constexpr Entry kEntries[] = {
      {"+=", Operator::kAdd},    {"-=", Operator::kSubtract},     {"*=", Operator::kMultiply},
      {"/=", Operator::kDivide}, {"//=", Operator::kFloorDivide}, {"%=", Operator::kModulo},
      {"**=", Operator::kPower}, {"&=", Operator::kBitAnd},       {"|=", Operator::kBitOr},
      {"^=", Operator::kBitXor}, {"<<=", Operator::kShiftLeft},   {">>=", Operator::kShiftRight}};
  for (const Entry& entry : kEntries) {
    if (entry.text == token.text) {
      op = entry.op;
      return true;
    }
  }
  return false;
}

bool is_self_member(const Expr& expr) {
  return expr.kind == ExprKind::kAttribute && expr.children[0]->kind == ExprKind::kName &&
         expr.children[0]->text == "self";
}

// A list in a variable, or an element of one.
bool is_element(const Expr& object) {
  if (object.kind == ExprKind::kSubscript) return is_element(*object.children[0]);
  return object.kind == ExprKind::kName && object.text != "self";
}

}  // namespace

void Parser::skip_line() {
  while (!ends_line(peek())) advance();
  if (peek().kind == TokenKind::kNewline) advance();
}

// After a header that could not be read: its block is still parsed, so that its own errors show.
void Parser::skip_block() {
  skip_line();
  if (peek().kind != TokenKind::kIndent) return;
  advance();
  const Level level(statement_depth_);
  Block ignored;
  while (peek().kind != TokenKind::kDedent && peek().kind != TokenKind::kEnd) statement_line(ignored);
  if (peek().kind == TokenKind::kDedent) advance();
}

void Parser::skip_unsupported_block() {
  skip_line();
  if (peek().kind != TokenKind::kIndent) return;
  int open = 0;
  do {
    if (peek().kind == TokenKind::kIndent) ++open;
    if (peek().kind == TokenKind::kDedent) --open;
    advance();
  } while (open > 0 && peek().kind != TokenKind::kEnd);
}

void Parser::statement_line(Block& block) {
  const Token& first = peek();
  if (first.kind == TokenKind::kNewline) {
    advance();
    return;
  }
  if (first.kind == TokenKind::kDedent) {  // left over by an error
    advance();
    return;
  }
  if (first.kind == TokenKind::kIndent) {
    error("unexpected-indent", first,
          message("앞줄보다 더 들여쓸 까닭이 없습니다.",
                  "This line is indented more than the line before it, without need."),
          message("앞줄과 같은 칸에서 시작하거나, 앞줄 끝에 ':'이 있는지 보십시오.",
                  "Align it with the line before, or check that the line before ends with ':'."));
    advance();
    const Level level(statement_depth_);
    Block ignored;
    while (peek().kind != TokenKind::kDedent && peek().kind != TokenKind::kEnd) statement_line(ignored);
    if (peek().kind == TokenKind::kDedent) advance();
    return;
  }
  if (first.is("@")) {
    refuse("decorator", first);
    skip_line();
    return;
  }
  if (first.kind == TokenKind::kName && is_keyword(first.text)) {
    if (is_unsupported_statement(first.text)) {
      refuse(first.text, first);
      skip_unsupported_block();
      return;
    }
    for (std::string_view word : {"if", "while", "for", "try"}) {
      if (first.text == word) {
        compound_statement(block);
        return;
      }
    }
    for (std::string_view word : {"elif", "else", "except"}) {
      if (first.text == word) {
        stray_keyword();
        return;
      }
    }
  }
  if (first.is_word("elseif") || first.is_word("elsif") || first.is_word("elf")) {
    if (peek(1).kind != TokenKind::kOperator || peek(1).is("(") || peek(1).is("-")) {
      error("else-if", first, message("'{}'라는 문장은 없습니다.", "There is no statement '{}'.", first.text),
            message("'elif'로 쓰십시오.", "Write 'elif'."));
      skip_block();
      return;
    }
  }
  if (!simple_statements(block)) skip_block();
}

void Parser::stray_keyword() {
  const Token word = advance();
  const Message hint =
      message("바로 앞의 if 블록과 같은 칸에서 시작해야 합니다.", "It must be aligned with the if right before it.");
  if (word.text == "except") {
    error("stray-keyword", word, message("except에 맞는 try가 없습니다.", "This except has no try."));
  } else {
    error("stray-keyword", word, message("'{}'에 맞는 if가 없습니다.", "This '{}' has no if.", word.text), hint);
  }
  skip_block();
}

bool Parser::simple_statements(Block& block) {
  while (true) {
    StmtPtr statement = simple_statement();
    if (statement == nullptr) return false;
    block.push_back(std::move(statement));
    if (accept(";")) {
      if (ends_line(peek())) break;
      continue;
    }
    break;
  }
  if (ends_line(peek())) {
    if (peek().kind == TokenKind::kNewline) advance();
    return true;
  }
  const Token& at = peek();
  if (at.is(":")) {
    error("unexpected-token", at, message("':'가 올 자리가 아닙니다.", "':' is not expected here."),
          message("조건문은 'if 조건:'으로 씁니다.", "A condition is written 'if condition:'."));
  } else if (at.is_word("if")) {
    error("missing-else", at,
          message("'값 if 조건' 뒤에 'else 값'이 없습니다.", "'value if condition' lacks its 'else value'."),
          message("'값 if 조건 else 값'으로 쓰거나 if 문으로 바꾸십시오.",
                  "Write 'value if condition else value', or an if statement."));
  } else {
    unexpected(at);
  }
  return false;
}

StmtPtr Parser::simple_statement() {
  const Token& first = peek();
  if (first.kind == TokenKind::kName && is_keyword(first.text)) {
    if (first.text == "pass") return make_statement(StmtKind::kPass, advance());
    if (first.text == "break" || first.text == "continue") {
      const bool is_break = first.text == "break";
      if (loop_depth_ == 0) {
        error("outside-loop", first,
              message("'{}'는 반복문 안에서만 쓸 수 있습니다.", "'{}' is only allowed in a loop.", first.text));
        return nullptr;
      }
      return make_statement(is_break ? StmtKind::kBreak : StmtKind::kContinue, advance());
    }
    if (is_unsupported_statement(first.text)) {
      refuse(first.text, first);
      return nullptr;
    }
    for (std::string_view word : {"if", "while", "for", "try"}) {
      if (first.text != word) continue;
      error("compound-in-line", first,
            message("'{}' 문은 새 줄에서 시작해야 합니다.", "'{}' must begin on a line of its own.", first.text),
            message("다음 줄로 내리고 들여쓰십시오.", "Move it to the next line and indent it."));
      return nullptr;
    }
  }
  return expression_statement();
}

bool Parser::check_target(const Expr& target, bool augmented) {
  const auto fail = [&](std::string_view id, Message text, Message hint = {}) {
    diagnostics_.push_back(
        {Severity::kError, std::string{id}, target.position, target.length, std::move(text), std::move(hint)});
    return false;
  };
  switch (target.kind) {
    case ExprKind::kName:
      if (target.text != "self") return true;
      return fail("invalid-target", message("self에는 값을 넣을 수 없습니다.", "self cannot be assigned."));
    case ExprKind::kTuple:
    case ExprKind::kList:
      if (augmented) break;
      for (const ExprPtr& item : target.children) {
        if (item->kind != ExprKind::kName && item->kind != ExprKind::kTuple) {
          return fail("invalid-target", message("왼쪽에는 변수 이름만 나열할 수 있습니다.",
                                                "Only variable names may be listed on the left."));
        }
        if (!check_target(*item, augmented)) return false;
      }
      return true;
    case ExprKind::kAttribute:
      if (is_self_member(target)) return true;
      diagnostics_.push_back(not_supported("attribute-target", target.position, target.length));
      return false;
    case ExprKind::kSubscript:
      if (is_self_member(*target.children[0]) || is_element(*target.children[0])) return true;
      diagnostics_.push_back(not_supported("subscript-target", target.position, target.length));
      return false;
    case ExprKind::kCompare:
      return fail(
          "invalid-target", message("비교식에는 값을 넣을 수 없습니다.", "A comparison cannot be assigned."),
          message("'이름 = 값' 또는 'if 이름 == 값:'으로 쓰십시오.", "Write 'name = value' or 'if name == value:'."));
    case ExprKind::kCall:
      return fail("invalid-target", message("함수 호출에는 값을 넣을 수 없습니다.", "A call cannot be assigned."),
                  message("비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
    default:
      break;
  }
  return fail("invalid-target",
              message("'=' 왼쪽에는 변수 이름이 와야 합니다.", "The left side of '=' must be a variable name."));
}

StmtPtr Parser::expression_statement() {
  const Token first = peek();
  if (first.is("*")) {
    refuse("star-target", first);
    return nullptr;
  }
  ExprPtr value = expression_list();
  if (value == nullptr) return nullptr;
  Operator op{};
  if (augmented_operator(peek(), op)) {
    StmtPtr statement = make_statement(StmtKind::kAugmented, first);
    if (!check_target(*value, true)) return nullptr;
    advance();
    statement->op = op;
    statement->targets.push_back(std::move(value));
    statement->value = expression_list();
    return statement->value == nullptr ? nullptr : std::move(statement);
  }
  if (peek().is(":") && value->kind == ExprKind::kName && peek(1).kind == TokenKind::kName && peek(2).is("=")) {
    refuse("annotation", peek());
    return nullptr;
  }
  if (!peek().is("=")) {
    StmtPtr statement = make_statement(StmtKind::kExpression, first);
    statement->value = std::move(value);
    return statement;
  }
  StmtPtr statement = make_statement(StmtKind::kAssign, first);
  while (accept("=")) {
    if (!check_target(*value, false)) return nullptr;
    if (value->kind == ExprKind::kList) value->kind = ExprKind::kTuple;
    statement->targets.push_back(std::move(value));
    value = expression_list();
    if (value == nullptr) return nullptr;
  }
  statement->value = std::move(value);
  return statement;
}

}  // namespace stom::script
