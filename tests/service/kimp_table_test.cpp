#include "service/kimp_table.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"

namespace stom::service {
namespace {

constexpr EpochMicros kNow = 1'795'132'800'000'000;

KimpTable with_rate(double rate, bool customary = false) {
  KimpTable table(customary);
  table.rate({rate, "test", kNow});
  return table;
}

TEST(KimpTable, GivesTheExampleOfTheSpecification) {
  KimpTable table = with_rate(1480);
  table.upbit("KRW-XRP", 3120, kNow);
  table.binance("XRPUSDT", 2.05, kNow);
  const auto rows = table.rows(kNow);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].name, "XRP");
  EXPECT_NEAR(rows[0].gap, 86, 1e-9);
  EXPECT_NEAR(rows[0].rate, 2.7564, 0.00005);
  EXPECT_FALSE(rows[0].is_stale);
}

TEST(KimpTable, DividesByTheDollarPriceWhenAskedTo) {
  KimpTable table = with_rate(1480, true);
  table.upbit("KRW-XRP", 3120, kNow);
  table.binance("XRPUSDT", 2.05, kNow);
  EXPECT_NEAR(table.rows(kNow)[0].rate, 100.0 * 86 / 3034, 1e-9);
  EXPECT_EQ(fmt::format("{:.4f}", table.rows(kNow)[0].rate), "2.8345") << "2.83454…, not 2.8346";
}

TEST(KimpTable, NeverDividesByNothing) {
  KimpTable table = with_rate(0);
  table.upbit("KRW-A", 1000, kNow);
  table.binance("AUSDT", 1, kNow);
  EXPECT_TRUE(table.rows(kNow).empty()) << "no exchange rate";
  table.rate({1000, "test", kNow});
  table.upbit("KRW-B", 0, kNow);
  table.binance("BUSDT", 1, kNow);
  table.upbit("KRW-C", 1000, kNow);
  table.binance("CUSDT", 0, kNow);
  table.binance("AUSDT", -1, kNow);
  ASSERT_EQ(table.rows(kNow).size(), 1u);
  EXPECT_EQ(table.rows(kNow)[0].dollar, 1) << "a price that is none changes nothing";
}

TEST(KimpTable, MarksEverythingWhileOneVenueIsAway) {
  KimpTable table = with_rate(1000);
  table.upbit("KRW-A", 1000, kNow);
  for (int second = 0; second <= 60; ++second) table.binance("AUSDT", 1 + second * 0.001, kNow + second * 1'000'000);
  const auto rows = table.rows(kNow + 60'000'000);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_TRUE(rows[0].is_stale);
  EXPECT_NEAR(rows[0].age, 60, 1e-9) << "of the older of both prices";
}

TEST(KimpTable, TellsTheAgeOfTheExchangeRate) {
  KimpTable table;
  EXPECT_EQ(table.rate_age(kNow), -1) << "there is none";
  table.upbit("KRW-USDT", 1500, kNow);
  EXPECT_NEAR(table.rate_age(kNow + 7'000'000), 7, 1e-9);
  table.rate({1400, "--kimp-rate", INT64_MAX});
  EXPECT_EQ(table.rate_age(kNow), -1) << "given by a person";
}

TEST(KimpTable, LeavesOutCoinsWithoutACounterpart) {
  KimpTable table = with_rate(1480);
  table.upbit("KRW-XRP", 3120, kNow);
  table.upbit("BTC-ETH", 3120, kNow);
  table.binance("ETHBTC", 2.05, kNow);
  table.binance("BTCUSDT", 2.05, kNow);
  EXPECT_TRUE(table.rows(kNow).empty());
}

TEST(KimpTable, NeedsAnExchangeRateAndTakesTethersUntilOneIsGiven) {
  KimpTable table;
  table.upbit("KRW-XRP", 3000, kNow);
  table.binance("XRPUSDT", 2, kNow);
  EXPECT_TRUE(table.rows(kNow).empty());
  table.upbit("KRW-USDT", 1500, kNow);
  EXPECT_EQ(table.exchange_rate().source, "KRW-USDT");
  EXPECT_NEAR(table.rows(kNow)[0].gap, 0, 1e-9);
  table.rate({1400, "bank", kNow});
  table.upbit("KRW-USDT", 1600, kNow);
  EXPECT_EQ(table.exchange_rate().won_per_dollar, 1400);
}

TEST(KimpTable, PutsTheLargestPremiumFirst) {
  KimpTable table = with_rate(1000);
  for (const auto& [coin, won] : std::map<std::string, double>{{"A", 1010}, {"B", 1030}, {"C", 990}}) {
    table.upbit("KRW-" + coin, won, kNow);
    table.binance(coin + "USDT", 1, kNow);
  }
  const auto rows = table.rows(kNow);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].name + rows[1].name + rows[2].name, "BAC");
}

TEST(KimpTable, MarksOldPricesAndOldRates) {
  KimpTable table = with_rate(1000);
  table.upbit("KRW-A", 1000, kNow);
  table.binance("AUSDT", 1, kNow + 5'000'000);
  EXPECT_FALSE(table.rows(kNow + KimpTable::kPriceLimit)[0].is_stale);
  const auto old = table.rows(kNow + KimpTable::kPriceLimit + 1);
  EXPECT_TRUE(old[0].is_stale);
  EXPECT_NEAR(old[0].age, 10, 0.001);
  table.upbit("KRW-A", 1000, kNow + KimpTable::kRateLimit);
  table.binance("AUSDT", 1, kNow + KimpTable::kRateLimit);
  EXPECT_FALSE(table.rows(kNow + KimpTable::kRateLimit)[0].is_stale);
  EXPECT_TRUE(table.rows(kNow + KimpTable::kRateLimit + 1)[0].is_stale);
}

TEST(KimpTable, ReadsNamesOfCoinsThatDiffer) {
  const std::string file = testing::TempDir() + "kimp_names.txt";
  std::ofstream(file) << "# Upbit Binance multiple\nBTT BTTC 1000\nTON - \n";
  KimpTable table = with_rate(1000);
  read_kimp_names(file, table);
  table.upbit("KRW-BTT", 1.2, kNow);
  table.upbit("KRW-TON", 1, kNow);
  table.binance("BTTCUSDT", 0.000001, kNow);
  table.binance("TONUSDT", 1, kNow);
  const auto rows = table.rows(kNow);
  ASSERT_EQ(rows.size(), 1u) << "TON is another coin there";
  EXPECT_NEAR(rows[0].dollar, 0.001, 1e-12);
  std::ofstream(file) << "BTT\n";
  EXPECT_THROW(read_kimp_names(file, table), DataError);
}

}  // namespace
}  // namespace stom::service
