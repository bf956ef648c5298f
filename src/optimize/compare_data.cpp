#include "optimize/compare_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "backtest/profit_curve.h"
#include "backtest/report_format.h"
#include "base/error.h"
#include "optimize/correlation.h"
#include "optimize/trade_figures.h"

namespace stom::optimize {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLeastDays = 3;

double yearly_days(market::Market market) {
  return market == market::Market::kStock ? 250 : 365;
}

double annual_sharpe(std::span<const double> daily, double days_a_year) {
  if (daily.size() < 2) return kNone;
  double mean = 0, squares = 0;
  for (const double value : daily) mean += value;
  mean /= static_cast<double>(daily.size());
  for (const double value : daily) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(daily.size() - 1));
  return deviation > 0 ? mean / deviation * std::sqrt(days_a_year) : kNone;
}

// Positions in `days` from the first to behind the last day of the result.
std::pair<std::size_t, std::size_t> lifetime(const std::vector<TradingDay>& days, const ComparedResult& result) {
  const auto from = std::lower_bound(days.begin(), days.end(), result.first_day), to = std::upper_bound(from, days.end(), result.last_day);
  return {static_cast<std::size_t>(from - days.begin()), static_cast<std::size_t>(to - days.begin())};
}

std::string unique_name(const std::string& name, std::set<std::string>& taken) {
  std::string out = name;
  for (int number = 2; !taken.insert(out).second; ++number) out = fmt::format("{} ({})", name, number);
  return out;
}

ComparedResult compared(const CompareInput& input, const std::vector<TradingDay>& days) {
  ComparedResult out;
  out.market = input.market;
  out.frame = input.frame;
  std::vector<backtest::TradeRecord> trades;
  for (const std::size_t i : backtest::result_order(input.trades, false)) trades.push_back(input.trades[i]);
  out.daily.assign(days.size(), 0);
  std::set<TradingDay> own(input.days.begin(), input.days.end());
  for (const backtest::TradeRecord& trade : trades) {
    const TradingDay day = backtest::day_of(input.frame, trade.sell_time);
    own.insert(day);
    out.daily[static_cast<std::size_t>(std::lower_bound(days.begin(), days.end(), day) - days.begin())] += trade.profit;
  }
  if (!own.empty()) {
    out.first_day = *own.begin();
    out.last_day = *own.rbegin();
  }
  double bet = input.bet;
  for (const backtest::TradeRecord& trade : trades) bet = input.bet > 0 ? bet : std::max(bet, trade.buy_amount);
  out.metrics = input.metrics ? *input.metrics : trade_figures(trades, bet, input.market, static_cast<std::int64_t>(own.size()));
  out.capital = out.metrics.seed > 0 ? out.metrics.seed : bet;
  out.cumulative = backtest::running_sum(out.daily);
  for (const double value : out.cumulative) out.percent.push_back(out.capital > 0 ? value / out.capital * 100 : 0);
  const auto [from, to] = lifetime(days, out);
  if (out.capital > 0) {
    std::vector<double> returns;
    for (std::size_t i = from; i < to; ++i) {
      if (own.count(days[i]) != 0) returns.push_back(out.daily[i] / out.capital);  // days of other markets are no days of this one
    }
    out.sharpe = annual_sharpe(returns, yearly_days(input.market));
  } else {
    out.sharpe = kNone;
  }
  return out;
}

double daily_correlation(const std::vector<TradingDay>& days, const ComparedResult& a, const ComparedResult& b) {
  const auto [from_a, to_a] = lifetime(days, a);
  const auto [from_b, to_b] = lifetime(days, b);
  const std::size_t from = std::max(from_a, from_b), to = std::min(to_a, to_b);
  if (to < from + kLeastDays) return kNone;
  return correlation(std::span(a.daily).subspan(from, to - from), std::span(b.daily).subspan(from, to - from));
}

void combine(Comparison& comparison) {
  std::vector<double> daily(comparison.days.size(), 0);
  bool all_stock = true;
  for (const ComparedResult& result : comparison.results) {
    all_stock = all_stock && result.market == market::Market::kStock;
    if (!(result.capital > 0)) continue;
    for (std::size_t i = 0; i < daily.size(); ++i)
      daily[i] += result.daily[i] / result.capital * 100 / static_cast<double>(comparison.results.size());
  }
  comparison.combined = backtest::running_sum(daily);
  for (const double fall : backtest::drawdown_series(comparison.combined))
    comparison.combined_drawdown = std::max(comparison.combined_drawdown, -fall);
  comparison.combined_sharpe = annual_sharpe(daily, all_stock ? 250 : 365);
}

}  // namespace

Comparison compare_results(std::vector<CompareInput> inputs) {
  if (inputs.size() < 2) {
    throw UsageError(message("비교하려면 결과가 둘 이상 있어야 합니다. 받은 결과: {}개.",
                             "A comparison needs two results or more; {} given.", inputs.size()));
  }
  Comparison out;
  std::set<TradingDay> days;
  for (const CompareInput& input : inputs) {
    days.insert(input.days.begin(), input.days.end());
    for (const backtest::TradeRecord& trade : input.trades) days.insert(backtest::day_of(input.frame, trade.sell_time));
  }
  out.days.assign(days.begin(), days.end());
  std::set<std::string> taken;
  for (const CompareInput& input : inputs) {
    out.results.push_back(compared(input, out.days));
    out.results.back().name = unique_name(input.name, taken);
    out.one_currency = out.one_currency && backtest::money_unit(input.market).en == backtest::money_unit(inputs.front().market).en;
  }
  for (std::size_t a = 0; a < out.results.size(); ++a) {
    std::vector<double>& row = out.correlation.emplace_back();
    for (std::size_t b = 0; b < out.results.size(); ++b) {
      row.push_back(a == b ? 1 : b < a ? out.correlation[b][a] : daily_correlation(out.days, out.results[a], out.results[b]));
    }
  }
  combine(out);
  return out;
}

}  // namespace stom::optimize
