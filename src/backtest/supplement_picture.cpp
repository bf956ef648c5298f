#include "backtest/supplement_picture.h"

#include <algorithm>
#include <cmath>

#include "backtest/breakdown.h"
#include "backtest/picture_parts.h"
#include "backtest/plot_panel.h"
#include "backtest/profit_curve.h"
#include "backtest/report_format.h"
#include "backtest/text_report.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

constexpr Color kIndexColors[] = {palette::kGain, palette::kLoss};

Color shuffle_color(int number) {
  constexpr unsigned kTints[] = {0x8FB3E8, 0x9AD0B5, 0xE3B7C6, 0xC7BCE6, 0xB9C4CF};
  return Color::hex(kTints[static_cast<unsigned>(number) % std::size(kTints)], 0.75);
}

struct Range {
  double low = 0, high = 0;

  void include(std::span<const double> values) {
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
};

void draw_shuffles(PictureCanvas& canvas, const ReportData& data, const PanelBox& box, Language language) {
  const std::vector<double> profit = profits(data.trades), actual = running_sum(profit);
  const double seed = data.metrics.seed > 0 ? data.metrics.seed : data.spec.bet;
  Range range;
  range.include(actual);
  double highest = 0, lowest = 0, sum = 0;
  std::vector<double> shuffled;
  for (int number = 0; number < kShuffleCount; ++number) {  // first pass: the axis and the title
    shuffled = profit;
    shuffle(shuffled, number);
    const std::vector<double> curve = running_sum(shuffled);
    range.include(curve);
    const double mdd = max_drawdown_percent(curve, seed);
    highest = number == 0 ? mdd : std::max(highest, mdd);
    lowest = number == 0 ? mdd : std::min(lowest, mdd);
    sum += mdd;
  }
  PlotPanel panel(canvas, box, range.low, range.low == range.high ? 1 : range.high);
  panel.draw_frame(
      fmt::format("Max MDD [{:.2f}%] | Min MDD [{:.2f}%] | Avg MDD [{:.2f}%]", highest, lowest, sum / kShuffleCount),
      "");
  const std::vector<double> positions = slot_centres(profit.size());
  for (int number = 0; number < kShuffleCount; ++number) {
    shuffled = profit;
    shuffle(shuffled, number);
    panel.line(positions, running_sum(shuffled), 1, shuffle_color(number));
  }
  panel.line(positions, actual, 2.6, palette::kProfitLine);
  std::vector<AxisTick> ticks;
  const auto count = static_cast<double>(profit.size());
  const double step = std::max(1.0, value_ticks(0, count, 8).step);
  for (double trade = step; trade <= count; trade += step) {
    ticks.push_back({(trade - 0.5) / count, with_thousands(trade, 0)});
  }
  panel.draw_x_ticks(ticks);
  const LegendEntry entries[] = {{message("실제", "actual").in(language), palette::kProfitLine},
                                 {message("무작위 {}개", "{} shuffles", kShuffleCount).in(language), shuffle_color(0)}};
  panel.legend(entries);
}

// The index's change since the first common day, on the run's days; NaN on days that it lacks.
std::vector<double> index_returns(const IndexCurve& index, const std::vector<TradingDay>& days) {
  std::vector<double> out(days.size(), std::nan(""));
  double first = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto at = std::lower_bound(index.day.begin(), index.day.end(), days[i]);
    if (at == index.day.end() || *at != days[i]) continue;
    const double close = index.close[at - index.day.begin()];
    if (first == 0) first = close;
    out[i] = (close / first - 1) * 100;
  }
  return out;
}

