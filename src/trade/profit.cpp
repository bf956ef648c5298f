#include "trade/profit.h"

#include <cmath>

#include "base/simd.h"
#include "trade/stock_rates_wide.h"

namespace stom::trade {

FeeRates reference_fees(std::string_view buy_order_type, std::string_view sell_order_type) {
  constexpr double kTaker = 0.0004, kMaker = 0.0002;
  FeeRates rates;
  const auto is_market_order = [](std::string_view type) { return type.find("시장가") != std::string_view::npos; };
  rates.binance_open = is_market_order(buy_order_type) ? kTaker : kMaker;
  rates.binance_close = is_market_order(sell_order_type) ? kTaker : kMaker;
  return rates;
}

namespace {

// round_to_even() and round_scaled() in the form that whole columns are computed with.
template <int kDigits>
inline double rounded(double value) {
  constexpr double kScale = kDigits == 4 ? 1e4 : 1e2;
  if constexpr (kDigits == 0) return nearest_integer(value);
  else return nearest_integer(value * kScale) / kScale;
}

template <market::Market kMarket, Side kSide>
inline Profit profit_of(double buy_value, double sell_value, const FeeRates& fees) {
  Profit result;
  if constexpr (kMarket == market::Market::kStock) {
    const double tax = std::trunc(sell_value * fees.stock_tax);
    const double buy_fee = std::trunc(buy_value * fees.stock_fee / 10) * 10;
    const double sell_fee = std::trunc(sell_value * fees.stock_fee / 10) * 10;
    result.proceeds = std::trunc(sell_value - tax - buy_fee - sell_fee);
    result.profit = rounded<0>(result.proceeds - buy_value);
  } else if constexpr (kMarket == market::Market::kUpbit) {
    result.proceeds = rounded<0>(sell_value - buy_value * fees.upbit_fee - sell_value * fees.upbit_fee);
    result.profit = rounded<0>(result.proceeds - buy_value);
  } else {
    const double open_fee = buy_value * fees.binance_open;
    const double close_fee = (sell_value - open_fee) * fees.binance_close;
    result.proceeds = kSide == Side::kLong ? rounded<4>(sell_value - open_fee - close_fee)
                                           : rounded<4>(buy_value + buy_value - sell_value - open_fee - close_fee);
    result.profit = rounded<4>(result.proceeds - buy_value);
  }
  result.rate = rounded<2>(result.profit / buy_value * 100);
  return result;
}

template <market::Market kMarket, Side kSide>
inline void fill_rows(double buy_value, double quantity, const double* prices, std::size_t count, const FeeRates& fees, double* rates) {
  for (std::size_t i = 0; i < count; ++i) rates[i] = profit_of<kMarket, kSide>(buy_value, quantity * prices[i], fees).rate;
}

// One function per market, so that each has clones of its own.
STOM_SIMD_CLONES void stock_rates(double buy_value, double quantity, const double* __restrict prices, std::size_t count, const FeeRates& fees,
                                  double* __restrict rates) {
  fill_rows<market::Market::kStock, Side::kLong>(buy_value, quantity, prices, count, fees, rates);
}
STOM_SIMD_CLONES void upbit_rates(double buy_value, double quantity, const double* __restrict prices, std::size_t count, const FeeRates& fees,
                                  double* __restrict rates) {
  fill_rows<market::Market::kUpbit, Side::kLong>(buy_value, quantity, prices, count, fees, rates);
}
STOM_SIMD_CLONES void binance_long_rates(double buy_value, double quantity, const double* __restrict prices, std::size_t count,
                                         const FeeRates& fees, double* __restrict rates) {
  fill_rows<market::Market::kBinance, Side::kLong>(buy_value, quantity, prices, count, fees, rates);
}
STOM_SIMD_CLONES void binance_short_rates(double buy_value, double quantity, const double* __restrict prices, std::size_t count,
                                          const FeeRates& fees, double* __restrict rates) {
  fill_rows<market::Market::kBinance, Side::kShort>(buy_value, quantity, prices, count, fees, rates);
}

}  // namespace

Profit profit(market::Market market, Side side, double buy_value, double sell_value, const FeeRates& fees) {
  switch (market) {
    case market::Market::kStock: return profit_of<market::Market::kStock, Side::kLong>(buy_value, sell_value, fees);
    case market::Market::kUpbit: return profit_of<market::Market::kUpbit, Side::kLong>(buy_value, sell_value, fees);
    case market::Market::kBinance: break;
  }
  return side == Side::kLong ? profit_of<market::Market::kBinance, Side::kLong>(buy_value, sell_value, fees)
                             : profit_of<market::Market::kBinance, Side::kShort>(buy_value, sell_value, fees);
}

void profit_rates(market::Market market, Side side, double buy_value, double quantity, const double* prices, std::size_t count,
                  const FeeRates& fees, double* rates) {
  const FeeRates own = fees;
  switch (market) {
    case market::Market::kStock:
      if (stock_rates_wide(buy_value, quantity, prices, count, own, rates)) return;
      return stock_rates(buy_value, quantity, prices, count, own, rates);
    case market::Market::kUpbit: return upbit_rates(buy_value, quantity, prices, count, own, rates);
    case market::Market::kBinance: break;
  }
  const auto rows = side == Side::kLong ? binance_long_rates : binance_short_rates;
  rows(buy_value, quantity, prices, count, own, rates);
}

}  // namespace stom::trade
