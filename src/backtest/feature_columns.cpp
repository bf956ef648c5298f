#include "backtest/feature_columns.h"

#include <algorithm>
#include <limits>

namespace stom::backtest {
namespace {

using feature::IndicatorKey;
using feature::WindowKey;
using market::Field;

}  // namespace

script::SlotBinding unbound_column(const script::SlotKey& key) {
  script::SlotBinding binding;
  feature::NumberKind kind = feature::NumberKind::kPlainInteger;
  if (const auto* window = std::get_if<WindowKey>(&key)) {
    binding.base_need = window->held || window->window < 1 ? 1 : window->window;
    // A window of no rows is a strategy error where it is read: NaN read as an integer raises.
    if (window->window >= 1) kind = feature::number_kind(*window);
  } else if (std::holds_alternative<IndicatorKey>(key)) {
    kind = feature::NumberKind::kPlainFloat;
  }
  binding.kind = static_cast<std::int64_t>(kind);
  return binding;
}

FeatureColumns::FeatureColumns(const ColumnLayout& layout, const FeatureSettings& settings, FeatureCache* cache)
    : layout_(layout), settings_(settings), cache_(cache), columns_(layout.columns().size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const script::SlotBinding shape = unbound_column(layout.columns()[i]);
    columns_[i].base_need = shape.base_need;
    columns_[i].kind = shape.kind;
  }
}

void FeatureColumns::start_symbol(const std::string& code) {
  has_first_row_ = false;
  code_ = code;
  const feature::WindowSettings settings{settings_.market, settings_.frame, settings_.window_scope};
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    column.first = 0;
    const script::SlotKey& key = layout_.columns()[i];
    const auto* window = std::get_if<WindowKey>(&key);
    const bool is_unusable = window != nullptr && window->window < 1;
    column.made = nullptr;
    column.known = nullptr;
    if (cache_ != nullptr && !is_unusable && !std::holds_alternative<script::ElapsedKey>(key)) {
      column.known = cache_->find(code, key);
      if (column.known == nullptr) column.made = std::make_shared<CachedColumn>();
    }
    if (window != nullptr && !is_unusable && column.known == nullptr) column.window = std::make_unique<feature::WindowColumn>(*window, settings);
  }
}

void FeatureColumns::finish_symbol() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].made != nullptr) cache_->keep(code_, layout_.columns()[i], std::move(columns_[i].made));
    columns_[i].made = nullptr;
    columns_[i].known = nullptr;
  }
}

double* FeatureColumns::reserve(Column& column, const DaySlice& slice, std::size_t rows, std::size_t aligned) {
  if (column.made != nullptr) {
    CachedColumn::Day& day = column.made->days.emplace_back();
    day.first_row = slice.day.index[slice.load_begin];
    day.values.reset(new double[std::max<std::size_t>(rows, 1)]);
    day.aligned = aligned;
    column.made->bytes += rows * sizeof(double) + sizeof day;
    column.aligned = day.values.get() + aligned;
    return day.values.get();
  }
  if (rows > column.capacity) {
    column.capacity = std::max(rows, column.capacity * 2);
    column.buffer.reset(new double[column.capacity]);
  }
  column.aligned = column.buffer.get() + aligned;
  return column.buffer.get();
}

void FeatureColumns::start_day(const DaySlice& slice) {
  const auto run_span = [&](Field field) {
    const int column = market::column_of(settings_.market, settings_.frame, field);
    return std::span<const double>(slice.run_column(column), slice.run_rows());
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    const script::SlotKey& key = layout_.columns()[i];
    if (column.known != nullptr) {
      column.aligned = column.known->find(slice.day.index[slice.load_begin]);
    } else if (const auto* window = std::get_if<WindowKey>(&key); window != nullptr && window->window < 1) {
      double* out = reserve(column, slice, slice.run_rows(), 0);
      std::fill_n(out, slice.run_rows(), std::numeric_limits<double>::quiet_NaN());
    } else if (window != nullptr) {
      const int source = market::column_of(settings_.market, settings_.frame, column.window->source());
      // Held columns see every loaded row, direct windows only the evaluated ones.
      const std::size_t rows = window->held ? slice.load_rows() : slice.run_rows();
      const double* values = window->held ? slice.load_column(source) : slice.run_column(source);
      double* out = reserve(column, slice, rows, window->held ? slice.run_begin - slice.load_begin : 0);
      column.window->extend_day({values, rows}, {out, rows});
    } else {
      const std::span<double> out(reserve(column, slice, slice.run_rows(), 0), slice.run_rows());
      if (const auto* indicator = std::get_if<IndicatorKey>(&key)) {
        const feature::Bars bars{run_span(Field::kMinuteHigh), run_span(Field::kMinuteLow), run_span(Field::kPrice),
                                 run_span(Field::kPeriodValue)};
        feature::indicator_column(*indicator, settings_.indicator_set, bars, out);
      } else {
        std::fill(out.begin(), out.end(), 0.0);
      }
    }
  }
  if (!has_first_row_ && slice.run_rows() > 0) {
    has_first_row_ = true;
    for (Column& column : columns_) column.first = column.aligned[0];
  }
}

script::SlotBinding FeatureColumns::binding(int number) const {
  const Column& column = columns_[number];
  return {column.aligned, column.base_need, column.first, column.kind};
}

}  // namespace stom::backtest
