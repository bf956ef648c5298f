// A stored study as a report wants it.
#pragma once

#include "optimize/study_report_data.h"

namespace stom::optimize {

// Request, trials, windows and notes come from the store; `trades` are those of the final run (StudyResult::trades, study_trades.h), `days`
// the trading days of the engine period where they are known. A study of an older or damaged request is a DataError.
[[nodiscard]] StudyReportInput study_report_input(StudyStore& store, const StudyInfo& info, std::vector<backtest::TradeRecord> trades,
                                                  std::vector<TradingDay> days);

}  // namespace stom::optimize
