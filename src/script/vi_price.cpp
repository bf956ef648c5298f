#include "script/vi_price.h"

namespace stom::script {
namespace {

struct TickStep {
  double below;
  double tick;
};
constexpr TickStep kBefore2023[] = {{1000, 1}, {5000, 5}, {10000, 10}, {50000, 50}};  // KOSDAQ column: 100 above
constexpr TickStep kSince2023[] = {{2000, 1}, {5000, 5}, {20000, 10}, {50000, 50}, {200000, 100}, {500000, 500}};
constexpr RowKey kNewTicks = 20230125000000;

// The reference asks for the KOSDAQ tick whatever the market of the stock.
double tick_size(double price, bool before_2023) {
  if (before_2023) {
    for (const TickStep& step : kBefore2023) {
      if (price < step.below) return step.tick;
    }
    return 100;
  }
  for (const TickStep& step : kSince2023) {
    if (price < step.below) return step.tick;
  }
  return 1000;
}

}  // namespace

double five_ticks_below(double vi_price, double vi_tick_size, RowKey second_key) {
  const bool before_2023 = second_key < kNewTicks;
  const double five_below = vi_price - 5 * vi_tick_size;
  if (tick_size(five_below, before_2023) == vi_tick_size) return five_below;
  for (int i = 1; i <= 5; ++i) {
    const double tick = tick_size(vi_price - vi_tick_size * i, before_2023);
    if (tick != vi_tick_size) return vi_price - vi_tick_size * (i - 1) - tick * (5 - (i - 1));
  }
  return five_below;
}

}  // namespace stom::script
