// Daily price limits (상한가, 하한가) of Korean instruments. The base price is normally the previous close.
#pragma once

#include <optional>

#include "market/instrument.h"
#include "market/price_grid.h"

namespace stom::market {

struct PriceLimits {
  double upper, lower;
};

// kOfficial: the exchange's whole-number rule (base × percent cut to the base's tick, then added and subtracted).
// kReference: cut(int(base × 1.30)) and raise(int(base × 0.70)); its lower limit is one tick too low for many prices.
enum class LimitArithmetic : std::uint8_t { kOfficial, kReference };

// Percent of the base price, or nothing for instruments without limits. `leverage`: 2 for a 2X fund.
[[nodiscard]] std::optional<int> daily_limit_percent(Board board, Instrument instrument, TradingDay day, int leverage = 1);

// `grid` is the instrument's on that day. The reference form knows 30 % only and ignores `percent`.
[[nodiscard]] PriceLimits daily_limits(double base_price, int percent, const PriceGrid& grid,
                                       LimitArithmetic arithmetic = LimitArithmetic::kOfficial);

// The first listing day since 2023-06-26: 60 % to 400 % of the offer price, cut and raised to the grid.
[[nodiscard]] PriceLimits listing_day_limits(double offer_price, const PriceGrid& grid);

}  // namespace stom::market
