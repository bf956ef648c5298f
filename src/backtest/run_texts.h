// The texts of a run, compiled and bound to the run's columns; immutable and shared by all workers.
#pragma once

#include "backtest/column_layout.h"
#include "backtest/feature_cache.h"
#include "backtest/run.h"
#include "base/rounding.h"

namespace stom::backtest {

struct BoundText {
  std::string name;  // "buy", "sell", or the condition's name
  std::shared_ptr<const script::CompiledText> text;
  std::shared_ptr<const script::NativeText> native;  // null: interpreted
  std::vector<int> columns;                          // per plan slot: column of the layout

  [[nodiscard]] std::unique_ptr<script::Evaluator> make_evaluator() const;
};

struct RunTexts {
  BoundText buy, sell;
  std::vector<BoundText> conditions;
  std::vector<int> condition_columns;  // per condition: its elapsed column, −1 if no text reads it
  int scaling_column = -1;             // angle column that 비중조절 selects, if it selects one
  ColumnLayout layout;
  std::string native_reason;
  FeatureCache* feature_cache = nullptr;  // of a sweep: columns that outlive a run; must outlive its simulators
};

// Compiles everything; diagnostics go to the result. Returns false (and a SyntaxError in result.error) if a text cannot run.
[[nodiscard]] bool compile_run_texts(const RunSpec& spec, RunTexts& texts, RunResult& result);

// The part that depends on spec.vars: columns of the layout, which must be empty, for texts that are compiled.
void bind_run_texts(const RunSpec& spec, RunTexts& texts, RunResult& result);

// The number by which 비중조절 scales the bet at a row: `field` gives a column's value there, `angle` that of scaling_column.
template <typename FieldAt, typename AngleAt>
[[nodiscard]] double scaling_number(const RunSpec& spec, const RunTexts& texts, const FieldAt& field, const AngleAt& angle) {
  const double selector = spec.settings.weight_scaling[0];
  if (selector == 1) return round_scaled((field(market::Field::kHigh) / field(market::Field::kLow) - 1) * 100, 2);
  if (texts.scaling_column >= 0) return angle();
  if (selector == 4) return field(market::Field::kVolumeRatio);
  if (selector == 5) return field(market::Field::kTurnover);
  return field(market::Field::kSameTimeVolumeRatio);
}

}  // namespace stom::backtest
