// What both pictures of a run have in common: title line, caption, and the way a finished picture reaches its file.
#pragma once

#include <filesystem>

#include "backtest/picture_canvas.h"
#include "backtest/report_data.h"

namespace stom::backtest {

inline constexpr int kPictureWidth = 1600, kPictureHeight = 1000;
inline constexpr double kPictureMargin = 40;
inline constexpr double kTitleHeight = 62;  // taken by draw_title at the top

// "백테스트 결과 · 주식 틱 · 매수 / 매도" and, on the right, when it was saved.
void draw_title(PictureCanvas& canvas, const ReportData& data, const Message& title, Language language);
// The report's lines on a grey strip at the bottom, warnings in red; returns the strip's top.
double draw_caption(PictureCanvas& canvas, const ReportData& data, Language language);

// The text cut to `characters` code points, with an ellipsis if it was longer.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t characters);

}  // namespace stom::backtest
