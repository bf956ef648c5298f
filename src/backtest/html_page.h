// The style sheet and the script of report.html, put into the page as they are.
#pragma once

#include <string_view>

namespace stom::backtest {

extern const std::string_view kReportStyle;
extern const std::string_view kReportScript;

}  // namespace stom::backtest
