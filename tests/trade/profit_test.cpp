#include "trade/profit.h"

#include <gtest/gtest.h>

namespace stom::trade {
namespace {

using market::Market;

struct ProfitCase {
  Market market;
  Side side;
  double buy_value, sell_value, proceeds, profit, rate;
  const char *buy_type, *sell_type;
};

class ProfitTable : public testing::TestWithParam<ProfitCase> {};

// Back-test specification, section 7.3.
TEST_P(ProfitTable, EqualsTheReference) {
  const ProfitCase& row = GetParam();
  const Profit got = profit(row.market, row.side, row.buy_value, row.sell_value, reference_fees(row.buy_type, row.sell_type));
  EXPECT_EQ(got.proceeds, row.proceeds);
  EXPECT_EQ(got.profit, row.profit);
  EXPECT_EQ(got.rate, row.rate);
}

INSTANTIATE_TEST_SUITE_P(
    Specification, ProfitTable,
    testing::Values(ProfitCase{Market::kStock, Side::kLong, 1'000'000, 1'010'000, 1'007'882, 7'882, 0.79, "시장가", "시장가"},
                    ProfitCase{Market::kStock, Side::kLong, 494.0 * 10139, 494.0 * 10186, 5'021'327, 12'661, 0.25, "시장가", "시장가"},
                    ProfitCase{Market::kUpbit, Side::kLong, 1'000'000, 1'010'000, 1'008'995, 8'995, 0.9, "시장가", "시장가"},
                    ProfitCase{Market::kBinance, Side::kLong, 1000, 1010, 1009.1962, 9.1962, 0.92, "시장가", "시장가"},
                    ProfitCase{Market::kBinance, Side::kShort, 1000, 990, 1009.2042, 9.2042, 0.92, "시장가", "시장가"},
                    ProfitCase{Market::kBinance, Side::kLong, 1000, 1010, 1009.598, 9.598, 0.96, "지정가", "지정가"},
                    ProfitCase{Market::kBinance, Side::kShort, 1000, 1010, 989.1962, -10.8038, -1.08, "시장가", "시장가"}));

TEST(Profit, RatesOfManyRowsAreThoseOfEachRow) {
  std::uint64_t state = 12345;
  const auto next = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 33) / static_cast<double>(1ULL << 31);
  };
  const FeeRates fees;
  std::vector<double> prices(1000), rates(prices.size());
  for (int round = 0; round < 400; ++round) {
    const double price = std::exp(next() * 14), quantity = std::floor(1 + next() * std::exp(next() * 9));
    for (double& one : prices) one = round % 2 == 0 ? std::round(price * (0.7 + 0.6 * next())) : price * (0.99 + 0.02 * next());
    if (round % 7 == 0) {
      prices[3] = 0;
      prices[5] = -price;
      prices[7] = price;
    }
    if (round % 50 == 1) prices[11] = std::numeric_limits<double>::infinity();
    for (const Market market : {Market::kStock, Market::kUpbit, Market::kBinance}) {
      for (const Side side : {Side::kLong, Side::kShort}) {
        profit_rates(market, side, quantity * price, quantity, prices.data(), prices.size(), fees, rates.data());
        for (std::size_t i = 0; i < prices.size(); ++i) {
          const double expected = profit(market, side, quantity * price, quantity * prices[i], fees).rate;
          ASSERT_TRUE(expected == rates[i] || (std::isnan(expected) && std::isnan(rates[i])))
              << quantity << " × " << price << " → " << prices[i] << ": " << expected << " and " << rates[i];
        }
      }
    }
  }
}

}  // namespace
}  // namespace stom::trade
