// A run's trades summed by symbol, time of day, weekday, sell condition, side and month: the tables of report.html and
// the bars of the supplementary picture. Times and days are those of the exit, in the rows' own clock.
#pragma once

#include <vector>

#include "backtest/report_data.h"

namespace stom::backtest {

struct BreakdownRow {
  Message label;
  std::int64_t trades = 0, wins = 0;         // wins: profit ≥ 0, as 익절
  double profit = 0, gains = 0, losses = 0;  // losses ≤ 0
  double rate_sum = 0, hold_sum = 0;

  void add(const TradeRecord& trade);
};
using Breakdown = std::vector<BreakdownRow>;

[[nodiscard]] Breakdown by_symbol(const ReportData& data);          // most profit first, ties by code
[[nodiscard]] Breakdown by_sell_condition(const ReportData& data);  // most trades first, ties by text
[[nodiscard]] Breakdown by_hour(const ReportData& data);            // hours with trades, ascending
[[nodiscard]] Breakdown by_weekday(const ReportData& data);         // Monday to Friday; crypto to Sunday; always all
[[nodiscard]] Breakdown by_month(const ReportData& data);           // months with trades, ascending
[[nodiscard]] Breakdown by_side(const ReportData& data);            // Binance: long and short

// Bins of the run's time range as the reference draws them (back-test spec 13.1): a tenth of the range, or three
// minutes if the range is shorter than 1800 seconds; rounded up to whole minutes. Labels are the start of the bin; all
// bins of the range.
[[nodiscard]] Breakdown by_time_of_day(const ReportData& data);
[[nodiscard]] std::int64_t time_bin_seconds(market::Frame frame, const store::LoadRange& range);

// Cumulative profit per day over all days of the watch list (and exit days, should they differ), days ascending.
struct DailyProfit {
  std::vector<TradingDay> day;
  std::vector<double> cumulative;
};
[[nodiscard]] DailyProfit daily_profit(const ReportData& data);

}  // namespace stom::backtest
