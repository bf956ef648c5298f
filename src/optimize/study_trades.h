// The trades of a finished study, run again from what study.db keeps: the best vector over the whole period, or every walk-forward window
// with its own vector. Nothing is searched and nothing is stored.
#pragma once

#include "optimize/study.h"

namespace stom::optimize {

// In result order. Throws DataError where a text fails on rows that have changed since.
[[nodiscard]] std::vector<backtest::TradeRecord> study_trades(const store::MarketData& data, const StudySpec& spec, const std::vector<StageResult>& results,
                                                              Progress& progress, const StopFlag& stop);

}  // namespace stom::optimize
