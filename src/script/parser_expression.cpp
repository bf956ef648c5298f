// Expressions from the conditional down to calls and subscripts.
#include <iterator>

#include "script/parser_state.h"
#include "script/unsupported.h"

namespace stom::script {
namespace {

struct BinaryOperator {
  std::string_view text;
  Operator op;
  int level;  // higher binds tighter
};
constexpr BinaryOperator kBinaryOperators[] = {
    {"|", Operator::kBitOr, 0},        {"^", Operator::kBitXor, 1},      {"&", Operator::kBitAnd, 2},
    {"<<", Operator::kShiftLeft, 3},   {">>", Operator::kShiftRight, 3}, {"+", Operator::kAdd, 4},
    {"-", Operator::kSubtract, 4},     {"*", Operator::kMultiply, 5},    {"/", Operator::kDivide, 5},
    {"//", Operator::kFloorDivide, 5}, {"%", Operator::kModulo, 5}};
constexpr int kTightest = 5;

const BinaryOperator* binary_operator(const Token& token, int level) {
  if (token.kind != TokenKind::kOperator) return nullptr;
  for (const BinaryOperator& entry : kBinaryOperators) {
    if (entry.level == level && entry.text == token.text) return &entry;
  }
  return nullptr;
}

// Tokens that may follow a complete list item, so that a trailing comma is recognised.
bool ends_list(const Token& token) {
  if (token.kind == TokenKind::kNewline || token.kind == TokenKind::kEnd) return true;
  return token.is(")") || token.is("]") || token.is("}") || token.is(":") || token.is("=") || token.is(";") ||
         token.is_word("in");
}

}  // namespace

ExprPtr Parser::expression_list() {
  const SourcePosition position = peek().position;
  ExprPtr first = expression();
  if (first == nullptr || !peek().is(",")) return first;
  ExprPtr tuple = make(ExprKind::kTuple, position);
  tuple->children.push_back(std::move(first));
  while (accept(",")) {
    if (ends_list(peek())) break;
    ExprPtr item = expression();
    if (item == nullptr) return nullptr;
    tuple->children.push_back(std::move(item));
  }
  return finish(std::move(tuple));
}

ExprPtr Parser::expression() {
  const Level level(depth_);
  if (too_deep(peek())) return nullptr;
  const SourcePosition position = peek().position;
  if (peek().is_word("lambda") || peek().is_word("yield") || peek().is_word("await")) {
    refuse(peek().text, peek());
    return nullptr;
  }
  ExprPtr value = disjunction();
  if (value == nullptr) return nullptr;
  if (peek().is(":=")) {
    refuse("walrus", peek());
    return nullptr;
  }
  if (!peek().is_word("if")) return value;
  const Token word = advance();
  ExprPtr condition = disjunction();
  if (condition == nullptr) return nullptr;
  if (peek().is("=")) {
    error("assignment-in-condition", peek(), message("조건에 '='가 있습니다.", "'=' stands in a condition."),
          message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
    return nullptr;
  }
  if (!accept_word("else")) {
    error("missing-else", word,
          message("'값 if 조건' 뒤에 'else 값'이 없습니다.", "'value if condition' lacks its 'else value'."),
          message("'값 if 조건 else 값'으로 쓰거나 if 문으로 바꾸십시오.",
                  "Write 'value if condition else value', or an if statement."));
    return nullptr;
  }
  ExprPtr otherwise = expression();
  if (otherwise == nullptr) return nullptr;
  ExprPtr node = make(ExprKind::kConditional, position);
  node->children.push_back(std::move(value));
  node->children.push_back(std::move(condition));
  node->children.push_back(std::move(otherwise));
  return finish(std::move(node));
}

ExprPtr Parser::disjunction() {
  const SourcePosition position = peek().position;
  ExprPtr first = conjunction();
  if (first == nullptr || !peek().is_word("or")) return first;
  ExprPtr node = make(ExprKind::kOr, position);
  node->children.push_back(std::move(first));
  while (accept_word("or")) {
    ExprPtr next = conjunction();
    if (next == nullptr) return nullptr;
    node->children.push_back(std::move(next));
  }
  return finish(std::move(node));
}

ExprPtr Parser::conjunction() {
  const SourcePosition position = peek().position;
  ExprPtr first = inversion();
  if (first == nullptr || !peek().is_word("and")) return first;
  ExprPtr node = make(ExprKind::kAnd, position);
  node->children.push_back(std::move(first));
  while (accept_word("and")) {
    ExprPtr next = inversion();
    if (next == nullptr) return nullptr;
    node->children.push_back(std::move(next));
  }
  return finish(std::move(node));
}

ExprPtr Parser::inversion() {
  if (!peek().is_word("not")) return comparison();
  const Level level(depth_);
  if (too_deep(peek())) return nullptr;
  const SourcePosition position = advance().position;
  ExprPtr operand = inversion();
  if (operand == nullptr) return nullptr;
  ExprPtr node = make(ExprKind::kUnary, position);
  node->op = Operator::kNot;
  node->children.push_back(std::move(operand));
  return finish(std::move(node));
}

bool Parser::comparison_operator(Operator& op) {
  const Token& token = peek();
  if (token.kind == TokenKind::kOperator) {
    struct Entry {
      std::string_view text;
      Operator op;
    };
    static constexpr Entry kEntries[] = {{"<", Operator::kLess},    {"<=", Operator::kLessEqual},
                                         {">", Operator::kGreater}, {">=", Operator::kGreaterEqual},
                                         {"==", Operator::kEqual},  {"!=", Operator::kNotEqual}};
    for (const Entry& entry : kEntries) {
      if (entry.text != token.text) continue;
      op = entry.op;
      advance();
      return true;
    }
    return false;
  }
  if (token.is_word("in")) {
    op = Operator::kIn;
    advance();
    return true;
  }
  if (token.is_word("not") && peek(1).is_word("in")) {
    op = Operator::kNotIn;
    advance();
    advance();
    return true;
  }
  if (token.is_word("is")) {
    advance();
    op = accept_word("not") ? Operator::kIsNot : Operator::kIs;
    return true;
  }
  return false;
}

ExprPtr Parser::comparison() {
  const SourcePosition position = peek().position;
  ExprPtr first = binary(0);
  if (first == nullptr) return nullptr;
  Operator op{};
  if (!comparison_operator(op)) return first;
  ExprPtr node = make(ExprKind::kCompare, position);
  node->children.push_back(std::move(first));
  do {
    const Token& at = peek();
    const Operator written = op;
    if ((at.is("=") || at.is(">") || at.is("<")) && (written == Operator::kLess || written == Operator::kGreater)) {
      const bool not_equal = at.is(">") && written == Operator::kLess;
      error("unexpected-token", at, message("비교 연산자가 잘못되었습니다.", "This is not a comparison operator."),
            not_equal
                ? message("다름은 '!='로 씁니다.", "Write '!=' for not equal.")
                : message("'<=' 또는 '>='로 쓰십시오 (사이에 빈칸 없이).", "Write '<=' or '>=', without a blank."));
      return nullptr;
    }
    ExprPtr next = binary(0);
    if (next == nullptr) return nullptr;
    node->compare_ops.push_back(op);
    node->children.push_back(std::move(next));
  } while (comparison_operator(op));
  return finish(std::move(node));
}

ExprPtr Parser::binary(int level) {
  if (level > kTightest) return unary();
  const SourcePosition position = peek().position;
  ExprPtr left = binary(level + 1);
  while (left != nullptr) {
    if (level == kTightest && peek().is("@")) {
      refuse("matrix", peek());
      return nullptr;
    }
    const BinaryOperator* op = binary_operator(peek(), level);
    if (op == nullptr) break;
    const Token at = advance();
    if ((at.is("&") || at.is("|")) && peek().is(at.text)) {
      error("unexpected-token", peek(), message("'{0}{0}'는 쓸 수 없습니다.", "There is no '{0}{0}'.", at.text),
            at.is("&") ? message("'and'로 쓰십시오.", "Write 'and'.") : message("'or'로 쓰십시오.", "Write 'or'."));
      return nullptr;
    }
    ExprPtr right = binary(level + 1);
    if (right == nullptr) return nullptr;
    ExprPtr node = make(ExprKind::kBinary, position);
    node->op = op->op;
    node->children.push_back(std::move(left));
    node->children.push_back(std::move(right));
    left = finish(std::move(node));
  }
  return left;
}

ExprPtr Parser::unary() {
  const Token& token = peek();
  Operator op{};
  if (token.is("-"))
    op = Operator::kNegate;
  else if (token.is("+"))
    op = Operator::kPositive;
  else if (token.is("~"))
    op = Operator::kInvert;
  else
    return power();
  const Level level(depth_);
  if (too_deep(token)) return nullptr;
  const SourcePosition position = advance().position;
  ExprPtr operand = unary();
  if (operand == nullptr) return nullptr;
  ExprPtr node = make(ExprKind::kUnary, position);
  node->op = op;
  node->children.push_back(std::move(operand));
  return finish(std::move(node));
}

ExprPtr Parser::power() {
  const SourcePosition position = peek().position;
  ExprPtr base = postfix();
  if (base == nullptr || !peek().is("**")) return base;
  const Level level(depth_);
  if (too_deep(peek())) return nullptr;
  advance();
  ExprPtr exponent = unary();  // right-associative, and a sign may follow
  if (exponent == nullptr) return nullptr;
  ExprPtr node = make(ExprKind::kBinary, position);
  node->op = Operator::kPower;
  node->children.push_back(std::move(base));
  node->children.push_back(std::move(exponent));
  return finish(std::move(node));
}

ExprPtr Parser::postfix() {
  const SourcePosition position = peek().position;
  ExprPtr value = atom();
  while (value != nullptr) {
    if (accept(".")) {
      const Token name = peek();
      if (name.kind != TokenKind::kName || is_keyword(name.text)) {
        unexpected(name);
        return nullptr;
      }
      advance();
      ExprPtr node = make(ExprKind::kAttribute, position);
      node->text = name.text;
      node->children.push_back(std::move(value));
      value = finish(std::move(node));
    } else if (peek().is("(")) {
      advance();
      ExprPtr node = make(ExprKind::kCall, position);
      node->children.push_back(std::move(value));
      if (!call_arguments(*node)) return nullptr;
      value = finish(std::move(node));
    } else if (peek().is("[")) {
      advance();
      ExprPtr index = subscript_index();
      if (index == nullptr) return nullptr;
      if (!accept("]")) {
        unexpected(peek());
        return nullptr;
      }
      ExprPtr node = make(ExprKind::kSubscript, position);
      node->children.push_back(std::move(value));
      node->children.push_back(std::move(index));
      value = finish(std::move(node));
    } else {
      break;
    }
  }
  return value;
}

bool Parser::call_arguments(Expr& call) {
  while (!peek().is(")")) {
    const Token first = peek();
    if (first.is("*") || first.is("**")) {
      refuse("star-argument", first);
      return false;
    }
    if (first.kind == TokenKind::kName && !is_keyword(first.text) && peek(1).is("=")) {
      advance();
      advance();
      for (const Keyword& keyword : call.keywords) {
        if (keyword.name != first.text) continue;
        error("repeated-keyword", first, message("'{}'를 두 번 넘겼습니다.", "'{}' is passed twice.", first.text));
        return false;
      }
      ExprPtr value = expression();
      if (value == nullptr) return false;
      call.keywords.push_back({first.text, std::move(value)});
    } else {
      ExprPtr value = expression();
      if (value == nullptr) return false;
      if (peek().is_word("for") || peek().is_word("async")) {
        refuse("comprehension", peek());
        return false;
      }
      if (!call.keywords.empty()) {
        error("positional-after-keyword", first,
              message("이름을 붙인 인수 뒤에 이름 없는 인수가 있습니다.",
                      "An argument without a name follows one with a name."),
              message("이름 없는 인수를 앞에 쓰십시오.", "Put it first."));
        return false;
      }
      call.children.push_back(std::move(value));
    }
    if (accept(",")) continue;
    if (peek().is(")")) break;
    if (peek().is("=")) {
      error("assignment-in-condition", peek(), message("괄호 안에 '='가 있습니다.", "'=' stands inside the brackets."),
            message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
    } else {
      unexpected(peek());
    }
    return false;
  }
  advance();
  return true;
}

ExprPtr Parser::slice_item() {
  const SourcePosition position = peek().position;
  ExprPtr lower;
  if (!peek().is(":")) {
    lower = expression();
    if (lower == nullptr || !peek().is(":")) return lower;
  }
  ExprPtr node = make(ExprKind::kSlice, position);
  node->children.push_back(std::move(lower));
  node->children.resize(3);
  for (std::size_t part = 1; part < 3 && accept(":"); ++part) {
    if (peek().is(":") || peek().is(",") || peek().is("]")) continue;
    node->children[part] = expression();
    if (node->children[part] == nullptr) return nullptr;
  }
  return finish(std::move(node));
}

ExprPtr Parser::subscript_index() {
  const SourcePosition position = peek().position;
  ExprPtr first = slice_item();
  if (first == nullptr || !peek().is(",")) return first;
  ExprPtr tuple = make(ExprKind::kTuple, position);
  tuple->children.push_back(std::move(first));
  while (accept(",")) {
    if (peek().is("]")) break;
    ExprPtr item = slice_item();
    if (item == nullptr) return nullptr;
    tuple->children.push_back(std::move(item));
  }
  return finish(std::move(tuple));
}

// The variables of a for statement; a comparison is not read here because of its "in".
ExprPtr Parser::for_targets() {
  const SourcePosition position = peek().position;
  ExprPtr first = postfix();
  if (first == nullptr || !peek().is(",")) return first;
  ExprPtr tuple = make(ExprKind::kTuple, position);
  tuple->children.push_back(std::move(first));
  while (accept(",")) {
    if (peek().is_word("in")) break;
    ExprPtr item = postfix();
    if (item == nullptr) return nullptr;
    tuple->children.push_back(std::move(item));
  }
  return finish(std::move(tuple));
}

}  // namespace stom::script
