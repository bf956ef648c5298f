// Everything a report shows of one run; filled by the command, read by text report, pictures and report.html.
#pragma once

#include <map>

#include "backtest/fill_comparison.h"
#include "backtest/index_curve.h"
#include "backtest/metrics.h"
#include "backtest/run.h"

namespace stom::backtest {

struct ReportData {
  RunSpec spec;
  store::DatabaseFacts facts;
  std::string buy_name, sell_name;            // strategy names or file names
  RowKey saved_at = 0;                        // local time YYYYMMDDhhmmss: names tables and pictures
  std::vector<TradeRecord> trades;            // in result order
  HoldingSeries series;
  std::vector<IndexCurve> indices;            // index_curves(); empty if the database holds none
  Metrics metrics;
  ExtendedMetrics extended;
  std::uint64_t trial_count = 1;              // parameter vectors looked at to get this result
  std::uint64_t rows = 0, symbols = 0;
  double elapsed_seconds = 0;
  std::map<std::string, std::string> settings;  // settings that differ from the defaults, key → text
  Diagnostics warnings;
  std::optional<FillComparison> fill_comparison;   // when both fill models were asked for
  std::string scope_warning_ko, scope_warning_en;  // when the other scope or indicator set would change the trades
};

}  // namespace stom::backtest
