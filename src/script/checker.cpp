#include "script/checker.h"

#include <algorithm>

#include "script/checker_state.h"
#include "script/constant.h"

namespace stom::script {
namespace {

bool is_self_member(const Expr& expr) {
  return expr.kind == ExprKind::kAttribute && expr.children[0]->kind == ExprKind::kName &&
         expr.children[0]->text == "self";
}

bool has_break(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const StmtPtr& stmt) {
    if (stmt->kind == StmtKind::kBreak) return true;
    if (stmt->kind == StmtKind::kFor || stmt->kind == StmtKind::kWhile) return has_break(stmt->orelse);
    return has_break(stmt->body) || has_break(stmt->orelse);
  });
}

bool is_true(const Expr& expr) {
  if (expr.kind == ExprKind::kString) return !expr.text.empty();
  if (!is_constant(expr) || reads_vars(expr)) return false;
  const std::optional<Constant> value = evaluate_constant(expr, {});
  return value && value->value != 0;
}

}  // namespace

void check(CompiledText& text) {
  Checker(text).run();
}

Checker::Checker(CompiledText& text)
    : text_(text), options_(text.options), context_{options_.market, options_.frame, options_.kind, options_.lenient} {}

void Checker::run() {
  collect_locals(text_.body);
  block(text_.body);
  flow();
  decisions();
}

void Checker::add(Severity severity, std::string_view id, SourcePosition position, int length, Message text,
                  Message hint) {
  if (text_.diagnostics.size() >= kCheckLimit) return;
  text_.diagnostics.push_back({severity, std::string{id}, position, length, std::move(text), std::move(hint)});
}

void Checker::problem(std::string_view id, const Expr& at, Message text, Message hint) {
  add(options_.lenient ? Severity::kWarning : Severity::kError, id, at.position, at.length, std::move(text),
      std::move(hint));
}

void Checker::warning(std::string_view id, const Expr& at, Message text, Message hint) {
  add(Severity::kWarning, id, at.position, at.length, std::move(text), std::move(hint));
}

void Checker::block(Block& block) {
  for (StmtPtr& stmt : block) statement(*stmt);
}

void Checker::statement(Stmt& stmt) {
  if (stmt.value != nullptr) value(*stmt.value);
  for (ExprPtr& each : stmt.targets) target(*each, stmt.kind == StmtKind::kAugmented);
  if (stmt.kind == StmtKind::kAssign && options_.kind == TextKind::kFinder) {
    for (const ExprPtr& each : stmt.targets) {
      if (is_self_member(*each) && each->text == "tickcols") tick_columns(stmt);
    }
  }
  if (stmt.kind == StmtKind::kExpression) effect(stmt);
  if (stmt.kind == StmtKind::kWhile && is_true(*stmt.value) && !has_break(stmt.body)) {
    problem("endless-loop", *stmt.value, message("이 반복문은 끝나지 않습니다.", "This loop never ends."),
            message("조건이 언젠가 거짓이 되게 하거나 break를 쓰십시오.",
                    "Make its condition false at some point, or use break."));
  }
  block(stmt.body);
  block(stmt.orelse);
}

// An expression whose value nobody uses: almost always "==" for "=", or a forgotten bracket.
void Checker::effect(const Stmt& stmt) {
  if (options_.kind == TextKind::kCondition) return;
  const Expr& expr = *stmt.value;
  if (expr.kind == ExprKind::kString || expr.kind == ExprKind::kCall || expr.kind == ExprKind::kJoinedString) return;
  Message hint;
  if (expr.kind == ExprKind::kCompare && expr.compare_ops.size() == 1 && expr.compare_ops[0] == Operator::kEqual) {
    hint = message("값을 넣으려면 '='를 하나만 쓰십시오.", "Write a single '=' to assign.");
  }
  warning("no-effect", expr, message("이 줄은 아무 일도 하지 않습니다.", "This line does nothing."), std::move(hint));
}

void Checker::decisions() {
  if (options_.kind == TextKind::kFinder && text_.finder_columns.empty()) {
    if (std::none_of(text_.diagnostics.begin(), text_.diagnostics.end(),
                     [](const Diagnostic& d) { return d.id == "finder-columns"; })) {
      add(Severity::kError, "not-a-finder-text", {}, 1,
          message("선택된 전략이 백파인더용 전략이 아닙니다.", "The chosen text is not a back-finder text."),
          message("self.tickcols = ['이름', …]이 있어야 합니다.", "It needs self.tickcols = ['name', …]."));
    }
  }
  if (assigns_flag_ || (options_.kind != TextKind::kBuy && options_.kind != TextKind::kSell)) return;
  const bool binance = options_.market == market::Market::kBinance;
  if (options_.kind == TextKind::kBuy) {
    const std::string_view flag = binance ? "BUY_LONG = False" : "매수 = False";
    add(Severity::kWarning, "no-decision", {}, 1,
        message("'{}'가 없어서 모든 행에서 매수합니다.", "Without '{}' this text buys at every row.", flag), {});
  } else {
    const std::string_view flag = binance ? "SELL_LONG = True" : "매도 = True";
    add(Severity::kWarning, "no-decision", {}, 1,
        message("'{}'가 없어서 매도하지 않습니다.", "Without '{}' this text never sells.", flag), {});
  }
}

