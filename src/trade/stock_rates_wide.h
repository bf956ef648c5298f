// Profit rates of stocks eight rows at a time, for hosts with AVX-512. Inner part of profit.cpp, which has the formula.
#pragma once

#include "trade/profit.h"

namespace stom::trade {

// As profit_rates() for stocks. False: this host or one of the values asks for the plain loop; rates may then hold anything.
[[nodiscard]] bool stock_rates_wide(double buy_value, double quantity, const double* prices, std::size_t count, const FeeRates& fees, double* rates);

}  // namespace stom::trade
