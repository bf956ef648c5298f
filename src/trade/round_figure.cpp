#include "trade/round_figure.h"

#include <span>

namespace stom::trade {
namespace {

struct RoundFigure {
  double base, width_above, width_below;
};

constexpr RoundFigure kCurrent[] = {{2000, 5, 1}, {5000, 10, 5}, {20000, 50, 10}, {50000, 100, 50}, {200000, 500, 100}, {500000, 1000, 500}};
constexpr RoundFigure kBefore2023[] = {{1000, 5, 1}, {5000, 10, 5}, {10000, 50, 10}, {50000, 100, 50}, {100000, 500, 100}, {500000, 1000, 500}};
constexpr TradingDay kTickReform = 20230125;

std::span<const RoundFigure> figures(TradingDay day) {
  return day < kTickReform ? std::span<const RoundFigure>(kBefore2023) : std::span<const RoundFigure>(kCurrent);
}

}  // namespace

bool is_above_round_figure(double price, int ticks, TradingDay day) {
  for (const RoundFigure& figure : figures(day)) {
    if (figure.base <= price && price <= figure.base + figure.width_above * ticks) return true;
  }
  return false;
}

bool is_below_round_figure(double price, int ticks, TradingDay day) {
  for (const RoundFigure& figure : figures(day)) {
    if (figure.base - figure.width_below * ticks <= price && price <= figure.base) return true;
  }
  return false;
}

}  // namespace stom::trade
