// Which book a recording has, and what rows look like where it has none.
#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::at;
using test::Feed;
using test::number;
using test::picture;
using test::trade;

constexpr RowKey kTen = 20240808100010;

BookTop top(EpochMicros time, const std::string& bid, const std::string& ask) {
  BookTop one;
  one.time = time;
  one.bid = {number(bid), Decimal(1)};
  one.ask = {number(ask), Decimal(2)};
  return one;
}

Candle candle(EpochMicros time, const std::string& open, const std::string& high, const std::string& low, const std::string& close,
              const std::string& volume) {
  Candle one;
  one.time = time;
  one.open = number(open);
  one.high = number(high);
  one.low = number(low);
  one.close = number(close);
  one.volume = number(volume);
  return one;
}

TEST(BookSources, TradesAloneMakeOneRowASecondWithASyntheticBook) {
  Feed feed;
  feed.add(trade(at(kTen, 1), "100.5", "1"), trade(at(kTen, 900), "100.7", "2", Side::kSell), trade(at(kTen + 3), "100.6", "4"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 3}));
  EXPECT_EQ(feed.symbol().book_source(), BookSource::kSynthetic);
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{1, 4}));
  EXPECT_EQ(feed.column("초당매도수량"), (std::vector<double>{2, 0}));
  EXPECT_EQ(feed.value(0, "매도호가1"), 100.8);
  EXPECT_EQ(feed.value(0, "매수호가1"), 100.6);
  EXPECT_EQ(feed.value(0, "매도잔량1"), 3);  // the volume of the row
}

TEST(BookSources, BestBidAndAskServeWhereNoDepthIsRecorded) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), top(at(kTen, 1), "99", "101"), trade(at(kTen, 2), "100", "2"), top(at(kTen + 1), "100", "102"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 1}));
  EXPECT_EQ(feed.symbol().book_source(), BookSource::kTop);
  EXPECT_EQ(feed.value(1, "매수호가1"), 100);
  EXPECT_EQ(feed.value(1, "매수호가2"), 0);
}

TEST(BookSources, BestBidAndAskWithoutATimeTakeTheTimeOfTheLastTrade) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), top(kNoTime, "99", "101"), trade(at(kTen + 1), "100", "2"), top(kNoTime, "98", "101"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen, kTen + 1}));
  EXPECT_EQ(feed.value(1, "매수호가1"), 98);
}

TEST(BookSources, DepthReplacesTheRowsOfPoorerSources) {
  Feed feed;
  feed.add(trade(at(kTen), "100", "1"), top(at(kTen), "99", "101"), trade(at(kTen + 1), "100", "2"), top(at(kTen + 1), "99", "101"),
           picture(at(kTen + 2), {{"98", "1"}, {"97", "1"}}, {{"102", "1"}}), top(at(kTen + 3), "99", "101"));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{kTen + 2}));
  EXPECT_EQ(feed.symbol().book_source(), BookSource::kDepth);
  EXPECT_EQ(feed.value(0, "매수호가2"), 97);
  EXPECT_EQ(feed.value(0, "초당매수수량"), 3);
}

TEST(BookSources, AnOpeningSnapshotWithoutChangesIsNoRecordedBook) {
  Feed feed;
  feed.add(test::snapshot(100, {{"99", "1"}}, {{"101", "1"}}), trade(at(kTen), "100", "1"), trade(at(kTen + 1), "100", "2"));
  EXPECT_EQ(feed.end().size(), 2U);
  EXPECT_EQ(feed.symbol().book_source(), BookSource::kSynthetic);
}

TEST(BookSources, ATickGivenByTheUserIsUsed) {
  SymbolTable symbols;
  const SymbolId id = symbols.id("BTCUSDT");
  Aggregator aggregator(symbols, RowOptions{.market = market::Market::kBinance, .frames = {market::Frame::kTick}, .synthetic_tick = Decimal(5), .synthetic_size = Decimal(9)});
  aggregator.apply(Event(trade(at(kTen), "100", "1", Side::kBuy, id)));
  aggregator.finish();
  const RowTable rows = aggregator.take_rows(id, market::Frame::kTick, false);
  const auto value = [&](market::Field field) {
    return rows.columns[static_cast<std::size_t>(market::column_of(market::Market::kBinance, market::Frame::kTick, field))].at(0);
  };
  EXPECT_EQ(value(market::Field::kAskPrice2), 110);
  EXPECT_EQ(value(market::Field::kAskSize2), 9);
}

