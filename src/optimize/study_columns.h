// How values of a study are bound to and read from the statements of study.db. Internal to the study store.
#pragma once

#include <limits>
#include <optional>
#include <string_view>

#include "optimize/metric_columns.h"
#include "store/sqlite.h"

namespace stom::optimize::columns {

// SQLite stores a double that is no number as NULL.
[[nodiscard]] inline double real(const store::Statement& statement, int column) {
  return statement.type(column) == store::ValueType::kNull ? std::numeric_limits<double>::quiet_NaN() : statement.real(column);
}

// ", trades INTEGER, …", ", trades, …" and ", ?7, …".
[[nodiscard]] inline std::string metric_definitions() {
  std::string text;
  for (const MetricColumn& column : kMetricColumns)
    text += fmt::format(", {} {}", column.name, column.member.index() == 0 ? "INTEGER" : "REAL");
  return text;
}
[[nodiscard]] inline std::string metric_names() {
  std::string text;
  for (const MetricColumn& column : kMetricColumns) text += fmt::format(", {}", column.name);
  return text;
}
[[nodiscard]] inline std::string parameters(int first, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format(", ?{}", first + i);
  return text;
}

inline void bind_metrics(store::Statement& statement, int first, const backtest::Metrics& metrics) {
  for (const MetricColumn& column : kMetricColumns) {
    if (column.member.index() == 0) statement.bind(first, metrics.*std::get<0>(column.member));
    else statement.bind(first, metrics.*std::get<1>(column.member));
    ++first;
  }
}
[[nodiscard]] inline backtest::Metrics read_metrics(const store::Statement& statement, int first) {
  backtest::Metrics metrics;
  for (const MetricColumn& column : kMetricColumns) {
    if (column.member.index() == 0) metrics.*std::get<0>(column.member) = statement.integer(first);
    else metrics.*std::get<1>(column.member) = real(statement, first);
    ++first;
  }
  return metrics;
}

}  // namespace stom::optimize::columns