void Checker::children(Expr& expr) {
  for (ExprPtr& child : expr.children) {
    if (child != nullptr) value(*child);
  }
}

void Checker::value(Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kName:
      name_value(expr);
      break;
    case ExprKind::kAttribute:
      attribute(expr);
      break;
    case ExprKind::kSubscript:
      subscript(expr);
      break;
    case ExprKind::kCall:
      call(expr);
      break;
    default:
      children(expr);
      break;
  }
}

void Checker::subscript(Expr& expr) {
  Expr& object = *expr.children[0];
  if (is_self_member(object) && !locals_.contains("self")) {
    self_member(object);
    if (object.binding.kind == BindingKind::kSelfVars) vars_index(*expr.children[1]);
    if (object.binding.kind == BindingKind::kSelfIndicator) {
      problem(
          "indicator-read", expr,
          message("self.indicator는 값을 넣기만 할 수 있습니다.", "self.indicator can only be assigned."),
          message("보조지표의 값은 RSI처럼 이름으로 읽으십시오.", "Read an indicator by its name, for example RSI."));
    }
  } else {
    value(object);
  }
  value(*expr.children[1]);
}

void Checker::target(Expr& expr, bool augmented) {
  switch (expr.kind) {
    case ExprKind::kTuple:
      for (ExprPtr& child : expr.children) target(*child, augmented);
      return;
    case ExprKind::kName: {
      bind_name(expr);
      const NameBinding meaning = engine_meaning(expr.binding);
      if (expr.binding.kind == BindingKind::kFlag) {
        assigns_flag_ = true;
      } else if (meaning.kind == BindingKind::kWindow) {
        problem("window-form", expr,
                message("{0}(30), {0}(30, 1) 형태로 사용하십시오.", "Use it as {0}(30) or {0}(30, 1).", expr.text),
                message("변수에는 다른 이름을 쓰십시오.", "Give the variable another name."));
      } else if (meaning.kind != BindingKind::kUnknown) {
        warning("hides-name", expr,
                message("'{}'은(는) 엔진의 이름인데 이 아래에서는 넣은 값이 됩니다.",
                        "'{}' is a name of the engine; from here on it is the assigned value.", expr.text));
      } else if (exists_elsewhere(expr.text, context_)) {
        for (std::string_view flag : {"매수", "매도", "BUY_LONG", "SELL_SHORT", "SELL_LONG", "BUY_SHORT"}) {
          if (expr.text == flag) {
            warning("other-decision", expr,
                    message("'{}'은(는) 이 전략의 결정 변수가 아니므로 아무 일도 일어나지 않습니다.",
                            "'{}' is not a decision of this text; assigning it does nothing.", expr.text));
          }
        }
      }
      return;
    }
    case ExprKind::kAttribute:
      self_member(expr);
      if (expr.binding.kind != BindingKind::kSelfTickData && expr.binding.kind != BindingKind::kSelfTickColumns &&
          expr.binding.kind != BindingKind::kUnknown) {
        problem("invalid-target", expr,
                message("self.{}에는 값을 넣을 수 없습니다.", "self.{} cannot be assigned.", expr.text));
      }
      return;
    case ExprKind::kSubscript:
      subscript_target(expr);
      return;
    default:
      value(expr);
      return;
  }
}

void Checker::subscript_target(Expr& expr) {
  Expr& object = *expr.children[0];
  value(*expr.children[1]);
  if (!is_self_member(object)) {
    value(object);
    return;
  }
  self_member(object);
  if (object.binding.kind == BindingKind::kSelfIndicator) {
    problem("indicator-in-sell", expr,
            message("self.indicator는 매수 전략에서만 설정합니다.", "self.indicator is set in buy texts only."),
            message("이 줄을 매수 전략으로 옮기십시오.", "Move this line to the buy text."));
  } else if (object.binding.kind != BindingKind::kUnknown) {
    problem("invalid-target", expr,
            message("self.{}에는 값을 넣을 수 없습니다.", "self.{} cannot be assigned.", object.text));
  }
}

}  // namespace stom::script
