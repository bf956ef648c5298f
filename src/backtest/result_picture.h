// The result picture of a run (back-test spec 13.1): money held over trading time; the cumulative profit
// with its rolling means, and below it, trade by trade, gains and losses on a scale of their own (beside the sum they
// would be too small to see); the report's lines as caption. PNG, 1600 × 1000.
#pragma once

#include <filesystem>

#include "backtest/report_data.h"

namespace stom::backtest {

[[nodiscard]] std::string result_picture_png(const ReportData& data, Language language);
void write_result_picture(const ReportData& data, Language language, const std::filesystem::path& path);

}  // namespace stom::backtest
