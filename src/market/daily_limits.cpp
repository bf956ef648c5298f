#include "market/daily_limits.h"

#include <cmath>
#include <cstdint>
#include <iterator>

namespace stom::market {
namespace {

struct LimitPeriod {
  TradingDay from;
  int percent;
};
constexpr LimitPeriod kPeriods[] = {{19981207, 15}, {20150615, 30}};
constexpr int kKonexPercent = 15;

}  // namespace

std::optional<int> daily_limit_percent(Board board, Instrument instrument, TradingDay day, int leverage) {
  if (instrument == Instrument::kElw) return std::nullopt;
  if (board == Board::kKonex) return kKonexPercent;
  int percent = kPeriods[0].percent;
  for (const LimitPeriod& period : kPeriods) {
    if (day >= period.from) percent = period.percent;
  }
  return percent * leverage;
}

PriceLimits daily_limits(double base_price, int percent, const PriceGrid& grid, LimitArithmetic arithmetic) {
  if (arithmetic == LimitArithmetic::kReference) {
    return {grid.cut(std::trunc(base_price * 1.30)), grid.raise(std::trunc(base_price * 0.70))};
  }
  const double base_tick = grid.tick(base_price);
  const std::int64_t tick = static_cast<std::int64_t>(base_tick);
  const std::int64_t base = static_cast<std::int64_t>(base_price);
  std::int64_t width = base * percent / 100;
  width -= width % tick;
  return {grid.cut(static_cast<double>(base + width)), static_cast<double>(base - width)};
}

PriceLimits listing_day_limits(double offer_price, const PriceGrid& grid) {
  const std::int64_t offer = static_cast<std::int64_t>(offer_price);
  return {grid.cut(static_cast<double>(offer * 4)), grid.raise(static_cast<double>(offer * 60) / 100)};
}

}  // namespace stom::market
