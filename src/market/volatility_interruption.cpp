#include "market/volatility_interruption.h"

#include <cmath>

namespace stom::market {
namespace {

constexpr int kNone = 0;
constexpr int kStaticPercent = 10;
constexpr int kExpiryPercent = 1;
// [class][session]: regular, closing auction, off-hours single price.
constexpr int kDynamicPercent[5][3] = {{3, 2, 3}, {6, 4, 6}, {3, 2, 3}, {6, 4, 6}, {kNone, kNone, kNone}};

}  // namespace

std::optional<int> vi_percent(ViKind kind, ViSession session, ViClass instrument, bool is_derivatives_expiry) {
  if (kind == ViKind::kStatic) {
    if (session == ViSession::kOffHoursSinglePrice) return std::nullopt;
    return kStaticPercent;
  }
  const int percent = kDynamicPercent[static_cast<int>(instrument)][static_cast<int>(session)];
  if (percent == kNone) return std::nullopt;
  return is_derivatives_expiry && session == ViSession::kClosingAuction ? kExpiryPercent : percent;
}

ViPrices vi_prices(double reference_price, int percent, const PriceGrid& grid, ViArithmetic arithmetic) {
  if (arithmetic == ViArithmetic::kReference) {
    const double up = reference_price * ((100 + percent) / 100.0), down = reference_price * ((100 - percent) / 100.0);
    return {grid.raise(std::trunc(up)), grid.cut(std::trunc(down))};
  }
  // Whole products first: ref × 1.1 in binary may lie a hair above a price of the grid.
  return {grid.raise(reference_price * (100 + percent) / 100), grid.cut(reference_price * (100 - percent) / 100)};
}

}  // namespace stom::market
