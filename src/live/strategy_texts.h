// The texts that a strategy worker runs: compiled as a back-test compiles them (backtest/run_texts.h), with the evaluators of this worker
// and the tally of what went wrong in them. All symbols of a worker share one object; one thread.
//
// A text that raises or runs away at a row gives no signal there. It is counted, and told once per text and kind of error: `report` gets
// the message.
#pragma once

#include "backtest/run_texts.h"

namespace stom::live {

// What became of the three kinds of text; warnings are no problem.
struct TextProblems {
  Diagnostics buy, sell, conditions;
  [[nodiscard]] bool is_runnable() const { return !has_errors(buy) && !has_errors(sell) && !has_errors(conditions); }
};

class StrategyTexts {
 public:
  using Report = std::function<void(const Message&)>;

  // spec: market, frame, averages, vars, texts, settings (elapsed conditions, 비중조절), back end, window scope, indicator set; its ranges do
  // not count. An empty text is none: that side never signals. Null where a text cannot run; `problems` says why.
  [[nodiscard]] static std::shared_ptr<StrategyTexts> make(const backtest::RunSpec& spec, TextProblems& problems, Report report = {});

  [[nodiscard]] const backtest::RunSpec& spec() const { return spec_; }
  [[nodiscard]] const backtest::RunTexts& texts() const { return texts_; }
  [[nodiscard]] bool has_buy() const { return !spec_.buy_text.empty(); }
  [[nodiscard]] bool has_sell() const { return !spec_.sell_text.empty(); }
  [[nodiscard]] bool is_native() const { return texts_.native_reason.empty() && spec_.back_end == backtest::BackEnd::kNative; }

  [[nodiscard]] script::Evaluator& buy() { return *buy_; }
  [[nodiscard]] script::Evaluator& sell() { return *sell_; }
  [[nodiscard]] script::Evaluator& condition(std::size_t number) { return *conditions_[number]; }

  // `text` raised at this row. holding: null for buy texts and conditions.
  void raised(const backtest::BoundText& text, const script::RowContext& context, std::int64_t row, const script::HoldingState* holding);
  // Rows at which the text of this name ("buy", "sell", a condition's) raised.
  [[nodiscard]] std::uint64_t raised_rows(const std::string& name) const;

 private:
  explicit StrategyTexts(const backtest::RunSpec& spec) : spec_(spec) {}

  struct Tally {
    std::uint64_t rows = 0;
    std::vector<std::string> told;  // kinds
  };

  backtest::RunSpec spec_;
  backtest::RunTexts texts_;
  std::unique_ptr<script::Evaluator> buy_, sell_;
  std::vector<std::unique_ptr<script::Evaluator>> conditions_;
  std::map<std::string, Tally> tallies_;
  Report report_;
};

}  // namespace stom::live
