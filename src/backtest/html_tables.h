// The tables of report.html. Breakdown tables are plain HTML that a script sorts; the trades stand as JSON in
// <script id="trades"> and are shown a page at a time.
#pragma once

#include <string>

#include "backtest/breakdown.h"

namespace stom::backtest {

[[nodiscard]] std::string breakdown_table(const ReportData& data, const Breakdown& rows, const Message& title,
                                          const Message& key, std::string_view css_class = "");

// Trades that a page takes along; a report of more shows the first and says where the rest is.
inline constexpr std::size_t kMostTableTrades = 100'000;
[[nodiscard]] std::string trades_section(const ReportData& data);

// "key, value" rows; values are escaped, keys bilingual.
struct FactRow {
  Message key;
  Message value;
};
[[nodiscard]] std::string fact_table(const std::vector<FactRow>& rows);

}  // namespace stom::backtest
