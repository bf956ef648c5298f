// What a chosen vector gives on each window, measured from one plain run of it. Internal to the study runner.
#pragma once

#include "optimize/study_problem.h"

namespace stom::optimize {

// Distinct days of the watch list in the engine period and its times.
[[nodiscard]] std::vector<TradingDay> trading_days(const store::MarketData& data, const StudySpec& spec);

// A run of a vector over some days. No row after them is loaded.
struct VectorRun {
  std::vector<backtest::TradeRecord> trades;  // in result order
  backtest::HoldingSeries series;
  std::optional<VectorError> error;
};
[[nodiscard]] VectorRun run_vector(const store::MarketData& data, const StudyProblem& problem, const Vector& vector, const DayRange& days,
                                   Progress& progress, const StopFlag& stop);

// Train and validation of every fold (without validation: the search period as train), test, whole; side by side (known defect K22).
[[nodiscard]] std::vector<StageResult> window_results(const VectorRun& run, const StudySpec& spec, const WindowPlan& plan, int stage,
                                                      const Vector& vector);
[[nodiscard]] StageResult out_of_sample_result(const VectorRun& run, const StudySpec& spec, const DayRange& days, int stage,
                                               const Vector& vector);
// Figures of all out-of-sample windows together; runs in time order. Days: all of the windows, with trades or not (known defect K28).
[[nodiscard]] backtest::Metrics stitched_metrics(const std::vector<VectorRun>& runs, const StudySpec& spec, std::int64_t days);

}  // namespace stom::optimize
