// What a back-test computes for one day of one symbol, in batch form: the columns of FeatureColumns, elapsed conditions, signals and sell
// labels at every row. The figures that a live evaluator must give row by row.
#pragma once

#include "backtest/feature_columns.h"
#include "live/strategy_texts.h"

namespace stom::live::test {

inline backtest::DaySlice whole_day(store::DayColumns day) {
  backtest::DaySlice slice;
  slice.load_end = slice.run_end = day.index.size();
  slice.day = std::move(day);
  return slice;
}

// Days of one symbol, in order: held windows go on over them, everything else starts new each day.
class BatchDays {
 public:
  BatchDays(std::shared_ptr<StrategyTexts> texts, std::string code)
      : texts_(std::move(texts)), code_(std::move(code)), spec_(texts_->spec()),
        features_(texts_->texts().layout, {spec_.market, spec_.frame, spec_.window_scope, spec_.indicator_set}) {
    features_.start_symbol(code_);
  }

  void start_day(store::DayColumns day) {
    slice_ = whole_day(std::move(day));
    features_.start_day(slice_);
    columns_.clear();
    first_row_.clear();
    for (std::size_t i = 0; i < slice_.day.columns.size(); ++i) {
      columns_.push_back(slice_.run_column(static_cast<int>(i)));
      first_row_.push_back(columns_.back()[0]);
    }
    elapsed();
    bind(texts_->texts().buy, buy_);
    bind(texts_->texts().sell, sell_);
    signals_.assign(slice_.run_rows(), script::kNoSignal);
    if (texts_->has_buy()) buy_.evaluator->scan(buy_.context, 0, rows(), signals_.data());
    std::fill_n(signals_.begin(), std::min<std::int64_t>(spec_.average_ticks - 1, rows()), script::kNoSignal);
  }

  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(slice_.run_rows()); }
  [[nodiscard]] RowKey index(std::int64_t row) const { return slice_.day.index[static_cast<std::size_t>(row)]; }
  [[nodiscard]] std::vector<double> row(std::int64_t number) const {
    std::vector<double> values;
    for (const double* column : columns_) values.push_back(column[number]);
    return values;
  }
  [[nodiscard]] std::uint8_t signal(std::int64_t row) const { return signals_[static_cast<std::size_t>(row)]; }
  [[nodiscard]] std::int32_t label(std::int64_t row, const script::HoldingState& holding) {
    if (row + 1 < spec_.average_ticks || !texts_->has_sell()) return script::kNoSell;
    return sell_.evaluator->sell(sell_.context, row, holding);
  }

 private:
  struct Bound {
    std::unique_ptr<script::Evaluator> evaluator;
    std::vector<script::SlotBinding> slots;
    std::vector<std::uint8_t> tests;
    script::RowContext context;
  };

  void bind(const backtest::BoundText& text, Bound& bound) {
    bound.evaluator = text.make_evaluator();
    bound.slots.clear();
    for (const int column : text.columns) {
      bound.slots.push_back(features_.binding(column));
      bound.slots.back().first = bound.slots.back().data[0];
    }
    bound.tests = script::evaluate_symbol_tests(*text.text, code_, code_);
    bound.context = {};
    bound.context.columns = columns_.data();
    bound.context.index = slice_.day.index.data();
    bound.context.slots = bound.slots.data();
    bound.context.first_row = first_row_.data();
    bound.context.symbol_tests = bound.tests.data();
    bound.context.rows = rows();
    bound.context.average_ticks = spec_.average_ticks;
    bound.context.vars = spec_.vars.values.data();
    bound.context.vars_integer = spec_.vars.is_integer.data();
    bound.context.vars_count = static_cast<std::int64_t>(spec_.vars.values.size());
    bound.context.code = bound.context.name = &code_;
  }

  void elapsed() {
    const backtest::RunTexts& texts = texts_->texts();
    const std::int64_t begin = spec_.frame == market::Frame::kTick ? 0 : std::min<std::int64_t>(spec_.average_ticks - 1, rows());
    for (std::size_t i = 0; i < texts.conditions.size(); ++i) {
      Bound condition;
      bind(texts.conditions[i], condition);
      std::vector<std::uint8_t> hits(slice_.run_rows());
      condition.evaluator->scan(condition.context, begin, rows(), hits.data() + begin);
      double* out = features_.elapsed_column(texts.condition_columns[i]);
      std::int64_t last = 0;
      for (std::int64_t row = begin; row < rows(); ++row) {
        const std::uint8_t hit = hits[static_cast<std::size_t>(row)];
        if (hit != script::kNoSignal && hit != script::kRaised) last = row;
        out[row] = last == 0 ? 0 : static_cast<double>(row - last);
      }
    }
  }

  std::shared_ptr<StrategyTexts> texts_;
  std::string code_;
  const backtest::RunSpec& spec_;
  backtest::FeatureColumns features_;
  backtest::DaySlice slice_;
  std::vector<const double*> columns_;
  std::vector<double> first_row_;
  Bound buy_, sell_;
  std::vector<std::uint8_t> signals_;
};

// A position as it might stand at this row, different at every row.
inline script::HoldingState some_holding(market::Market market, std::int64_t row, double price) {
  script::HoldingState holding;
  const auto mixed = static_cast<std::uint64_t>(row) * 2654435761u;
  holding.buy_row = row == 0 ? 0 : static_cast<std::int64_t>(mixed / 7 % static_cast<std::uint64_t>(row));
  holding.side = market == market::Market::kBinance && mixed % 3 == 0 ? 2 : 1;
  holding.profit_rate = static_cast<double>(static_cast<std::int64_t>(mixed / 11 % 900) - 450) / 100;
  holding.highest = std::max(holding.profit_rate, static_cast<double>(mixed / 13 % 300) / 100);
  holding.lowest = std::min(holding.profit_rate, -static_cast<double>(mixed / 17 % 300) / 100);
  holding.hold_time = static_cast<double>(row - holding.buy_row);
  holding.quantity = 1.5;
  holding.entry_price = price * (1 - holding.profit_rate / 100);
  holding.profit = holding.quantity * (price - holding.entry_price);
  holding.buy_splits = 1;
  return holding;
}

}  // namespace stom::live::test
