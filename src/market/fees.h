// Fees and taxes by date. The reference's constants (0.18 % tax at every date) are the default of a run, because results
// are compared with it; dated_fees is the option that knows the law.
#pragma once

#include <optional>
#include <span>

#include "base/time.h"
#include "market/instrument.h"

namespace stom::market {

// Fractions of an amount.
struct FeeTable {
  double stock_sale_tax = 0.0018;
  double stock_broker_fee = 0.00015;  // each way, cut to ten won
  double upbit_fee = 0.0005;          // each way
  double binance_taker_fee = 0.0004;
  double binance_maker_fee = 0.0002;
};
[[nodiscard]] constexpr FeeTable reference_fee_table() { return {}; }

// Taxes on the sale of a Korean stock in units of 0.001 %: securities transaction tax and, on KOSPI, the special tax for
// rural development. The settlement day (two trading days later) decides the rate, so a period starts on its first
// *trade* day, which lies before the new year.
struct SaleTax {
  TradingDay first_trade_day;
  int kospi_transaction, kospi_rural, kosdaq, konex;
};
[[nodiscard]] std::span<const SaleTax> sale_taxes();

// Total tax of a sale as a fraction; 0 for ETF, ETN and ELW.
[[nodiscard]] double stock_sale_tax(Board board, Instrument instrument, TradingDay trade_day);

// Binance USD-M, lowest tier, without discounts. The day the taker rate rose is known to the year only.
[[nodiscard]] double binance_taker_fee(TradingDay day);

[[nodiscard]] FeeTable dated_fees(Board board, Instrument instrument, TradingDay trade_day);

// A broker's commission: amount × rate without what is below ten won.
[[nodiscard]] double broker_commission(double amount, double rate);

// Fee of one Upbit fill in won: 0.05 % of quantity × price, cut to 0.01 won, by exact decimal arithmetic (quantity and
// price have at most eight decimals). Buys pay amount + fee, sells receive amount − fee; the whole-won cash flow that
// Upbit books is made from the fee before it was cut.
[[nodiscard]] double upbit_fill_fee(double quantity, double price);

}  // namespace stom::market
