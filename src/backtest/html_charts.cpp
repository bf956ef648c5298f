#include "backtest/html_charts.h"

#include <algorithm>

#include "backtest/html_text.h"
#include "backtest/plot_points.h"
#include "backtest/profit_curve.h"
#include "backtest/report_format.h"
#include "backtest/svg_plot.h"

namespace stom::backtest {
namespace {

constexpr double kWidth = kSvgWidth, kLeft = kSvgLeft, kRight = kSvgRight;
constexpr double kPlotWidth = kWidth - kLeft - kRight;
constexpr double kBarsWidth = 640;  // two stand side by side

}  // namespace

std::string equity_chart(const ReportData& data) {
  const TradingTimeAxis axis(data);
  const std::vector<double> cumulative = running_sum(profits(data.trades)), drawdown = drawdown_series(cumulative);
  if (cumulative.empty()) return {};
  const auto [lowest, highest] = std::minmax_element(cumulative.begin(), cumulative.end());
  const double deepest = *std::min_element(drawdown.begin(), drawdown.end());
  const SvgPlot equity{26, 280, value_ticks(std::min(0.0, *lowest), std::max(0.0, *highest), 6)};
  const SvgPlot water{346, 110, value_ticks(deepest < 0 ? deepest : -1, 0, 3)};

  // In order of time on the axis; trades sorted by buy time may step back, so each x is held at the largest so far.
  std::vector<Point> curve = {{kLeft, equity.y(0)}}, below = {{kLeft, water.y(0)}};
  std::string points;
  double x = kLeft, last_pixel = -1;
  for (std::size_t i = 0; i < cumulative.size(); ++i) {
    x = std::max(x, kLeft + axis.position(data.trades[i].sell_time) * kPlotWidth);
    curve.push_back({x, equity.y(cumulative[i])});
    below.push_back({x, water.y(drawdown[i])});
    const bool last_of_pixel =
        i + 1 == cumulative.size() ||
        std::floor(kLeft + axis.position(data.trades[i + 1].sell_time) * kPlotWidth) > std::floor(x);
    if (last_of_pixel && std::floor(x) > last_pixel) {
      points += fmt::format("{}[{:.1f},{:.1f},{},{},\"{}\"]", points.empty() ? "" : ",", x, curve.back().y,
                            json_number(cumulative[i]), json_number(drawdown[i]),
                            row_time_text(data.spec.frame, data.trades[i].sell_time));
      last_pixel = std::floor(x);
    }
  }
  const std::string water_path = svg_path(thinned(below));
  std::string out = fmt::format(R"(<svg id="equity" class="chart" viewBox="0 0 {} 480" role="img">)", kWidth);
  out += svg_text({"수익금합계", "Cumulative profit"}, kLeft, 14) + equity.grid();
  out += fmt::format(R"(<path class="profit" d="{}"/>)", svg_path(thinned(curve)));
  out += svg_text({"낙폭 (고점 대비)", "Drawdown from the high"}, kLeft, 334) + water.grid();
  out += fmt::format(R"(<path class="water" d="{}L{:.1f} {:.1f}L{} {:.1f}Z"/>)", water_path, x, water.y(0), kLeft,
                     water.y(0));
  out += svg_x_ticks(water, axis.ticks(10));
  out +=
      R"(<line id="cursor" class="cursor" y1="26" y2="456" x1="-9" x2="-9"/><circle id="dot" class="dot" r="4" cx="-9" cy="-9"/></svg>)";
  out += "\n<script type=\"application/json\" id=\"curve\">[" + points + "]</script>\n";
  return out;
}

std::string profit_bars(const Breakdown& rows, const Message& label) {
  double low = 0, high = 0;
  for (const BreakdownRow& row : rows) {
    low = std::min(low, row.profit);
    high = std::max(high, row.profit);
  }
  const SvgPlot plot{26, 200, value_ticks(low, low == high ? 1 : high, 5), kBarsWidth - kRight};
  std::string out = fmt::format(R"(<svg class="chart" viewBox="0 0 {} 256" role="img">)", kBarsWidth);
  out += svg_text(label, kLeft, 14) + plot.grid();
  const double slot = (plot.right - kLeft) / static_cast<double>(std::max<std::size_t>(1, rows.size())),
               width = std::min(70.0, slot * 0.7);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double middle = kLeft + (static_cast<double>(i) + 0.5) * slot;
    const double top = plot.y(std::max(0.0, rows[i].profit)), bottom = plot.y(std::min(0.0, rows[i].profit));
    out += fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                       rows[i].profit < 0 ? "loss" : "gain", middle - width / 2, top, width, bottom - top);
    for (const char* language : {"ko", "en"}) {
      const std::string& text = language[0] == 'k' ? rows[i].label.ko : rows[i].label.en;
      out += fmt::format(R"(<text class="tick middle {}" x="{:.1f}" y="{}">{}</text>)", language, middle, 26 + 200 + 20,
                         html_escaped(text));
    }
  }
  return out + "</svg>\n";
}

}  // namespace stom::backtest
