// Volatility interruption (변동성완화장치, VI): rates by kind, session and class of instrument, and trigger prices.
// Not applied to liquidation trading, overheated issues and first listing days. After a static VI the auction's price is
// the new reference: take it from the feed where there is one.
#pragma once

#include <optional>

#include "market/price_grid.h"

namespace stom::market {

enum class ViKind : std::uint8_t { kDynamic, kStatic };  // reference: last trade / price of the last call auction
enum class ViSession : std::uint8_t { kRegular, kClosingAuction, kOffHoursSinglePrice };
// kCalmFund: ETFs on KOSPI200/100/50, KRX100, inverse, bonds. kWildFund: leverage, sector, foreign, commodity ETFs.
enum class ViClass : std::uint8_t { kKospi200Member, kOtherStock, kCalmFund, kWildFund, kEtn };

// Percent, or nothing where that VI does not exist. On the last trading day of equity derivatives an underlying has
// 1 % in the closing auction: `is_derivatives_expiry`.
[[nodiscard]] std::optional<int> vi_percent(ViKind kind, ViSession session, ViClass instrument, bool is_derivatives_expiry = false);

struct ViPrices {
  double up, down;
};
// kOfficial: reference ± percent, up raised and down cut to the grid; agrees with published triggers. kReference drops
// the fraction of a won first, so an upper price of 3,470.5 becomes 3,470 instead of 3,475.
enum class ViArithmetic : std::uint8_t { kOfficial, kReference };
[[nodiscard]] ViPrices vi_prices(double reference_price, int percent, const PriceGrid& grid,
                                 ViArithmetic arithmetic = ViArithmetic::kOfficial);

}  // namespace stom::market
