// A run in the users' tables of backtest.db (databases spec 5, back-test spec 13): one summary row, the trade list, and the
// hits of a back-finder run. Builds plain tables; store/result_store.h writes them.
#pragma once

#include "backtest/finder.h"
#include "backtest/report_data.h"
#include "store/result_store.h"

namespace stom::backtest {

[[nodiscard]] store::ResultTable summary_table(const ReportData& data);
[[nodiscard]] store::ResultTable detail_table(const ReportData& data);
[[nodiscard]] store::ResultTable finder_table(const FinderRun& run, market::Market market, const std::string& name, RowKey time);

// What is needed to repeat the run, as JSON, and the hash of its texts.
[[nodiscard]] store::RunEntry run_entry(const ReportData& data);

}  // namespace stom::backtest
