// Would the other window scope or the other indicator set have changed the trades? (architecture, last section)
#pragma once

#include "backtest/run.h"

namespace stom::backtest {

// Runs the back-test again with the other choice where the texts can tell the difference. Empty: the trades are the same.
[[nodiscard]] Message scope_warning(const store::MarketData& data, const RunSpec& spec, const RunResult& result, Progress& progress,
                                    const StopFlag& stop);

[[nodiscard]] bool same_trades(const std::vector<TradeRecord>& a, const std::vector<TradeRecord>& b);

}  // namespace stom::backtest
