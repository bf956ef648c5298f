#include "market/fees.h"

#include <cmath>
#include <cstdint>

namespace stom::market {
namespace {

__extension__ typedef unsigned __int128 WideUnsigned;

// Rates of settled days since 1996-01-01, 2019-06-03, then each new year.
constexpr SaleTax kSaleTaxes[] = {
    {19960101, 150, 150, 300, 300}, {20190530, 100, 150, 250, 100}, {20201229, 80, 150, 230, 100},
    {20221228, 50, 150, 200, 100},  {20231227, 30, 150, 180, 100},  {20241227, 0, 150, 150, 100},
    {20251229, 50, 150, 200, 100},
};

struct DatedRate {
  TradingDay from;
  double rate;
};
constexpr DatedRate kBinanceTaker[] = {{20190908, 0.0004}, {20240101, 0.0005}};

}  // namespace

std::span<const SaleTax> sale_taxes() { return kSaleTaxes; }

double stock_sale_tax(Board board, Instrument instrument, TradingDay trade_day) {
  if (instrument != Instrument::kStock) return 0.0;
  const SaleTax* rates = &kSaleTaxes[0];
  for (const SaleTax& period : kSaleTaxes) {
    if (trade_day >= period.first_trade_day) rates = &period;
  }
  const int thousandths_of_a_percent = board == Board::kKospi    ? rates->kospi_transaction + rates->kospi_rural
                                       : board == Board::kKosdaq ? rates->kosdaq
                                                                 : rates->konex;
  return thousandths_of_a_percent / 100'000.0;
}

double binance_taker_fee(TradingDay day) {
  double rate = kBinanceTaker[0].rate;
  for (const DatedRate& dated : kBinanceTaker) {
    if (day >= dated.from) rate = dated.rate;
  }
  return rate;
}

FeeTable dated_fees(Board board, Instrument instrument, TradingDay trade_day) {
  FeeTable table;
  table.stock_sale_tax = stock_sale_tax(board, instrument, trade_day);
  table.binance_taker_fee = binance_taker_fee(trade_day);
  return table;
}

double broker_commission(double amount, double rate) { return std::trunc(amount * rate / 10) * 10; }

double upbit_fill_fee(double quantity, double price) {
  constexpr double kUnits = 1e8;
  const auto units = [](double number) { return static_cast<WideUnsigned>(std::nearbyint(number * kUnits)); };
  // quantity·price is in 1e-16 won; 0.05 % = 5/10000; one hundredth of a won = 1e14 of them.
  const WideUnsigned hundredths = units(quantity) * units(price) * 5 / 10'000 / 100'000'000'000'000ULL;
  return static_cast<double>(static_cast<std::uint64_t>(hundredths)) / 100;
}

}  // namespace stom::market
