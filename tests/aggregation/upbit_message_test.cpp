#include "aggregation/formats/upbit_message.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

struct Reader {
  SymbolTable symbols;
  UpbitMessages messages{symbols};
  std::vector<Event> events;

  ParseResult read(std::string_view json) { return messages.parse(json, events); }
  template <typename T>
  const T& only(std::string_view json) {
    events.clear();
    const ParseResult result = read(json);
    EXPECT_EQ(result.kind, ParseKind::kEvents) << result.reason.en;
    EXPECT_EQ(events.size(), 1U);
    return std::get<T>(events.at(0));
  }
};

void expect_trade(const Trade& trade) {
  EXPECT_EQ(trade.time, 1618678262000000);
  EXPECT_EQ(trade.price, Decimal(127));
  EXPECT_EQ(trade.quantity.text(), "46.48838371");
  EXPECT_EQ(trade.taker, Side::kBuy);
  EXPECT_EQ(trade.previous_close, Decimal(123));
}

TEST(UpbitMessage, ATradeReadsTheSameInShortAndLongNames) {
  Reader reader;
  expect_trade(reader.only<Trade>(
      R"({"ty":"trade","cd":"KRW-LAMB","tms":1618678262712,"td":"2021-04-17","ttm":"16:51:02","ttms":1618678262000,"tp":127.0,"tv":46.48838371,"ab":"BID","pcp":123.00000000,"c":"RISE","cp":4.0,"sid":1618678262000003,"st":"REALTIME"})"));
  EXPECT_EQ(reader.symbols.code(symbol_of(reader.events[0])), "KRW-LAMB");
  expect_trade(reader.only<Trade>(
      R"({"type":"trade","code":"KRW-LAMB","timestamp":1618678262712,"trade_timestamp":1618678262000,"trade_price":127,"trade_volume":46.48838371,"ask_bid":"BID","prev_closing_price":123,"best_ask_price":null})"));
}

TEST(UpbitMessage, AnAskTradeIsATakerSell) {
  Reader reader;
  EXPECT_EQ(reader.only<Trade>(R"({"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":1,"tv":1.5E-7,"ab":"ASK"})").taker, Side::kSell);
  EXPECT_EQ(std::get<Trade>(reader.events[0]).quantity.text(), "0.00000015");
}

TEST(UpbitMessage, AnOrderBookIsACompletePictureWithItsOwnTotals) {
  Reader reader;
  const BookSnapshot& book = reader.only<BookSnapshot>(
      R"({"ty":"orderbook","cd":"KRW-LAMB.15","tms":1618678262640,"tas":25752275.55420627,"tbs":14.5,"obu":[{"ap":127.0,"bp":126.0,"as":2.5,"bs":6.5},{"ap":128.0,"bp":0,"as":5,"bs":0}],"st":"REALTIME"})");
  EXPECT_EQ(reader.symbols.code(book.symbol), "KRW-LAMB");
  EXPECT_TRUE(book.complete);
  EXPECT_EQ(book.asks.size(), 2U);
  ASSERT_EQ(book.bids.size(), 1U);
  EXPECT_EQ(book.bids[0], (Level{Decimal(126), test::number("6.5")}));
  EXPECT_EQ(book.ask_total.text(), "25752275.55420627");
}

TEST(UpbitMessage, ATickerGivesTheDay) {
  Reader reader;
  const Ticker& ticker = reader.only<Ticker>(
      R"({"type":"ticker","code":"KRW-ETH","opening_price":37249,"high_price":37645,"low_price":36732,"trade_price":36929,"prev_closing_price":37235,"acc_trade_price":5530.55648491,"signed_change_rate":-0.0082180744,"acc_ask_volume":0.0197006,"acc_bid_volume":0.1297734,"delisting_date":null,"timestamp":1693383690031})");
  EXPECT_EQ(ticker.time, 1693383690031000);
  EXPECT_EQ(ticker.open, Decimal(37249));
  EXPECT_NEAR(ticker.change_rate, -0.82180744, 1e-12);
  EXPECT_EQ(ticker.day_value, 5530.55648491);
  EXPECT_EQ(ticker.day_buy.text(), "0.1297734");
}

TEST(UpbitMessage, AListIsReadAsItsMessages) {
  Reader reader;
  EXPECT_EQ(reader.read(R"([{"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":1,"tv":2,"ab":"ASK"},{"ty":"trade","cd":"KRW-B","tms":1618678262712,"tp":1,"tv":2,"ab":"BID"}])").kind, ParseKind::kEvents);
  EXPECT_EQ(reader.events.size(), 2U);
}

TEST(UpbitMessage, ARestTradePrintIsATrade) {
  Reader reader;
  EXPECT_EQ(reader.only<Trade>(R"({"market":"KRW-BTC","trade_date_utc":"2025-06-27","timestamp":1751068799989,"trade_price":145794000,"trade_volume":0.0013,"prev_closing_price":145000000,"ask_bid":"ASK","sequential_id":1})").price, Decimal(145794000));
}

TEST(UpbitMessage, StatusAndErrorFramesAreIgnored) {
  Reader reader;
  EXPECT_EQ(reader.read(R"({"status":"UP"})").kind, ParseKind::kIgnored);
  EXPECT_EQ(reader.read(R"({"ty":"myOrder","cd":"KRW-A"})").ignored, "myOrder");
}

TEST(UpbitMessage, DamagedMessagesAreBadAndGiveNothing) {
  Reader reader;
  for (const char* json : {
           R"({"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":1,"tv":2,"ab":"X"})",
           R"({"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":0,"tv":2,"ab":"ASK"})",
           R"({"ty":"trade","cd":"KRW-A","tp":1,"tv":2,"ab":"ASK"})",
           R"({"ty":"trade","tms":1618678262712,"tp":1,"tv":2,"ab":"ASK"})",
           R"({"ty":"orderbook","cd":"KRW-A","tms":1618678262712,"obu":[{"ap":1}]})",
           R"({"ty":"orderbook","cd":"KRW-A","tms":1618678262712,"obu":[]})",
           R"({"ty":"ticker","cd":"KRW-A","tms":1618678262712,"tp":1})",
           R"({"ty":"trade","cd":"KRW-A")",
           R"([{"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":1,"tv":2,"ab":"ASK"},{"ty":"trade"}])",
       }) {
    EXPECT_EQ(reader.read(json).kind, ParseKind::kBad) << json;
  }
  EXPECT_TRUE(reader.events.empty());
}

}  // namespace
}  // namespace stom::aggregation
