#include "backtest/run_texts.h"

#include "base/error.h"

namespace stom::backtest {
namespace {

using script::CompiledText;
using script::TextKind;

constexpr int kScalingWindow = 30;

script::CompileOptions options_of(const RunSpec& spec, TextKind kind) {
  script::CompileOptions options;
  options.market = spec.market;
  options.frame = spec.frame;
  options.kind = kind;
  options.lenient = spec.lenient;
  options.average_list = spec.average_list;
  options.average_ticks = spec.average_ticks;
  options.indicator_set = spec.indicator_set;
  options.vars_count = static_cast<int>(spec.vars.values.size());
  for (const trade::ElapsedCondition& condition : spec.settings.elapsed_conditions) options.elapsed_names.push_back(condition.name);
  return options;
}

bool accept(const std::string& name, const std::shared_ptr<const CompiledText>& text, BoundText& bound, RunResult& result) {
  bound.name = name;
  bound.text = text;
  if (text->is_runnable()) return true;
  RunError error;
  error.text_name = name;
  error.error.kind = "SyntaxError";
  for (const Diagnostic& diagnostic : text->diagnostics) {
    if (diagnostic.severity != Severity::kError) continue;
    error.error.position = diagnostic.position;
    error.error.text = diagnostic.text;
    break;
  }
  if (!result.error) result.error = std::move(error);
  return false;
}

// Selectors 2 and 3 of 비중조절 are angles; crypto takes every selector from 3 on for 당일거래대금각도.
std::optional<feature::WindowFunction> scaling_angle(const RunSpec& spec) {
  const double selector = spec.settings.weight_scaling[0];
  if (selector == 2) return feature::WindowFunction::kChangeRateAngle;
  if (selector == 3 || (selector > 3 && market::is_crypto(spec.market))) return feature::WindowFunction::kDayValueAngle;
  return std::nullopt;
}

// Texts are made native side by side: compiling is the longest part of a short run.
void make_native(const RunSpec& spec, const std::vector<BoundText*>& all, RunTexts& texts) {
  if (spec.back_end != BackEnd::kNative) return;
  std::vector<std::string> reasons(all.size());
  const StopFlag never;
  parallel_for(all.size(), std::min(hardware_threads(), 4u), never,
               [&](std::size_t item, unsigned) { all[item]->native = script::compile_native(all[item]->text, &reasons[item]); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i]->native && texts.native_reason.empty()) texts.native_reason = all[i]->name + ": " + reasons[i];
  }
}

}  // namespace

std::unique_ptr<script::Evaluator> BoundText::make_evaluator() const {
  return native ? native->make_evaluator() : script::make_interpreter(text);
}

bool compile_run_texts(const RunSpec& spec, RunTexts& texts, RunResult& result) {
  auto buy = script::compile(spec.buy_text, options_of(spec, TextKind::kBuy));
  auto sell = script::compile(spec.sell_text, options_of(spec, TextKind::kSell), buy.get());
  result.buy_diagnostics = buy->diagnostics;
  result.sell_diagnostics = sell->diagnostics;
  bool runnable = accept("buy", buy, texts.buy, result);
  runnable = accept("sell", sell, texts.sell, result) && runnable;
  for (const trade::ElapsedCondition& condition : spec.settings.elapsed_conditions) {
    auto text = script::compile(condition.expression, options_of(spec, TextKind::kCondition), buy.get());
    result.condition_diagnostics.insert(result.condition_diagnostics.end(), text->diagnostics.begin(), text->diagnostics.end());
    runnable = accept(condition.name, text, texts.conditions.emplace_back(), result) && runnable;
  }
  if (!runnable) return false;
  bind_run_texts(spec, texts, result);

  std::vector<BoundText*> all = {&texts.buy, &texts.sell};
  for (BoundText& condition : texts.conditions) all.push_back(&condition);
  make_native(spec, all, texts);
  result.buy_native = texts.buy.native != nullptr;
  result.sell_native = texts.sell.native != nullptr;
  result.native_reason = texts.native_reason;
  return true;
}

void bind_run_texts(const RunSpec& spec, RunTexts& texts, RunResult& result) {
  texts.condition_columns.clear();
  const feature::IndicatorParameters indicators = texts.buy.text->indicator_parameters(spec.vars);
  const auto bind = [&](BoundText& bound) {
    bound.columns = texts.layout.add(script::resolve_slots(bound.text->plan, spec.vars, spec.frame, spec.average_list, indicators,
                                                           spec.indicator_set));
  };
  bind(texts.buy);
  bind(texts.sell);
  for (BoundText& condition : texts.conditions) bind(condition);
  for (const BoundText& condition : texts.conditions) {
    const auto columns = texts.layout.add({script::ElapsedKey{condition.name}});
    texts.condition_columns.push_back(columns.front());
  }
  if (const auto function = scaling_angle(spec)) {
    const bool held = feature::is_held(*function, kScalingWindow, spec.frame, spec.average_list);
    texts.scaling_column = texts.layout.add({feature::WindowKey{*function, held, kScalingWindow}}).front();
  }

  result.uses_held_windows = texts.layout.has_chained_columns(feature::WindowScope::kStom);
  result.uses_indicators = texts.layout.has_indicators();
}

}  // namespace stom::backtest
