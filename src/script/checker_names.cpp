// Names: which are locals, what the others mean, and why an unknown one is unknown.
#include <algorithm>

#include "script/checker_state.h"

namespace stom::script {
namespace {

constexpr std::string_view kLiveOnly[] = {"매수수량", "매도수량",   "강제청산",     "매수시간",    "레버리지",
                                          "보유중",   "추가매수가", "매수분할횟수", "매도분할횟수"};
constexpr std::string_view kForbidden[] = {
    "open", "exec",  "eval",       "compile", "getattr", "setattr", "delattr", "globals", "locals",    "vars",
    "dir",  "input", "__import__", "os",      "sys",     "type",    "object",  "id",      "breakpoint"};

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Where else the name exists: "min rows", "stocks", "sell texts".
Message place_of(std::string_view name, const NameContext& context) {
  const auto known = [&](NameContext other) {
    other.lenient = false;
    return resolve(name, other).kind != BindingKind::kUnknown;
  };
  NameContext other = context;
  other.frame = context.frame == market::Frame::kTick ? market::Frame::kMinute : market::Frame::kTick;
  if (known(other))
    return other.frame == market::Frame::kTick ? message("틱(1초) 데이터", "tick (one-second) rows")
                                               : message("분봉 데이터", "minute rows");
  for (TextKind kind : {TextKind::kBuy, TextKind::kSell}) {
    other = context;
    other.kind = kind;
    if (kind != context.kind && known(other)) {
      return kind == TextKind::kBuy ? message("매수 전략", "buy texts") : message("매도 전략", "sell texts");
    }
  }
  for (market::Market market : market::kMarkets) {
    other = context;
    other.market = market;
    if (market == context.market || !known(other)) continue;
    return market == market::Market::kStock   ? message("주식", "stocks")
           : market == market::Market::kUpbit ? message("업비트", "Upbit")
                                              : message("바이낸스 선물", "Binance futures");
  }
  return message("다른 시장이나 다른 전략", "another market or kind of text");
}

}  // namespace

void Checker::collect_target(const Expr& target) {
  if (target.kind == ExprKind::kTuple) {
    for (const ExprPtr& child : target.children) collect_target(*child);
    return;
  }
  if (target.kind != ExprKind::kName) return;
  if (resolve(target.text, context_).kind == BindingKind::kFlag || locals_.contains(target.text)) return;
  locals_.emplace(target.text, static_cast<int>(text_.local_names.size()));
  text_.local_names.push_back(target.text);
}

void Checker::collect_locals(const Block& block) {
  for (const StmtPtr& stmt : block) {
    for (const ExprPtr& each : stmt->targets) collect_target(*each);
    collect_locals(stmt->body);
    collect_locals(stmt->orelse);
  }
}

NameBinding Checker::engine_meaning(const NameBinding& binding) {
  if (binding.kind != BindingKind::kLocal) return binding;
  return {binding.fallback_kind, binding.fallback_id, BindingKind::kUnknown, 0};
}

void Checker::bind_name(Expr& expr) {
  const NameBinding meaning = resolve(expr.text, context_);
  const auto local = locals_.find(expr.text);
  expr.binding = local == locals_.end() ? meaning
                                        : NameBinding{BindingKind::kLocal, static_cast<std::uint16_t>(local->second),
                                                      meaning.kind, meaning.id};
  if (expr.binding.kind == BindingKind::kUnknown) unknown_name(expr);
}

// A name where a value is wanted.
void Checker::name_value(Expr& expr) {
  bind_name(expr);
  const NameBinding meaning = engine_meaning(expr.binding);
  if (meaning.kind == BindingKind::kWindow) {
    problem("window-form", expr,
            message("{0}(30), {0}(30, 1) 형태로 사용하십시오.", "Use it as {0}(30) or {0}(30, 1).", expr.text));
  } else if (expr.binding.kind != BindingKind::kLocal &&
             (can_call(meaning.kind) || meaning.kind == BindingKind::kModule)) {
    problem(
        "missing-call", expr,
        message("'{}'는 함수이므로 괄호를 붙여 불러야 합니다.", "'{}' is a function and must be called.", expr.text),
        message("{}", "{}", call_examples(expr.text, meaning)));
  }
}

void Checker::unknown_name(const Expr& expr) {
  if (text_.diagnostics.size() >= kCheckLimit) return;
  const std::string& name = expr.text;
  if (name == "self") {
    problem("self-alone", expr, message("self는 혼자 쓸 수 없습니다.", "self cannot stand alone."),
            message("self.vars[1]처럼 쓰십시오.", "Write it like self.vars[1]."));
    return;
  }
  Message hint;
  const std::optional<std::string_view> near = suggest(name, context_);
  if (near) hint = message("'{}'를 쓰려던 것이 아닙니까?", "Did you mean '{}'?", *near);
  if (contains(kForbidden, name)) {
    problem("forbidden-name", expr, message("전략에서는 '{}'를 쓸 수 없습니다.", "A strategy cannot use '{}'.", name),
            message("전략은 파일, 네트워크, 다른 프로그램에 닿을 수 없습니다.",
                    "A strategy cannot reach files, the network or other programs."));
  } else if (exists_elsewhere(name, context_)) {
    NameContext strict = context_;
    strict.lenient = false;
    if (resolve(name, strict).kind != BindingKind::kUnknown) {
      problem("unknown-name", expr,
              message("'{}'은(는) 원래 백테스트에 없는 이름입니다.", "'{}' does not exist in the original back-test.",
                      name),
              message("이 줄이 실행되면 NameError입니다.", "Reaching it is a NameError."));
      return;
    }
    const Message place = place_of(name, context_);
    problem("name-elsewhere", expr,
            {fmt::format("'{}'은(는) 여기에 없고 {}에만 있는 이름입니다.", name, place.ko),
             fmt::format("'{}' does not exist here; it exists in {}.", name, place.en)},
            std::move(hint));
  } else if (contains(kLiveOnly, name)) {
    problem("live-only-name", expr,
            message("'{}'은(는) 실거래에서만 있는 이름입니다.", "'{}' exists in live trading only.", name),
            message("백테스트에서는 쓸 수 없습니다.", "A back-test cannot use it."));
  } else {
    problem("unknown-name", expr, message("'{}'이라는 이름이 없습니다.", "There is no name '{}'.", name),
            std::move(hint));
  }
}

}  // namespace stom::script
