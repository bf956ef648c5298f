#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::at;
using test::Feed;
using test::number;
using test::picture;
using test::snapshot;
using test::trade;

constexpr RowKey kTen = 20240808100010;  // 10:00:10

BookSnapshot book(EpochMicros time, const std::string& bid = "100", const std::string& ask = "101") {
  return picture(time, {{bid, "2"}}, {{ask, "3"}});
}

TEST(SecondRows, TheFirstBookOfASecondMakesTheRowAndTakesWhatWasTradedBefore) {
  Feed feed;
  feed.add(trade(at(kTen, 100), "100.5", "1"), book(at(kTen, 200)), trade(at(kTen, 500), "100.6", "2"), book(at(kTen, 700)),
           book(at(kTen + 1)), trade(at(kTen + 1, 100), "100.7", "4"), book(at(kTen + 2, 5)));
  const RowTable& rows = feed.end();
  EXPECT_EQ(rows.index, (std::vector<RowKey>{kTen, kTen + 1, kTen + 2}));
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 2, 4}));
  EXPECT_EQ(feed.column("현재가"), (std::vector<double>{100.5, 100.6, 100.7}));
}

TEST(SecondRows, ASecondWithABookAndNoTradeHasARow) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), book(at(kTen, 1)), book(at(kTen + 3)), book(at(kTen + 4)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 3, kTen + 4}));
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 0, 0}));
}

TEST(SecondRows, ASecondWithoutABookHasNoRowAndItsTradesGoToTheNext) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), book(at(kTen, 1)), trade(at(kTen + 1), "100", "2"), book(at(kTen + 2)), book(at(kTen + 3)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 2, kTen + 3}));
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 2, 0}));
}

TEST(SecondRows, WithoutATradeThereIsNoRow) {
  Feed feed;
  feed.add(book(at(kTen)), book(at(kTen + 1)));
  EXPECT_TRUE(feed.end().empty());
}

TEST(SecondRows, TheEndBringsTheLastRowUpToTheLastEvent) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), book(at(kTen, 1)), trade(at(kTen, 300), "100.5", "2", Side::kSell),
           book(at(kTen, 900), "99", "100"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen}));
  EXPECT_EQ(feed.value(0, "초당매수수량"), 1);
  EXPECT_EQ(feed.value(0, "초당매도수량"), 2);
  EXPECT_EQ(feed.value(0, "현재가"), 100.5);
  EXPECT_EQ(feed.value(0, "매수호가1"), 99);
}

TEST(SecondRows, TradesOfALaterSecondThanTheLastBookMakeARowAtTheEnd) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), book(at(kTen, 1)), trade(at(kTen + 2), "100.5", "2"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 2}));
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 2}));
}

TEST(SecondRows, TheFirstRowHasNoTradedValueOfItsOwn) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "3"), book(at(kTen, 1)), trade(at(kTen, 5), "100", "2"), book(at(kTen + 1)), book(at(kTen + 2)));
  feed.end();
  EXPECT_EQ(feed.column("초당거래대금"), (std::vector<double>{0, 200, 0}));
  EXPECT_EQ(feed.column("당일거래대금"), (std::vector<double>{300, 500, 500}));
}

TEST(SecondRows, TradedValueIsRoundedToTwoDecimalsAfterEveryTrade) {
  Feed feed;
  feed.add(trade(at(kTen), "61800.3", "0.006"), trade(at(kTen), "61800.2", "0.003"), book(at(kTen, 1)));
  feed.end();
  EXPECT_EQ(feed.value(0, "당일거래대금"), 556.2);  // 370.80 + 185.40
}

TEST(SecondRows, CoinQuotesKeepEightDecimalsOfTradedValue) {
  Feed feed(market::Market::kBinance, market::Frame::kTick, "ETHBTC");
  feed.add(trade(at(kTen), "0.028182", "2.02"), book(at(kTen, 1), "0.0281", "0.0282"));
  feed.end();
  EXPECT_EQ(feed.value(0, "당일거래대금"), 0.05692764);
}

TEST(SecondRows, InverseContractsCountTheirFaceValue) {
  Feed feed(market::Market::kBinance, market::Frame::kTick, "BTCUSD_PERP");
  feed.add(trade(at(kTen), "61804.8", "4"), book(at(kTen, 1)));
  feed.end();
  EXPECT_EQ(feed.value(0, "당일거래대금"), 400);
}

TEST(SecondRows, StrengthIsBuyBySellCappedAtFiveHundred) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "3"), book(at(kTen, 1)), trade(at(kTen, 2), "100", "7", Side::kSell), book(at(kTen + 1)),
           trade(at(kTen + 1, 1), "100", "97"), book(at(kTen + 2)));
  feed.end();
  EXPECT_EQ(feed.column("체결강도"), (std::vector<double>{500, 42.86, 500}));
}

TEST(SecondRows, HighLowAndAverageRateFollowTheDay) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), trade(at(kTen), "110", "1"), trade(at(kTen), "90", "1"), trade(at(kTen), "105", "1"),
           book(at(kTen, 1), "104", "106"));
  feed.end();
  EXPECT_EQ(feed.value(0, "시가"), 100);
  EXPECT_EQ(feed.value(0, "고가"), 110);
  EXPECT_EQ(feed.value(0, "저가"), 90);
  EXPECT_EQ(feed.value(0, "고저평균대비등락율"), 5);
  EXPECT_EQ(feed.value(0, "등락율"), 5);  // no previous close is known: against the day's first price
}

