#include "backtest/profit_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/rounding.h"

namespace stom::backtest {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014).
class ShuffleRandom {
 public:
  explicit ShuffleRandom(std::uint64_t seed) : state_(seed) {}

  // 0 … bound−1, every value equally likely: draws above the last whole multiple of bound are thrown away.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t excess = (std::numeric_limits<std::uint64_t>::max() % bound + 1) % bound;
    std::uint64_t draw = next();
    while (draw > std::numeric_limits<std::uint64_t>::max() - excess) draw = next();
    return draw % bound;
  }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace

std::vector<double> profits(const std::vector<TradeRecord>& trades) {
  std::vector<double> out(trades.size());
  std::transform(trades.begin(), trades.end(), out.begin(), [](const TradeRecord& trade) { return trade.profit; });
  return out;
}

std::vector<double> running_sum(std::span<const double> values) {
  std::vector<double> out(values.size());
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = sum += values[i];
  return out;
}

std::vector<double> rolling_mean(std::span<const double> values, int window) {
  std::vector<double> out(values.size(), std::numeric_limits<double>::quiet_NaN());
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    if (i >= static_cast<std::size_t>(window)) sum -= values[i - window];
    if (i + 1 >= static_cast<std::size_t>(window)) out[i] = sum / window;
  }
  return out;
}

std::vector<double> drawdown_series(std::span<const double> cumulative) {
  std::vector<double> out(cumulative.size());
  double high = 0;
  for (std::size_t i = 0; i < cumulative.size(); ++i) {
    high = std::max(high, cumulative[i]);
    out[i] = cumulative[i] - high;
  }
  return out;
}

double max_drawdown_percent(std::span<const double> cumulative, double seed) {
  if (cumulative.empty()) return 0;
  std::size_t lower = 0;
  double high = cumulative[0], deepest = 0;
  for (std::size_t i = 1; i < cumulative.size(); ++i) {
    high = std::max(high, cumulative[i]);
    if (high - cumulative[i] > deepest) {
      deepest = high - cumulative[i];
      lower = i;
    }
  }
  if (lower == 0) return std::fabs(round_scaled(cumulative.back() / seed * 100, 2));
  const double upper = *std::max_element(cumulative.begin(), cumulative.begin() + static_cast<std::ptrdiff_t>(lower));
  return round_scaled(std::fabs(upper - cumulative[lower]) / (upper + seed) * 100, 2);
}

void shuffle(std::span<double> values, int number) {
  ShuffleRandom generator(kShuffleSeed + (static_cast<std::uint64_t>(number) << 32));
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[generator.below(i)]);
}

}  // namespace stom::backtest
