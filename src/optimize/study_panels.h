// The panels of an optimisation's picture, each drawn into a box of a canvas.
#pragma once

#include "backtest/plot_panel.h"
#include "optimize/study_report_data.h"

namespace stom::optimize {

void draw_objective(backtest::PictureCanvas& canvas, const StageView& stage, const backtest::PanelBox& box, Language language);
void draw_importance(backtest::PictureCanvas& canvas, const StageView& stage, const backtest::PanelBox& box, Language language);
void draw_heat_map(backtest::PictureCanvas& canvas, const StageView& stage, const backtest::PanelBox& box, Language language);
void draw_scatter(backtest::PictureCanvas& canvas, const StageView& stage, const backtest::PanelBox& box, Language language);
void draw_study_equity(backtest::PictureCanvas& canvas, const StudyReportData& data, const backtest::PanelBox& box, Language language);

}  // namespace stom::optimize
