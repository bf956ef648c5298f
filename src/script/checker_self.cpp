// self.* and attributes of values.
#include <algorithm>

#include "script/checker_state.h"
#include "script/constant.h"

namespace stom::script {
namespace {

struct SelfMember {
  std::string_view name;
  BindingKind kind;
  bool finder_only;
};
constexpr SelfMember kMembers[] = {
    {"vars", BindingKind::kSelfVars, false},
    {"indicator", BindingKind::kSelfIndicator, false},
    {"Buy", BindingKind::kSelfBuy, false},
    {"Sell", BindingKind::kSelfSell, false},
    {"tickcols", BindingKind::kSelfTickColumns, true},
    {"tickdata", BindingKind::kSelfTickData, true},
    {"index", BindingKind::kSelfIndex, true},
    {"indexn", BindingKind::kSelfIndexNumber, true},
    {"arry_data", BindingKind::kSelfArray, true},
    {"tq", BindingKind::kSelfEmit, true},
};

}  // namespace

void Checker::self_member(Expr& expr) {
  const auto* member =
      std::find_if(std::begin(kMembers), std::end(kMembers), [&](const SelfMember& m) { return m.name == expr.text; });
  if (member == std::end(kMembers)) {
    problem("unknown-self", expr,
            message("self.{}은(는) 전략에서 쓸 수 없습니다.", "A strategy cannot use self.{}.", expr.text),
            message("쓸 수 있는 것: self.vars[n], self.indicator['이름']",
                    "Allowed: self.vars[n], self.indicator['NAME']"));
    return;
  }
  expr.binding = {member->kind, 0, BindingKind::kUnknown, 0};
  if (!member->finder_only || text_.options.kind == TextKind::kFinder) return;
  if (member->kind == BindingKind::kSelfArray) {
    problem("look-ahead", expr,
            message("self.arry_data는 앞으로의 행까지 읽을 수 있어 백파인더 전략에서만 쓸 수 있습니다.",
                    "self.arry_data can read rows of the future; only back-finder texts may use it."),
            message("이전 값은 현재가N(1)처럼 읽으십시오.", "Read earlier values like 현재가N(1)."));
  } else {
    problem("finder-only", expr,
            message("self.{}은(는) 백파인더 전략에서만 쓸 수 있습니다.", "Only back-finder texts may use self.{}.",
                    expr.text));
  }
}

// self.tq.put: binds all of its parts.
bool Checker::is_emit(Expr& expr) {
  if (expr.text != "put" || expr.children[0]->kind != ExprKind::kAttribute) return false;
  Expr& queue = *expr.children[0];
  if (queue.text != "tq" || queue.children[0]->kind != ExprKind::kName || queue.children[0]->text != "self")
    return false;
  self_member(queue);
  expr.binding = queue.binding;
  return true;
}

void Checker::attribute(Expr& expr) {
  Expr& object = *expr.children[0];
  if (object.kind == ExprKind::kName && object.text == "self" && !locals_.contains("self")) {
    self_member(expr);
    const BindingKind kind = expr.binding.kind;
    if (kind == BindingKind::kSelfVars || kind == BindingKind::kSelfIndicator) {
      problem("missing-index", expr, message("self.{} 뒤에 [번호]가 없습니다.", "self.{} lacks its index.", expr.text),
              kind == BindingKind::kSelfVars ? message("self.vars[1]처럼 쓰십시오.", "Write it like self.vars[1].")
                                             : Message{});
    }
    return;
  }
  if (object.kind == ExprKind::kName) {
    bind_name(object);
    if (object.binding.kind == BindingKind::kModule) {
      if (!is_module_member(object.binding.id, expr.text)) {
        problem("unknown-attribute", expr,
                message("{}.{}은(는) 쓸 수 없습니다.", "{}.{} is not available.", object.text, expr.text));
      }
      return;
    }
    if (can_call(object.binding.kind)) name_value(object);
  } else {
    value(object);
    const bool unknown_self = object.kind == ExprKind::kAttribute && object.binding.kind == BindingKind::kUnknown &&
                              object.children[0]->kind == ExprKind::kName && object.children[0]->text == "self";
    if (unknown_self) return;  // one report is enough
  }
  if (!is_value_member(expr.text)) {
    problem("unknown-attribute", expr, message("'.{}'은(는) 쓸 수 없습니다.", "'.{}' is not available.", expr.text));
  }
}

void Checker::vars_index(const Expr& index) {
  text_.plan.uses_vars = true;
  if (!is_constant(index) || reads_vars(index)) return;
  const std::optional<Constant> number = evaluate_constant(index, {});
  if (!number) return;
  if (!number->is_integer || number->value < 0) {
    problem("wrong-argument", index,
            message("self.vars의 번호는 0 이상의 정수입니다.", "The index of self.vars is an integer from 0."));
  } else if (number->value >= options_.vars_count) {
    if (options_.vars_count == 0) {
      problem("vars-missing", index, message("이 실행에는 self.vars가 없습니다.", "This run has no self.vars."),
              message("최적화 범위가 있는 전략에서만 self.vars를 쓸 수 있습니다.",
                      "Only a strategy with optimisation ranges has self.vars."));
    } else {
      problem("vars-missing", index,
              message("self.vars[{}]는 없습니다 (0–{}).", "There is no self.vars[{}] (0 to {}).",
                      static_cast<long>(number->value), options_.vars_count - 1));
    }
  }
}

// self.tickcols = ['…', …]
void Checker::tick_columns(const Stmt& stmt) {
  const Expr& list = *stmt.value;
  const bool is_list = list.kind == ExprKind::kList || list.kind == ExprKind::kTuple;
  for (std::size_t i = 0; is_list && i < list.children.size(); ++i) {
    if (list.children[i]->kind == ExprKind::kString) {
      text_.finder_columns.push_back(list.children[i]->text);
      continue;
    }
    add(Severity::kError, "finder-columns", list.children[i]->position, list.children[i]->length,
        message("self.tickcols에는 문자열만 쓸 수 있습니다.", "self.tickcols takes texts only."), {});
  }
  if (!is_list) {
    add(Severity::kError, "finder-columns", list.position, list.length,
        message("self.tickcols는 문자열의 리스트여야 합니다.", "self.tickcols must be a list of texts."),
        message("self.tickcols = ['체결강도', '등락율']", "self.tickcols = ['체결강도', '등락율']"));
  }
}

}  // namespace stom::script
