// report.html: the whole run on one page that needs nothing else, neither network nor files, and never asks for any.
// Both languages are in the page; `initial` is the one it opens with. Everything that comes from outside is escaped.
// The same input gives the same bytes.
#pragma once

#include <filesystem>

#include "backtest/report_data.h"

namespace stom::backtest {

[[nodiscard]] std::string html_report(const ReportData& data, Language initial);
void write_html_report(const ReportData& data, Language initial, const std::filesystem::path& path);

}  // namespace stom::backtest
