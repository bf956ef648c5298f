#include <gtest/gtest.h>

#include "base/error.h"
#include "venue/binance/rest_requests.h"
#include "venue/binance/stream_requests.h"
#include "venue/rate_limit_headers.h"
#include "venue/upbit/rest_requests.h"
#include "venue/upbit/stream_requests.h"

namespace stom::venue {
namespace {

aggregation::Decimal decimal(std::string_view text) {
  aggregation::Decimal value;
  EXPECT_TRUE(aggregation::Decimal::parse(text, value));
  return value;
}

NewOrder order(OrderType type, Side side) {
  NewOrder made;
  made.symbol = "KRW-XRP";
  made.type = type;
  made.side = side;
  made.price = decimal("0.00001234");
  made.quantity = decimal("12345678.5");
  made.client_id = "stom-L-20261120-000017-1";
  return made;
}

TEST(VenueRequests, UpbitOrdersCarryWhatTheirTypeNeeds) {
  EXPECT_EQ(plain_query(upbit::new_order(order(OrderType::kMarket, Side::kSell)).parameters),
            "market=KRW-XRP&side=ask&volume=12345678.5&ord_type=market&identifier=stom-L-20261120-000017-1");
  NewOrder best = order(OrderType::kBest, Side::kBuy);
  best.time_in_force = TimeInForce::kIoc;
  EXPECT_EQ(plain_query(upbit::new_order(best).parameters),
            "market=KRW-XRP&side=bid&price=0.00001234&ord_type=best&time_in_force=ioc&identifier=stom-L-20261120-000017-1");
  NewOrder again = order(OrderType::kLimit, Side::kBuy);
  again.quantity = {};
  EXPECT_EQ(
      plain_query(upbit::cancel_and_new({"", "old"}, again).parameters),
      "prev_order_identifier=old&new_ord_type=limit&new_volume=remain_only&new_price=0.00001234&new_identifier=stom-L-20261120-000017-1");
}

TEST(VenueRequests, UpbitOrdersThatCannotBeAreRefused) {
  EXPECT_THROW((void)upbit::new_order(order(OrderType::kMarketByFunds, Side::kSell)), UsageError);
  EXPECT_THROW((void)upbit::new_order(order(OrderType::kMarket, Side::kBuy)), UsageError);
  EXPECT_THROW((void)upbit::new_order(order(OrderType::kBest, Side::kSell)), UsageError);
  EXPECT_THROW((void)upbit::new_order(order(OrderType::kConditional, Side::kSell)), UsageError);
  NewOrder post_only = order(OrderType::kLimit, Side::kBuy);
  post_only.time_in_force = TimeInForce::kPostOnly;
  EXPECT_NO_THROW((void)upbit::new_order(post_only));
  post_only.self_trade_prevention = "reduce";
  EXPECT_THROW((void)upbit::new_order(post_only), UsageError);
  NewOrder unnamed = order(OrderType::kLimit, Side::kBuy);
  unnamed.client_id = std::string(65, 'a');
  EXPECT_THROW((void)upbit::new_order(unnamed), UsageError);
  EXPECT_THROW((void)upbit::order({}), UsageError);
}

TEST(VenueRequests, BinanceOrdersFollowThePositionMode) {
  NewOrder exit = order(OrderType::kMarket, Side::kSell);
  exit.symbol = "BTCUSDT";
  exit.reduce_only = true;
  EXPECT_EQ(plain_query(binance::new_order(exit).parameters),
            "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=12345678.5&reduceOnly=true&newClientOrderId=stom-L-20261120-000017-1&"
            "newOrderRespType=RESULT");
  exit.position_side = PositionSide::kLong;
  EXPECT_THROW((void)binance::new_order(exit), UsageError);
  exit.reduce_only = false;
  EXPECT_NE(plain_query(binance::new_order(exit).parameters).find("positionSide=LONG"), std::string::npos);
  exit.client_id = "한글";
  EXPECT_THROW((void)binance::new_order(exit), UsageError);
  EXPECT_THROW((void)binance::new_order(order(OrderType::kMarketByFunds, Side::kBuy)), UsageError);
  EXPECT_THROW((void)binance::set_leverage("BTCUSDT", 126), UsageError);
}

TEST(VenueRequests, ClientIdsOfBinanceAreChecked) {
  EXPECT_TRUE(binance::is_valid_client_id("stom-L-20261120-000017-1"));
  EXPECT_TRUE(binance::is_valid_client_id("A.:/_-9"));
  EXPECT_FALSE(binance::is_valid_client_id(""));
  EXPECT_FALSE(binance::is_valid_client_id("a b"));
  EXPECT_FALSE(binance::is_valid_client_id(std::string(37, 'a')));
}

TEST(VenueRequests, WhatChangesOrdersIsMarked) {
  EXPECT_TRUE(upbit::new_order(order(OrderType::kLimit, Side::kBuy)).changes_orders);
  EXPECT_TRUE(upbit::cancel_open_orders("KRW-BTC").changes_orders);
  EXPECT_FALSE(upbit::order({"u", ""}).changes_orders);
  EXPECT_TRUE(binance::cancel_order("B", {"1", ""}).changes_orders);
  EXPECT_FALSE(binance::set_leverage("B", 5).changes_orders);
}

TEST(VenueRequests, WeightsAreThoseOfTheDocument) {
  EXPECT_EQ(binance::depth("B", 50).weight, 2);
  EXPECT_EQ(binance::depth("B", 100).weight, 5);
  EXPECT_EQ(binance::depth("B", 500).weight, 10);
  EXPECT_EQ(binance::depth("B").weight, 20);
  EXPECT_EQ(binance::open_orders().weight, 40);
  EXPECT_EQ(binance::open_orders("B").weight, 1);
  const auto charged = charges(Venue::kBinance, binance::new_order(order(OrderType::kLimit, Side::kBuy)));
  ASSERT_EQ(charged.size(), 2U);
  EXPECT_EQ(charged[0].budget, "ORDERS");
  EXPECT_EQ(charges(Venue::kUpbit, upbit::accounts()).at(0).budget, "default");
}

TEST(VenueRequests, UpbitSubscriptionsAreOneArray) {
  const std::vector<upbit::Subscription> wanted = {
      {"ticker", {"KRW-BTC"}, true, false, 0}, {"orderbook", {"KRW-BTC"}, false, false, 15}, {"myAsset", {"KRW-BTC"}, false, false, 0}};
  EXPECT_EQ(
      upbit::subscribe_frame("stom-r1", wanted),
      R"([{"ticket":"stom-r1"},{"type":"ticker","codes":["KRW-BTC"],"is_only_realtime":true},{"type":"orderbook","codes":["KRW-BTC.15"]},{"type":"myAsset"},{"format":"DEFAULT"}])");
}

TEST(VenueRequests, BinanceStreamsGoToTheirTraffic) {
  EXPECT_EQ(binance::stream_name("BTCUSDT", "aggTrade"), "btcusdt@aggTrade");
  EXPECT_EQ(binance::traffic_of("btcusdt@depth10@100ms"), binance::Traffic::kPublic);
  EXPECT_EQ(binance::traffic_of("!bookTicker"), binance::Traffic::kPublic);
  EXPECT_EQ(binance::traffic_of("btcusdt@aggTrade"), binance::Traffic::kMarket);
  EXPECT_EQ(binance::combined_target(binance::Traffic::kMarket, std::vector<std::string>{"a@trade", "b@trade"}),
            "/market/stream?streams=a@trade/b@trade");
  EXPECT_EQ(binance::combined_target(binance::Traffic::kMarket, std::vector<std::string>{"币USDT@trade", "!contractInfo"}),
            "/market/stream?streams=%E5%B8%81USDT@trade/!contractInfo");
  EXPECT_EQ(binance::user_target("k", std::vector<std::string>{"ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"}),
            "/private/ws?listenKey=k&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE");
  EXPECT_EQ(binance::subscribe_frame(std::vector<std::string>{"btcusdt@aggTrade"}, 1),
            R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1})");
}

TEST(RateLimitHeaders, UpbitSaysWhatIsLeftInThisSecond) {
  const auto notes = read_budgets(Venue::kUpbit, {{"remaining-req", "group=order; min=1800; sec=11"}}, 5'250'000);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].budget, "order");
  EXPECT_EQ(notes[0].kind, NoteKind::kLeft);
  EXPECT_EQ(notes[0].value, 11);
  EXPECT_EQ(notes[0].span_end, 6'000'000);
}

