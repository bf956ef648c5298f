#include "aggregation/formats/binance_message.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

struct Reader {
  SymbolTable symbols;
  BinanceMessages messages{symbols};
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

TEST(BinanceMessage, AFuturesTradeTellsPriceSideAndTime) {
  Reader reader;
  const Trade& trade = reader.only<Trade>(
      R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256325,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}})");
  EXPECT_EQ(reader.symbols.code(trade.symbol), "BTCUSDT");
  EXPECT_EQ(trade.time, 1723161256322000);
  EXPECT_EQ(trade.price.text(), "61800.3");
  EXPECT_EQ(trade.quantity.text(), "0.006");
  EXPECT_EQ(trade.taker, Side::kBuy);
  EXPECT_TRUE(trade.ordinary);
  EXPECT_FALSE(trade.aggregate);
  EXPECT_EQ(trade.id, 5266583935U);
}

TEST(BinanceMessage, AMakerBuyerMeansTheSellerTook) {
  Reader reader;
  EXPECT_EQ(reader.only<Trade>(R"({"e":"aggTrade","E":1,"s":"ETHBTC","a":9,"p":"0.02","q":"2","f":1,"l":1,"T":1604221202527,"m":true,"M":true})").taker, Side::kSell);
  EXPECT_TRUE(std::get<Trade>(reader.events[0]).aggregate);
}

TEST(BinanceMessage, LiquidationAndInsuranceTradesAreNotOrdinary) {
  Reader reader;
  EXPECT_FALSE(reader.only<Trade>(R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"1","X":"INSURANCE_FUND","m":false})").ordinary);
}

TEST(BinanceMessage, KeysMayStandInAnyOrderAndUnknownOnesAreIgnored) {
  Reader reader;
  const Trade& trade = reader.only<Trade>(R"({"data":{"nq":"1","m":true,"zz":{"a":[1,2]},"q":"2","p":"3","T":1723161256322,"t":4,"s":"AB","e":"trade","st":1},"stream":"ab@trade"})");
  EXPECT_EQ(trade.price, Decimal(3));
}

TEST(BinanceMessage, AFuturesDepthChangeChainsByThePreviousId) {
  Reader reader;
  const BookDiff& diff = reader.only<BookDiff>(
      R"({"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":10,"u":12,"pu":9,"b":[["58710.20","0.014"],["1","0"]],"a":[]}})");
  EXPECT_EQ(diff.time, 1723161256298000);
  EXPECT_EQ(diff.first_id, 10U);
  EXPECT_EQ(diff.last_id, 12U);
  EXPECT_TRUE(diff.has_previous_id);
  EXPECT_EQ(diff.previous_id, 9U);
  EXPECT_EQ(diff.bids.size(), 2U);
  EXPECT_TRUE(diff.asks.empty());
}

TEST(BinanceMessage, ASpotDepthChangeHasOnlyTheMessageTime) {
  Reader reader;
  const BookDiff& diff = reader.only<BookDiff>(R"({"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":10,"u":12,"b":[],"a":[["2","1"]]})");
  EXPECT_EQ(diff.time, 1723161255208000);
  EXPECT_FALSE(diff.has_previous_id);
}

TEST(BinanceMessage, ARestSnapshotHasNoSymbolUnlessItSaysSo) {
  Reader reader;
  const BookSnapshot& spot = reader.only<BookSnapshot>(R"({"lastUpdateId":77,"bids":[["1","2"]],"asks":[["3","4"]]})");
  EXPECT_EQ(spot.symbol, kNoSymbol);
  EXPECT_EQ(spot.time, kNoTime);
  EXPECT_EQ(spot.last_update_id, 77U);
  EXPECT_FALSE(spot.complete);
  const BookSnapshot& coin = reader.only<BookSnapshot>(R"({"lastUpdateId":77,"E":1723161257835,"T":1723161257823,"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[],"asks":[]})");
  EXPECT_EQ(reader.symbols.code(coin.symbol), "BTCUSD_PERP");
  EXPECT_EQ(coin.time, 1723161257823000);
}

TEST(BinanceMessage, PartialDepthStreamsAreCompletePictures) {
  Reader reader;
  EXPECT_TRUE(reader.only<BookSnapshot>(R"({"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":5,"bids":[["1","2"]],"asks":[["3","4"]]}})").complete);
  EXPECT_EQ(reader.symbols.code(symbol_of(reader.events[0])), "BTCUSDT");
  EXPECT_TRUE(reader.only<BookSnapshot>(R"({"stream":"btcusdt@depth10","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["1","2"]],"a":[["3","4"]]}})").complete);
}

TEST(BinanceMessage, BookTickersOfSpotHaveNoTime) {
  Reader reader;
  EXPECT_EQ(reader.only<BookTop>(R"({"stream":"btcusdt@bookTicker","data":{"u":5,"s":"BTCUSDT","b":"1","B":"2","a":"3","A":"4"}})").time, kNoTime);
  const BookTop& futures = reader.only<BookTop>(R"({"e":"bookTicker","u":5,"s":"BTCUSDT","b":"1","B":"2","a":"3","A":"4","T":1723161256313,"E":1723161256320})");
  EXPECT_EQ(futures.time, 1723161256313000);
  EXPECT_EQ(futures.ask.quantity, Decimal(4));
}

TEST(BinanceMessage, OtherMessagesAreIgnoredByName) {
  Reader reader;
  EXPECT_EQ(reader.read(R"({"e":"kline","E":1638747660000,"s":"BTCUSDT","k":{"t":1}})").ignored, "kline");
  EXPECT_EQ(reader.read(R"({"result":null,"id":1})").ignored, "other");
  EXPECT_EQ(reader.read(R"([{"e":"24hrMiniTicker","s":"BNBUSDT"}])").kind, ParseKind::kIgnored);
  EXPECT_EQ(reader.read(R"({"stream":"!ticker@arr","data":[{"s":"A"}]})").kind, ParseKind::kIgnored);
  EXPECT_TRUE(reader.events.empty());
}

TEST(BinanceMessage, DamagedMessagesAreBadAndGiveNothing) {
  Reader reader;
  for (const char* json : {
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"1")",
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"1","m":false}})",
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"-1","q":"1","m":false})",
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"0","m":false})",
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"abc","m":false})",
           R"({"e":"trade","T":5,"s":"X","t":1,"p":"1","q":"1","m":false})",
           R"({"e":"trade","T":1723161256322,"s":"X","p":"1","q":"1","m":false})",
           R"({"e":"trade","T":1723161256322,"s":"X","t":1,"p":"1","q":"1"})",
           R"({"e":"trade","T":1723161256322,"t":1,"p":"1","q":"1","m":false})",
           R"({"e":"depthUpdate","E":1723161255208,"s":"X","U":10,"u":12,"b":[["1"]],"a":[]})",
           R"({"e":"depthUpdate","E":1723161255208,"s":"X","u":12,"b":[],"a":[]})",
           R"({"e":"depthUpdate","E":1723161255208,"s":"X","U":10,"u":12,"b":[["1","x"]],"a":[]})",
           R"({"lastUpdateId":77,"bids":[["1","2"]]})",
           R"(not json)",
       }) {
    EXPECT_EQ(reader.read(json).kind, ParseKind::kBad) << json;
  }
  EXPECT_TRUE(reader.events.empty());
}

}  // namespace
}  // namespace stom::aggregation
