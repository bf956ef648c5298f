#include "backtest/svg_plot.h"

#include "backtest/html_text.h"
#include "backtest/report_format.h"

namespace stom::backtest {

std::string SvgPlot::grid() const {
  std::string out;
  for (const double value : ticks.values()) {
    out += fmt::format(R"(<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/><text class="tick end" x="{}" y="{:.1f}">{}</text>)",
                       value == 0 ? "axis" : "grid", left, right, y(value), y(value), left - 8, y(value) + 4,
                       with_thousands_for_step(value, ticks.step));
  }
  return out;
}

double svg_left(const ValueTicks& ticks, double least) {
  std::size_t longest = 0;
  for (const double value : ticks.values()) longest = std::max(longest, with_thousands_for_step(value, ticks.step).size());
  return std::max(least, 7.2 * static_cast<double>(longest) + 12);
}

std::string svg_path(const std::vector<Point>& points) {
  std::string out;
  for (const Point& point : points) out += fmt::format("{}{:.1f} {:.1f}", out.empty() ? "M" : "L", point.x, point.y);
  return out;
}

std::string svg_x_ticks(const SvgPlot& plot, const std::vector<AxisTick>& ticks) {
  std::string out;
  double free_from = 0;
  const double bottom = plot.top + plot.height;
  for (const AxisTick& tick : ticks) {
    const double x = plot.x(tick.position);
    out += fmt::format(R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)", x, bottom, bottom + 4);
    if (x < free_from) continue;
    const bool at_edge = x + 3.6 * static_cast<double>(tick.label.size()) > plot.right + kSvgRight;
    out += fmt::format(R"(<text class="tick {}" x="{:.1f}" y="{:.1f}">{}</text>)", at_edge ? "end" : "middle",
                       at_edge ? plot.right + kSvgRight : x, bottom + 18, html_escaped(tick.label));
    free_from = x + 8.0 * static_cast<double>(tick.label.size());
  }
  return out;
}

std::string svg_text(const Message& text, double x, double y, std::string_view css_class) {
  if (text.ko == text.en) return fmt::format(R"(<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>)", css_class, x, y, html_escaped(text.ko));
  return fmt::format(R"(<text class="{0} ko" x="{1:.1f}" y="{2:.1f}">{3}</text><text class="{0} en" x="{1:.1f}" y="{2:.1f}">{4}</text>)",
                     css_class, x, y, html_escaped(text.ko), html_escaped(text.en));
}

}  // namespace stom::backtest
