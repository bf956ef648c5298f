#include "market/fees.h"

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "market/calendar.h"
#include "market/market_data_folder.h"

namespace stom::market {
namespace {

double tax(Board board, TradingDay day) { return stock_sale_tax(board, Instrument::kStock, day); }

TEST(Fees, the_sale_tax_changes_on_the_first_trade_day_that_settles_under_the_new_law) {
  struct Change {
    TradingDay last_old, first_new;
    double kospi_old, kospi_new, kosdaq_new, konex_new;
  };
  for (const Change& c : {Change{20190529, 20190530, 0.0030, 0.0025, 0.0025, 0.0010}, {20201228, 20201229, 0.0025, 0.0023, 0.0023, 0.0010},
                          {20221227, 20221228, 0.0023, 0.0020, 0.0020, 0.0010}, {20231226, 20231227, 0.0020, 0.0018, 0.0018, 0.0010},
                          {20241226, 20241227, 0.0018, 0.0015, 0.0015, 0.0010}, {20251226, 20251229, 0.0015, 0.0020, 0.0020, 0.0010}}) {
    EXPECT_EQ(tax(Board::kKospi, c.last_old), c.kospi_old) << c.first_new;
    EXPECT_EQ(tax(Board::kKospi, c.first_new), c.kospi_new) << c.first_new;
    EXPECT_EQ(tax(Board::kKosdaq, c.first_new), c.kosdaq_new) << c.first_new;
    EXPECT_EQ(tax(Board::kKonex, c.first_new), c.konex_new) << c.first_new;
    // The dates agree with the calendar: the old day settles before, the new one after the change of law.
    EXPECT_EQ(next_trading_day(c.last_old), c.first_new);
    EXPECT_LT(settlement_day(c.last_old), settlement_day(c.first_new));
  }
  for (const TradingDay day : {20201229, 20221228, 20231227, 20241227, 20251229}) {
    EXPECT_EQ(settlement_day(day) / 10'000, day / 10'000 + 1) << day;
  }
  EXPECT_EQ(settlement_day(20190530), 20190603);
}

TEST(Fees, ten_years_of_trading_see_seven_tax_periods) {
  std::set<TradingDay> periods;
  for (TradingDay day = 20160104; day <= 20260105; day = next_trading_day(day)) {
    TradingDay period = 0;
    for (const SaleTax& row : sale_taxes()) {
      if (day >= row.first_trade_day) period = row.first_trade_day;
    }
    periods.insert(period);
  }
  EXPECT_EQ(periods.size(), 7u);
}

TEST(Fees, funds_pay_no_sale_tax_and_the_default_table_is_the_references) {
  EXPECT_EQ(stock_sale_tax(Board::kKospi, Instrument::kEtf, 20240102), 0);
  EXPECT_EQ(stock_sale_tax(Board::kKospi, Instrument::kElw, 20240102), 0);
  EXPECT_EQ(reference_fee_table().stock_sale_tax, 0.0018);
  EXPECT_EQ(dated_fees(Board::kKospi, Instrument::kStock, 20250301).stock_sale_tax, 0.0015);
  EXPECT_EQ(dated_fees(Board::kKospi, Instrument::kStock, 20220301).binance_taker_fee, 0.0004);
  EXPECT_EQ(dated_fees(Board::kKospi, Instrument::kStock, 20250301).binance_taker_fee, 0.0005);
}

TEST(Fees, a_brokers_commission_is_cut_to_ten_won) {
  EXPECT_EQ(broker_commission(1'000'000, 0.00015), 150);
  EXPECT_EQ(broker_commission(5'008'666, 0.00015), 750);
  EXPECT_EQ(broker_commission(66'000, 0.00015), 0);
}

TEST(Fees, every_recorded_upbit_fill_is_charged_to_the_hundredth_of_a_won) {
  std::ifstream in(test::market_data("krw-fills/upbit_btc_krw_202403_fills.csv"));
  if (!in) GTEST_SKIP() << "recorded fills are not here";
  std::string line;
  std::getline(in, line);
  int fills = 0, wrong_fees = 0, wrong_amounts = 0;
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    std::string time, quantity, price, fee, amount, side;
    std::getline(cells, time, ',');
    std::getline(cells, quantity, ',');
    std::getline(cells, price, ',');
    std::getline(cells, fee, ',');
    std::getline(cells, amount, ',');
    std::getline(cells, side, ',');
    ++fills;
    const double q = std::stod(quantity), p = std::stod(price);
    const double got = upbit_fill_fee(q, p);
    wrong_fees += got != std::stod(fee);
    // The cash flow is kept in whole won and made from the fee before it was cut to 0.01.
    const double whole_fee = q * p * 0.0005;
    const double cash = side[0] == '0' ? -(q * p + whole_fee) : q * p - whole_fee;
    wrong_amounts += std::fabs(cash - std::stod(amount)) > 1.0;
  }
  EXPECT_EQ(fills, 27101);
  EXPECT_EQ(wrong_fees, 0);
  EXPECT_EQ(wrong_amounts, 0);
}

}  // namespace
}  // namespace stom::market