TEST(BookSources, CandlesBecomeMinuteRowsOfTheirOwnMinute) {
  Feed feed(market::Market::kBinance, market::Frame::kMinute);
  Candle second = candle(at(20240808100100), "101", "105", "100", "104", "6");
  second.value = 620;
  second.buy_volume = Decimal(4);
  feed.add(candle(at(20240808100000), "100", "103", "99", "101", "10"), second);
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{202408081000, 202408081001}));
  EXPECT_EQ(feed.column("현재가"), (std::vector<double>{101, 104}));
  EXPECT_EQ(feed.column("분봉시가"), (std::vector<double>{100, 101}));
  EXPECT_EQ(feed.column("분봉고가"), (std::vector<double>{103, 105}));
  EXPECT_EQ(feed.column("분봉저가"), (std::vector<double>{99, 100}));
  EXPECT_EQ(feed.column("고가"), (std::vector<double>{103, 105}));
  // Volume without sides is halved; the value of the first bar counts, because the bar is whole.
  EXPECT_EQ(feed.column("분당매수수량"), (std::vector<double>{5, 4}));
  EXPECT_EQ(feed.column("분당매도수량"), (std::vector<double>{5, 2}));
  EXPECT_EQ(feed.column("분당거래대금"), (std::vector<double>{1010, 620}));
  EXPECT_EQ(feed.column("당일거래대금"), (std::vector<double>{1010, 1630}));
  EXPECT_TRUE(feed.symbol().has_halved_volume());
}

TEST(BookSources, ABarOfATimeAlreadySeenIsADuplicate) {
  Feed feed(market::Market::kBinance, market::Frame::kMinute);
  feed.add(candle(at(20240808100000), "100", "100", "100", "100", "1"), candle(at(20240808100000), "100", "100", "100", "100", "1"));
  EXPECT_EQ(feed.end().size(), 1U);
  EXPECT_EQ(feed.figures(20240808).duplicates, 1U);
}

TEST(BookSources, StockBarsCountValueInMillionsAndCompareWithTheDayBefore) {
  Feed feed(market::Market::kStock, market::Frame::kMinute, "005930");
  feed.add(candle(at(20240808090000), "50000", "50000", "50000", "50000", "101"), candle(at(20240809090000), "55000", "55000", "55000", "55000", "202"));
  feed.end();
  EXPECT_EQ(feed.column("당일거래대금"), (std::vector<double>{5, 11}));
  EXPECT_EQ(feed.column("분당매수수량"), (std::vector<double>{50, 101}));
  EXPECT_EQ(feed.column("분당매도수량"), (std::vector<double>{51, 101}));
  EXPECT_EQ(feed.column("등락율"), (std::vector<double>{0, 10}));
  EXPECT_EQ(feed.column("거래대금증감"), (std::vector<double>{0, 6}));
  EXPECT_EQ(feed.column("전일비"), (std::vector<double>{0, 200}));
}

TEST(BookSources, KoreanVenuesHaveSyntheticBooksOnTheirPriceGrid) {
  Feed stock(market::Market::kStock, market::Frame::kMinute, "005930");
  stock.add(candle(at(20240808090000), "20050", "20050", "20050", "20050", "10"));
  stock.end();
  EXPECT_EQ(stock.value(0, "매도호가1"), 20100);
  EXPECT_EQ(stock.value(0, "매수호가1"), 20000);
  EXPECT_EQ(stock.value(0, "매수호가2"), 19990);
  Feed upbit(market::Market::kUpbit, market::Frame::kMinute, "KRW-BTC");
  upbit.add(candle(at(20240808090000), "84000000", "84000000", "84000000", "84000000", "1"));
  upbit.end();
  EXPECT_EQ(upbit.value(0, "매도호가1"), 84001000);
}

TEST(BookSources, ATickerIsTheAuthorityOverTrades) {
  Feed feed(market::Market::kUpbit, market::Frame::kTick, "KRW-BTC");
  Ticker ticker;
  ticker.time = at(kTen);
  ticker.price = ticker.high = Decimal(110);
  ticker.open = ticker.low = Decimal(100);
  ticker.change_rate = 1.2345;
  ticker.day_value = 5000;
  ticker.day_buy = Decimal(30);
  ticker.day_sell = Decimal(20);
  Ticker later = ticker;
  later.time = at(kTen + 1);
  later.price = Decimal(105);
  later.day_value = 5500;
  later.day_buy = Decimal(34);
  Ticker restarted = later;
  restarted.time = at(kTen + 2);
  restarted.day_buy = Decimal(1);
  restarted.day_sell = Decimal(2);
  feed.add(ticker, picture(at(kTen, 1), {{"100", "1"}}, {{"120", "1"}}), later, trade(at(kTen + 1), "999", "50"),
           picture(at(kTen + 1, 5), {{"100", "1"}}, {{"120", "1"}}), restarted, picture(at(kTen + 2, 5), {{"100", "1"}}, {{"120", "1"}}));
  feed.end();
  EXPECT_EQ(feed.column("현재가"), (std::vector<double>{110, 105, 105}));
  EXPECT_EQ(feed.column("등락율"), (std::vector<double>{1.23, 1.23, 1.23}));
  // The first ticker only sets the counters; a counter that fell has been restarted by the venue.
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{0, 4, 1}));
  EXPECT_EQ(feed.column("초당거래대금"), (std::vector<double>{0, 500, 0}));
  EXPECT_EQ(feed.value(0, "체결강도"), 150);
}

