#include "script/dump.h"

#include <fmt/format.h>

namespace stom::script {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\'' || c == '\\')
      out += '\\', out += c;
    else
      out += c;
  }
  return out + "'";
}

std::string marks(const Expr& expr) {
  std::string out;
  if (expr.slot >= 0) out += fmt::format("@{}", expr.slot);
  if (expr.symbol_test >= 0) out += fmt::format("?{}", expr.symbol_test);
  return out;
}

std::string list(std::string_view head, const Expr& expr, std::size_t from = 0) {
  std::string out = "(";
  out += head;
  for (std::size_t i = from; i < expr.children.size(); ++i) {
    out += ' ';
    out += expr.children[i] == nullptr ? "_" : dump(*expr.children[i]);
  }
  for (const Keyword& keyword : expr.keywords) out += fmt::format(" {}={}", keyword.name, dump(*keyword.value));
  return out + ")" + marks(expr);
}

void dump_block(const Block& block, int depth, std::string& out);

void dump_statement(const Stmt& statement, int depth, std::string& out) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  out += indent;
  if (statement.sell_label > 0) out += fmt::format("[{}] ", statement.sell_label);
  const auto value = [&] { return statement.value == nullptr ? std::string{"_"} : dump(*statement.value); };
  switch (statement.kind) {
    case StmtKind::kExpression:
      out += value();
      break;
    case StmtKind::kAssign:
      for (const ExprPtr& target : statement.targets) out += dump(*target) + " = ";
      out += value();
      break;
    case StmtKind::kAugmented:
      out += fmt::format("{} {}= {}", dump(*statement.targets[0]), symbol(statement.op), value());
      break;
    case StmtKind::kIf:
      out += "if " + value();
      break;
    case StmtKind::kFor:
      out += "for " + dump(*statement.targets[0]) + " in " + value();
      break;
    case StmtKind::kWhile:
      out += "while " + value();
      break;
    case StmtKind::kBreak:
      out += "break";
      break;
    case StmtKind::kContinue:
      out += "continue";
      break;
    case StmtKind::kPass:
      out += "pass";
      break;
    case StmtKind::kTry:
      out += "try";
      break;
  }
  out += '\n';
  dump_block(statement.body, depth + 1, out);
  if (!statement.orelse.empty()) {
    out += indent + (statement.kind == StmtKind::kTry ? "except" : "else") + '\n';
    dump_block(statement.orelse, depth + 1, out);
  }
}

void dump_block(const Block& block, int depth, std::string& out) {
  for (const StmtPtr& statement : block) dump_statement(*statement, depth, out);
}

}  // namespace

std::string_view symbol(Operator op) {
  switch (op) {
    case Operator::kAdd:
    case Operator::kPositive:
      return "+";
    case Operator::kSubtract:
    case Operator::kNegate:
      return "-";
    case Operator::kMultiply:
      return "*";
    case Operator::kDivide:
      return "/";
    case Operator::kFloorDivide:
      return "//";
    case Operator::kModulo:
      return "%";
    case Operator::kPower:
      return "**";
    case Operator::kBitAnd:
      return "&";
    case Operator::kBitOr:
      return "|";
    case Operator::kBitXor:
      return "^";
    case Operator::kShiftLeft:
      return "<<";
    case Operator::kShiftRight:
      return ">>";
    case Operator::kNot:
      return "not";
    case Operator::kInvert:
      return "~";
    case Operator::kLess:
      return "<";
    case Operator::kLessEqual:
      return "<=";
    case Operator::kGreater:
      return ">";
    case Operator::kGreaterEqual:
      return ">=";
    case Operator::kEqual:
      return "==";
    case Operator::kNotEqual:
      return "!=";
    case Operator::kIn:
      return "in";
    case Operator::kNotIn:
      return "not in";
    case Operator::kIs:
      return "is";
    case Operator::kIsNot:
      return "is not";
  }
  return "?";
}

std::string dump(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNone:
      return "None";
    case ExprKind::kBool:
      return expr.integer != 0 ? "True" : "False";
    case ExprKind::kInt:
      return fmt::format("{}", expr.integer);
    case ExprKind::kFloat: {
      std::string digits = fmt::format("{}", expr.number);
      if (digits.find_first_not_of("-0123456789") == std::string::npos) digits += ".0";
      return digits;
    }
    case ExprKind::kString:
      return quoted(expr.text);
    case ExprKind::kName:
      return expr.text + marks(expr);
    case ExprKind::kAttribute:
      return dump(*expr.children[0]) + "." + expr.text;
    case ExprKind::kSubscript:
      return fmt::format("{}[{}]", dump(*expr.children[0]), dump(*expr.children[1]));
    case ExprKind::kSlice:
      return list("slice", expr);
    case ExprKind::kCall:
      return list("call", expr);
    case ExprKind::kUnary:
      return list(expr.op == Operator::kNegate ? "neg" : symbol(expr.op), expr);
    case ExprKind::kBinary:
      return list(symbol(expr.op), expr);
    case ExprKind::kAnd:
      return list("and", expr);
    case ExprKind::kOr:
      return list("or", expr);
    case ExprKind::kConditional:
      return list("if", expr);
    case ExprKind::kTuple:
      return list("tuple", expr);
    case ExprKind::kList:
      return list("list", expr);
    case ExprKind::kJoinedString:
      return list("f", expr);
    case ExprKind::kCompare: {
      std::string out = "(" + dump(*expr.children[0]);
      for (std::size_t i = 0; i < expr.compare_ops.size(); ++i) {
        out += fmt::format(" {} {}", symbol(expr.compare_ops[i]), dump(*expr.children[i + 1]));
      }
      return out + ")" + marks(expr);
    }
  }
  return "?";
}

std::string dump(const Block& block) {
  std::string out;
  dump_block(block, 0, out);
  return out;
}

}  // namespace stom::script
