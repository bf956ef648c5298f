// A day of few rows made by hand, and a text compiled and bound to it: what interpreter tests run on.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "feature/window_column.h"
#include "script/compiled_text.h"
#include "script/machine.h"

namespace stom::script::testing_day {

using market::Field;

struct Day {
  market::Market market = market::Market::kStock;
  market::Frame frame = market::Frame::kTick;
  std::vector<std::int64_t> index;
  std::map<Field, std::vector<double>> fields;
  std::vector<double> vars;
  std::vector<std::uint8_t> vars_integer;
  std::vector<int> average_list{30};
  std::map<std::string, std::vector<double>> elapsed;
  std::vector<std::vector<double>> array;  // self.arry_data, by column
  std::int64_t first_row_number = 0;
  std::string code = "005930", name = "삼성전자";
  bool lenient = false;

  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(index.size()); }
};

// Seconds 09:00:00, 09:00:01, … with the given prices.
inline Day tick_day(std::vector<double> prices) {
  Day day;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    day.index.push_back(20240102090000 + static_cast<std::int64_t>(i / 60 * 100 + i % 60));
  }
  day.fields[Field::kPrice] = std::move(prices);
  return day;
}

// A compiled text with all the columns that its plan asks for.
class Bound {
 public:
  Bound(const Day& day, TextKind kind, std::string_view source) : day_(day) {
    CompileOptions options;
    options.market = day.market;
    options.frame = day.frame;
    options.kind = kind;
    options.lenient = day.lenient;
    options.average_list = day.average_list;
    options.vars_count = static_cast<int>(day.vars.size());
    for (const auto& [name, column] : day.elapsed) options.elapsed_names.push_back(name);
    text_ = compile(source, options);
    bind_columns();
    bind_slots();
  }

  [[nodiscard]] const std::shared_ptr<const CompiledText>& text() const { return text_; }
  [[nodiscard]] RowContext& context() { return context_; }
  [[nodiscard]] std::string diagnostics() const {
    std::string all;
    for (const Diagnostic& d : text_->diagnostics) {
      if (d.severity == Severity::kError) all += d.id + ": " + d.text.en + "\n";
    }
    return all;
  }

  [[nodiscard]] std::vector<int> scan() {
    std::vector<std::uint8_t> signals(day_.index.size());
    make_interpreter(text_)->scan(context_, 0, day_.rows(), signals.data());
    return {signals.begin(), signals.end()};
  }
  [[nodiscard]] std::int32_t sell(std::int64_t row, const HoldingState& holding) {
    return make_interpreter(text_)->sell(context_, row, holding);
  }
  // "float|1.5" of a condition's expression at a row, or "!ZeroDivisionError".
  [[nodiscard]] std::string value(std::int64_t row) {
    const auto code = make_code(*text_, nullptr);
    Machine machine(*code);
    machine.explain(true);
    machine.bind(context_);
    machine.prepare_row(row);
    const Value value = machine.eval(*code->condition);
    if (value.is_raised()) return "!" + machine.error().kind;
    ErrorKind error = ErrorKind::kNone;
    return std::string(type_name(value)) + "|" + represent(value, error);
  }

 private:
  void bind_columns() {
    for (const Field field : market::schema(day_.market, day_.frame)) {
      const auto given = day_.fields.find(field);
      columns_.push_back(given != day_.fields.end() ? given->second : std::vector<double>(day_.index.size()));
    }
    for (const std::vector<double>& column : columns_) {
      pointers_.push_back(column.data());
      first_row_.push_back(column.empty() ? 0 : column[0]);
    }
    context_.columns = pointers_.data();
    context_.first_row = first_row_.data();
    context_.index = day_.index.data();
    context_.vars = day_.vars.data();
    context_.vars_integer = day_.vars_integer.data();
    context_.vars_count = static_cast<std::int64_t>(day_.vars.size());
    context_.rows = day_.rows();
    context_.first_row_number = day_.first_row_number;
    context_.average_ticks = 30;
    context_.code = &day_.code;
    context_.name = &day_.name;
    for (const std::vector<double>& column : day_.array) array_.push_back(column.data());
    if (array_.empty()) return;
    context_.array_columns = array_.data();
    context_.array_rows = static_cast<std::int64_t>(day_.array[0].size());
    context_.array_column_count = static_cast<std::int64_t>(array_.size());
  }

  void bind_slots() {
    const ParameterVector vars{day_.vars, day_.vars_integer};
    const auto keys = resolve_slots(text_->plan, vars, day_.frame, day_.average_list, text_->indicator_parameters(vars),
                                    feature::IndicatorSet::kStom);
    for (const SlotKey& key : keys) {
      SlotBinding slot;
      std::vector<double>& data = data_.emplace_back(day_.index.size());
      if (const auto* window = std::get_if<feature::WindowKey>(&key)) {
        if (window->window >= 1) {
          feature::WindowColumn column(*window, {day_.market, day_.frame, feature::WindowScope::kStom});
          column.extend_day(columns_[market::column_of(day_.market, day_.frame, column.source())], data);
          slot.base_need = window->held ? 1 : window->window;
          slot.kind = static_cast<std::int64_t>(feature::number_kind(*window));
        } else {
          data.clear();
        }
      } else if (const auto* elapsed = std::get_if<ElapsedKey>(&key)) {
        const auto given = day_.elapsed.find(elapsed->name);
        data = given != day_.elapsed.end() ? given->second : std::vector<double>();
        slot.kind = static_cast<std::int64_t>(feature::NumberKind::kPlainInteger);
      } else {
        slot.kind = static_cast<std::int64_t>(feature::NumberKind::kPlainFloat);
      }
      slot.data = data.empty() ? nullptr : data.data();
      slot.first = data.empty() ? 0 : data[0];
      slots_.push_back(slot);
    }
    context_.slots = slots_.data();
  }

  Day day_;
  std::shared_ptr<const CompiledText> text_;
  std::vector<std::vector<double>> columns_;
  std::vector<const double*> pointers_;
  std::vector<double> first_row_;
  std::vector<const double*> array_;
  std::deque<std::vector<double>> data_;
  std::vector<SlotBinding> slots_;
  RowContext context_;
};

}  // namespace stom::script::testing_day
