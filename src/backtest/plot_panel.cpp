#include "backtest/plot_panel.h"

#include <algorithm>
#include <cmath>

#include "backtest/report_format.h"

namespace stom::backtest {
namespace {

constexpr double kPixelsPerYTick = 42, kWidestBar = 120;
constexpr TextStyle kTickStyle{13, palette::kMuted, false, Align::kRight};
constexpr TextStyle kTitleStyle{17, palette::kInk, true, Align::kLeft};

int y_tick_count(double height) {
  return std::clamp(static_cast<int>(height / kPixelsPerYTick), 3, 9);
}

}  // namespace

PlotPanel::PlotPanel(PictureCanvas& canvas, const PanelBox& box, double low, double high)
    : canvas_(canvas), box_(box), ticks_(value_ticks(low, high, y_tick_count(box.height))) {}

double PlotPanel::y(double value) const {
  return box_.top + (ticks_.high - value) / (ticks_.high - ticks_.low) * box_.height;
}

void PlotPanel::draw_frame(const std::string& title, const std::string& unit) {
  title_end_ = box_.left + canvas_.text({box_.left, box_.top - 20}, title, kTitleStyle);
  if (!unit.empty()) {
    const TextStyle style{14, palette::kMuted, false, Align::kLeft};
    title_end_ += 8 + canvas_.text({title_end_ + 8, box_.top - 19}, "(" + unit + ")", style);
  }
  for (const double value : ticks_.values()) {
    const double line_y = y(value);
    canvas_.hairline({box_.left, line_y}, {box_.left + box_.width, line_y},
                     value == 0 ? palette::kAxis : palette::kGrid);
    canvas_.text({box_.left - 10, line_y}, with_thousands_for_step(value, ticks_.step), kTickStyle);
  }
}

void PlotPanel::draw_x_ticks(std::span<const AxisTick> ticks) {
  const double bottom = box_.top + box_.height;
  canvas_.hairline({box_.left, bottom}, {box_.left + box_.width, bottom}, palette::kAxis);
  TextStyle style = kTickStyle;
  style.align = Align::kCentre;
  double free_from = box_.left - 60;
  for (const AxisTick& tick : ticks) {
    const double tick_x = x(tick.position);
    canvas_.hairline({tick_x, bottom}, {tick_x, bottom + 5}, palette::kAxis);
    if (tick.label.empty()) continue;
    const double half = canvas_.text_width(tick.label, style) / 2;
    if (tick_x - half < free_from) continue;  // would touch the label before it
    canvas_.text({tick_x, bottom + 17}, tick.label, style);
    free_from = tick_x + half + 12;
  }
}

void PlotPanel::line(std::span<const double> positions, std::span<const double> values, double width, Color color) {
  canvas_.clip(box_.left - 2, box_.top - 2, box_.width + 4, box_.height + 4);
  std::vector<Point> points;
  const auto draw = [&] {
    canvas_.polyline(thinned(points), width, color);
    points.clear();
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]))
      points.push_back({x(positions[i]), y(values[i])});
    else
      draw();
  }
  draw();
  canvas_.unclip();
}

void PlotPanel::bars(std::span<const double> positions, std::span<const double> values, double slot, Color gain,
                     Color loss) {
  const double pixels = slot * box_.width;
  const double width = pixels > 3 ? std::round(std::min(pixels * 0.72, kWidestBar)) : std::max(1.0, std::round(pixels));
  const double zero = y(std::clamp(0.0, ticks_.low, ticks_.high));
  const auto draw = [&](double centre, double value) {
    if (value == 0) return;
    const double end = y(value);
    const double left = std::floor(centre - (width - 1) / 2);  // on pixel boundaries: no pale edges
    canvas_.rectangle(left, std::min(zero, end), width, std::max(1.0, std::fabs(end - zero)), value > 0 ? gain : loss);
  };
  canvas_.clip(box_.left - 2, box_.top - 2, box_.width + 4, box_.height + 4);
  double column = -1, highest = 0, lowest = 0;  // bars narrower than a pixel: one per column and sign
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    if (pixels >= 1) {
      draw(x(positions[i]), values[i]);
      continue;
    }
    const double here = std::floor(x(positions[i]));
    if (here != column) {
      draw(column, highest);
      draw(column, lowest);
      column = here;
      highest = lowest = 0;
    }
    highest = std::max(highest, values[i]);
    lowest = std::min(lowest, values[i]);
  }
  draw(column, highest);
  draw(column, lowest);
  canvas_.unclip();
}

void PlotPanel::legend(std::span<const LegendEntry> entries) {
  constexpr double kMarkWidth = 28, kGap = 16;
  const TextStyle style{14, palette::kInk, false, Align::kLeft};
  double total = -kGap;
  for (const LegendEntry& entry : entries) total += kMarkWidth + canvas_.text_width(entry.label, style) + kGap;
  const bool beside_title = box_.left + box_.width - total > title_end_ + 20;
  double left = beside_title ? box_.left + box_.width - total : box_.left + 12;
  const double middle = beside_title ? box_.top - 19 : box_.top + 14;
  for (const LegendEntry& entry : entries) {
    if (entry.is_bar)
      canvas_.rectangle(left + 8, middle - 6, 12, 12, entry.color);
    else
      canvas_.rectangle(left, middle - 1.5, 22, 3, entry.color);
    left += kMarkWidth + canvas_.text({left + kMarkWidth, middle}, entry.label, style) + kGap;
  }
}

void PlotPanel::note(const std::string& text) {
  canvas_.text({box_.left + box_.width / 2, box_.top + box_.height / 2}, text,
               {15, palette::kMuted, false, Align::kCentre});
}

std::vector<double> slot_centres(std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
  return out;
}

}  // namespace stom::backtest
