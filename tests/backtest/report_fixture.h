// Reports to test with: made-up runs with seeded trades, built without a database.
#pragma once

#include "backtest/report_data.h"

namespace stom::backtest::test {

// A winning trade sells higher than it bought; only what figures and reports read is filled in.
[[nodiscard]] TradeRecord trade(RowKey buy_time, RowKey sell_time, double profit, std::string code = "000001");

// `count` trades over `days` weekdays from 2024-01-02, in order of their exits, with consistent figures.
[[nodiscard]] ReportData sample_report(market::Market market, market::Frame frame, int count, int days);

}  // namespace stom::backtest::test
