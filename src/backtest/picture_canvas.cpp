#include "backtest/picture_canvas.h"

#include <cmath>
#include <numbers>

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/error.h"

namespace stom::backtest {
namespace {

constexpr const char* kFontFamilies = "NanumGothic, Noto Sans CJK KR, sans-serif";

struct SurfaceDelete {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextDelete {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
struct ObjectDelete {
  void operator()(void* object) const { g_object_unref(object); }
};
struct FontDelete {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
using LayoutPointer = std::unique_ptr<PangoLayout, ObjectDelete>;

cairo_status_t append(void* out, const unsigned char* data, unsigned size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct PictureCanvas::Cairo {
  std::unique_ptr<cairo_surface_t, SurfaceDelete> surface;
  std::unique_ptr<cairo_t, ContextDelete> context;

  void set(Color color) const { cairo_set_source_rgba(context.get(), color.red, color.green, color.blue, color.alpha); }

  [[nodiscard]] LayoutPointer layout(const std::string& text, const TextStyle& style) const {
    LayoutPointer layout(pango_cairo_create_layout(context.get()));
    const std::unique_ptr<PangoFontDescription, FontDelete> font(pango_font_description_new());
    pango_font_description_set_family(font.get(), kFontFamilies);
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }
};

PictureCanvas::PictureCanvas(int width, int height)
    : width_(width), height_(height), cairo_(std::make_unique<Cairo>()) {
  cairo_->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  cairo_->context.reset(cairo_create(cairo_->surface.get()));
  if (cairo_status(cairo_->context.get()) != CAIRO_STATUS_SUCCESS) {
    const char* words = cairo_status_to_string(cairo_status(cairo_->context.get()));
    throw Error(message("그림을 만들 수 없습니다: {}", "cannot draw a picture: {}", words));
  }
  rectangle(0, 0, width, height, Color::hex(0xFFFFFF));
  cairo_set_line_join(cairo_->context.get(), CAIRO_LINE_JOIN_ROUND);
}

PictureCanvas::~PictureCanvas() = default;

void PictureCanvas::rectangle(double left, double top, double width, double height, Color color) {
  cairo_->set(color);
  cairo_rectangle(cairo_->context.get(), left, top, width, height);
  cairo_fill(cairo_->context.get());
}

void PictureCanvas::hairline(Point from, Point to, Color color) {
  cairo_->set(color);
  cairo_set_line_width(cairo_->context.get(), 1);
  cairo_move_to(cairo_->context.get(), std::floor(from.x) + 0.5, std::floor(from.y) + 0.5);
  cairo_line_to(cairo_->context.get(), std::floor(to.x) + 0.5, std::floor(to.y) + 0.5);
  cairo_stroke(cairo_->context.get());
}

void PictureCanvas::polyline(std::span<const Point> points, double line_width, Color color) {
  if (points.empty()) return;
  if (points.size() == 1) return disc(points[0], line_width * 1.5, color);
  cairo_->set(color);
  cairo_set_line_width(cairo_->context.get(), line_width);
  cairo_new_path(cairo_->context.get());
  for (const Point& point : points) cairo_line_to(cairo_->context.get(), point.x, point.y);
  cairo_stroke(cairo_->context.get());
}

void PictureCanvas::disc(Point centre, double radius, Color color) {
  cairo_->set(color);
  cairo_new_path(cairo_->context.get());
  cairo_arc(cairo_->context.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(cairo_->context.get());
}

double PictureCanvas::text(Point at, const std::string& text, const TextStyle& style) {
  const LayoutPointer layout = cairo_->layout(text, style);
  int width = 0, height = 0;
  pango_layout_get_pixel_size(layout.get(), &width, &height);
  const double left = style.align == Align::kLeft     ? at.x
                      : style.align == Align::kCentre ? at.x - width / 2.0
                                                      : at.x - width;
  cairo_->set(style.color);
  cairo_move_to(cairo_->context.get(), std::round(left), std::round(at.y - height / 2.0));
  pango_cairo_show_layout(cairo_->context.get(), layout.get());
  return width;
}

double PictureCanvas::text_width(const std::string& text, const TextStyle& style) {
  const LayoutPointer layout = cairo_->layout(text, style);
  int width = 0;
  pango_layout_get_pixel_size(layout.get(), &width, nullptr);
  return width;
}

double PictureCanvas::paragraph(Point top_left, double max_width, const std::string& text, const TextStyle& style,
                                bool draw) {
  const LayoutPointer layout = cairo_->layout(text, style);
  pango_layout_set_width(layout.get(), static_cast<int>(max_width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_spacing(layout.get(), static_cast<int>(style.size * 0.35 * PANGO_SCALE));
  int height = 0;
  pango_layout_get_pixel_size(layout.get(), nullptr, &height);
  if (draw) {
    cairo_->set(style.color);
    cairo_move_to(cairo_->context.get(), top_left.x, top_left.y);
    pango_cairo_show_layout(cairo_->context.get(), layout.get());
  }
  return height;
}

void PictureCanvas::clip(double left, double top, double width, double height) {
  cairo_save(cairo_->context.get());
  cairo_rectangle(cairo_->context.get(), left, top, width, height);
  cairo_clip(cairo_->context.get());
}

void PictureCanvas::unclip() {
  cairo_restore(cairo_->context.get());
}

std::string PictureCanvas::png() {
  std::string out;
  cairo_surface_flush(cairo_->surface.get());
  const cairo_status_t status = cairo_surface_write_to_png_stream(cairo_->surface.get(), append, &out);
  if (status != CAIRO_STATUS_SUCCESS) {
    throw Error(message("그림을 만들 수 없습니다: {}", "cannot draw a picture: {}", cairo_status_to_string(status)));
  }
  return out;
}

}  // namespace stom::backtest
