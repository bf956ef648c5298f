// Messages in the shapes that Upbit documents (docs.upbit.com, API 1.6.4: WebSocket, quotation and exchange REST), each with
// what it must come out as.
#include "venue/upbit/messages.h"
#include "venue/printed.h"

namespace stom::venue::upbit {
namespace {

std::string said(std::string_view text, std::string_view kind = {}) { return printed<Messages>(text, kind); }

TEST(UpbitDocuments, EventsWithANewNameAreNamedAndCostNothing) {
  EXPECT_EQ(said(R"({"type":"myTrade","code":"KRW-BTC","x":[{}]})"), "{\"event\":\"ignored\",\"what\":\"myTrade\",\"why\":\"unknown\"}\n");
  EXPECT_EQ(said(R"([{"ty":"news","cd":"KRW-BTC"}])", "ws"), "{\"event\":\"ignored\",\"what\":\"news\",\"why\":\"unknown\"}\n");
  EXPECT_TRUE(said(R"({"type":"news"})", "trade").starts_with("bad: "));
}

// Every format of one trade says the same ("WebSocket 사용 안내", formats).
TEST(UpbitDocuments, AllFormatsSayTheSame) {
  const std::string full =
      R"({"type":"trade","code":"KRW-BTC","timestamp":1730336862082,"trade_date":"2024-10-31","trade_time":"01:07:42",)"
      R"("trade_timestamp":1730336862047,"trade_price":100473000.00000000,"trade_volume":0.00014208,"ask_bid":"BID",)"
      R"("prev_closing_price":100571000.00000000,"change":"FALL","change_price":98000.0,"sequential_id":17303368620470000,)"
      R"("best_ask_price":100473000,"best_ask_size":0.43139478,"best_bid_price":100465000,"best_bid_size":0.01990656,"stream_type":"SNAPSHOT"})";
  const std::string brief =
      R"({"ty":"trade","cd":"KRW-BTC","tms":1730336862082,"td":"2024-10-31","ttm":"01:07:42","ttms":1730336862047,"tp":100473000.00000000,)"
      R"("tv":0.00014208,"ab":"BID","pcp":100571000.00000000,"c":"FALL","cp":98000.0,"sid":17303368620470000,"bap":100473000,)"
      R"("bas":0.43139478,"bbp":100465000,"bbs":0.01990656,"st":"SNAPSHOT"})";
  EXPECT_EQ(said(full),
            R"({"event":"trade","symbol":"KRW-BTC","time":1730336862047000,"sent":1730336862082000,"price":"100473000.00000000",)"
            R"("quantity":"0.00014208","taker":"buy","id":17303368620470000,"aggregate":false,"ordinary":true,)"
            R"("previous_close":"100571000.00000000","best_bid":"100465000","best_bid_size":"0.01990656","best_ask":"100473000",)"
            R"("best_ask_size":"0.43139478","snapshot":true})"
            "\n");
  for (const std::string& other : {brief, "[" + full + "]", "[" + brief + "]"}) EXPECT_EQ(said(other), said(full));
}

std::string own_order(std::string_view state, std::string_view rest) {
  return fmt::format(R"({{"type":"myOrder","code":"KRW-XRP","uuid":"u-1","ask_bid":"BID","order_type":"limit","state":"{}","trade_uuid":null,)"
                     R"("price":3120,"avg_price":0.0,"volume":100,"remaining_volume":100,"executed_volume":0,"trades_count":0,)"
                     R"("time_in_force":null,"trade_fee":null,"is_maker":null,"identifier":"i-1","timestamp":5,"stream_type":"REALTIME"{}}})",
                     state, rest);
}

// "내 주문 및 체결 (MyOrder)": every state.
TEST(UpbitDocuments, EveryStateOfAnOrderIsTold) {
  const char* const expected[][3] = {{"wait", "open", "new"},      {"watch", "waiting", "new"},        {"done", "filled", "trade"},
                                     {"cancel", "cancelled", "cancel"}, {"prevented", "open", "prevention"}};
  for (const auto& one : expected) {
    const std::string line = said(own_order(one[0], ""));
    EXPECT_NE(line.find(fmt::format("\"state\":\"{}\"", one[1])), std::string::npos) << line;
    EXPECT_NE(line.find(fmt::format("\"cause\":\"{}\"", one[2])), std::string::npos) << line;
  }
  const std::string prevented = said(own_order("prevented", R"(,"smp_type":"reduce","prevented_volume":40.5,"prevented_locked":126360)"));
  EXPECT_NE(prevented.find(R"("self_trade_prevention":"reduce","prevented_quantity":"40.5","prevented_value":"126360")"), std::string::npos);
}

// DELETE /v1/orders/uuids, "id로 주문 목록 취소 접수".
TEST(UpbitDocuments, OrdersThatCouldNotBeCancelledAreTold) {
  EXPECT_EQ(said(R"({"success":{"count":1,"orders":[{"uuid":"a","market":"KRW-BTC"}]},"failed":{"count":1,"orders":[{"uuid":"b","market":"KRW-ETH","identifier":"i"}]}})"),
            "{\"event\":\"order\",\"symbol\":\"KRW-BTC\",\"order_id\":\"a\",\"cause\":\"cancel\"}\n"
            "{\"event\":\"order\",\"symbol\":\"KRW-ETH\",\"order_id\":\"b\",\"client_id\":\"i\",\"cause\":\"answer\",\"reject_reason\":\"not cancelled\"}\n");
}

TEST(UpbitDocuments, CandlesOfRestNameTheirUnitWhereTheySayIt) {
  const std::string body =
      R"("market":"KRW-BTC","candle_date_time_utc":"2025-06-30T23:59:59","opening_price":1,"high_price":2,"low_price":1,"trade_price":2,)"
      R"("timestamp":1751327999833,"candle_acc_trade_price":185042,"candle_acc_trade_volume":0.0013)";
  const auto interval = [&](std::string_view rest) {
    const std::string line = said(fmt::format("[{{{}{}}}]", body, rest));
    const std::size_t at = line.find("\"interval\":\"");
    return at == std::string::npos ? std::string() : line.substr(at + 12, line.find('"', at + 12) - at - 12);
  };
  EXPECT_EQ(interval(""), "1s");
  EXPECT_EQ(interval(R"(,"unit":240)"), "240m");
  EXPECT_EQ(interval(R"(,"prev_closing_price":1,"change_price":1,"change_rate":0.1)"), "1d");
  EXPECT_EQ(interval(R"(,"first_day_of_period":"2025-06-30")"), "");
}

TEST(UpbitDocuments, ErrorsOfEveryShapeAreErrors) {
  EXPECT_EQ(said(R"({"error":{"name":404,"message":"Code not found"}})"), "{\"event\":\"error\",\"code\":404,\"text\":\"Code not found\"}\n");
  EXPECT_EQ(said(R"({"error":{"name":"order_not_found","message":"주문을 찾지 못했습니다."}})"),
            "{\"event\":\"error\",\"name\":\"order_not_found\",\"text\":\"주문을 찾지 못했습니다.\"}\n");
  EXPECT_EQ(said(R"({"name":"too_many_requests","message":"m"})"), "{\"event\":\"error\",\"name\":\"too_many_requests\",\"text\":\"m\"}\n");
  EXPECT_EQ(said(R"({"error":"Bad Gateway"})"), "{\"event\":\"error\",\"code\":0,\"text\":\"Bad Gateway\"}\n");
}

// Withdrawals, deposits, wallet states, key lists, supported levels: real answers that trading does not use.
TEST(UpbitDocuments, AnswersThatNothingReadsAreNamed) {
  EXPECT_EQ(said(R"([{"type":"withdraw","uuid":"u","currency":"XRP","txid":"t","state":"DONE","amount":"1","fee":"0"}])", "rest"),
            "{\"event\":\"ignored\",\"what\":\"withdraw\",\"why\":\"not used\"}\n");
  EXPECT_EQ(said(R"([{"currency":"BTC","wallet_state":"working","block_state":"normal","block_height":1,"net_type":"BTC"}])"),
            "{\"event\":\"ignored\",\"what\":\"wallet\",\"why\":\"not used\"}\n");
  EXPECT_EQ(said(R"([{"access_key":"k","expire_at":"2026-01-01T00:00:00+09:00"}])"), "{\"event\":\"ignored\",\"what\":\"api_keys\",\"why\":\"not used\"}\n");
  EXPECT_EQ(said(R"([{"market":"KRW-BTC","supported_levels":[0,10000]}])"),
            "{\"event\":\"instrument\",\"symbol\":\"KRW-BTC\",\"base\":\"BTC\",\"quote\":\"KRW\",\"groupings\":[\"0\",\"10000\"]}\n");
}

}  // namespace
}  // namespace stom::venue::upbit
