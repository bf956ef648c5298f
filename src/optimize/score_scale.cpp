#include "optimize/score_scale.h"

#include <algorithm>
#include <cmath>

#include "backtest/report_format.h"

namespace stom::optimize {
namespace {

constexpr double kOutlierShare = 0.02, kOutlierReach = 2;
constexpr std::size_t kLeastForOutliers = 20;

}  // namespace

ScoreRange score_range(std::span<const double> scores) {
  std::vector<double> values;
  for (const double score : scores) {
    if (std::isfinite(score)) values.push_back(score);
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  ScoreRange range{values.front(), values.back(), false};
  if (values.size() < kLeastForOutliers) return range;
  const double rest = values[static_cast<std::size_t>(std::ceil(kOutlierShare * static_cast<double>(values.size())))];
  if (range.high > rest && range.high - range.low > kOutlierReach * (range.high - rest)) range.low = rest;
  return range;
}

backtest::Color heat_color(double share) {
  // Even steps of lightness, readable without colour vision: pale yellow, green, blue, dark violet.
  static constexpr backtest::Color kStops[] = {backtest::Color::hex(0xF4F0B4), backtest::Color::hex(0x8CCB7E),
                                               backtest::Color::hex(0x2E9E8F), backtest::Color::hex(0x31688E),
                                               backtest::Color::hex(0x3B1C5C)};
  constexpr int kLast = static_cast<int>(std::size(kStops)) - 1;
  const double at = std::clamp(share, 0.0, 1.0) * kLast;
  const int from = std::min(static_cast<int>(at), kLast - 1);
  const double part = at - from;
  const auto mix = [&](double backtest::Color::*channel) { return kStops[from].*channel * (1 - part) + kStops[from + 1].*channel * part; };
  return {mix(&backtest::Color::red), mix(&backtest::Color::green), mix(&backtest::Color::blue)};
}

backtest::Color correlation_color(double correlation) {
  if (!std::isfinite(correlation)) return backtest::Color::hex(0xEEF0F4);
  const double pale = 1 - 0.6 * std::min(1.0, std::fabs(correlation));
  return correlation > 0 ? backtest::Color{1, pale, pale} : backtest::Color{pale, pale, 1};
}

std::string css_color(backtest::Color color) {
  const auto byte = [](double channel) { return static_cast<int>(std::lround(channel * 255)); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(color.red), byte(color.green), byte(color.blue));
}

std::vector<backtest::AxisTick> number_ticks(double low, double high, int at_most) {
  const backtest::ValueTicks ticks = backtest::value_ticks(low, high, at_most);
  std::vector<backtest::AxisTick> out;
  for (const double value : ticks.values()) {
    const double position = (value - low) / (high - low);
    if (position >= -1e-9 && position <= 1 + 1e-9) out.push_back({position, backtest::with_thousands_for_step(value, ticks.step)});
  }
  return out;
}

std::vector<backtest::AxisTick> day_ticks(std::span<const TradingDay> days, int at_most) {
  std::vector<backtest::AxisTick> out;
  for (const std::size_t i : backtest::spread_indices(days.size(), at_most)) {
    out.push_back({(static_cast<double>(i) + 0.5) / static_cast<double>(days.size()), backtest::day_text(days[i])});
  }
  return out;
}

std::string short_number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::fabs(value);
  int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  if (value == std::round(value)) decimals = 0;
  return backtest::with_thousands(value, decimals);
}

}  // namespace stom::optimize
