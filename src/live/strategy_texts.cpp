#include "live/strategy_texts.h"

#include <algorithm>
#include <bit>

#include "market/schema.h"

namespace stom::live {

std::shared_ptr<StrategyTexts> StrategyTexts::make(const backtest::RunSpec& spec, TextProblems& problems, Report report) {
  std::shared_ptr<StrategyTexts> made(new StrategyTexts(spec));
  backtest::RunResult result;
  const bool runs = backtest::compile_run_texts(made->spec_, made->texts_, result);
  problems = {std::move(result.buy_diagnostics), std::move(result.sell_diagnostics), std::move(result.condition_diagnostics)};
  // Warnings about what an empty text would do are of no use: it does nothing.
  if (!made->has_buy()) problems.buy.clear();
  if (!made->has_sell()) problems.sell.clear();
  if (!runs) return nullptr;
  made->buy_ = made->texts_.buy.make_evaluator();
  made->sell_ = made->texts_.sell.make_evaluator();
  for (const backtest::BoundText& condition : made->texts_.conditions) made->conditions_.push_back(condition.make_evaluator());
  made->report_ = std::move(report);
  return made;
}

void StrategyTexts::raised(const backtest::BoundText& text, const script::RowContext& context, std::int64_t row,
                           const script::HoldingState* holding) {
  Tally& tally = tallies_[text.name];
  // Finding out why runs the text once more. After the first rows it is asked ever more seldom, so that a text that always raises costs
  // nothing.
  if (!std::has_single_bit(++tally.rows)) return;
  const script::ScriptError error = script::explain_error(*text.text, context, row, holding);
  if (std::find(tally.told.begin(), tally.told.end(), error.kind) != tally.told.end()) return;
  tally.told.push_back(error.kind);
  if (!report_) return;
  const std::string time = readable(market::to_second_key(spec_.frame, context.index[row]));
  const std::string& code = *context.code;
  const auto [line, column] = error.position;
  report_({fmt::format("전략({}) {}행 {}열 오류 {}: {} [{} {}] 이 행에는 신호가 없습니다. 같은 오류는 세기만 합니다.", text.name, line, column, error.kind,
                       error.text.ko, code, time),
           fmt::format("Text ({}) line {} column {}: {}: {} [{} {}] No signal at this row; the same error is only counted from now on.",
                       text.name, line, column, error.kind, error.text.en, code, time)});
}

std::uint64_t StrategyTexts::raised_rows(const std::string& name) const {
  const auto found = tallies_.find(name);
  return found == tallies_.end() ? 0 : found->second.rows;
}

}  // namespace stom::live
