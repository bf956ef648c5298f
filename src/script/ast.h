// The syntax tree of a strategy text, as parsed and then as annotated by the checker. One Expr and one Stmt type: the
// three readers (checker, interpreter, native code) switch over `kind`. Nodes own their children.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "script/names.h"

namespace stom::script {

enum class ExprKind : std::uint8_t {
  kNone, kBool, kInt, kFloat, kString,
  kName,         // text = identifier (NFKC)
  kAttribute,    // child 0 . text
  kSubscript,    // child 0 [ child 1 ]
  kSlice,        // children lower, upper, step (null when absent); only inside kSubscript (directly or in its tuple)
  kCall,         // child 0 ( children 1… , keywords )
  kUnary,        // op on child 0
  kBinary,       // child 0 op child 1
  kCompare,      // children a, b, c… with compare_ops between them
  kAnd, kOr,     // children in order, short-circuit, value is the deciding operand
  kConditional,  // child 0 if child 1 else child 2
  kTuple, kList,
  kJoinedString, // f-string: children are strings and values; format specs in `keywords` names are not supported
};

enum class Operator : std::uint8_t {
  kAdd, kSubtract, kMultiply, kDivide, kFloorDivide, kModulo, kPower,
  kBitAnd, kBitOr, kBitXor, kShiftLeft, kShiftRight,
  kNegate, kPositive, kNot, kInvert,
  kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kNotEqual, kIn, kNotIn, kIs, kIsNot,
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Keyword {
  std::string name;
  ExprPtr value;
};

struct Expr {
  ExprKind kind{};
  Operator op{};
  SourcePosition position;
  int length = 1;                       // characters on the first line, for the caret
  std::vector<ExprPtr> children;
  std::vector<Operator> compare_ops;    // kCompare
  std::vector<Keyword> keywords;        // kCall
  std::string text;                     // kName, kAttribute, kString
  std::int64_t integer = 0;             // kInt, kBool
  double number = 0;                    // kFloat; kInt too
  // Set by the checker:
  NameBinding binding;                  // kName; kAttribute of self; kCall: the called function's binding
  int slot = -1;                        // feature slot (Plan::slots) of a call or indicator name with fixed column
  int symbol_test = -1;                 // index into Plan::symbol_tests: the value of this expression is that 0/1
  // Set by the parser: levels of this subtree, at most kDepthLimit, so that readers may recurse.
  int height = 1;
};
inline constexpr int kDepthLimit = 200;

enum class StmtKind : std::uint8_t {
  kExpression,   // value
  kAssign,       // targets (one for each "="; a target is kName, kTuple of names, kSubscript/kAttribute of self, or
                 // kSubscript of a local list) = value
  kAugmented,    // targets[0] op= value
  kIf,           // value (condition), body, orelse
  kFor,          // targets[0] in value: body, orelse
  kWhile,        // value: body, orelse
  kBreak, kContinue, kPass,
  kTry,          // body, handler in orelse (bare except or any class: catches every strategy error);
                 // targets[0], if there: the local name ("except … as name") that receives the error's text
};

struct Stmt;
using StmtPtr = std::unique_ptr<Stmt>;
using Block = std::vector<StmtPtr>;

struct Stmt {
  StmtKind kind{};
  Operator op{};                        // kAugmented
  SourcePosition position;
  std::vector<ExprPtr> targets;
  ExprPtr value;
  Block body;
  Block orelse;
  int sell_label = 0;                   // > 0: sell_cond becomes this number before the statement runs (spec 1.3)
};

}  // namespace stom::script
