#include "backtest/breakdown.h"

#include <algorithm>

#include "backtest/report_format.h"

namespace stom::backtest {
namespace {

Message same(std::string text) {
  return {text, text};
}

// Sums trades by a key; rows come in ascending key order.
template <typename KeyOf, typename LabelOf>
Breakdown sum_by(const std::vector<TradeRecord>& trades, KeyOf key_of, LabelOf label_of) {
  std::map<decltype(key_of(trades.front())), BreakdownRow> rows;
  for (const TradeRecord& trade : trades) {
    auto [row, is_new] = rows.try_emplace(key_of(trade));
    if (is_new) row->second.label = label_of(trade);
    row->second.add(trade);
  }
  Breakdown out;
  out.reserve(rows.size());
  for (auto& [key, row] : rows) out.push_back(std::move(row));
  return out;
}

std::int64_t exit_seconds(const ReportData& data, const TradeRecord& trade) {
  return seconds_of_day(data.spec.frame, trade.sell_time % market::day_divisor(data.spec.frame));
}

std::string clock_text(std::int64_t seconds) {
  return fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
}

}  // namespace

void BreakdownRow::add(const TradeRecord& trade) {
  ++trades;
  wins += trade.profit >= 0 ? 1 : 0;
  profit += trade.profit;
  (trade.profit >= 0 ? gains : losses) += trade.profit;
  rate_sum += trade.profit_rate;
  hold_sum += static_cast<double>(trade.hold_time);
}

Breakdown by_symbol(const ReportData& data) {
  Breakdown out = sum_by(
      data.trades, [](const TradeRecord& trade) { return trade.code; },
      [](const TradeRecord& trade) {
        return same(trade.name == trade.code || trade.name.empty() ? trade.code : trade.name + " (" + trade.code + ")");
      });
  std::stable_sort(out.begin(), out.end(),
                   [](const BreakdownRow& a, const BreakdownRow& b) { return a.profit > b.profit; });
  return out;
}

Breakdown by_sell_condition(const ReportData& data) {
  Breakdown out = sum_by(
      data.trades, [](const TradeRecord& trade) { return trade.sell_condition; },
      [](const TradeRecord& trade) { return same(trade.sell_condition); });
  std::stable_sort(out.begin(), out.end(),
                   [](const BreakdownRow& a, const BreakdownRow& b) { return a.trades > b.trades; });
  return out;
}

Breakdown by_hour(const ReportData& data) {
  const auto hour = [&](const TradeRecord& trade) { return exit_seconds(data, trade) / 3600; };
  return sum_by(data.trades, hour,
                [&](const TradeRecord& trade) { return same(fmt::format("{0:02}:00–{0:02}:59", hour(trade))); });
}

Breakdown by_weekday(const ReportData& data) {
  Breakdown out(market::is_crypto(data.spec.market) ? 7 : 5);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].label = weekday_name(static_cast<int>(i));
  for (const TradeRecord& trade : data.trades) {
    const auto day = static_cast<std::size_t>(weekday(day_of(data.spec.frame, trade.sell_time)));
    while (day >= out.size()) {  // stock rows of a weekend: not expected, not hidden
      const int next = static_cast<int>(out.size());
      out.emplace_back().label = weekday_name(next);
    }
    out[day].add(trade);
  }
  return out;
}

Breakdown by_month(const ReportData& data) {
  const auto month = [&](const TradeRecord& trade) { return day_of(data.spec.frame, trade.sell_time) / 100; };
  return sum_by(data.trades, month, [&](const TradeRecord& trade) {
    return same(fmt::format("{:04}-{:02}", month(trade) / 100, month(trade) % 100));
  });
}

Breakdown by_side(const ReportData& data) {
  if (data.spec.market != market::Market::kBinance) return {};
  return sum_by(
      data.trades, [](const TradeRecord& trade) { return trade.side; },
      [](const TradeRecord& trade) { return same(trade.side == trade::Side::kShort ? "SHORT" : "LONG"); });
}

std::int64_t time_bin_seconds(market::Frame frame, const store::LoadRange& range) {
  const std::int64_t total = seconds_of_day(frame, range.end_time) - seconds_of_day(frame, range.start_time);
  if (total < 1800) return 180;
  return (total + 599) / 600 * 60;
}

Breakdown by_time_of_day(const ReportData& data) {
  const std::int64_t start = seconds_of_day(data.spec.frame, data.spec.run.start_time);
  const std::int64_t end = seconds_of_day(data.spec.frame, data.spec.run.end_time);
  const std::int64_t width = time_bin_seconds(data.spec.frame, data.spec.run);
  Breakdown out;
  for (std::int64_t bin = start; bin < end || out.empty(); bin += width)
    out.emplace_back().label = same(clock_text(bin));
  for (const TradeRecord& trade : data.trades) {
    const std::int64_t bin = (exit_seconds(data, trade) - start) / width;
    out[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, static_cast<std::int64_t>(out.size()) - 1))].add(
        trade);
  }
  return out;
}

DailyProfit daily_profit(const ReportData& data) {
  std::map<TradingDay, double> profit_of_day;
  for (const RowKey time : data.series.time) profit_of_day.try_emplace(day_of(data.spec.frame, time), 0.0);
  for (const TradeRecord& trade : data.trades) profit_of_day[day_of(data.spec.frame, trade.sell_time)] += trade.profit;
  DailyProfit out;
  double sum = 0;
  for (const auto& [day, profit] : profit_of_day) {
    out.day.push_back(day);
    out.cumulative.push_back(sum += profit);
  }
  return out;
}

}  // namespace stom::backtest
