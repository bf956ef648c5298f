#include "optimize/trade_figures.h"

#include <algorithm>

namespace stom::optimize {

backtest::HoldingSeries event_holding(const std::vector<backtest::TradeRecord>& trades) {
  backtest::HoldingSeries series;
  for (const backtest::TradeRecord& trade : trades) {
    series.time.push_back(trade.buy_time);
    series.time.push_back(trade.sell_time);
  }
  std::sort(series.time.begin(), series.time.end());
  series.time.erase(std::unique(series.time.begin(), series.time.end()), series.time.end());
  const std::size_t rows = series.time.size();
  series.count.assign(rows + 1, 0);
  series.amount.assign(rows + 1, 0);
  const auto row_of = [&](RowKey time) {
    return static_cast<std::size_t>(std::lower_bound(series.time.begin(), series.time.end(), time) - series.time.begin());
  };
  for (const backtest::TradeRecord& trade : trades) {
    const std::size_t from = row_of(trade.buy_time), to = row_of(trade.sell_time) + 1;
    if (from >= to) continue;
    series.amount[from] += trade.buy_amount;
    series.amount[to] -= trade.buy_amount;
    if (!trade.closed) continue;
    series.count[from] += 1;
    series.count[to] -= 1;
  }
  for (std::size_t i = 1; i < rows; ++i) {
    series.amount[i] += series.amount[i - 1];
    series.count[i] += series.count[i - 1];
  }
  series.count.resize(rows);
  series.amount.resize(rows);
  return series;
}

backtest::Metrics trade_figures(const std::vector<backtest::TradeRecord>& trades, double bet, market::Market market, std::int64_t days) {
  if (bet <= 0) {
    for (const backtest::TradeRecord& trade : trades) bet = std::max(bet, trade.buy_amount);
  }
  return backtest::compute_metrics(trades, event_holding(trades), bet, market, std::max<std::int64_t>(1, days), true);
}

}  // namespace stom::optimize
