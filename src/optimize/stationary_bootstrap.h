// The stationary bootstrap (Politis & Romano 1994): days drawn as blocks of geometric length from a series closed to a ring,
// so that neighbouring days stay together and the resampled series is stationary.
#pragma once

#include <cstddef>
#include <vector>

#include "optimize/random.h"

namespace stom::optimize {

// √T: the mean length of a block for T days, long enough for the losing runs that make a drawdown.
[[nodiscard]] double mean_block_length(std::size_t days);
// Fills `out` with `days` day numbers.
void draw_days(std::size_t days, double mean_block, Random& random, std::vector<std::size_t>& out);

}  // namespace stom::optimize
