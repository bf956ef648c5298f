// Hansen 2005, "A Test for Superior Predictive Ability" (after White 2000, "A Reality Check for Data Snooping").
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"

namespace stom::optimize {

// The p value of "no trial beats 0": series as in cscv.h, null distribution by the stationary bootstrap, every resample with the
// same days for all trials. Trials are made comparable by their daily deviation: Hansen's kernel estimate, with few blocks, is so
// noisy that the largest of many ratios of noise looks superior. 1 where nothing can be tested.
[[nodiscard]] double superior_ability_p(std::span<const std::vector<double>> series, int resamples, std::uint64_t seed,
                                         const StopFlag& stop);

}  // namespace stom::optimize
