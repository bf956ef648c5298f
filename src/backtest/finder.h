// The back-finder (백파인더, strategy-language spec 11): a text that searches rows and emits what it finds; no orders.
#pragma once

#include "backtest/run.h"

namespace stom::backtest {

using FinderValue = std::variant<std::int64_t, double, std::string>;

struct FinderRow {
  std::string code;
  RowKey time = 0;
  std::vector<FinderValue> values;  // one per column
};

struct FinderRun {
  std::vector<std::string> columns;  // names as the text gives them
  std::vector<FinderRow> rows;       // symbol by symbol, row by row
  std::optional<RunError> error;
  Diagnostics diagnostics;
};

// Uses market, frame, load, average_list, average_ticks, lenient, threads, scope and settings of the spec; buy_text is the
// finder text. A text without self.tickcols throws UsageError.
[[nodiscard]] FinderRun run_finder_search(const store::MarketData& data, const RunSpec& spec, Progress& progress, const StopFlag& stop);

}  // namespace stom::backtest
