#include "backtest/metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/rounding.h"

namespace stom::backtest {
namespace {

// Largest value after the top one percent of the descending order is dropped; `fallback` if nothing is left.
double trimmed_maximum(std::span<double> values, double fallback) {
  const auto dropped = static_cast<std::size_t>(static_cast<double>(values.size()) * 0.01);
  if (dropped >= values.size()) return fallback;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(dropped), values.end(), std::greater<>());
  return values[dropped];
}

double mean(double sum, std::int64_t count) { return sum / static_cast<double>(count); }

// Drawdown of the curve of running profit sums (spec 11): the curve starts at the first trade's profit.
void compute_drawdown(const std::vector<double>& curve, Metrics& metrics) {
  double peak = curve.front(), deepest = -1;
  std::size_t lower = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    peak = std::max(peak, curve[i]);
    if (peak - curve[i] > deepest) {
      deepest = peak - curve[i];
      lower = i;
    }
  }
  if (lower == 0) {
    metrics.mdd = std::fabs(metrics.total_profit_pct);
    metrics.mdd_amount = std::llabs(metrics.total_profit);
    return;
  }
  const auto upper = std::max_element(curve.begin(), curve.begin() + static_cast<std::ptrdiff_t>(lower));
  const double fall = std::fabs(*upper - curve[lower]);
  metrics.mdd = round_scaled(fall / (*upper + metrics.seed) * 100, 2);
  metrics.mdd_amount = truncate(fall);
}

template <typename Trade>
std::vector<double> running_profit(std::span<const Trade> trades) {
  std::vector<double> curve;
  curve.reserve(trades.size());
  double sum = 0;
  for (const Trade& trade : trades) curve.push_back(sum += trade.profit);
  return curve;
}

// Everything but the holding series: `seed` and `max_hold_count` are known.
template <typename Trade>
void fill_metrics(std::span<const Trade> trades, double bet, market::Market market, Metrics& metrics, const std::vector<double>* profit_curve) {
  double profit = 0, rates = 0, win_rates = 0, loss_rates = 0, hold = 0;
  for (const Trade& trade : trades) {
    profit += trade.profit;
    rates += trade.profit_rate;
    hold += static_cast<double>(trade.hold_time);
    const bool win = trade.profit >= 0;
    (win ? metrics.wins : metrics.losses) += 1;
    (win ? win_rates : loss_rates) += trade.profit_rate;
  }
  metrics.trades_per_day = round_scaled(mean(static_cast<double>(metrics.trades), metrics.day_count), 1);
  metrics.win_rate = round_scaled(static_cast<double>(metrics.wins) / static_cast<double>(metrics.trades) * 100, 2);
  metrics.avg_hold = round_scaled(mean(hold, metrics.trades), 2);
  metrics.avg_profit_pct = round_scaled(mean(rates, metrics.trades), 2);
  metrics.total_profit = truncate(profit);
  metrics.total_profit_pct = round_scaled(static_cast<double>(metrics.total_profit) / (metrics.seed != 0 ? metrics.seed : bet) * 100, 2);
  const double yearly_days = market == market::Market::kStock ? 250 : 365;
  metrics.cagr = round_scaled(metrics.total_profit_pct / static_cast<double>(metrics.day_count) * yearly_days, 2);

  const double mean_win = metrics.wins > 0 ? mean(win_rates, metrics.wins) : 0;
  const double mean_loss = metrics.losses > 0 ? mean(loss_rates, metrics.losses) : 0;
  metrics.tpi = mean_loss == 0 ? 1.0 : round_scaled(metrics.win_rate / 100 * (1 + mean_win / std::fabs(mean_loss)), 2);
  compute_drawdown(profit_curve != nullptr ? *profit_curve : running_profit(trades), metrics);
}

}  // namespace

std::vector<std::size_t> result_order(const std::vector<TradeRecord>& trades, bool by_buy_time) {
  std::vector<std::size_t> order(trades.size());
  std::iota(order.begin(), order.end(), 0);
  // All keys have the same number of digits, so the order of the numbers is the order of their texts.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return by_buy_time ? trades[a].buy_time < trades[b].buy_time : trades[a].sell_time < trades[b].sell_time;
  });
  return order;
}

HoldingSeries holding_series(const store::WatchList& watch_list, const std::vector<TradeRecord>& trades) {
  HoldingSeries series;
  const std::size_t rows = watch_list.rows.size();
  series.time.reserve(rows);
  for (const store::WatchListRow& row : watch_list.rows) series.time.push_back(row.time);
  series.count.assign(rows, 0);
  series.amount.assign(rows, 0);
  for (const TradeRecord& trade : trades) {
    const auto begin = std::lower_bound(series.time.begin(), series.time.end(), trade.buy_time) - series.time.begin();
    const auto end = std::upper_bound(series.time.begin(), series.time.end(), trade.sell_time) - series.time.begin();
    for (auto row = begin; row < end; ++row) {
      series.amount[row] += trade.buy_amount;
      if (trade.closed) series.count[row] += 1;
    }
  }
  return series;
}

std::int64_t count_days(const store::WatchList& watch_list, market::Frame frame) {
  std::int64_t days = 0, last = -1;
  for (const store::WatchListRow& row : watch_list.rows) {
    const std::int64_t day = row.time / market::day_divisor(frame);
    if (day != last) ++days;
    last = day;
  }
  return days;
}

Metrics compute_metrics(const std::vector<TradeRecord>& trades, const HoldingSeries& series, double bet, market::Market market,
                        std::int64_t day_count, bool active_rows_only, const std::vector<double>* profit_curve) {
  Metrics metrics;
  metrics.day_count = day_count;
  metrics.trades = static_cast<std::int64_t>(trades.size());
  if (trades.empty()) return metrics;

  std::vector<double> counts, amounts;
  for (std::size_t i = 0; i < series.count.size(); ++i) {
    if (active_rows_only && series.count[i] <= 0) continue;
    counts.push_back(series.count[i]);
    amounts.push_back(series.amount[i]);
  }
  metrics.max_hold_count = truncate(trimmed_maximum(counts, 0));
  metrics.seed = std::trunc(trimmed_maximum(amounts, bet));
  fill_metrics(std::span<const TradeRecord>(trades), bet, market, metrics, profit_curve);
  return metrics;
}

Metrics compute_metrics(std::span<const TradeFigures> trades, std::span<double> active_counts, std::span<double> active_amounts, double bet,
                        market::Market market, std::int64_t day_count) {
  Metrics metrics;
  metrics.day_count = day_count;
  metrics.trades = static_cast<std::int64_t>(trades.size());
  if (trades.empty()) return metrics;
  metrics.max_hold_count = truncate(trimmed_maximum(active_counts, 0));
  metrics.seed = std::trunc(trimmed_maximum(active_amounts, bet));
  fill_metrics(trades, bet, market, metrics, nullptr);
  return metrics;
}

}  // namespace stom::backtest
