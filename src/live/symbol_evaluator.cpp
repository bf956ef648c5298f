#include "live/symbol_evaluator.h"

#include <algorithm>
#include <limits>

#include "backtest/feature_columns.h"
#include "trade/sizing.h"

namespace stom::live {
namespace {

using feature::IndicatorKey;
using feature::WindowKey;
using market::Field;

constexpr std::int64_t kSecondsOfDay = 86'400, kMinutesOfDay = 1'440;

// What windows are computed from; kept of earlier days.
constexpr bool is_window_source(Field field) {
  for (const feature::WindowFunctionInfo& function : feature::kWindowFunctions) {
    if (function.source == field) return true;
  }
  return false;
}

}  // namespace

// A derived column. Windows and indicators are streams; an elapsed column is filled by its condition.
struct SymbolEvaluator::Slot {
  script::SlotKey key;
  script::SlotBinding shape;
  ReservedMemory memory;
  double* values = nullptr;  // null: this slot went to newer texts
  std::optional<feature::WindowStream> window;
  std::optional<feature::IndicatorStream> indicator;
  int source = -1;  // column of a window

  [[nodiscard]] bool is_elapsed() const { return std::holds_alternative<script::ElapsedKey>(key); }
  void start_day(std::int64_t capacity) {
    memory = ReservedMemory(static_cast<std::size_t>(capacity) * sizeof(double));
    values = static_cast<double*>(memory.data());
    if (window) window->start_day();
    if (indicator) indicator->start_day();
  }
};

struct SymbolEvaluator::BoundText {
  const backtest::BoundText* text = nullptr;
  std::vector<script::SlotBinding> slots;
  std::vector<std::uint8_t> symbol_tests;
  script::RowContext context;
};

struct SymbolEvaluator::Texts {
  std::shared_ptr<StrategyTexts> shared;
  std::vector<Slot> slots;  // as the layout counts
  BoundText buy, sell;
  std::vector<BoundText> conditions;
  std::vector<std::int64_t> last_true;  // per condition: row number; 0: never, also when it is row 0 (as the reference)
};

struct SymbolEvaluator::EarlierDay {
  std::size_t rows = 0;
  std::vector<std::vector<double>> columns;  // empty where no window reads it
};

SymbolEvaluator::SymbolEvaluator(std::string code, const EvaluatorOptions& options)
    : code_(std::make_unique<const std::string>(std::move(code))), options_(options),
      capacity_(options.frame == market::Frame::kTick ? kSecondsOfDay : kMinutesOfDay),
      columns_(market::schema(options.market, options.frame).size()), first_row_(columns_.size()) {}
SymbolEvaluator::~SymbolEvaluator() = default;
SymbolEvaluator::SymbolEvaluator(SymbolEvaluator&&) noexcept = default;
SymbolEvaluator& SymbolEvaluator::operator=(SymbolEvaluator&&) noexcept = default;

void SymbolEvaluator::set_texts(std::shared_ptr<StrategyTexts> texts) {
  next_texts_ = std::move(texts);
  has_next_texts_ = true;
}

bool SymbolEvaluator::append(RowKey index, std::span<const double> columns) {
  if (index <= last_index_ || columns.size() != columns_.size()) return false;
  const auto day = static_cast<TradingDay>(index / market::day_divisor(options_.frame));
  const bool is_new_day = day != day_;
  if (!is_new_day && rows_ == capacity_) return false;  // more rows than a day has seconds: the keys are no times
  if (is_new_day) {
    keep_day();
    day_ = day;
    start_day();
  }
  if (has_next_texts_) adopt_texts();
  const std::int64_t row = rows_++;
  last_index_ = index_[row] = index;
  for (std::size_t i = 0; i < columns.size(); ++i) columns_[i][row] = columns[i];
  if (row == 0) std::copy(columns.begin(), columns.end(), first_row_.begin());
  if (!texts_) return true;
  for (Slot& slot : texts_->slots) push(slot, row);
  const auto with_row = [&](BoundText& bound) {
    bound.context.rows = rows_;
    if (row == 0) bind_slots(bound);
  };
  with_row(texts_->buy);
  with_row(texts_->sell);
  for (BoundText& condition : texts_->conditions) with_row(condition);
  see_conditions(row);
  return true;
}

// --- days

void SymbolEvaluator::start_day() {
  rows_ = 0;
  // New memory each day: what a busy day used goes back.
  const auto capacity = static_cast<std::size_t>(capacity_);
  static_assert(sizeof(double) == sizeof(std::int64_t));
  memory_ = ReservedMemory((columns_.size() + 1) * capacity * sizeof(double));
  index_ = static_cast<std::int64_t*>(memory_.data());
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = static_cast<double*>(memory_.data()) + (i + 1) * capacity;
  if (!texts_) return;
  for (Slot& slot : texts_->slots) slot.start_day(capacity_);
  const auto rebind = [&](BoundText& bound) { bind(*bound.text, bound); };
  rebind(texts_->buy);
  rebind(texts_->sell);
  for (BoundText& condition : texts_->conditions) rebind(condition);
  std::fill(texts_->last_true.begin(), texts_->last_true.end(), 0);
}

void SymbolEvaluator::keep_day() {
  if (rows_ == 0 || options_.kept_days == 0) return;
  EarlierDay& day = earlier_.emplace_back();
  day.rows = static_cast<std::size_t>(rows_);
  day.columns.resize(columns_.size());
  const auto fields = market::schema(options_.market, options_.frame);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (is_window_source(fields[i])) day.columns[i].assign(columns_[i], columns_[i] + rows_);
  }
  if (earlier_.size() > options_.kept_days) earlier_.pop_front();
}

