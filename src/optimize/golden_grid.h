// Golden cases of optimisation turns (kind "grid") and condition searches (kind "conditions"); format: tests/golden/README.md.
#pragma once

#include "backtest/golden_case.h"

namespace stom::optimize {

[[nodiscard]] bool is_optimisation_case(const std::filesystem::path& folder);
[[nodiscard]] backtest::CaseOutcome verify_optimisation_case(const std::filesystem::path& folder, const backtest::VerifyOptions& options,
                                                             const StopFlag& stop);

}  // namespace stom::optimize
