// The supplementary picture of a run (back-test spec 13.1): the profit curve among 30 seeded shuffles of its trades,
// the daily return against the database's index, profit by time of day, profit by weekday. PNG, 1600 × 1000.
#pragma once

#include <filesystem>

#include "backtest/report_data.h"

namespace stom::backtest {

[[nodiscard]] std::string supplement_picture_png(const ReportData& data, Language language);
void write_supplement_picture(const ReportData& data, Language language, const std::filesystem::path& path);

}  // namespace stom::backtest
