#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::at;
using test::Feed;
using test::picture;
using test::trade;

BookSnapshot book(EpochMicros time) { return picture(time, {{"100", "2"}}, {{"101", "3"}}); }

Feed minutes() { return Feed(market::Market::kBinance, market::Frame::kMinute); }

TEST(MinuteRows, TheFirstBookOfALaterMinuteMakesTheRowOfTheMinuteThatEnded) {
  Feed feed = minutes();
  feed.add(trade(at(20240808100010), "100", "1"), book(at(20240808100010)), trade(at(20240808100020), "105", "2", Side::kSell),
           trade(at(20240808100030), "99", "3"), book(at(20240808100050)), trade(at(20240808100100), "103", "4"),
           book(at(20240808100101)), trade(at(20240808100110), "104", "5"), book(at(20240808100201)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{202408081000, 202408081001, 202408081002}));
  // The trade of 10:01:00 came before the book that closed 10:00: it is part of that row, as in live trading.
  EXPECT_EQ(feed.column("분당매수수량"), (std::vector<double>{8, 5, 0}));
  EXPECT_EQ(feed.column("분당매도수량"), (std::vector<double>{2, 0, 0}));
  EXPECT_EQ(feed.column("현재가"), (std::vector<double>{103, 104, 104}));
  EXPECT_EQ(feed.column("분봉시가"), (std::vector<double>{100, 104, 104}));
  EXPECT_EQ(feed.column("분봉고가"), (std::vector<double>{105, 104, 104}));
  EXPECT_EQ(feed.column("분봉저가"), (std::vector<double>{99, 104, 104}));
}

TEST(MinuteRows, TheFirstRowInMidDayHasNoTradedValue) {
  Feed feed = minutes();
  feed.add(trade(at(20240808100010), "100", "1"), book(at(20240808100010)), book(at(20240808100101)), trade(at(20240808100110), "100", "2"),
           book(at(20240808100201)));
  feed.end();
  EXPECT_EQ(feed.column("분당거래대금"), (std::vector<double>{0, 200, 0}));
}

TEST(MinuteRows, TheFirstRowNearMidnightKeepsItsTradedValue) {
  Feed feed = minutes();
  feed.add(trade(at(20240808000010), "100", "1"), book(at(20240808000010)), book(at(20240808000101)));
  feed.end();
  EXPECT_EQ(feed.value(0, "분당거래대금"), 100);
}

TEST(MinuteRows, AMinuteWithoutMessagesHasNoRow) {
  Feed feed = minutes();
  feed.add(trade(at(20240808100010), "100", "1"), book(at(20240808100010)), book(at(20240808100501)), book(at(20240808100601)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{202408081000, 202408081005, 202408081006}));
}

TEST(MinuteRows, TheLastMinuteOfADayIsClosedByTheNextDay) {
  Feed feed = minutes();
  feed.add(trade(at(20240808235910), "100", "1"), book(at(20240808235910)), trade(at(20240809000000), "50", "7"), book(at(20240809000001)));
  EXPECT_EQ(feed.end().index, (std::vector<RowKey>{202408082359, 202408090000}));
  EXPECT_EQ(feed.column("당일거래대금"), (std::vector<double>{100, 350}));
  EXPECT_EQ(feed.column("분당매수수량"), (std::vector<double>{1, 7}));
  EXPECT_EQ(feed.column("현재가"), (std::vector<double>{100, 50}));
}

}  // namespace
}  // namespace stom::aggregation