// --- derived columns

void SymbolEvaluator::push(Slot& slot, std::int64_t row) const {
  double value = 0;
  if (slot.window) {
    value = slot.window->push(columns_[slot.source][row]);
  } else if (slot.indicator) {
    const auto at = [&](Field field) { return columns_[market::column_of(options_.market, options_.frame, field)][row]; };
    value = slot.indicator->push(at(Field::kMinuteHigh), at(Field::kMinuteLow), at(Field::kPrice), at(Field::kPeriodValue));
  } else if (!slot.is_elapsed()) {
    value = std::numeric_limits<double>::quiet_NaN();  // a window of no rows
  }
  slot.values[row] = value;
}

// Over the kept days and the day so far.
void SymbolEvaluator::fill(Slot& slot) const {
  if (const auto* window = std::get_if<WindowKey>(&slot.key); window != nullptr && window->held && slot.window) {
    for (const EarlierDay& day : earlier_) {
      slot.window->start_day();
      for (const double value : day.columns[slot.source]) (void)slot.window->push(value);
    }
  }
  slot.start_day(capacity_);
  for (std::int64_t row = 0; row < rows_; ++row) push(slot, row);
}

void SymbolEvaluator::adopt_texts() {
  has_next_texts_ = false;
  std::shared_ptr<StrategyTexts> shared = std::move(next_texts_);
  std::unique_ptr<Texts> old = std::move(texts_);
  if (!shared) return;
  texts_ = std::make_unique<Texts>();
  texts_->shared = shared;
  const backtest::RunSpec& spec = shared->spec();
  const backtest::RunSpec* old_spec = old ? &old->shared->spec() : nullptr;
  const bool may_share =
      old_spec != nullptr && old_spec->window_scope == spec.window_scope && old_spec->indicator_set == spec.indicator_set;
  for (const script::SlotKey& key : shared->texts().layout.columns()) {
    if (may_share && !std::holds_alternative<script::ElapsedKey>(key)) {
      const auto is_there = [&](const Slot& slot) { return slot.key == key && slot.values != nullptr; };
      const auto found = std::find_if(old->slots.begin(), old->slots.end(), is_there);
      if (found != old->slots.end()) {
        texts_->slots.push_back(std::move(*found));
        found->values = nullptr;
        continue;
      }
    }
    Slot& slot = texts_->slots.emplace_back();
    slot.key = key;
    slot.shape = backtest::unbound_column(key);
    if (const auto* window = std::get_if<WindowKey>(&key); window != nullptr && window->window >= 1) {
      slot.window.emplace(*window, feature::WindowSettings{options_.market, options_.frame, spec.window_scope});
      slot.source = market::column_of(options_.market, options_.frame, feature::info(window->function).source);
    } else if (const auto* indicator = std::get_if<IndicatorKey>(&key)) {
      slot.indicator.emplace(*indicator, spec.indicator_set);
    }
    fill(slot);
  }
  bind(shared->texts().buy, texts_->buy);
  bind(shared->texts().sell, texts_->sell);
  for (const backtest::BoundText& condition : shared->texts().conditions) bind(condition, texts_->conditions.emplace_back());
  texts_->last_true.assign(texts_->conditions.size(), 0);
  scan_conditions();
}

// --- texts

