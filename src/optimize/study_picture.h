// The picture of an optimisation: score by trial, importance of the variables, score map of the two most important ones,
// training against validation, equity of the chosen vector with its windows (optimisation spec 9.4: dashed red where the test
// begins, green where a validation window begins, grey from the first of them on), and the figures of every window as caption.
// Of a walk-forward the last window's search and the stitched out-of-sample equity. PNG, kStudyPictureWidth × kStudyPictureHeight.
#pragma once

#include <filesystem>

#include "optimize/study_report_data.h"

namespace stom::optimize {

inline constexpr int kStudyPictureWidth = 1600, kStudyPictureHeight = 1400;

[[nodiscard]] std::string study_picture_png(const StudyReportData& data, Language language);
void write_study_picture(const StudyReportData& data, Language language, const std::filesystem::path& path);

}  // namespace stom::optimize
