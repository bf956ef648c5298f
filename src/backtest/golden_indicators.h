// Golden indicator tables: rows of (series, parameters, position) with the value of the last-look-back form (stream_…)
// and of the full-series form (whole_…); both are compared.
#pragma once

#include "backtest/golden_case.h"

namespace stom::backtest {

// indicators/NAME.csv beside an input.csv.
[[nodiscard]] bool is_indicator_table(const std::filesystem::path& path);
[[nodiscard]] CaseOutcome verify_indicators(const std::filesystem::path& table);

}  // namespace stom::backtest
