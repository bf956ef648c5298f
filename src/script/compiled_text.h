// A checked and planned text, and how to run it. CompiledText is immutable after compile() and may be shared by threads;
// an Evaluator keeps scratch memory and belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "script/plan.h"
#include "script/prepare.h"
#include "script/runtime.h"

namespace stom::script {

struct CompileOptions {
  market::Market market{};
  market::Frame frame{};
  TextKind kind{};
  bool lenient = false;
  std::vector<int> average_list;             // LIST
  int average_ticks = 30;                    // AVG when the text does not set self.vars[0]
  int vars_count = 0;                        // number of self.vars; 0: none
  std::vector<std::string> elapsed_names;    // configured 경과틱수 conditions; others read as 0
  feature::IndicatorSet indicator_set = feature::IndicatorSet::kStom;
};

struct CompiledText {
  std::string source;                        // as the user wrote it
  CompileOptions options;
  PreparedText prepared;
  Block body;
  Plan plan;
  Diagnostics diagnostics;                   // warnings and errors; with errors the text cannot run
  std::vector<std::string> local_names;      // per local slot
  // self.indicator['KEY'] = value lines: literals and self.vars only; evaluated per parameter vector.
  struct IndicatorSetting {
    int parameter = 0;                       // index into feature::kIndicatorParameters
    ExprPtr value;
  };
  std::vector<IndicatorSetting> indicator_settings;
  std::vector<std::string> finder_columns;   // self.tickcols of a finder text, without quotes
  std::vector<ExprPtr> window_expressions;   // owns what SlotTemplate::window points to

  [[nodiscard]] bool is_runnable() const { return !has_errors(diagnostics); }
  // A row may then take long (kStepLimit steps).
  [[nodiscard]] bool has_loops() const;
  // Indexes of self.vars in the statements, ascending (windows and indicator settings are slots of the plan); nothing if one is
  // computed while running.
  [[nodiscard]] std::optional<std::vector<int>> variables_read() const;
  [[nodiscard]] feature::IndicatorParameters indicator_parameters(const ParameterVector& vars) const;
  // Labels of sell conditions by number; out of range gives labels[0].
  [[nodiscard]] const std::string& label(std::int32_t number) const;
};

// prepare → parse → check → plan. A sell text has its own indicator programme: none (as the reference); it reads the
// indicators set by the buy text, so its plan is made with `buy_indicators`.
[[nodiscard]] std::shared_ptr<const CompiledText> compile(std::string_view text, const CompileOptions& options,
                                                          const CompiledText* indicator_source = nullptr);

// Runs one text. scan() is the buy/condition form over many rows, sell() the row form while holding.
class Evaluator {
 public:
  virtual ~Evaluator() = default;
  [[nodiscard]] virtual bool is_native() const = 0;
  // signals[r − begin] for rows begin…end−1 as if each were evaluated on its own (kRaised where it would raise).
  virtual void scan(const RowContext& context, std::int64_t begin, std::int64_t end, std::uint8_t* signals) = 0;
  // flags[r − begin] = 0 where sell() at that row would be kNoSell, otherwise another value: sell() must then be asked. False: this
  // evaluator has no such form, or not for these rows; every row must be asked.
  virtual bool scan_holding(const RowContext&, std::int64_t, std::int64_t, const HoldingRows&, std::uint8_t*) { return false; }
  // Figures that scan_holding() does not read may be left out.
  [[nodiscard]] virtual HoldingReads holding_reads() const { return {}; }
  // The sell_cond number, kNoSell or kSellRaised.
  virtual std::int32_t sell(const RowContext& context, std::int64_t row, const HoldingState& holding) = 0;
};

// The reference back end: walks the tree with full dynamic values.
class Interpreter;
[[nodiscard]] std::unique_ptr<Evaluator> make_interpreter(std::shared_ptr<const CompiledText> text);

// Why a row raised: re-evaluates it with the interpreter. `holding` null for buy texts and conditions.
[[nodiscard]] ScriptError explain_error(const CompiledText& text, const RowContext& context, std::int64_t row,
                                        const HoldingState* holding);

// Result of Plan::symbol_tests for one symbol.
[[nodiscard]] std::vector<std::uint8_t> evaluate_symbol_tests(const CompiledText& text, const std::string& code,
                                                              const std::string& name);

// A finder text at one row: the emitted values (finder_columns.size() of them), or nothing. Values as the text made them.
struct FinderHit {
  std::vector<std::variant<std::int64_t, double, std::string>> values;
};
struct FinderResult {
  std::optional<FinderHit> hit;
  std::optional<ScriptError> error;
};
[[nodiscard]] FinderResult run_finder(const CompiledText& text, const RowContext& context, std::int64_t row);

}  // namespace stom::script
