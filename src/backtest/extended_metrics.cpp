// compute_extended_metrics; every formula is written out in docs/concepts/metrics.md.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "backtest/metrics.h"

namespace stom::backtest {
namespace {

constexpr double kSecondsPerDay = 86400;

double trading_days_per_year(market::Market market) {
  return market::is_crypto(market) ? 365 : 250;
}

// Profit per exit day as a share of the seed, over all days of the watch list: a day without a trade is a return of 0.
// The ratios made from them do not depend on the seed, so any positive number serves where a run has none.
std::vector<double> daily_returns(const std::vector<TradeRecord>& trades, const HoldingSeries& series, double seed,
                                  market::Frame frame) {
  const std::int64_t divisor = market::day_divisor(frame);
  std::map<std::int64_t, double> profit_of_day;
  for (const RowKey time : series.time) profit_of_day.try_emplace(time / divisor, 0.0);
  for (const TradeRecord& trade : trades) profit_of_day[trade.sell_time / divisor] += trade.profit;
  std::vector<double> returns;
  returns.reserve(profit_of_day.size());
  for (const auto& [day, profit] : profit_of_day) returns.push_back(profit / (seed > 0 ? seed : 1));
  return returns;
}

void set_risk_ratios(ExtendedMetrics& out, const std::vector<double>& returns, double days_per_year) {
  const auto days = static_cast<double>(returns.size());
  if (returns.empty()) return;
  const double mean = std::accumulate(returns.begin(), returns.end(), 0.0) / days;
  double squares = 0, downside_squares = 0;
  for (const double r : returns) {
    squares += (r - mean) * (r - mean);
    downside_squares += r < 0 ? r * r : 0.0;
  }
  const bool all_equal = std::all_of(returns.begin(), returns.end(), [&](double r) { return r == returns.front(); });
  if (returns.size() >= 2 && !all_equal) {
    out.sharpe = mean / std::sqrt(squares / (days - 1)) * std::sqrt(days_per_year);
    out.sharpe_defined = true;
  }
  if (downside_squares > 0) {
    out.sortino = mean / std::sqrt(downside_squares / days) * std::sqrt(days_per_year);
    out.sortino_defined = true;
  }
}

// Longest time from a high of the cumulative profit (0 at the first row) to the exit that reaches it again, or to the
// end of the series if none does. Calendar days, so nights and weekends under water count.
double longest_drawdown_days(const std::vector<TradeRecord>& trades, const HoldingSeries& series, market::Frame frame) {
  if (trades.empty()) return 0;
  std::vector<std::size_t> by_exit(trades.size());
  std::iota(by_exit.begin(), by_exit.end(), std::size_t{0});
  std::stable_sort(by_exit.begin(), by_exit.end(),
                   [&](std::size_t a, std::size_t b) { return trades[a].sell_time < trades[b].sell_time; });
  const auto seconds = [&](RowKey key) { return epoch_seconds(market::to_second_key(frame, key)); };
  RowKey first = trades[by_exit.front()].sell_time, last = trades[by_exit.back()].sell_time;
  if (!series.time.empty()) {
    first = std::min(first, series.time.front());
    last = std::max(last, series.time.back());
  }
  std::int64_t high_time = seconds(first), longest = 0;
  double cumulative = 0, high = 0;
  bool under_water = false;
  for (const std::size_t i : by_exit) {
    cumulative += trades[i].profit;
    const std::int64_t now = seconds(trades[i].sell_time);
    if (cumulative >= high) {
      if (under_water) longest = std::max(longest, now - high_time);
      high = cumulative;
      high_time = now;
      under_water = false;
    } else {
      under_water = true;
    }
  }
  if (under_water) longest = std::max(longest, seconds(last) - high_time);
  return static_cast<double>(longest) / kSecondsPerDay;
}

std::int64_t longest_losing_streak(const std::vector<TradeRecord>& trades) {
  std::int64_t longest = 0, streak = 0;
  for (const TradeRecord& trade : trades) {
    streak = trade.profit < 0 ? streak + 1 : 0;
    longest = std::max(longest, streak);
  }
  return longest;
}

}  // namespace

ExtendedMetrics compute_extended_metrics(const std::vector<TradeRecord>& trades, const HoldingSeries& series,
                                         const Metrics& metrics, market::Market market, market::Frame frame) {
  ExtendedMetrics out;
  if (!series.count.empty()) {
    const auto held = std::count_if(series.count.begin(), series.count.end(), [](double count) { return count > 0; });
    out.exposure_pct = static_cast<double>(held) / static_cast<double>(series.count.size()) * 100;
  }
  if (trades.empty()) return out;

  double gains = 0, losses = 0;
  std::int64_t wins = 0;
  for (const TradeRecord& trade : trades) {
    if (trade.profit >= 0) {
      gains += trade.profit;
      ++wins;
    } else {
      losses -= trade.profit;
    }
  }
  const auto count = static_cast<std::int64_t>(trades.size());
  out.expectancy = (gains - losses) / static_cast<double>(count);
  if (wins > 0) out.avg_win = gains / static_cast<double>(wins);
  if (wins < count) out.avg_loss = -losses / static_cast<double>(count - wins);
  out.profit_factor_defined = losses > 0;
  if (out.profit_factor_defined) out.profit_factor = gains / losses;

  set_risk_ratios(out, daily_returns(trades, series, metrics.seed, frame), trading_days_per_year(market));
  out.calmar_defined = std::isfinite(metrics.mdd) && metrics.mdd != 0;  // seed 0 can make it infinite
  if (out.calmar_defined) out.calmar = metrics.cagr / metrics.mdd;
  out.longest_drawdown_days = longest_drawdown_days(trades, series, frame);
  out.longest_losing_streak = longest_losing_streak(trades);
  return out;
}

}  // namespace stom::backtest
