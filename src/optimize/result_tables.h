// A study in the users' tables of backtest.db (optimisation spec 9.2): summary row, trade list, top lists. Builds plain tables;
// store/result_store.h writes them and lists the run in stom_run with its kind and its tables, so that nobody needs to guess a kind
// from a table's name (known defect K36). The Bayesian test kind would share `<market>_bt` with the plain back-test, which has other columns:
// its summary is `<market>_bt_opt`.
#pragma once

#include "backtest/report_data.h"
#include "optimize/condition_report.h"
#include "optimize/study.h"
#include "store/result_store.h"

namespace stom::optimize {

// stock_ovc; coin_og also for Binance, as the users' readers expect.
[[nodiscard]] std::string study_table_name(market::Market market, const RunKind& kind);

// `report` is the final run: the whole period, or the stitched out-of-sample trades of a walk-forward.
[[nodiscard]] store::ResultTable study_summary_table(const backtest::ReportData& report, const RunKind& kind, const Vector& best, const std::string& range_text);
[[nodiscard]] store::ResultTable study_trade_table(const backtest::ReportData& report, const RunKind& kind, Objective objective);

inline constexpr std::size_t kGeneticRows = 100, kConditionRows = 5;

// Distinct vectors, best first; infeasible ones only behind all feasible ones.
[[nodiscard]] std::vector<StoredTrial> ranked(std::span<const StoredTrial> trials);
// The best 100 distinct feasible vectors.
[[nodiscard]] store::ResultTable genetic_table(const StudySpec& spec, std::span<const StoredTrial> trials, RowKey time);
// The best 5 sets with a positive score, as the texts that they stand for; and the frequency of each condition among all such sets.
[[nodiscard]] store::ResultTable condition_table(const StudySpec& spec, const ConditionLayout& layout, std::span<const StoredTrial> trials, RowKey time);
[[nodiscard]] store::ResultTable condition_frequency_table(const StudySpec& spec, const ConditionLayout& layout, std::span<const StoredTrial> trials, RowKey time);

}  // namespace stom::optimize