TEST(RateLimitHeaders, BinanceSaysWhatIsUsedInEverySpan) {
  const auto notes = read_budgets(
      Venue::kBinance, {{"X-MBX-USED-WEIGHT-1M", "17"}, {"x-mbx-order-count-10s", "3"}, {"X-MBX-ORDER-COUNT-1M", "4"}, {"Date", "x"}},
      61'000'000);
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(notes[0].budget, "REQUEST_WEIGHT");
  EXPECT_EQ(notes[0].value, 17);
  EXPECT_EQ(notes[0].span_end, 120'000'000);
  EXPECT_EQ(notes[1].period, 10'000'000);
  EXPECT_EQ(notes[1].span_end, 70'000'000);
  EXPECT_EQ(notes[2].value, 4);
}

TEST(RateLimitHeaders, NonsenseIsPassedOver) {
  for (const char* text :
       {"", ";;;", "group=order", "sec=3", "group=; sec=3", "group=a; sec=x", "group=a; sec=-1", "group=a; sec=99999999999999999999"}) {
    EXPECT_TRUE(read_budgets(Venue::kUpbit, {{"Remaining-Req", text}}, 0).empty()) << text;
  }
  for (const char* name : {"X-MBX-USED-WEIGHT-", "X-MBX-USED-WEIGHT-M", "X-MBX-USED-WEIGHT-0M", "X-MBX-USED-WEIGHT-1Y"}) {
    EXPECT_TRUE(read_budgets(Venue::kBinance, {{name, "1"}}, 0).empty()) << name;
  }
}

TEST(RateLimitHeaders, AnnouncedLimitsHaveTheirPeriod) {
  RateLimit limit;
  ASSERT_TRUE(announced_limit({"ORDERS", "SECOND", 10, 300}, limit));
  EXPECT_EQ(limit.period, 10'000'000);
  EXPECT_EQ(limit.limit, 300);
  EXPECT_FALSE(announced_limit({"ORDERS", "FORTNIGHT", 1, 300}, limit));
}

}  // namespace
}  // namespace stom::venue
