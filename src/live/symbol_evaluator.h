// One symbol's day, row by row: all columns of the schema, the derived columns of the worker's texts, and what the texts say at the newest
// row. The figures and signals are those of a back-test over the same rows (FeatureColumns, Simulator), bit for bit; tests compare every
// row.
//
// A day begins with the first row of a later date (row keys are UTC) and starts from nothing, but held windows of scope stom go on over
// midnight. New texts take effect at the next row: derived columns that they share with the old ones stay, the others are computed over the
// day so far (and the kept days before it), so that nothing depends on when a text came.
//
// Memory: a column is address space for a whole day, used as rows come; it never moves. Of earlier days only what windows can read is kept.
// One thread.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/reserved_memory.h"
#include "feature/indicator.h"
#include "feature/window_column.h"
#include "live/strategy_texts.h"

namespace stom::live {

struct EvaluatorOptions {
  market::Market market{};
  market::Frame frame{};
  // Earlier days whose rows new held windows (scope stom) are computed from. Sums of fractions over days that are not kept may differ in
  // the last bit.
  std::size_t kept_days = 1;
};

class SymbolEvaluator {
 public:
  SymbolEvaluator(std::string code, const EvaluatorOptions& options);
  ~SymbolEvaluator();
  SymbolEvaluator(SymbolEvaluator&&) noexcept;
  SymbolEvaluator& operator=(SymbolEvaluator&&) noexcept;

  // From the next row on; null: none.
  void set_texts(std::shared_ptr<StrategyTexts> texts);
  // A complete row. False, and nothing happens: its key is not later than the last one's, or it has not the columns of the schema.
  [[nodiscard]] bool append(RowKey index, std::span<const double> columns);

  // At the newest row; there must be one. kNoSignal and kNoSell without texts, and before as many rows as the average ticks.
  [[nodiscard]] script::Signal buy_signal();
  [[nodiscard]] std::int32_t sell_label(const script::HoldingState& holding);
  [[nodiscard]] const std::string& label_text(std::int32_t label) const;
  // By which the bet is multiplied (비중조절); 1 without texts.
  [[nodiscard]] double weight() const;
  // The average-ticks gate: enough rows today.
  [[nodiscard]] bool may_evaluate() const;

  [[nodiscard]] const std::string& code() const { return *code_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }  // of the day
  [[nodiscard]] RowKey last_index() const { return last_index_; }  // 0: no row ever
  [[nodiscard]] RowKey index(std::int64_t row) const { return index_[row]; }
  [[nodiscard]] double value(market::Field field, std::int64_t row) const;
  // Today's last row that is not later than this; −1: none.
  [[nodiscard]] std::int64_t find_row(RowKey key) const;

 private:
  struct Slot;
  struct BoundText;
  struct Texts;
  struct EarlierDay;

  void start_day();
  void keep_day();
  void adopt_texts();
  void fill(Slot& slot) const;
  void push(Slot& slot, std::int64_t row) const;
  void bind(const backtest::BoundText& text, BoundText& bound);
  void bind_slots(BoundText& bound) const;
  void see_conditions(std::int64_t row);
  void scan_conditions();
  [[nodiscard]] std::int64_t first_condition_row() const;

  std::unique_ptr<const std::string> code_;  // contexts point to it
  EvaluatorOptions options_;
  std::int64_t capacity_ = 0;
  ReservedMemory memory_;  // of the day's rows: keys, then columns
  std::int64_t* index_ = nullptr;
  std::vector<double*> columns_;
  std::vector<double> first_row_;
  std::int64_t rows_ = 0;
  TradingDay day_ = 0;
  RowKey last_index_ = 0;
  std::deque<EarlierDay> earlier_;
  std::unique_ptr<Texts> texts_;
  std::shared_ptr<StrategyTexts> next_texts_;
  bool has_next_texts_ = false;
};

}  // namespace stom::live
