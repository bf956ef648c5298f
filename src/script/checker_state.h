// The checker's private class. First all assigned names become locals, then every expression is bound and judged, then
// the order of assignments and reads is followed through the branches (checker_flow.cpp).
#pragma once

#include <map>
#include <string>

#include "script/checker.h"
#include "script/signature.h"

namespace stom::script {

inline constexpr std::size_t kCheckLimit = 200;  // diagnostics of one text

class Checker {
 public:
  explicit Checker(CompiledText& text);
  void run();

 private:
  // checker.cpp
  void block(Block& block);
  void statement(Stmt& stmt);
  void value(Expr& expr);
  void children(Expr& expr);
  void subscript(Expr& expr);
  void target(Expr& expr, bool augmented);
  void subscript_target(Expr& expr);
  void effect(const Stmt& stmt);
  void decisions();

  // checker_names.cpp
  void collect_locals(const Block& block);
  void collect_target(const Expr& target);
  void bind_name(Expr& expr);
  void name_value(Expr& expr);
  void unknown_name(const Expr& expr);

  // checker_calls.cpp
  void call(Expr& expr);
  void name_call(Expr& expr);
  void attribute_call(Expr& expr);
  void arguments(const Expr& expr, const NameBinding& binding);
  void constant_arguments(const Expr& expr, const NameBinding& binding);
  void look_back(const Expr& pre);
  void window_size(const Expr& tick);
  void condition_name(const Expr& name);

  // checker_self.cpp
  void attribute(Expr& expr);
  void self_member(Expr& expr);
  bool is_emit(Expr& expr);
  void vars_index(const Expr& index);
  void tick_columns(const Stmt& stmt);

  // checker_flow.cpp
  void flow();

  // What the reference would only meet at run time: an error when strict, a warning when lenient.
  void problem(std::string_view id, const Expr& at, Message text, Message hint = {});
  void warning(std::string_view id, const Expr& at, Message text, Message hint = {});
  void add(Severity severity, std::string_view id, SourcePosition position, int length, Message text, Message hint);

  // What a name means to the engine: the binding itself, or a local's fallback.
  [[nodiscard]] static NameBinding engine_meaning(const NameBinding& binding);

  CompiledText& text_;
  const CompileOptions& options_;
  NameContext context_;
  std::map<std::string, int, std::less<>> locals_;
  bool assigns_flag_ = false;
};

}  // namespace stom::script
