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

}  // namespace
}  // namespace stom::trade
