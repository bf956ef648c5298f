#include <cmath>

#include "backtest/report_format.h"
#include "optimize/compare_report.h"
#include "optimize/score_scale.h"

namespace stom::optimize {
namespace {

using backtest::with_thousands;

std::string signed_text(double value, const std::string& text) {
  return value > 0 ? "+" + text : text;
}

std::optional<std::size_t> single_best(const std::vector<double>& values, bool more_is_better) {
  std::optional<std::size_t> best;
  bool tie = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    if (best && values[i] == values[*best]) tie = true;
    if (best && !(more_is_better ? values[i] > values[*best] : values[i] < values[*best])) continue;
    best = i;
    tie = false;
  }
  return tie ? std::nullopt : best;
}

ComparisonRow sharpe_row(const Comparison& comparison) {
  ComparisonRow row{{"샤프지수 (연)", "Sharpe ratio, annual"}, {}, {}, {}};
  std::vector<double> values;
  for (const ComparedResult& result : comparison.results) {
    values.push_back(result.sharpe);
    row.values.push_back(with_thousands(result.sharpe, 2));
    const double difference = result.sharpe - values.front();
    row.differences.push_back(values.size() == 1 || !std::isfinite(difference) ? ""
                                                                               : signed_text(difference, with_thousands(difference, 2)));
  }
  row.best = single_best(values, true);
  return row;
}

}  // namespace

backtest::Color result_color(std::size_t number) {
  static constexpr unsigned kColors[] = {0x2563C9, 0xD7263D, 0x2F9E62, 0xF28C0F, 0x7B3FB5,
                                         0x0E9AA7, 0xA0522D, 0xE05A9B, 0x64748B, 0xA89200};
  return backtest::Color::hex(kColors[number % std::size(kColors)]);
}

std::vector<ComparisonRow> comparison_rows(const Comparison& comparison) {
  std::vector<ComparisonRow> rows;
  ComparisonRow days{{"기간", "Days"}, {}, {}, {}};
  for (const ComparedResult& result : comparison.results) {
    days.values.push_back(result.first_day == 0 ? "-" : backtest::day_text(result.first_day) + "~" + backtest::day_text(result.last_day));
  }
  days.differences.assign(days.values.size(), "");
  rows.push_back(std::move(days));
  for (const MetricRow& metric : metric_rows()) {
    ComparisonRow& row = rows.emplace_back();
    row.name = metric.name;
    std::vector<double> values;
    for (const ComparedResult& result : comparison.results) {
      const double value = metric.value(result.metrics);
      values.push_back(value);
      row.values.push_back(metric.text(result.market, value));
      const bool comparable = values.size() > 1 && (!metric.is_money || comparison.one_currency);
      row.differences.push_back(comparable ? signed_text(value - values.front(), metric.text(result.market, value - values.front())) : "");
    }
    if (metric.has_direction && (!metric.is_money || comparison.one_currency)) row.best = single_best(values, metric.more_is_better);
  }
  rows.push_back(sharpe_row(comparison));
  return rows;
}

}  // namespace stom::optimize
