// A white sheet to draw charts on, in pixels from the top left corner, and its PNG. Cairo draws, Pango sets the text in
// NanumGothic (Noto Sans CJK where it is missing). The same calls give the same bytes on the same machine.
// One canvas belongs to one thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backtest/plot_points.h"

namespace stom::backtest {

struct Color {
  double red = 0, green = 0, blue = 0, alpha = 1;

  [[nodiscard]] static constexpr Color hex(unsigned rgb, double alpha = 1) {
    return {(rgb >> 16 & 0xFF) / 255.0, (rgb >> 8 & 0xFF) / 255.0, (rgb & 0xFF) / 255.0, alpha};
  }
};

enum class Align { kLeft, kCentre, kRight };

struct TextStyle {
  double size = 15;  // pixels
  Color color{};
  bool bold = false;
  Align align = Align::kLeft;
};

class PictureCanvas {
 public:
  PictureCanvas(int width, int height);
  ~PictureCanvas();
  PictureCanvas(const PictureCanvas&) = delete;
  PictureCanvas& operator=(const PictureCanvas&) = delete;

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

  void rectangle(double left, double top, double width, double height, Color color);
  // One pixel wide, on pixel boundaries.
  void hairline(Point from, Point to, Color color);
  void polyline(std::span<const Point> points, double line_width, Color color);
  void disc(Point centre, double radius, Color color);

  // One line of text; `at` is its left, middle or right end on the middle line. Returns its width.
  double text(Point at, const std::string& text, const TextStyle& style);
  [[nodiscard]] double text_width(const std::string& text, const TextStyle& style);
  // Wrapped text below `top`; returns its height. With draw = false only measures.
  double paragraph(Point top_left, double max_width, const std::string& text, const TextStyle& style, bool draw = true);

  void clip(double left, double top, double width, double height);
  void unclip();

  [[nodiscard]] std::string png();

 private:
  struct Cairo;
  int width_, height_;
  std::unique_ptr<Cairo> cairo_;
};

}  // namespace stom::backtest
