#include "backtest/trading_time_axis.h"

#include <algorithm>
#include <cmath>

#include "backtest/report_format.h"

namespace stom::backtest {
namespace {

constexpr std::int64_t kTimeSteps[] = {1,   2,   5,    10,   15,   30,    60,    120,   300,
                                       600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};

std::string month_day(TradingDay day) {
  return fmt::format("{:02}-{:02}", day / 100 % 100, day % 100);
}

}  // namespace

TradingTimeAxis::TradingTimeAxis(const ReportData& data) : frame_(data.spec.frame), times_(data.series.time) {
  if (!times_.empty()) return;
  for (const TradeRecord& trade : data.trades) times_.push_back(trade.sell_time);
  std::sort(times_.begin(), times_.end());
  times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
}

double TradingTimeAxis::position(RowKey time) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), time);
  return position_of_row(after == times_.begin() ? 0 : static_cast<std::size_t>(after - times_.begin()) - 1);
}

double TradingTimeAxis::position_of_row(std::size_t row) const {
  return times_.size() < 2 ? 0.5 : static_cast<double>(row) / static_cast<double>(times_.size() - 1);
}

std::vector<AxisTick> TradingTimeAxis::ticks(int at_most) const {
  std::vector<std::size_t> day_starts;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    if (i == 0 || day_of(frame_, times_[i]) != day_of(frame_, times_[i - 1])) day_starts.push_back(i);
  }
  if (day_starts.empty()) return {};
  return day_starts.size() >= 4 ? day_ticks(day_starts, at_most) : time_ticks(day_starts, at_most);
}

std::vector<AxisTick> TradingTimeAxis::day_ticks(const std::vector<std::size_t>& day_starts, int at_most) const {
  const bool one_year = day_of(frame_, times_.front()) / 10000 == day_of(frame_, times_.back()) / 10000;
  std::vector<AxisTick> out;
  for (const std::size_t i : spread_indices(day_starts.size(), at_most)) {
    const TradingDay day = day_of(frame_, times_[day_starts[i]]);
    out.push_back({position_of_row(day_starts[i]), one_year ? month_day(day) : day_text(day)});
  }
  return out;
}

std::vector<AxisTick> TradingTimeAxis::time_ticks(const std::vector<std::size_t>& day_starts, int at_most) const {
  const auto seconds = [&](std::size_t row) {
    return seconds_of_day(frame_, times_[row] % market::day_divisor(frame_));
  };
  std::int64_t span = 0;
  for (std::size_t d = 0; d < day_starts.size(); ++d) {
    const std::size_t end = d + 1 < day_starts.size() ? day_starts[d + 1] : times_.size();
    span += seconds(end - 1) - seconds(day_starts[d]);
  }
  std::int64_t step = kTimeSteps[0];
  for (const std::int64_t candidate : kTimeSteps) {
    step = candidate;
    if (span / candidate + static_cast<std::int64_t>(day_starts.size()) <= at_most) break;
  }
  std::vector<AxisTick> out;
  const double least_distance = 0.6 / std::max(1, at_most);
  for (std::size_t d = 0; d < day_starts.size(); ++d) {
    const std::size_t begin = day_starts[d], end = d + 1 < day_starts.size() ? day_starts[d + 1] : times_.size();
    const double next_day = end < times_.size() ? position_of_row(end) : 2.0;
    for (std::size_t row = begin; row < end; ++row) {
      const bool crosses = row == begin || seconds(row) / step != seconds(row - 1) / step;
      if (!crosses) continue;
      const double position = position_of_row(row);
      const bool too_near = row != begin && !out.empty() &&
                            (position - out.back().position < least_distance || next_day - position < least_distance);
      if (too_near) continue;
      const std::int64_t shown = row == begin ? seconds(row) : seconds(row) / step * step;
      std::string label = fmt::format("{:02}:{:02}", shown / 3600, shown / 60 % 60);
      if (shown % 60 != 0) label += fmt::format(":{:02}", shown % 60);
      if (row == begin) label = month_day(day_of(frame_, times_[row])) + " " + label;
      out.push_back({position, std::move(label)});
    }
  }
  return out;
}

std::vector<std::size_t> spread_indices(std::size_t count, int at_most) {
  std::vector<std::size_t> out;
  const std::size_t step = std::max<std::size_t>(1, (count + at_most - 1) / std::max(1, at_most));
  for (std::size_t i = 0; i < count; i += step) out.push_back(i);
  return out;
}

ValueTicks value_ticks(double low, double high, int at_most) {
  if (!std::isfinite(low) || !std::isfinite(high)) return {};
  if (!(low < high)) {
    const double half = low == 0 ? 1 : std::fabs(low) * 0.1;
    low -= half;
    high += half;
  }
  const double rough = (high - low) / std::max(1, at_most);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  ValueTicks ticks;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    ticks.step = factor * power;
    if (ticks.step >= rough * (1 - 1e-9)) break;
  }
  const double air = (high - low) * 0.04;
  ticks.low = low == 0 ? 0 : low - air;
  ticks.high = high == 0 ? 0 : high + air;
  return ticks;
}

std::vector<double> ValueTicks::values() const {
  std::vector<double> out;
  const double last = std::floor(high / step + 1e-9);
  for (double n = std::ceil(low / step - 1e-9); n <= last; ++n) out.push_back(n == 0 ? 0.0 : n * step);
  return out;
}

}  // namespace stom::backtest
