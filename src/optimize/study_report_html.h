// The optimisation report as one page that needs nothing else, neither network nor files (backtest/html_frame.h). Both languages
// are in it; everything that comes from outside is escaped. The same input gives the same bytes.
#pragma once

#include <filesystem>

#include "optimize/study_report_data.h"

namespace stom::optimize {

[[nodiscard]] std::string study_report_html(const StudyReportData& data, Language initial);
void write_study_report_html(const StudyReportData& data, Language initial, const std::filesystem::path& path);

}  // namespace stom::optimize
