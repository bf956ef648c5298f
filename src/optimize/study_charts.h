// The charts of an optimisation report as inline SVG: they show without script and follow the page's colours and language.
#pragma once

#include "optimize/study_report_data.h"

namespace stom::optimize {

// Style of these charts, after the report's own style sheet.
extern const std::string_view kStudyStyle;

// Cumulative profit of the final trades on a day axis, windows shaded: green begins a validation window, dashed red the test.
[[nodiscard]] std::string study_equity_chart(const StudyReportData& data);
[[nodiscard]] std::string objective_chart(const StageView& stage);
[[nodiscard]] std::string importance_chart(const StageView& stage);
[[nodiscard]] std::string marginal_chart(const StageView& stage, const VariableView& variable);
[[nodiscard]] std::string heat_map_chart(const StageView& stage, const HeatMap& map);
[[nodiscard]] std::string scatter_chart(const StageView& stage);
// Numbers of trials or windows per class of values: the logits of the overfitting test.
[[nodiscard]] std::string histogram_chart(std::span<const double> values, const Message& label);
// Cumulative profit of the bootstrap paths: 5 %, 50 % and 95 % on each day.
[[nodiscard]] std::string bands_chart(const DrawdownBands& bands);

}  // namespace stom::optimize
