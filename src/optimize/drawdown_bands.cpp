#include "optimize/drawdown_bands.h"

#include <cmath>

#include "backtest/profit_curve.h"
#include "optimize/stationary_bootstrap.h"

namespace stom::optimize {
namespace {

constexpr std::uint64_t kStream = std::uint64_t{2} << 32;
constexpr std::array kLevels = {0.05, 0.50, 0.95};

// Sorts the values; between two of them the level is interpolated.
std::array<double, 3> levels_of(std::span<double> values) {
  std::sort(values.begin(), values.end());
  std::array<double, 3> result{};
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    const double position = kLevels[i] * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    result[i] = values[below] + (values[above] - values[below]) * (position - static_cast<double>(below));
  }
  return result;
}

void shuffle_trades(std::span<const double> trade_profits, double seed_money, const StopFlag& stop, DrawdownBands& bands) {
  if (trade_profits.empty() || !(seed_money > 0)) return;
  double sum = 0;
  for (int number = 0; number < backtest::kShuffleCount; ++number) {
    stop.throw_if_requested();
    std::vector<double> order(trade_profits.begin(), trade_profits.end());
    backtest::shuffle(order, number);
    const double drawdown = backtest::max_drawdown_percent(backtest::running_sum(order), seed_money);
    bands.least = number == 0 ? drawdown : std::min(bands.least, drawdown);
    bands.most = number == 0 ? drawdown : std::max(bands.most, drawdown);
    sum += drawdown;
  }
  bands.mean = sum / backtest::kShuffleCount;
}

}  // namespace

DrawdownBands drawdown_bands(std::span<const double> trade_profits, std::span<const double> daily_profits, double seed_money, int paths,
                             std::uint64_t seed, const StopFlag& stop) {
  DrawdownBands bands;
  shuffle_trades(trade_profits, seed_money, stop, bands);
  const std::size_t days = daily_profits.size();
  if (days == 0 || paths < 1) return bands;

  const auto count = static_cast<std::size_t>(paths);
  std::vector<double> falls(count), profits(count), cumulative(days * count);  // [day][path]
  std::vector<std::size_t> drawn;
  std::size_t ruined = 0;
  for (std::size_t path = 0; path < count; ++path) {
    stop.throw_if_requested();
    Random random(seed, kStream + path);
    draw_days(days, mean_block_length(days), random, drawn);
    double profit = 0, high = 0, low = 0;
    for (std::size_t day = 0; day < days; ++day) {
      profit += daily_profits[drawn[day]];
      high = std::max(high, profit);
      low = std::min(low, profit);
      falls[path] = std::max(falls[path], high - profit);
      cumulative[day * count + path] = profit;
    }
    profits[path] = profit;
    ruined += seed_money > 0 && low <= -seed_money ? 1 : 0;
  }
  bands.ruin_probability = static_cast<double>(ruined) / static_cast<double>(count);
  const auto store = [](const std::array<double, 3>& levels, double& p5, double& p50, double& p95) {
    p5 = levels[0];
    p50 = levels[1];
    p95 = levels[2];
  };
  store(levels_of(falls), bands.boot_p5, bands.boot_p50, bands.boot_p95);
  store(levels_of(profits), bands.profit_p5, bands.profit_p50, bands.profit_p95);
  for (std::vector<double>* path : {&bands.path_p5, &bands.path_p50, &bands.path_p95}) path->resize(days);
  for (std::size_t day = 0; day < days; ++day) {
    stop.throw_if_requested();
    store(levels_of(std::span(cumulative).subspan(day * count, count)), bands.path_p5[day], bands.path_p50[day], bands.path_p95[day]);
  }
  return bands;
}

}  // namespace stom::optimize
