// One chart on a canvas: title, grid, axes, legend, and data given as positions 0…1 and values. Lines and bars with
// more points than pixels are thinned per pixel column to first, lowest, highest and last, so that nothing that would
// be visible is lost and 100,000 trades draw as fast as 1,000.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "backtest/picture_canvas.h"
#include "backtest/trading_time_axis.h"

namespace stom::backtest {

namespace palette {
inline constexpr Color kInk = Color::hex(0x1F2937), kMuted = Color::hex(0x6B7280), kGrid = Color::hex(0xE8EBF0),
                       kAxis = Color::hex(0x9CA3AF), kGain = Color::hex(0xD7263D), kLoss = Color::hex(0x2563C9),
                       kProfitLine = Color::hex(0xF28C0F), kHolding = Color::hex(0x2F9E62),
                       kWarning = Color::hex(0xB42318);
}  // namespace palette

struct PanelBox {
  double left = 0, top = 0, width = 0, height = 0;  // of the plot itself; labels stand outside
};

struct LegendEntry {
  std::string label;
  Color color;
  bool is_bar = false;
};

class PlotPanel {
 public:
  // The y axis covers low…high.
  PlotPanel(PictureCanvas& canvas, const PanelBox& box, double low, double high);

  void draw_frame(const std::string& title, const std::string& unit);
  void draw_x_ticks(std::span<const AxisTick> ticks);
  void line(std::span<const double> positions, std::span<const double> values, double width, Color color);
  // Bars from zero; positive in `gain`, negative in `loss`. `slot` is the share of the axis that one bar may take
  // (0…1).
  void bars(std::span<const double> positions, std::span<const double> values, double slot, Color gain, Color loss);
  // Right-aligned on the title line, or in the plot's upper left corner where the title leaves no room.
  void legend(std::span<const LegendEntry> entries);
  void note(const std::string& text);  // centred, for a panel without data

  [[nodiscard]] double x(double position) const { return box_.left + position * box_.width; }
  [[nodiscard]] double y(double value) const;

 private:
  PictureCanvas& canvas_;
  PanelBox box_;
  ValueTicks ticks_;
  double title_end_ = 0;
};

// Positions (i + 0.5) / count of numbered things.
[[nodiscard]] std::vector<double> slot_centres(std::size_t count);

}  // namespace stom::backtest
