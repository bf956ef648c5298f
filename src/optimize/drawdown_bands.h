// How much of a curve is the order in which its results came: the reference's 30 shuffles of the trades, and
// stationary-bootstrap paths of the daily results.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"

namespace stom::optimize {

struct DrawdownBands {
  double least = 0, mean = 0, most = 0;                // maximum drawdown of the shuffles, % as the reference's mdd
  double boot_p5 = 0, boot_p50 = 0, boot_p95 = 0;      // maximum drawdown of the bootstrap paths, money, ≥ 0; the high starts at 0
  double profit_p5 = 0, profit_p50 = 0, profit_p95 = 0;
  double ruin_probability = 0;                         // share of the paths that lose seed_money at some day; 0 without seed_money
  std::vector<double> path_p5, path_p50, path_p95;     // cumulative profit per day
};
// The shuffles are the 30 fixed orders that the supplement picture draws (backtest/profit_curve.h); the seed moves the paths only.
[[nodiscard]] DrawdownBands drawdown_bands(std::span<const double> trade_profits, std::span<const double> daily_profits, double seed_money,
                                           int paths, std::uint64_t seed, const StopFlag& stop);

}  // namespace stom::optimize
