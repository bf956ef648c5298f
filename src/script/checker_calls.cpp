// Calls: what may be called, with how many and which arguments, and arguments that are wrong whatever the row.
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "script/checker_state.h"
#include "script/constant.h"

namespace stom::script {
namespace {

const Expr* argument(const Expr& call, std::size_t position, std::string_view name) {
  if (position + 1 < call.children.size()) return call.children[position + 1].get();
  for (const Keyword& keyword : call.keywords) {
    if (keyword.name == name) return keyword.value.get();
  }
  return nullptr;
}

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string listed(auto&& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

// The value of an expression that no parameter changes.
std::optional<Constant> fixed_value(const Expr& expr) {
  return is_constant(expr) && !reads_vars(expr) ? evaluate_constant(expr, {}) : std::nullopt;
}

}  // namespace

void Checker::call(Expr& expr) {
  Expr& callee = *expr.children[0];
  if (callee.kind == ExprKind::kName) {
    name_call(expr);
  } else if (callee.kind == ExprKind::kAttribute) {
    attribute_call(expr);
  } else {
    value(callee);
    problem("not-a-function", callee,
            message("이 값은 함수가 아니므로 부를 수 없습니다.", "This value is not a function."),
            message("곱하기라면 '*'를 쓰십시오.", "Write '*' to multiply."));
  }
  for (std::size_t i = 1; i < expr.children.size(); ++i) value(*expr.children[i]);
  for (const Keyword& keyword : expr.keywords) value(*keyword.value);
}

void Checker::name_call(Expr& expr) {
  Expr& callee = *expr.children[0];
  bind_name(callee);
  expr.binding = callee.binding;
  const NameBinding meaning = engine_meaning(callee.binding);
  if (can_call(meaning.kind)) {
    arguments(expr, meaning);
    return;
  }
  if (callee.binding.kind == BindingKind::kUnknown) return;  // already reported
  Message hint;
  const std::string look_back = callee.text + "N";
  if (resolve(look_back, context_).kind == BindingKind::kFieldLookback)
    hint = message("'{}'를 쓰려던 것이 아닙니까?", "Did you mean '{}'?", look_back);
  else if (resolve(callee.text + "_N", context_).kind == BindingKind::kIndicatorLookback)
    hint = message("'{}_N'를 쓰려던 것이 아닙니까?", "Did you mean '{}_N'?", callee.text);
  problem("not-a-function", callee,
          message("'{}'은(는) 함수가 아니므로 부를 수 없습니다.", "'{}' is not a function.", callee.text),
          std::move(hint));
}

void Checker::attribute_call(Expr& expr) {
  Expr& callee = *expr.children[0];
  Expr& object = *callee.children[0];
  if (is_emit(callee)) {
    expr.binding = callee.binding;
    if (expr.children.size() != 2 || !expr.keywords.empty()) {
      problem("wrong-arity", expr, message("self.tq.put은 튜플 하나를 받습니다.", "self.tq.put takes one tuple."),
              message("self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)",
                      "self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)"));
    }
    return;
  }
  if (object.kind == ExprKind::kName && object.text == "self" && !locals_.contains("self")) {
    self_member(callee);
    if (callee.binding.kind == BindingKind::kSelfBuy || callee.binding.kind == BindingKind::kSelfSell) {
      expr.binding = callee.binding;
      problem("order-call", callee,
              message("self.{}는 끝의 '{}' 아래에만 쓸 수 있습니다.", "self.{} may only stand under the final '{}'.",
                      callee.text, callee.text == "Buy" ? "if 매수:" : "if 매도:"),
              message("이 줄을 지우고 결정은 매수 = False / 매도 = True로 하십시오.",
                      "Remove it; decide by 매수 = False or 매도 = True."));
    } else if (callee.binding.kind != BindingKind::kUnknown) {
      problem("not-a-function", callee,
              message("self.{}은(는) 함수가 아닙니다.", "self.{} is not a function.", callee.text));
    }
    return;
  }
  attribute(callee);
}

void Checker::arguments(const Expr& expr, const NameBinding& binding) {
  Signature signature;
  if (!find_signature(binding, signature)) return;
  const std::string& name = expr.children[0]->text;
  const int positional = static_cast<int>(expr.children.size()) - 1;
  const std::string examples = call_examples(name, binding);
  int given = positional;
  for (const Keyword& keyword : expr.keywords) {
    if (contains(signature.keywords, keyword.name)) continue;
    const auto parameter = std::find(signature.parameters.begin(), signature.parameters.end(), keyword.name);
    if (parameter == signature.parameters.end()) {
      problem("unknown-keyword", *keyword.value,
              message("'{}' 함수에 '{}'라는 인수가 없습니다.", "'{}' has no argument named '{}'.", name, keyword.name),
              signature.parameters.empty()
                  ? Message{}
                  : message("쓸 수 있는 이름: {}", "Its arguments: {}", listed(signature.parameters)));
      return;
    }
    if (parameter - signature.parameters.begin() < positional) {
      problem("wrong-arity", *keyword.value,
              message("'{}' 인수를 두 번 넘겼습니다.", "The argument '{}' is passed twice.", keyword.name));
      return;
    }
    ++given;
  }
  if (given < signature.least || (signature.most >= 0 && given > signature.most)) {
    const std::string range = signature.most < 0 ? fmt::format("{}+", signature.least)
                              : signature.least == signature.most
                                  ? fmt::format("{}", signature.least)
                                  : fmt::format("{}–{}", signature.least, signature.most);
    problem("wrong-arity", expr,
            message("'{}' 함수의 인수는 {}개여야 하는데 {}개입니다.", "'{}' takes {} arguments, got {}.", name, range,
                    given),
            message("{}", "{}", examples));
    return;
  }
  constant_arguments(expr, binding);
}

void Checker::constant_arguments(const Expr& expr, const NameBinding& binding) {
  switch (binding.kind) {
    case BindingKind::kFieldLookback:
    case BindingKind::kIndicatorLookback:
      if (const Expr* pre = argument(expr, 0, "pre")) look_back(*pre);
      break;
    case BindingKind::kWindow:
      if (const Expr* tick = argument(expr, 0, "tick")) window_size(*tick);
      if (const Expr* pre = argument(expr, 1, "pre")) look_back(*pre);
      break;
    case BindingKind::kFunction:
      if (static_cast<Function>(binding.id) == Function::kElapsedTicks) {
        if (const Expr* name = argument(expr, 0, "조건명")) condition_name(*name);
      }
      break;
    default:
      break;
  }
}

void Checker::look_back(const Expr& pre) {
  if (pre.kind == ExprKind::kString || pre.kind == ExprKind::kNone || pre.kind == ExprKind::kTuple ||
      pre.kind == ExprKind::kList) {
    problem("wrong-argument", pre,
            message("몇 행 전인지는 정수여야 합니다.", "The number of rows back must be an integer."));
    return;
  }
  const std::optional<Constant> rows = fixed_value(pre);
  if (!rows) return;
  if (rows->value < -1) {
    problem("future-read", pre,
            message("{}은 미래의 행입니다. 앞으로의 값은 읽을 수 없습니다.",
                    "{} is a row of the future; what comes later cannot be read.", rows->value),
            message("0은 현재, 1은 한 행 전, -1은 매수한 행입니다.",
                    "0 is the current row, 1 the row before, -1 the row of the purchase."));
  } else if (!rows->is_integer) {
    problem(
        "wrong-argument", pre,
        message("몇 행 전인지는 정수여야 합니다: {}", "The number of rows back must be an integer: {}", rows->value));
  }
}

void Checker::window_size(const Expr& tick) {
  if (tick.kind == ExprKind::kString || tick.kind == ExprKind::kNone || tick.kind == ExprKind::kTuple ||
      tick.kind == ExprKind::kList) {
    problem("window-size", tick,
            message("구간의 길이는 1 이상의 정수여야 합니다.", "The window must be an integer of at least 1."));
    return;
  }
  const std::optional<Constant> size = fixed_value(tick);
  if (size && (!size->is_integer || size->value < 1)) {
    problem("window-size", tick,
            message("구간의 길이는 1 이상의 정수여야 합니다: {}", "The window must be an integer of at least 1: {}",
                    size->value));
  }
}

void Checker::condition_name(const Expr& name) {
  if (name.kind != ExprKind::kString) {
    if (fixed_value(name)) {
      problem("wrong-argument", name,
              message("경과틱수에는 조건의 이름(문자열)을 씁니다.", "경과틱수 takes the name of a condition (text)."),
              message("경과틱수('이름')", "경과틱수('name')"));
    }
    return;
  }
  const std::vector<std::string>& names = options_.elapsed_names;
  if (std::find(names.begin(), names.end(), name.text) != names.end()) return;
  warning("unknown-condition", name,
          message("'{}'라는 경과틱수 조건이 설정에 없어서 값은 항상 0입니다.",
                  "No elapsed-tick condition '{}' is set; its value is always 0.", name.text),
          names.empty() ? Message{} : message("설정된 조건: {}", "Conditions that are set: {}", listed(names)));
}

}  // namespace stom::script