void draw_daily_return(PictureCanvas& canvas, const ReportData& data, const PanelBox& box, Language language) {
  const DailyProfit daily = daily_profit(data);
  const double seed = data.metrics.seed > 0 ? data.metrics.seed : data.spec.bet;
  std::vector<double> ours(daily.cumulative);
  for (double& value : ours) value = seed > 0 ? value / seed * 100 : 0;
  Range range;
  range.include(ours);
  std::vector<std::vector<double>> indices;
  for (const IndexCurve& index : data.indices) {
    indices.push_back(index_returns(index, daily.day));
    range.include(indices.back());
  }
  PlotPanel panel(canvas, box, range.low, range.low == range.high ? 1 : range.high);
  const Message unit = data.indices.empty()
                           ? Message{"%, 데이터베이스에 비교할 지수 없음", "%, the database holds no index to compare"}
                           : Message{"%", "%"};
  panel.draw_frame(message("일별 누적수익률", "Daily cumulative return").in(language), unit.in(language));
  std::vector<AxisTick> ticks;
  const std::vector<double> positions = slot_centres(daily.day.size());
  for (const std::size_t i : spread_indices(daily.day.size(), 7))
    ticks.push_back({positions[i], day_text(daily.day[i])});
  panel.draw_x_ticks(ticks);
  std::vector<LegendEntry> legend = {{message("전략", "strategy").in(language), palette::kProfitLine}};
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Color color = kIndexColors[i % std::size(kIndexColors)];
    panel.line(positions, indices[i], 1.6, color);
    legend.push_back({data.indices[i].name, color});
  }
  panel.line(positions, ours, 2.6, palette::kProfitLine);
  panel.legend(legend);
}

void draw_bars(PictureCanvas& canvas, const ReportData& data, const PanelBox& box, const Breakdown& rows,
               const Message& title, Language language) {
  std::vector<double> profit;
  for (const BreakdownRow& row : rows) profit.push_back(row.profit);
  Range range;
  range.include(profit);
  PlotPanel panel(canvas, box, range.low, range.low == range.high ? 1 : range.high);
  panel.draw_frame(title.in(language), money_unit(data.spec.market).in(language));
  const std::vector<double> positions = slot_centres(rows.size());
  panel.bars(positions, profit, 1.0 / static_cast<double>(rows.size()), palette::kGain, palette::kLoss);
  std::vector<AxisTick> ticks;
  for (std::size_t i = 0; i < rows.size(); ++i) ticks.push_back({positions[i], rows[i].label.in(language)});
  panel.draw_x_ticks(ticks);
}

}  // namespace

std::string supplement_picture_png(const ReportData& data, Language language) {
  PictureCanvas canvas(kPictureWidth, kPictureHeight);
  draw_title(canvas, data, message("백테스트 부가정보", "Back-test supplement"), language);
  std::vector<Message> warnings = warning_lines(data);
  double bottom = kPictureHeight - 76;
  if (!warnings.empty()) {  // at least the first one: a picture travels without its report
    canvas.text({kPictureMargin, kPictureHeight - 22}, "⚠ " + shortened(valid_utf8(warnings[0].in(language)), 150),
                {15, palette::kWarning, true, Align::kLeft});
    bottom -= 26;
  }
  canvas.text({kPictureMargin, bottom + 54}, heading_line(data).in(language), {15, palette::kInk, false, Align::kLeft});
  constexpr double kLabelWidth = 110, kGap = 84;
  const double width = (kPictureWidth - 2 * (kLabelWidth + kPictureMargin)) / 2 + 15;
  const double top = kTitleHeight + 44, height = (bottom - top - kGap) / 2;
  const double left = kLabelWidth + 10, right = kPictureWidth - kPictureMargin - width, lower = top + height + kGap;
  if (data.trades.empty()) {
    PlotPanel(canvas, {left, top, kPictureWidth - left - kPictureMargin, bottom - top}, 0, 1)
        .note(message("거래가 없습니다.", "There are no trades.").in(language));
    return canvas.png();
  }
  draw_shuffles(canvas, data, {left, top, width, height}, language);
  draw_daily_return(canvas, data, {right, top, width, height}, language);
  draw_bars(canvas, data, {left, lower, width, height}, by_time_of_day(data),
            {"시간별 수익금", "Profit by time of day"}, language);
  draw_bars(canvas, data, {right, lower, width, height}, by_weekday(data), {"요일별 수익금", "Profit by weekday"},
            language);
  return canvas.png();
}

void write_supplement_picture(const ReportData& data, Language language, const std::filesystem::path& path) {
  write_file_atomically(path, supplement_picture_png(data, language));
}

}  // namespace stom::backtest