void SymbolEvaluator::bind(const backtest::BoundText& text, BoundText& bound) {
  const backtest::RunSpec& spec = texts_->shared->spec();
  if (bound.text != &text) {
    bound.text = &text;
    bound.symbol_tests = script::evaluate_symbol_tests(*text.text, *code_, *code_);
    bound.slots.resize(text.columns.size());
  }
  bind_slots(bound);
  script::RowContext& context = bound.context;
  context.columns = columns_.data();
  context.index = index_;
  context.slots = bound.slots.data();
  context.vars = spec.vars.values.data();
  context.vars_integer = spec.vars.is_integer.data();
  context.vars_count = static_cast<std::int64_t>(spec.vars.values.size());
  context.first_row = first_row_.data();
  context.symbol_tests = bound.symbol_tests.data();
  context.rows = rows_;
  context.average_ticks = spec.average_ticks;
  context.code = code_.get();
  context.name = code_.get();
}

void SymbolEvaluator::bind_slots(BoundText& bound) const {
  for (std::size_t i = 0; i < bound.slots.size(); ++i) {
    const Slot& slot = texts_->slots[static_cast<std::size_t>(bound.text->columns[i])];
    bound.slots[i] = slot.shape;
    bound.slots[i].data = slot.values;
    bound.slots[i].first = rows_ > 0 ? slot.values[0] : 0;
  }
}

std::int64_t SymbolEvaluator::first_condition_row() const {
  // Second rows: from the first row of the day; minute rows: only after the average-ticks gate.
  return options_.frame == market::Frame::kTick ? 0 : texts_->shared->spec().average_ticks - 1;
}

void SymbolEvaluator::see_conditions(std::int64_t row) {
  if (row < first_condition_row()) return;
  StrategyTexts& shared = *texts_->shared;
  for (std::size_t i = 0; i < texts_->conditions.size(); ++i) {
    BoundText& condition = texts_->conditions[i];
    std::uint8_t hit = script::kNoSignal;
    shared.condition(i).scan(condition.context, row, row + 1, &hit);
    if (hit == script::kRaised) {
      shared.raised(*condition.text, condition.context, row, nullptr);
    } else if (hit != script::kNoSignal) {
      texts_->last_true[i] = row;
    }
    const std::int64_t last = texts_->last_true[i];
    Slot& elapsed = texts_->slots[static_cast<std::size_t>(shared.texts().condition_columns[i])];
    elapsed.values[row] = last == 0 ? 0 : static_cast<double>(row - last);
  }
}

void SymbolEvaluator::scan_conditions() {
  if (texts_->conditions.empty()) return;
  for (std::int64_t row = 0; row < rows_; ++row) see_conditions(row);
}

bool SymbolEvaluator::may_evaluate() const { return texts_ != nullptr && rows_ >= std::max(texts_->shared->spec().average_ticks, 1); }

script::Signal SymbolEvaluator::buy_signal() {
  if (!may_evaluate() || !texts_->shared->has_buy()) return script::kNoSignal;
  const BoundText& buy = texts_->buy;
  std::uint8_t signal = script::kNoSignal;
  texts_->shared->buy().scan(buy.context, rows_ - 1, rows_, &signal);
  if (signal == script::kRaised) texts_->shared->raised(*buy.text, buy.context, rows_ - 1, nullptr);
  return static_cast<script::Signal>(signal);
}

std::int32_t SymbolEvaluator::sell_label(const script::HoldingState& holding) {
  if (!may_evaluate() || !texts_->shared->has_sell()) return script::kNoSell;
  const BoundText& sell = texts_->sell;
  const std::int32_t label = texts_->shared->sell().sell(sell.context, rows_ - 1, holding);
  if (label == script::kSellRaised) texts_->shared->raised(*sell.text, sell.context, rows_ - 1, &holding);
  return label;
}

const std::string& SymbolEvaluator::label_text(std::int32_t label) const { return texts_->sell.text->text->label(label); }

double SymbolEvaluator::weight() const {
  if (!texts_ || rows_ == 0) return 1;
  const StrategyTexts& shared = *texts_->shared;
  const auto& scaling = shared.spec().settings.weight_scaling;
  if (scaling[0] == 0) return 1;
  const auto field = [&](Field which) { return value(which, rows_ - 1); };
  const auto angle = [&] {
    const Slot& slot = texts_->slots[static_cast<std::size_t>(shared.texts().scaling_column)];
    return rows_ >= slot.shape.base_need ? slot.values[rows_ - 1] : 0.0;
  };
  return trade::scaled_bet(1, scaling, backtest::scaling_number(shared.spec(), shared.texts(), field, angle));
}

// --- questions

double SymbolEvaluator::value(Field field, std::int64_t row) const {
  const int column = market::column_of(options_.market, options_.frame, field);
  return column < 0 ? 0 : columns_[static_cast<std::size_t>(column)][row];
}

std::int64_t SymbolEvaluator::find_row(RowKey key) const {
  const std::int64_t* begin = index_;
  return std::upper_bound(begin, begin + rows_, key) - begin - 1;
}

}  // namespace stom::live
