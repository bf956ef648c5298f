// Messages in the shapes that Binance documents (developers.binance.com, USDⓈ-M futures: REST, WebSocket API, market and user
// data streams, change log to 2026-08), each with what it must come out as.
#include "venue/binance/messages.h"
#include "venue/printed.h"

namespace stom::venue::binance {
namespace {

std::string said(std::string_view text, std::string_view kind = {}, std::string_view symbol = {}) {
  return printed<Messages>(text, kind, symbol);
}

// User data streams, "Event: Order Update".
std::string order_event(std::string_view execution, std::string_view state, std::string_view rest, std::string_view client = "a-1") {
  return fmt::format(
      R"({{"e":"ORDER_TRADE_UPDATE","E":20,"T":19,"o":{{"s":"BTCUSDT","c":"{}","S":"SELL","o":"LIMIT","f":"IOC","q":"0.010","p":"100",)"
      R"("ap":"0","sp":"0","x":"{}","X":"{}","i":7,"N":"USDT","T":19,"m":false,"R":false,"ps":"BOTH","cp":false,{}}}}})",
      client, execution, state, rest);
}

std::string field(const std::string& line, std::string_view name) {
  const std::string key = fmt::format("\"{}\":", name);
  const std::size_t at = line.find(key);
  if (at == std::string::npos) return "";
  const std::size_t from = at + key.size();
  return line.substr(from, line.find_first_of(",}", from) - from);
}

TEST(BinanceDocuments, EveryStateOfAnOrderIsTold) {
  const std::pair<const char*, const char*> expected[] = {{"NEW", "\"open\""},         {"PARTIALLY_FILLED", "\"partly\""},
                                                          {"FILLED", "\"filled\""},    {"CANCELED", "\"cancelled\""},
                                                          {"EXPIRED", "\"expired\""},  {"EXPIRED_IN_MATCH", "\"expired\""},
                                                          {"NEW_ADL", "\"open\""},     {"NEW_INSURANCE", "\"open\""}};
  for (const auto& one : expected) {
    const std::string line = said(order_event("NEW", one.first, R"("l":"0","z":"0","L":"0","n":"0","t":0,"rp":"0")"));
    EXPECT_EQ(field(line, "state"), one.second) << one.first;
    EXPECT_EQ(field(line, "venue_state"), fmt::format("\"{}\"", one.first));
  }
}

TEST(BinanceDocuments, AnExecutionIsAFillAndAnExpiryThatRepeatsItIsNone) {
  const std::string trade = said(order_event("TRADE", "PARTIALLY_FILLED", R"("l":"0.004","z":"0.004","L":"99.9","n":"0.0002","t":55,"rp":"-1.5")"));
  EXPECT_EQ(trade,
            R"({"event":"order","symbol":"BTCUSDT","order_id":"7","client_id":"a-1","side":"sell","position_side":"both","type":"limit",)"
            R"("time_in_force":"ioc","state":"partly","final":false,"cause":"trade","venue_state":"PARTIALLY_FILLED","venue_type":"LIMIT",)"
            R"("time":19000,"sent":20000,"price":"100","average_price":"0","stop_price":"0","quantity":"0.010","executed":"0.004",)"
            R"("remaining":"0.006","reduce_only":false,"close_position":false})"
            "\n"
            R"({"event":"fill","symbol":"BTCUSDT","order_id":"7","client_id":"a-1","trade_id":"55","side":"sell","position_side":"both",)"
            R"("time":19000,"sent":20000,"price":"99.9","quantity":"0.004","fee":"0.0002","fee_asset":"USDT","is_maker":false,)"
            R"("realised_profit":"-1.5"})"
            "\n");
  const std::string expired = said(order_event("EXPIRED", "EXPIRED", R"("l":"0.004","z":"0.004","L":"99.9","n":"0","t":0,"rp":"0","er":"2")"));
  EXPECT_EQ(expired.find("\"fill\""), std::string::npos);
  EXPECT_EQ(field(expired, "expiry_reason"), "2");
  EXPECT_EQ(field(expired, "cause"), "\"expiry\"");
}

TEST(BinanceDocuments, OrdersOfTheExchangeItselfAreForced) {
  for (const char* client : {"autoclose-1596107620040000020", "adl_autoclose", "settlement_autoclose-9"}) {
    const std::string line = said(order_event("CALCULATED", "FILLED", R"("l":"0.010","z":"0.010","L":"90","n":"0","t":8,"rp":"-9")", client));
    EXPECT_EQ(field(line, "forced"), "true") << client;
    EXPECT_EQ(field(line, "cause"), "\"liquidation\"");
    EXPECT_NE(line.find("\"fill\""), std::string::npos);
  }
}

TEST(BinanceDocuments, EventsWithANewNameAreNamedAndCostNothing) {
  EXPECT_EQ(said(R"({"e":"NEW_THING","E":1,"x":{"a":[1]}})"), "{\"event\":\"ignored\",\"what\":\"NEW_THING\",\"why\":\"unknown\"}\n");
  EXPECT_EQ(said(R"({"stream":"k","data":{"e":"NEW_THING","E":1}})", "ws"),
            "{\"event\":\"ignored\",\"what\":\"NEW_THING\",\"why\":\"unknown\"}\n");
  EXPECT_TRUE(said(R"({"e":"NEW_THING","E":1})", "aggTrade").starts_with("bad: "));
  // User data streams, "Event: STRATEGY_UPDATE"; WebSocket streams, "Trading Session Stream".
  EXPECT_EQ(said(R"({"e":"STRATEGY_UPDATE","T":1,"E":2,"su":{"si":1,"st":"GRID","ss":"NEW","s":"BTCUSDT","ut":1,"c":8007}})"),
            "{\"event\":\"ignored\",\"what\":\"STRATEGY_UPDATE\",\"why\":\"not used\"}\n");
  EXPECT_EQ(said(R"({"e":"EquityUpdate","E":1765244143062,"t":1765242000000,"T":1765270800000,"S":"OVERNIGHT"})"),
            "{\"event\":\"ignored\",\"what\":\"EquityUpdate\",\"why\":\"not used\"}\n");
}

// "WebSocket API General Info": answers are REST answers inside {"id","status","result","rateLimits"}.
TEST(BinanceDocuments, AnswersOfTheWebSocketApiAreReadLikeThoseOfRest) {
  const std::string order =
      R"({"orderId":325078477,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"iCXL1BywlBaf2sesNUrVl3","price":"43187.00",)"
      R"("origQty":"0.100","executedQty":"0.000","timeInForce":"GTC","type":"LIMIT","side":"BUY","positionSide":"BOTH","updateTime":1702555534435})";
  const std::string limits = R"("rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":1}])";
  const std::string answer = fmt::format(R"({{"id":"3f7d","status":200,"result":{},{}}})", order, limits);
  EXPECT_EQ(said(answer), said(order));
  EXPECT_EQ(said(answer, "ws"), said(order));
  EXPECT_EQ(said(answer, "order"), said(order));
  EXPECT_TRUE(said(answer, "balance").starts_with("bad: "));
  const std::string balance = R"([{"asset":"USDT","balance":"12.5","availableBalance":"2"},{"asset":"BNB","balance":"0","availableBalance":"0"}])";
  EXPECT_EQ(said(fmt::format(R"({{"id":"6","status":200,"result":{},{}}})", balance, limits)), said(balance));
  const std::string book = R"({"lastUpdateId":1027024,"E":2,"T":1,"bids":[["4.00","431"]],"asks":[["4.02","12"]]})";
  EXPECT_EQ(said(fmt::format(R"({{"id":1,"status":200,"result":{},{}}})", book, limits), "", "BTCUSDT"), said(book, "", "BTCUSDT"));
  EXPECT_EQ(said(R"({"id":"9","status":200,"result":[]})"), "{\"event\":\"acknowledgement\",\"code\":200}\n");
  EXPECT_EQ(said(R"({"id":"5","status":400,"error":{"code":-2010,"msg":"Account has insufficient balance."}})"),
            "{\"event\":\"error\",\"code\":-2010,\"text\":\"Account has insufficient balance.\",\"request_id\":\"5\"}\n");
  EXPECT_EQ(said(R"({"result":["btcusdt@aggTrade"],"id":3})"), "{\"event\":\"subscription\",\"id\":\"3\",\"streams\":[\"btcusdt@aggTrade\"]}\n");
  EXPECT_EQ(said(R"({"result":null,"id":1})"), "{\"event\":\"subscription\",\"id\":\"1\"}\n");
}

TEST(BinanceDocuments, ConditionalOrdersFollowTheirTrigger) {
  // User data streams, "Event: Algo Order Update".
  const std::string line = said(
      R"({"e":"ALGO_UPDATE","T":1750515742297,"E":1750515742303,"o":{"caid":"Q5xaq5EGKgXXa0fD7fs0Ip","aid":2148719,"at":"CONDITIONAL",)"
      R"("o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"TRIGGERED","ai":"","ap":"0.00000","aq":"0.00000",)"
      R"("act":"0","tp":"750","p":"750","V":"EXPIRE_MAKER","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":false,"tt":0,"gtd":0,"rm":"Reduce Only reject"}})");
  EXPECT_EQ(field(line, "state"), "\"waiting\"");
  EXPECT_EQ(field(line, "stop_price"), "\"750\"");
  EXPECT_EQ(field(line, "reject_reason"), "\"Reduce Only reject\"");
  // GET /fapi/v1/algoOrder.
  const std::string answer = said(
      R"({"algoId":2146760,"clientAlgoId":"6B2I","algoType":"CONDITIONAL","orderType":"TAKE_PROFIT","symbol":"BNBUSDT","side":"SELL",)"
      R"("quantity":"0.01","algoStatus":"TRIGGERED","actualOrderId":"77","actualPrice":"751","actualQty":"0.01","icebergQuantity":"None"})");
  EXPECT_EQ(field(answer, "state"), "\"waiting\"");
  EXPECT_EQ(field(answer, "order_id"), "\"77\"");
  EXPECT_EQ(field(answer, "executed"), "\"0.01\"");
}

// GET /fapi/v1/orderAmendment.
TEST(BinanceDocuments, AnAmendmentTellsWhatTheOrderBecame) {
  EXPECT_EQ(said(R"([{"amendmentId":5363,"symbol":"BTCUSDT","pair":"BTCUSDT","orderId":20072994037,"clientOrderId":"LJ9R","time":1629184560899,)"
                 R"("amendment":{"price":{"before":"30004","after":"30003.2"},"origQty":{"before":"1","after":"2"},"count":3}}])"),
            "{\"event\":\"order\",\"symbol\":\"BTCUSDT\",\"order_id\":\"20072994037\",\"client_id\":\"LJ9R\",\"cause\":\"amendment\","
            "\"time\":1629184560899000,\"price\":\"30003.2\",\"quantity\":\"2\"}\n");
}

// GET /fapi/v1/fundingRate has a mark price like GET /fapi/v1/premiumIndex.
TEST(BinanceDocuments, FundingKeepsItsRate) {
  EXPECT_EQ(said(R"([{"symbol":"BTCUSDT","fundingRate":"-0.03750000","fundingTime":1570608000000,"markPrice":"34287.54619963"}])"),
            "{\"event\":\"mark_price\",\"symbol\":\"BTCUSDT\",\"sent\":1570608000000000,\"mark\":\"34287.54619963\","
            "\"funding_rate\":\"-0.03750000\"}\n");
  EXPECT_EQ(said(R"({"symbol":"BTCUSDT_260327","markPrice":"60000.1","indexPrice":"60000","lastFundingRate":"","nextFundingTime":0,"time":5})"),
            "{\"event\":\"mark_price\",\"symbol\":\"BTCUSDT_260327\",\"sent\":5000,\"mark\":\"60000.1\",\"index\":\"60000\"}\n");
}

// GET /fapi/v1/premiumIndexKlines lie below zero; those of trades may not.
TEST(BinanceDocuments, OnlyCandlesWithoutTradesMayLieBelowZero) {
  const std::string row = said(
      R"([[1691603820000,"-0.00042931","-0.00023641","-0.00059406","-0.00043659","0",1691603879999,"0",12,"0","0","0"]])", "", "BTCUSDT");
  EXPECT_EQ(field(row, "open"), "\"-0.00042931\"");
  EXPECT_TRUE(said(R"([[1691603820000,"-1","2","1","1","5",1691603879999,"0",12,"0","0","0"]])", "", "BTCUSDT").starts_with("bad: "));
}

// An empty side of a book, and a contract before its first trade.
TEST(BinanceDocuments, WhatIsNotThereYetIsZero) {
  EXPECT_EQ(field(said(R"({"e":"bookTicker","u":4,"s":"NEWUSDT","b":"0.00","B":"0","a":"5.1","A":"2","T":1,"E":2})"), "bid"), "\"0.00\"");
  EXPECT_TRUE(said(R"({"e":"bookTicker","u":4,"s":"NEWUSDT","b":"-1","B":"0","a":"5.1","A":"2","T":1,"E":2})").starts_with("bad: "));
  EXPECT_EQ(field(said(R"([{"symbol":"NEWUSDT","price":"0.00","time":5}])"), "price"), "\"0.00\"");
}

// GET /fapi/v1/exchangeInfo: filters come, go and change their fields.
TEST(BinanceDocuments, AnOddFilterCostsOneValueAndNotTheAnswer) {
  const std::string lines = said(
      R"({"rateLimits":[],"symbols":[{"symbol":"AUSDT","status":"TRADING","filters":[{"filterType":"PRICE_FILTER","minPrice":"1"},)"
      R"({"filterType":"SOMETHING_NEW","x":[1]},{"filterType":"MIN_NOTIONAL"},{"filterType":"LOT_SIZE","stepSize":"0.1"}]},{"symbol":"BUSDT","status":"SETTLING"}]})");
  EXPECT_EQ(lines,
            "{\"event\":\"instrument\",\"symbol\":\"AUSDT\",\"state\":\"TRADING\",\"min_price\":\"1\",\"step\":\"0.1\"}\n"
            "{\"event\":\"instrument\",\"symbol\":\"BUSDT\",\"state\":\"SETTLING\"}\n");
}

TEST(BinanceDocuments, AnswersThatNothingReadsAreNamedByTheirPath) {
  const std::pair<const char*, const char*> answers[] = {
      {"income", R"([{"symbol":"","incomeType":"TRANSFER","income":"-0.375","asset":"USDT","info":"T","time":1,"tranId":9,"tradeId":""}])"},
      {"fundingInfo", R"([{"symbol":"BLZUSDT","adjustedFundingRateCap":"0.025","fundingIntervalHours":8,"disclaimer":false}])"},
      {"openInterestHist", R"([{"symbol":"BTCUSDT","sumOpenInterest":"20403.6","sumOpenInterestValue":"1","timestamp":1}])"},
      {"adlQuantile", R"([{"symbol":"ETHUSDT","adlQuantile":{"LONG":3,"SHORT":3,"HEDGE":0}}])"},
      {"positionMargin", R"([{"symbol":"BTCUSDT","type":1,"deltaType":"USER_ADJUST","amount":"23.3","asset":"USDT","time":1}])"},
      {"insuranceBalance", R"({"symbols":["BNBUSDT"],"assets":[{"asset":"USDT","marginBalance":"793","updateTime":1}]})"},
      {"convert", R"({"orderId":"933256278426274426","createTime":1623381330472,"orderStatus":"PROCESS"})"},
      {"feeBurn", R"({"feeBurn":true})"},
  };
  for (const auto& one : answers) {
    EXPECT_EQ(said(one.second), fmt::format("{{\"event\":\"ignored\",\"what\":\"{}\",\"why\":\"not used\"}}\n", one.first));
  }
}

TEST(BinanceDocuments, RefusalsOfTheGatewayAreErrorsToo) {
  EXPECT_EQ(said(R"({"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until 1659146400000."})"),
            "{\"event\":\"error\",\"code\":-1003,\"text\":\"Way too many requests; IP(1.2.3.4) banned until 1659146400000.\"}\n");
  EXPECT_EQ(said(R"({"timestamp":1,"status":502,"error":"Bad Gateway","path":"/fapi/v1/order"})"),
            "{\"event\":\"error\",\"code\":0,\"text\":\"Bad Gateway\"}\n");
}

// Levels that are no numbers are not called broken JSON.
TEST(BinanceDocuments, AWrongPriceLevelIsCalledOne) {
  EXPECT_NE(said(R"({"e":"depthUpdate","E":1,"s":"B","U":1,"u":2,"b":[["x","1"]],"a":[]})").find("price levels"), std::string::npos);
}

}  // namespace
}  // namespace stom::venue::binance
