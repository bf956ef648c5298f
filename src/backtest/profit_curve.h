// The cumulative profit of a run as pictures and pages draw it: in result order, its rolling means, its drawdown, and
// the same trades in shuffled orders. Nothing here depends on anything but its arguments; the shuffles are seeded.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backtest/trade_record.h"

namespace stom::backtest {

[[nodiscard]] std::vector<double> profits(const std::vector<TradeRecord>& trades);
[[nodiscard]] std::vector<double> running_sum(std::span<const double> values);
// NaN before the first full window.
[[nodiscard]] std::vector<double> rolling_mean(std::span<const double> values, int window);
// What the curve has lost since its high so far, ≤ 0; the high starts at 0 (nothing earned yet).
[[nodiscard]] std::vector<double> drawdown_series(std::span<const double> cumulative);

// Maximum drawdown in percent as the figures of a run define it (back-test spec 11, 최대낙폭률), two decimals.
[[nodiscard]] double max_drawdown_percent(std::span<const double> cumulative, double seed);

inline constexpr int kShuffleCount = 30;

// Order number `number` (0…) of the values: Fisher-Yates, driven by SplitMix64 whose state starts at
// kShuffleSeed + number × 2^32. Fixed for ever, so that a picture can be drawn again.
inline constexpr std::uint64_t kShuffleSeed = 0x73746F6D;  // "stom"
void shuffle(std::span<double> values, int number);

}  // namespace stom::backtest
