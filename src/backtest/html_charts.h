// The charts of report.html as inline SVG: they show without script and follow the page's colours and language.
#pragma once

#include <string>

#include "backtest/breakdown.h"

namespace stom::backtest {

// Cumulative profit over trading time and, below it, its distance from the high so far. Followed by the points as JSON
// in <script id="curve">, from which the page shows time, profit and drawdown under the pointer.
[[nodiscard]] std::string equity_chart(const ReportData& data);

// Profit of each row as a bar, gains red and losses blue.
[[nodiscard]] std::string profit_bars(const Breakdown& rows, const Message& label);

}  // namespace stom::backtest
