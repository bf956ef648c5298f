// The tables of an optimisation report.
#pragma once

#include "optimize/study_report_data.h"

namespace stom::optimize {

// One metric of backtest::Metrics as a report names and writes it: one list for every table and picture.
struct MetricRow {
  Message name;
  double (*value)(const backtest::Metrics&);
  std::string (*text)(market::Market, double);
  bool signed_value = false;  // coloured as gain or loss
  bool is_money = false;      // won or USDT
  bool has_direction = true;  // false: neither more nor less is better
  bool more_is_better = true;
};
[[nodiscard]] std::span<const MetricRow> metric_rows();

[[nodiscard]] std::string windows_table(const StudyReportData& data);  // train | validation | test | whole side by side
[[nodiscard]] std::string walk_forward_table(const StudyReportData& data);
[[nodiscard]] std::string variable_table(const StageView& stage);
[[nodiscard]] std::string overfitting_table(const OverfittingReport& report, market::Market market);
[[nodiscard]] std::string daily_table(const StudyReportData& data);

}  // namespace stom::optimize
