// The parser's private class: recursive descent over tokens. A function that returns null has reported why; its callers
// return at once and the statement loop goes on at the next line.
#pragma once

#include <string>

#include "script/lexer.h"
#include "script/parser.h"

namespace stom::script {

class Parser {
 public:
  Parser(const std::u32string& characters, TokenList list, int depth);

  // The whole text; the body is empty after any error.
  ParsedText text();
  ParsedText single_expression();
  // For the expressions of f-strings.
  ExprPtr lone_expression();
  [[nodiscard]] Diagnostics take_diagnostics() { return std::move(diagnostics_); }

 private:
  // parser_statement.cpp
  void statement_line(Block& block);
  bool simple_statements(Block& block);
  StmtPtr simple_statement();
  StmtPtr expression_statement();
  bool check_target(const Expr& target, bool augmented);
  void stray_keyword();
  void skip_line();
  void skip_block();
  void skip_unsupported_block();

  // parser_compound.cpp
  void compound_statement(Block& block);
  StmtPtr if_statement();
  StmtPtr while_statement();
  StmtPtr for_statement();
  StmtPtr try_statement();
  bool suite(Block& block, const Token& header);
  bool expect_colon(const Token& header);
  bool else_block(Block& block);

  // parser_expression.cpp
  ExprPtr expression_list();  // a, b, c: a tuple without brackets
  ExprPtr expression();       // conditional
  ExprPtr disjunction();
  ExprPtr conjunction();
  ExprPtr inversion();
  ExprPtr comparison();
  bool comparison_operator(Operator& op);
  ExprPtr binary(int level);
  ExprPtr unary();
  ExprPtr power();
  ExprPtr postfix();
  bool call_arguments(Expr& call);
  ExprPtr subscript_index();
  ExprPtr slice_item();
  ExprPtr for_targets();

  // parser_atom.cpp
  ExprPtr atom();
  ExprPtr bracketed();
  ExprPtr list_display();
  ExprPtr strings();
  ExprPtr joined_string_part(const StringPart& part);
  ExprPtr name_or_keyword();

  // parser.cpp
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  const Token& advance();
  bool accept(std::string_view op);
  bool accept_word(std::string_view word);
  ExprPtr make(ExprKind kind, SourcePosition position);
  ExprPtr finish(ExprPtr node);  // length and height; null when the tree gets too high
  StmtPtr make_statement(StmtKind kind, const Token& at);
  void error(std::string_view id, const Token& at, Message text, Message hint = {});
  void refuse(std::string_view construct, const Token& at);
  void unexpected(const Token& at);
  [[nodiscard]] bool too_deep(const Token& at);
  [[nodiscard]] static int token_length(const Token& token);
  ParsedText result(Block body);

  struct Level {  // counts nesting while alive
    explicit Level(int& depth, int by = 1) : depth_(depth), by_(by) { depth_ += by_; }
    ~Level() { depth_ -= by_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    int& depth_;
    int by_;
  };

  const std::u32string& characters_;
  std::vector<Token> tokens_;
  Diagnostics diagnostics_;
  std::size_t index_ = 0;
  SourcePosition last_end_{1, 1};
  int depth_ = 0;            // of expressions
  int statement_depth_ = 0;  // of statements in the tree, elif branches too
  int loop_depth_ = 0;
};

inline constexpr int kStatementDepthLimit = 1500;
inline constexpr std::size_t kSyntaxErrorLimit = 20;

}  // namespace stom::script
