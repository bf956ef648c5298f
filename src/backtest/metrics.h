// The reference's figures of a back-test (back-test spec 10 and 11) and the wider ones beside them.
#pragma once

#include <vector>

#include "backtest/trade_record.h"
#include "store/market_data.h"

namespace stom::backtest {

// Per watch-list time: how many positions are held and their buy amounts.
struct HoldingSeries {
  std::vector<RowKey> time;
  std::vector<double> count, amount;
};
[[nodiscard]] HoldingSeries holding_series(const store::WatchList& watch_list, const std::vector<TradeRecord>& trades);

// Order of the result table: by text of the sell time (or buy time), ties keep emission order.
[[nodiscard]] std::vector<std::size_t> result_order(const std::vector<TradeRecord>& trades, bool by_buy_time);

struct Metrics {
  std::int64_t trades = 0, wins = 0, losses = 0, total_profit = 0, max_hold_count = 0, mdd_amount = 0, day_count = 0;
  double trades_per_day = 0, win_rate = 0, avg_hold = 0, avg_profit_pct = 0, total_profit_pct = 0, seed = 0, cagr = 0,
         tpi = 0, mdd = 0;
};
// profit_curve: the running profit at every trade, where it is not the sum over these trades alone (parts of a longer run).
// active_rows_only: per-cell results of optimisations use only series rows with count > 0 (spec 11).
[[nodiscard]] Metrics compute_metrics(const std::vector<TradeRecord>& trades_in_result_order, const HoldingSeries& series,
                                      double bet, market::Market market, std::int64_t day_count, bool active_rows_only,
                                      const std::vector<double>* profit_curve = nullptr);

// The same for one vector of a sweep: counts and amounts of the holding series where count > 0 (put in another order here).
[[nodiscard]] Metrics compute_metrics(std::span<const TradeFigures> trades_in_result_order, std::span<double> active_counts,
                                      std::span<double> active_amounts, double bet, market::Market market, std::int64_t day_count);

// Distinct days of the watch list.
[[nodiscard]] std::int64_t count_days(const store::WatchList& watch_list, market::Frame frame);

// What a serious reader expects beside the reference's figures; formulas in docs/concepts/metrics.md.
struct ExtendedMetrics {
  double sharpe = 0, sortino = 0, calmar = 0, profit_factor = 0, expectancy = 0, exposure_pct = 0, avg_win = 0, avg_loss = 0;
  double longest_drawdown_days = 0;
  std::int64_t longest_losing_streak = 0;
  bool sharpe_defined = false, sortino_defined = false, calmar_defined = false, profit_factor_defined = false;
};
[[nodiscard]] ExtendedMetrics compute_extended_metrics(const std::vector<TradeRecord>& trades_in_result_order,
                                                       const HoldingSeries& series, const Metrics& metrics,
                                                       market::Market market, market::Frame frame);

}  // namespace stom::backtest
