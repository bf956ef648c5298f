#include "backtest/feature_columns.h"

#include <algorithm>
#include <limits>

namespace stom::backtest {
namespace {

using feature::IndicatorKey;
using feature::WindowKey;
using market::Field;

}  // namespace

FeatureColumns::FeatureColumns(const ColumnLayout& layout, const FeatureSettings& settings)
    : layout_(layout), settings_(settings), columns_(layout.columns().size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const script::SlotKey& key = layout.columns()[i];
    if (const auto* window = std::get_if<WindowKey>(&key)) {
      columns_[i].base_need = window->held || window->window < 1 ? 1 : window->window;
      columns_[i].kind = static_cast<std::int64_t>(feature::number_kind(*window));
      // A window of no rows is a strategy error where it is read: NaN read as an integer raises.
      if (window->window < 1) columns_[i].kind = static_cast<std::int64_t>(feature::NumberKind::kPlainInteger);
    } else if (std::holds_alternative<IndicatorKey>(key)) {
      columns_[i].kind = static_cast<std::int64_t>(feature::NumberKind::kPlainFloat);
    } else {
      columns_[i].kind = static_cast<std::int64_t>(feature::NumberKind::kPlainInteger);
    }
  }
}

void FeatureColumns::start_symbol() {
  has_first_row_ = false;
  const feature::WindowSettings settings{settings_.market, settings_.frame, settings_.window_scope};
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].first = 0;
    if (const auto* window = std::get_if<WindowKey>(&layout_.columns()[i]); window != nullptr && window->window >= 1) {
      columns_[i].window = std::make_unique<feature::WindowColumn>(*window, settings);
    }
  }
}

void FeatureColumns::reserve(Column& column, std::size_t rows) {
  if (rows <= column.capacity) return;
  column.capacity = std::max(rows, column.capacity * 2);
  column.buffer.reset(new double[column.capacity]);
}

void FeatureColumns::start_day(const DaySlice& slice) {
  const auto run_span = [&](Field field) {
    const int column = market::column_of(settings_.market, settings_.frame, field);
    return std::span<const double>(slice.run_column(column), slice.run_rows());
  };
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    const script::SlotKey& key = layout_.columns()[i];
    if (const auto* window = std::get_if<WindowKey>(&key); window != nullptr && window->window < 1) {
      reserve(column, slice.run_rows());
      std::fill_n(column.buffer.get(), slice.run_rows(), std::numeric_limits<double>::quiet_NaN());
      column.aligned = column.buffer.get();
    } else if (window != nullptr) {
      const int source = market::column_of(settings_.market, settings_.frame, column.window->source());
      // Held columns see every loaded row, direct windows only the evaluated ones.
      const std::size_t rows = window->held ? slice.load_rows() : slice.run_rows();
      const double* values = window->held ? slice.load_column(source) : slice.run_column(source);
      reserve(column, rows);
      column.window->extend_day({values, rows}, {column.buffer.get(), rows});
      column.aligned = column.buffer.get() + (window->held ? slice.run_begin - slice.load_begin : 0);
    } else {
      reserve(column, slice.run_rows());
      column.aligned = column.buffer.get();
      const std::span<double> out(column.buffer.get(), slice.run_rows());
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
