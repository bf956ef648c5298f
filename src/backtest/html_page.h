// The style sheet and the scripts of the report pages, put into a page as they are: kPageScript in every page (language switch,
// sortable tables), then kReportScript where there is a trades section.
#pragma once

#include <string_view>

namespace stom::backtest {

extern const std::string_view kReportStyle;
extern const std::string_view kPageScript;
extern const std::string_view kReportScript;

}  // namespace stom::backtest
