#include "backtest/result_picture.h"

#include <algorithm>

#include "backtest/picture_parts.h"
#include "backtest/plot_panel.h"
#include "backtest/profit_curve.h"
#include "backtest/report_format.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

struct RollingMean {
  int window;
  Color color;
};
constexpr RollingMean kRollingMeans[] = {{480, Color::hex(0x111827)},
                                         {240, Color::hex(0x9CA3AF)},
                                         {120, Color::hex(0x3B82F6)},
                                         {60, Color::hex(0x22A06B)},
                                         {20, Color::hex(0xE0566B)}};
constexpr double kPlotLeft = 130, kPlotRight = 40;
constexpr double kHoldingHeight = 100, kTradesHeight = 150;

void draw_holding(PictureCanvas& canvas, const ReportData& data, const PanelBox& box, Language language) {
  const TradingTimeAxis axis(data);
  const std::vector<double>& amount = data.series.amount;
  const double highest = amount.empty() ? 0 : *std::max_element(amount.begin(), amount.end());
  PlotPanel panel(canvas, box, 0, highest > 0 ? highest : 1);
  panel.draw_frame(message("보유금액", "Money held").in(language), money_unit(data.spec.market).in(language));
  panel.draw_x_ticks(axis.ticks(12));
  // Rows with nothing held keep their place on the axis and have no ink.
  std::vector<double> positions(amount.size());
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = axis.position_of_row(i);
  const double slot = amount.empty() ? 1 : 1.4 / static_cast<double>(amount.size());
  panel.bars(positions, amount, slot, palette::kHolding, palette::kHolding);
}

std::vector<AxisTick> trade_ticks(const ReportData& data) {
  std::vector<AxisTick> ticks;
  const bool by_buy_time = data.spec.settings.sort_by_buy_time;
  for (const std::size_t i : spread_indices(data.trades.size(), 10)) {
    const RowKey time = by_buy_time ? data.trades[i].buy_time : data.trades[i].sell_time;
    ticks.push_back({(static_cast<double>(i) + 0.5) / static_cast<double>(data.trades.size()),
                     row_time_text(data.spec.frame, time).substr(2)});
  }
  return ticks;
}

void draw_cumulative(PictureCanvas& canvas, const ReportData& data, std::span<const double> profit, const PanelBox& box,
                     Language language) {
  const std::vector<double> cumulative = running_sum(profit);
  const auto [lowest, highest] = std::minmax_element(cumulative.begin(), cumulative.end());
  PlotPanel panel(canvas, box, std::min(0.0, *lowest), std::max(0.0, *highest));
  panel.draw_frame(message("수익금합계", "Sum of profit").in(language), money_unit(data.spec.market).in(language));
  const std::vector<double> positions = slot_centres(profit.size());
  std::vector<LegendEntry> legend;
  for (const RollingMean& mean : kRollingMeans) {
    if (profit.size() < static_cast<std::size_t>(mean.window)) continue;
    panel.line(positions, rolling_mean(cumulative, mean.window), 1.3, mean.color);
    legend.push_back({message("수익금합계{}", "mean of {}", mean.window).in(language), mean.color});
  }
  panel.line(positions, cumulative, 2.4, palette::kProfitLine);
  legend.push_back({message("수익금합계", "sum of profit").in(language), palette::kProfitLine});
  panel.legend(legend);
}

void draw_trades(PictureCanvas& canvas, const ReportData& data, std::span<const double> profit, const PanelBox& box,
                 Language language) {
  const auto [lowest, highest] = std::minmax_element(profit.begin(), profit.end());
  PlotPanel panel(canvas, box, std::min(0.0, *lowest), std::max(0.0, *highest));
  panel.draw_frame(message("거래별 손익", "Profit of each trade").in(language),
                   money_unit(data.spec.market).in(language));
  panel.draw_x_ticks(trade_ticks(data));
  panel.bars(slot_centres(profit.size()), profit, 1.0 / static_cast<double>(profit.size()), palette::kGain,
             palette::kLoss);
  const LegendEntry legend[] = {{message("이익금액", "gain").in(language), palette::kGain, true},
                                {message("손실금액", "loss").in(language), palette::kLoss, true}};
  panel.legend(legend);
}

}  // namespace

std::string result_picture_png(const ReportData& data, Language language) {
  PictureCanvas canvas(kPictureWidth, kPictureHeight);
  draw_title(canvas, data, message("백테스트 결과", "Back-test result"), language);
  const double caption_top = draw_caption(canvas, data, language);
  const double width = kPictureWidth - kPlotLeft - kPlotRight;
  const double holding_top = kTitleHeight + 44;
  draw_holding(canvas, data, {kPlotLeft, holding_top, width, kHoldingHeight}, language);
  const double cumulative_top = holding_top + kHoldingHeight + 76, trades_top = caption_top - 42 - kTradesHeight;
  const PanelBox cumulative_box{kPlotLeft, cumulative_top, width, trades_top - 48 - cumulative_top};
  if (data.trades.empty()) {
    PlotPanel(canvas, cumulative_box, 0, 1).note(message("거래가 없습니다.", "There are no trades.").in(language));
    return canvas.png();
  }
  const std::vector<double> profit = profits(data.trades);
  draw_cumulative(canvas, data, profit, cumulative_box, language);
  draw_trades(canvas, data, profit, {kPlotLeft, trades_top, width, kTradesHeight}, language);
  return canvas.png();
}

void write_result_picture(const ReportData& data, Language language, const std::filesystem::path& path) {
  write_file_atomically(path, result_picture_png(data, language));
}

}  // namespace stom::backtest
