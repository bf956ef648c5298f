// Names, literals and bracketed expressions.
#include "script/parser_state.h"
#include "script/unsupported.h"

namespace stom::script {

ExprPtr Parser::atom() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kName:
      return name_or_keyword();
    case TokenKind::kInteger: {
      ExprPtr node = make(ExprKind::kInt, token.position);
      node->integer = token.integer;
      node->number = token.number;
      advance();
      return finish(std::move(node));
    }
    case TokenKind::kFloat: {
      ExprPtr node = make(ExprKind::kFloat, token.position);
      node->number = token.number;
      advance();
      return finish(std::move(node));
    }
    case TokenKind::kString:
    case TokenKind::kJoinedString:
      return strings();
    case TokenKind::kOperator:
      if (token.is("(")) return bracketed();
      if (token.is("[")) return list_display();
      if (token.is("{")) {
        refuse("dictionary", token);
        return nullptr;
      }
      if (token.is("...")) {
        refuse("ellipsis", token);
        return nullptr;
      }
      if (token.is("*")) {
        refuse("star-argument", token);
        return nullptr;
      }
      break;
    default:
      break;
  }
  unexpected(token);
  return nullptr;
}

ExprPtr Parser::name_or_keyword() {
  const Token token = peek();
  if (!is_keyword(token.text)) {
    advance();
    ExprPtr node = make(ExprKind::kName, token.position);
    node->text = token.text;
    return finish(std::move(node));
  }
  if (token.text == "True" || token.text == "False" || token.text == "None") {
    advance();
    ExprPtr node = make(token.text == "None" ? ExprKind::kNone : ExprKind::kBool, token.position);
    node->integer = token.text == "True" ? 1 : 0;
    node->number = static_cast<double>(node->integer);
    return finish(std::move(node));
  }
  if (token.text == "lambda" || token.text == "yield" || token.text == "await") {
    refuse(token.text, token);
    return nullptr;
  }
  if (token.text == "not") {
    error("unexpected-token", token, message("'not'을 여기에 쓰려면 괄호가 필요합니다.", "'not' needs brackets here."),
          message("'(not 조건)'으로 쓰십시오.", "Write '(not condition)'."));
    return nullptr;
  }
  unexpected(token);
  return nullptr;
}

ExprPtr Parser::bracketed() {
  const Token opener = advance();
  if (accept(")")) return finish(make(ExprKind::kTuple, opener.position));
  ExprPtr value = expression_list();
  if (value == nullptr) return nullptr;
  if (peek().is_word("for") || peek().is_word("async")) {
    refuse("comprehension", peek());
    return nullptr;
  }
  if (peek().is("=")) {
    error("assignment-in-condition", peek(), message("괄호 안에 '='가 있습니다.", "'=' stands inside the brackets."),
          message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
    return nullptr;
  }
  if (!accept(")")) {
    unexpected(peek());
    return nullptr;
  }
  return value;
}

ExprPtr Parser::list_display() {
  const Token opener = advance();
  ExprPtr list = make(ExprKind::kList, opener.position);
  while (!peek().is("]")) {
    ExprPtr item = expression();
    if (item == nullptr) return nullptr;
    if (peek().is_word("for") || peek().is_word("async")) {
      refuse("comprehension", peek());
      return nullptr;
    }
    list->children.push_back(std::move(item));
    if (accept(",")) continue;
    if (peek().is("]")) break;
    unexpected(peek());
    return nullptr;
  }
  advance();
  return finish(std::move(list));
}

ExprPtr Parser::joined_string_part(const StringPart& part) {
  TokenList list = tokenize_expression(characters_, part.begin, part.end, part.position);
  const bool lexed = !has_errors(list.diagnostics);
  if (lexed && list.tokens.size() == 1) {
    diagnostics_.push_back({Severity::kError,
                            "invalid-f-string",
                            part.position,
                            1,
                            message("f-문자열의 '{{}}' 안이 비어 있습니다.", "An f-string has an empty '{{}}'."),
                            {}});
    return nullptr;
  }
  Parser inner(characters_, std::move(list), depth_ + 1);
  ExprPtr value;
  if (lexed && !inner.too_deep(inner.peek())) value = inner.lone_expression();
  for (Diagnostic& diagnostic : inner.take_diagnostics()) diagnostics_.push_back(std::move(diagnostic));
  return value;
}

// Adjacent string literals are one string.
ExprPtr Parser::strings() {
  ExprPtr node = make(ExprKind::kString, peek().position);
  std::vector<ExprPtr> parts;
  bool joined = false, good = true;
  const auto add_text = [&](const std::string& text, SourcePosition position) {
    if (text.empty()) return;
    if (!parts.empty() && parts.back()->kind == ExprKind::kString) {
      parts.back()->text += text;
      return;
    }
    ExprPtr part = make(ExprKind::kString, position);
    part->text = text;
    parts.push_back(std::move(part));
  };
  while (peek().kind == TokenKind::kString || peek().kind == TokenKind::kJoinedString) {
    const Token& token = peek();
    if (token.kind == TokenKind::kString) {
      add_text(token.text, token.position);
    } else {
      joined = true;
      for (const StringPart& part : token.parts) {
        if (!part.is_expression) {
          add_text(part.text, part.position);
          continue;
        }
        ExprPtr value = joined_string_part(part);
        if (value == nullptr)
          good = false;
        else if (value->kind == ExprKind::kString)
          add_text(value->text, value->position);
        else
          parts.push_back(std::move(value));
      }
    }
    advance();
  }
  if (!good) return nullptr;
  if (joined) {
    node->kind = ExprKind::kJoinedString;
    node->children = std::move(parts);
  } else if (!parts.empty()) {
    node->text = std::move(parts[0]->text);
  }
  return finish(std::move(node));
}

}  // namespace stom::script
