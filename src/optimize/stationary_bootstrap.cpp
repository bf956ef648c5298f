#include "optimize/stationary_bootstrap.h"

#include <cmath>

namespace stom::optimize {

double mean_block_length(std::size_t days) { return std::max(1.0, std::sqrt(static_cast<double>(days))); }

void draw_days(std::size_t days, double mean_block, Random& random, std::vector<std::size_t>& out) {
  out.resize(days);
  std::size_t day = 0;
  for (std::size_t i = 0; i < days; ++i) {
    const bool new_block = i == 0 || random.uniform() * mean_block < 1;
    day = new_block ? static_cast<std::size_t>(random.below(days)) : (day + 1) % days;
    out[i] = day;
  }
}

}  // namespace stom::optimize
