// Figures of trades without a database: what is held is known from the trades themselves, at the times they begin and end.
#pragma once

#include "backtest/metrics.h"

namespace stom::optimize {

// Holdings at every distinct purchase and sale time.
[[nodiscard]] backtest::HoldingSeries event_holding(const std::vector<backtest::TradeRecord>& trades);
// backtest::Metrics over active rows only (the one definition of optimisation spec K40). bet 0: the largest purchase.
[[nodiscard]] backtest::Metrics trade_figures(const std::vector<backtest::TradeRecord>& trades, double bet, market::Market market,
                                              std::int64_t days);

}  // namespace stom::optimize
