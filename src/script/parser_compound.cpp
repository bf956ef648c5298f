// Statements with blocks: if, while, for, try.
#include "script/parser_state.h"
#include "script/unsupported.h"

namespace stom::script {
namespace {

bool ends_line(const Token& token) {
  return token.kind == TokenKind::kNewline || token.kind == TokenKind::kEnd;
}

}  // namespace

bool Parser::expect_colon(const Token& header) {
  if (accept(":")) return true;
  const Token& at = peek();
  if (at.is("=") && (peek(1).is(">") || peek(1).is("<"))) {
    error("unexpected-token", at, message("'={}'라는 연산자는 없습니다.", "There is no operator '={}'.", peek(1).text),
          message("'{}='로 쓰십시오.", "Write '{}='.", peek(1).text));
  } else if (at.is("=")) {
    error("assignment-in-condition", at, message("조건에 '='가 있습니다.", "'=' stands in a condition."),
          message("같은지 비교하려면 '=='를 쓰십시오.", "Write '==' to compare."));
  } else if (at.is(":=")) {
    refuse("walrus", at);
  } else if (ends_line(at)) {
    error("missing-colon", at, message("'{}' 줄 끝에 ':'이 없습니다.", "The '{}' line lacks its ':'.", header.text),
          message("줄 끝에 ':'을 붙이십시오.", "Add ':' at the end of the line."));
  } else if (at.is(",")) {
    error("unexpected-token", at, message("조건 사이에 ','를 쓸 수 없습니다.", "Conditions are not joined by ','."),
          message("'and' 또는 'or'로 이으십시오.", "Join them by 'and' or 'or'."));
  } else if (at.is_word("then")) {
    error("missing-colon", at, message("then은 쓰지 않습니다.", "There is no 'then'."),
          message("':'을 쓰십시오.", "Write ':'."));
  } else {
    unexpected(at);
  }
  return false;
}

// ":" and the block behind a header. After an error in the header the block is still read.
bool Parser::suite(Block& block, const Token& header) {
  if (!expect_colon(header)) {
    skip_block();
    return false;
  }
  const Level level(statement_depth_);
  if (statement_depth_ > kStatementDepthLimit) {
    error("too-deep", header, message("블록이 너무 깊습니다.", "The blocks are nested too deeply."));
    skip_unsupported_block();
    return false;
  }
  if (peek().kind != TokenKind::kNewline) {
    if (peek().kind == TokenKind::kEnd || !simple_statements(block)) {
      skip_block();
      return false;
    }
    return true;
  }
  advance();
  if (peek().kind != TokenKind::kIndent) {
    error("missing-block", peek().kind == TokenKind::kEnd ? header : peek(),
          message("{0}행 '{1}' 아래에 들여쓴 문장이 없습니다.", "No indented statement follows the '{1}' of line {0}.",
                  header.position.line, header.text),
          message("다음 줄을 들여쓰십시오. 할 일이 없으면 pass를 쓰십시오.",
                  "Indent the next line, or write pass if there is nothing to do."));
    return false;
  }
  advance();
  while (peek().kind != TokenKind::kDedent && peek().kind != TokenKind::kEnd) statement_line(block);
  if (peek().kind == TokenKind::kDedent) advance();
  return true;
}

void Parser::compound_statement(Block& block) {
  const Token& first = peek();
  StmtPtr statement = first.text == "if"      ? if_statement()
                      : first.text == "while" ? while_statement()
                      : first.text == "for"   ? for_statement()
                                              : try_statement();
  if (statement != nullptr) block.push_back(std::move(statement));
}

StmtPtr Parser::if_statement() {
  // An elif is an if in the orelse of the one before; the chain is read in a loop, its depth counts as nesting.
  const int depth_before = statement_depth_;
  StmtPtr first;
  Block* place = nullptr;
  bool good = true;
  while (true) {
    const Token header = advance();
    StmtPtr statement = make_statement(StmtKind::kIf, header);
    statement->value = expression();
    if (statement->value == nullptr) {
      good = false;
      skip_block();
    } else {
      good = suite(statement->body, header) && good;
    }
    Stmt* current = statement.get();
    if (place == nullptr)
      first = std::move(statement);
    else
      place->push_back(std::move(statement));
    place = &current->orelse;
    if (peek().is_word("elif")) {
      if (++statement_depth_ < kStatementDepthLimit) continue;
      error("too-deep", peek(),
            message("elif가 너무 많습니다 (최대 {}개).", "There are too many elif branches (at most {}).",
                    kStatementDepthLimit));
      good = false;
      while (peek().is_word("elif")) skip_unsupported_block();
    }
    if (peek().is_word("else")) {
      const Token word = peek();
      if (peek(1).is_word("if")) {
        error("else-if", word, message("'else if'라는 문장은 없습니다.", "There is no 'else if'."),
              message("'elif'로 쓰십시오.", "Write 'elif'."));
        advance();
        continue;
      }
      good = else_block(current->orelse) && good;
    }
    break;
  }
  statement_depth_ = depth_before;
  return good ? std::move(first) : nullptr;
}

bool Parser::else_block(Block& block) {
  const Token word = advance();
  if (!peek().is(":") && !ends_line(peek())) {
    error("else-condition", peek(), message("else에는 조건을 붙일 수 없습니다.", "An else has no condition."),
          message("조건이 있으면 'elif 조건:'으로 쓰십시오.", "Write 'elif condition:'."));
    skip_block();
    return false;
  }
  return suite(block, word);
}

StmtPtr Parser::while_statement() {
  const Token header = advance();
  StmtPtr statement = make_statement(StmtKind::kWhile, header);
  statement->value = expression();
  bool good = statement->value != nullptr;
  const Level loop(loop_depth_);
  if (good)
    good = suite(statement->body, header);
  else
    skip_block();
  if (peek().is_word("else")) {
    const Level outside(loop_depth_, -1);
    good = else_block(statement->orelse) && good;
  }
  return good ? std::move(statement) : nullptr;
}

StmtPtr Parser::for_statement() {
  const Token header = advance();
  StmtPtr statement = make_statement(StmtKind::kFor, header);
  ExprPtr target = for_targets();
  bool good = target != nullptr && check_target(*target, false);
  if (good && !accept_word("in")) {
    error("missing-in", peek(), message("for 문에 'in'이 없습니다.", "The for statement lacks its 'in'."),
          message("'for i in range(1, 5):'처럼 쓰십시오.", "Write it like 'for i in range(1, 5):'."));
    good = false;
  }
  if (good) {
    statement->targets.push_back(std::move(target));
    statement->value = expression_list();
    good = statement->value != nullptr;
  }
  const Level loop(loop_depth_);
  if (good)
    good = suite(statement->body, header);
  else
    skip_block();
  if (peek().is_word("else")) {
    const Level outside(loop_depth_, -1);
    good = else_block(statement->orelse) && good;
  }
  return good ? std::move(statement) : nullptr;
}

StmtPtr Parser::try_statement() {
  const Token header = advance();
  StmtPtr statement = make_statement(StmtKind::kTry, header);
  bool good = suite(statement->body, header);
  if (!peek().is_word("except")) {
    error("missing-except", peek().kind == TokenKind::kEnd ? header : peek(),
          message("try에 맞는 except가 없습니다.", "This try has no except."),
          message("try 블록 뒤에 'except:'를 쓰십시오.", "Write 'except:' behind the try block."));
    return nullptr;
  }
  bool first = true;
  while (peek().is_word("except")) {
    const Token word = advance();
    if (!first) {
      refuse("several-handlers", word);
      skip_block();
      good = false;
      continue;
    }
    first = false;
    if (!peek().is(":")) {
      const ExprPtr kind = expression();  // the class of the error does not matter
      bool readable = kind != nullptr;
      if (readable && accept_word("as")) {
        const Token name = peek();
        readable = name.kind == TokenKind::kName && !is_keyword(name.text);
        if (readable) {
          advance();
          ExprPtr target = make(ExprKind::kName, name.position);
          target->text = name.text;
          statement->targets.push_back(finish(std::move(target)));
        } else {
          unexpected(name);
        }
      }
      if (!readable) {
        skip_block();
        good = false;
        continue;
      }
    }
    good = suite(statement->orelse, word) && good;
  }
  for (std::string_view word : {"else", "finally"}) {
    if (!peek().is_word(word)) continue;
    refuse("try-else", peek());
    skip_unsupported_block();
    good = false;
  }
  return good ? std::move(statement) : nullptr;
}

}  // namespace stom::script