TEST(SecondRows, ThePreviousCloseOfTheVenueDecidesTheChangeRate) {
  Feed feed(market::Market::kUpbit, market::Frame::kTick, "KRW-BTC");
  Trade one = trade(at(kTen), "110", "1");
  one.previous_close = Decimal(100);
  feed.add(one, book(at(kTen, 1)));
  feed.end();
  EXPECT_EQ(feed.value(0, "등락율"), 10);
}

TEST(SecondRows, TheBookColumnsAreTheFiveLevelsAndTotals) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"),
           picture(at(kTen, 1), {{"100", "1"}, {"99", "2"}, {"98", "3"}, {"97", "4"}, {"96", "5"}, {"95", "6"}}, {{"101", "1.5"}, {"102", "2.25"}}));
  feed.end();
  EXPECT_EQ(feed.value(0, "매도호가1"), 101);
  EXPECT_EQ(feed.value(0, "매도호가2"), 102);
  EXPECT_EQ(feed.value(0, "매도호가3"), 0);
  EXPECT_EQ(feed.value(0, "매수호가5"), 96);
  EXPECT_EQ(feed.value(0, "매수잔량5"), 5);
  EXPECT_EQ(feed.value(0, "매수총잔량"), 21);
  EXPECT_EQ(feed.value(0, "매도총잔량"), 3.75);
  EXPECT_EQ(feed.value(0, "매도수5호가잔량합"), 18.75);
  EXPECT_EQ(feed.value(0, "관심종목"), 1);
}

TEST(SecondRows, LiquidationTradesAreNoMarketVolume) {
  Feed feed;
  Trade liquidation = trade(at(kTen, 1), "50", "1000");
  liquidation.ordinary = false;
  feed.add(trade(at(kTen), "100", "1"), liquidation, book(at(kTen, 2)));
  feed.end();
  EXPECT_EQ(feed.value(0, "현재가"), 100);
  EXPECT_EQ(feed.value(0, "저가"), 100);
  EXPECT_EQ(feed.figures(20240808).quantity, Decimal(1));
  EXPECT_EQ(feed.figures(20240808).excluded_trades, 1U);
}

TEST(SecondRows, MidnightStartsANewDay) {
  Feed feed;
  constexpr RowKey kLast = 20240808235959, kFirst = 20240809000000;
  feed.add(trade(at(kLast), "100", "1", Side::kSell), book(at(kLast, 1)), trade(at(kLast, 500), "120", "2"), book(at(kFirst)),
           trade(at(kFirst, 100), "110", "5"), book(at(kFirst + 1)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kLast, kFirst, kFirst + 1}));
  // The last row of the old day is brought up to its end.
  EXPECT_EQ(feed.value(0, "초당매수수량"), 2);
  EXPECT_EQ(feed.value(0, "당일거래대금"), 340);
  // Before the first trade of the new day nothing has been traded in it.
  EXPECT_EQ(feed.value(1, "당일거래대금"), 0);
  EXPECT_EQ(feed.value(1, "고가"), 120);
  EXPECT_EQ(feed.value(1, "등락율"), 0);
  EXPECT_EQ(feed.value(1, "체결강도"), 500);
  EXPECT_EQ(feed.value(2, "시가"), 110);
  EXPECT_EQ(feed.value(2, "고가"), 110);
  EXPECT_EQ(feed.value(2, "당일거래대금"), 550);
  EXPECT_EQ(feed.value(2, "초당거래대금"), 550);
  EXPECT_EQ(feed.value(2, "등락율"), -8.33);  // against the last price of the day before
}

TEST(SecondRows, PeriodQuantitiesAddUpToAllTrades) {
  Feed feed;
  Decimal sum;
  for (int i = 0; i < 500; ++i) {
    const EpochMicros time = at(20240808235930) + i * 137'000;
    const Trade one = trade(time, "100", "0.00" + std::to_string(i % 90 + 10));
    sum += one.quantity;
    feed.add(one);
    if (i % 3 != 1) feed.add(book(time + 1000));
  }
  feed.end();
  Decimal stored;
  for (const double value : feed.column("초당매수수량")) stored += Decimal::from_double(value);
  EXPECT_EQ(stored, sum);
}

TEST(SecondRows, NoRowIsMadeWhileTheBookIsBroken) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), snapshot(100, {{"100", "1"}}, {{"101", "1"}}),
           test::spot_diff(101, 105, {{"100", "2"}}, {}, at(kTen)), test::spot_diff(110, 111, {}, {}, at(kTen + 1)),
           trade(at(kTen + 1, 1), "100", "2"), test::spot_diff(112, 113, {}, {}, at(kTen + 2)), trade(at(kTen + 3), "100", "4"),
           snapshot(113, {{"99", "1"}}, {{"100", "1"}}), test::spot_diff(114, 115, {}, {}, at(kTen + 4)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 3, kTen + 4}));
  EXPECT_EQ(feed.figures(20240808).gaps, 1U);
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 6, 0}));
}

}  // namespace
}  // namespace stom::aggregation