Ticker counters(EpochMicros time, double value, int buy) {
  Ticker ticker;
  ticker.time = time;
  ticker.price = ticker.open = ticker.high = ticker.low = Decimal(100);
  ticker.day_value = value;
  ticker.day_buy = Decimal(buy);
  return ticker;
}

// The counters restart with the first trade after midnight; a message that is stamped after midnight may still count the day before.
TEST(BookSources, PeriodValuesAreNeverNegativeAndNeverCountADayTwiceAroundMidnight) {
  const auto book = [](EpochMicros time) { return picture(time, {{"99", "1"}}, {{"101", "1"}}); };
  constexpr RowKey kLast = 20240808235958, kMidnight = 20240809000000;
  Feed feed(market::Market::kUpbit, market::Frame::kTick, "KRW-BTC");
  feed.add(counters(at(kLast), 5000, 50), book(at(kLast, 1)), counters(at(kLast, 500), 5100, 51), book(at(kLast + 1)));
  feed.add(counters(at(kMidnight, 50), 5300, 53), book(at(kMidnight, 60)));  // a trade of before midnight
  feed.add(counters(at(kMidnight, 900), 100, 1), book(at(kMidnight + 1)));
  feed.add(counters(at(kMidnight + 1, 900), 400, 4), book(at(kMidnight + 2)));
  feed.end();
  EXPECT_EQ(feed.column("초당거래대금"), (std::vector<double>{0, 100, 200, 100, 300}));
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{0, 1, 2, 1, 3}));
}

TEST(BookSources, CountersThatFallInTheMiddleOfADayWereRestarted) {
  Feed feed(market::Market::kUpbit, market::Frame::kTick, "KRW-BTC");
  const auto book = [](EpochMicros time) { return picture(time, {{"99", "1"}}, {{"101", "1"}}); };
  feed.add(counters(at(kTen), 5000, 50), book(at(kTen, 1)), counters(at(kTen, 500), 5100, 51));
  feed.add(counters(at(kTen, 700), 200, 2), book(at(kTen + 1)));
  feed.end();
  EXPECT_EQ(feed.column("초당거래대금"), (std::vector<double>{0, 300}));
  EXPECT_EQ(feed.value(1, "당일거래대금"), 200);
}

TEST(BookSources, AnEarlierTickerOfTheSameMomentIsNoRestart) {
  Feed feed(market::Market::kUpbit, market::Frame::kTick, "KRW-BTC");
  const auto book = [](EpochMicros time) { return picture(time, {{"99", "1"}}, {{"101", "1"}}); };
  feed.add(counters(at(kTen), 5000, 50), book(at(kTen, 1)));
  const Ticker first = counters(at(kTen, 500), 5100, 51), second = counters(at(kTen, 500), 5200, 52);
  feed.add(first, second, first, second, book(at(kTen + 1)));
  feed.end();
  EXPECT_EQ(feed.column("초당매수수량"), (std::vector<double>{0, 2}));
  EXPECT_EQ(feed.column("초당거래대금"), (std::vector<double>{0, 200}));
}

TEST(BookSources, BothTradeStreamsOfASymbolCountOnce) {
  Feed feed;
  Trade single = trade(at(kTen), "100", "1");
  single.id = 7;
  Trade aggregate = single;
  aggregate.aggregate = true;
  Trade again = single, skipped = single;
  skipped.id = 10;
  feed.add(single, aggregate, again, skipped);
  feed.end();
  EXPECT_EQ(feed.figures(20240808).trades, 2U);
  EXPECT_EQ(feed.figures(20240808).duplicates, 1U);
  EXPECT_EQ(feed.figures(20240808).missing_trades, 2U);
}

}  // namespace
}  // namespace stom::aggregation
