// The exchange in a box as Upbit: orders, money, refusals.
#include <gtest/gtest.h>

#include "sim/exchange_rig.h"

namespace stom::sim {
namespace {

using venue::OrderState;
using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

struct UpbitRig : Rig {
  explicit UpbitRig(ExchangeOptions options = {}) : Rig(venue::Venue::kUpbit, options) {
    exchange->open_account("key", "KRW", Decimal(1'000'000));
    show(levels({{"3119", "50"}, {"3118", "70"}, {"3117", "100"}}), levels({{"3120", "40"}, {"3121", "60"}, {"3122", "1000"}}));
    recorder.take();
  }
  [[nodiscard]] venue::NewOrder buy_for(const char* won) {
    venue::NewOrder order = limit(Side::kBuy, won, "0");
    order.type = OrderType::kMarketByFunds;
    return order;
  }
  void give_coins(const char* quantity) { exchange->open_account("key", "XRP", decimal_of(quantity)); }
};

using Told = std::vector<std::string>;

TEST(UpbitExchange, LimitBuyLocksPriceAndFeeAndACancelFreesThem) {
  UpbitRig rig;
  const OrderReply reply = rig.place(rig.limit(Side::kBuy, "3110", "100"));
  ASSERT_TRUE(reply.order);
  EXPECT_EQ(reply.order->venue_state, "wait");
  EXPECT_EQ(reply.order->locked.text(), "311155.5");
  EXPECT_EQ(reply.order->reserved_fee.text(), "155.5");
  EXPECT_EQ(rig.balance("KRW").available.text(), "688844.5");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "311155.5");
  EXPECT_EQ(rig.recorder.take(), (Told{"order wait", "balance KRW"}));

  const OrderReply cancelled = rig.exchange->cancel("key", {}, {{}, "order-1"});
  ASSERT_TRUE(cancelled.order);
  EXPECT_EQ(cancelled.order->venue_state, "wait");  // accepted; the end comes by the stream
  EXPECT_EQ(rig.recorder.take(), (Told{"order cancel", "balance KRW"}));
  EXPECT_EQ(rig.balance("KRW").available.text(), "1000000");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
  EXPECT_EQ(rig.exchange->cancel("key", {}, {{}, "order-1"}).refused.name, "order_not_found");
}

TEST(UpbitExchange, TakerBuyWalksTheBookRestsAndGetsBackWhatABetterPriceLeft) {
  UpbitRig rig;
  const OrderReply reply = rig.place(rig.limit(Side::kBuy, "3121", "120"));
  ASSERT_TRUE(reply.order);
  EXPECT_EQ(reply.order->venue_state, "wait");
  EXPECT_EQ(reply.order->executed.text(), "0");  // as it was accepted
  EXPECT_EQ(rig.recorder.take(), (Told{"order wait", "balance KRW", "fill 40 at 3120 trade", "balance KRW", "balance XRP",
                                       "fill 60 at 3121 trade", "balance KRW", "balance XRP"}));
  const venue::OrderUpdate order = rig.order(reply.order->order_id);
  EXPECT_EQ(order.venue_state, "wait");
  EXPECT_EQ(order.executed.text(), "100");
  EXPECT_EQ(order.executed_value.text(), "312060");
  EXPECT_EQ(order.paid_fee.text(), "156.03");
  EXPECT_EQ(order.locked.text(), "62451.21");  // 20 × 3121 and the fee on it
  EXPECT_EQ(rig.balance("KRW").available.text(), "625332.76");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "62451.21");
  EXPECT_EQ(rig.balance("XRP").available.text(), "100");
  EXPECT_EQ(rig.balance("XRP").average_buy_price.text(), "3120.6");
  EXPECT_EQ(rig.exchange->book("KRW-XRP").asks.front().price.text(), "3122");

  rig.print("3120", "1", Side::kSell);  // through our 3121
  EXPECT_EQ(rig.order(reply.order->order_id).venue_state, "done");
  EXPECT_TRUE(rig.recorder.fills.back().is_maker.value());
  EXPECT_EQ(rig.recorder.take(), (Told{"fill 20 at 3121 trade", "balance KRW", "balance XRP", "order done"}));
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
  EXPECT_EQ(rig.balance("KRW").available.text(), "625332.76");
}

TEST(UpbitExchange, RestingOrderWaitsForWhatStoodBeforeIt) {
  UpbitRig rig;
  const std::string id = rig.place(rig.limit(Side::kBuy, "3118", "30")).order->order_id;
  rig.print("3118", "50", Side::kSell);
  EXPECT_EQ(rig.order(id).executed.text(), "0");  // 70 stood there, 20 still do
  rig.print("3118", "10", Side::kBuy);
  rig.print("3118", "35", Side::kSell);
  EXPECT_EQ(rig.order(id).executed.text(), "15");
  rig.print("3118", "100", Side::kSell);
  EXPECT_EQ(rig.order(id).venue_state, "done");
}

TEST(UpbitExchange, MarketBuyEndsAsCancelWithALittleRest) {
  UpbitRig rig;
  const std::string id = rig.place(rig.buy_for("200000")).order->order_id;
  const venue::OrderUpdate order = rig.order(id);
  EXPECT_EQ(order.venue_state, "cancel");
  EXPECT_EQ(order.state, OrderState::kFilled);
  EXPECT_FALSE(order.quantity.is_known());
  EXPECT_FALSE(order.remaining.is_known());
  // 40 × 3120 = 124800; 75200 / 3121 = 24.09484139
  EXPECT_EQ(order.executed.text(), "64.09484139");
  EXPECT_EQ(order.executed_value.text(), "199999.99997819");
  EXPECT_EQ(order.locked.text(), "0");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
  EXPECT_EQ(rig.balance("KRW").available.decimal() + order.executed_value.decimal() + order.paid_fee.decimal(), Decimal(1'000'000));
}

TEST(UpbitExchange, MarketBuyBeyondTheShownBookKeepsTheUnspentMoney) {
  UpbitRig rig;
  rig.show(levels({{"3119", "50"}}), levels({{"3120", "10"}}));
  const std::string id = rig.place(rig.buy_for("100000")).order->order_id;
  EXPECT_EQ(rig.order(id).venue_state, "cancel");
  EXPECT_EQ(rig.order(id).executed.text(), "10");
  EXPECT_EQ(rig.balance("KRW").available.text(), "968784.4");
}

TEST(UpbitExchange, MarketSellTakesTheBids) {
  UpbitRig rig;
  rig.give_coins("100");
  const std::string id = rig.place(rig.at_market(Side::kSell, "80")).order->order_id;
  EXPECT_EQ(rig.order(id).venue_state, "done");
  EXPECT_EQ(rig.order(id).executed_value.text(), "249490");  // 50 × 3119 + 30 × 3118
  EXPECT_EQ(rig.balance("KRW").available.text(), "1249365.255");
  EXPECT_EQ(rig.balance("XRP").available.text(), "20");
  EXPECT_EQ(rig.balance("XRP").locked.text(), "0");
}

TEST(UpbitExchange, ImmediateOrdersEndAndPostOnlyIsRefusedWhenItWouldTake) {
  UpbitRig rig;
  venue::NewOrder ioc = rig.limit(Side::kBuy, "3120", "70");
  ioc.time_in_force = TimeInForce::kIoc;
  const venue::OrderUpdate order = rig.order(rig.place(ioc).order->order_id);
  EXPECT_EQ(order.venue_state, "cancel");
  EXPECT_EQ(order.state, OrderState::kCancelled);
  EXPECT_EQ(order.executed.text(), "40");
  venue::NewOrder fok = rig.limit(Side::kBuy, "3121", "61");
  fok.time_in_force = TimeInForce::kFok;
  EXPECT_EQ(rig.order(rig.place(fok).order->order_id).executed.text(), "0");
  fok = rig.limit(Side::kBuy, "3121", "60");
  fok.time_in_force = TimeInForce::kFok;
  EXPECT_EQ(rig.order(rig.place(fok).order->order_id).venue_state, "done");
  venue::NewOrder post = rig.limit(Side::kBuy, "3122", "10");
  post.time_in_force = TimeInForce::kPostOnly;
  EXPECT_EQ(rig.refusal(post), "invalid_post_only");
  post = rig.limit(Side::kBuy, "3121", "10");
  post.time_in_force = TimeInForce::kPostOnly;
  EXPECT_EQ(rig.refusal(post), "");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "31225.605");
}

TEST(UpbitExchange, BestOrderTakesTheBestLevelOnly) {
  UpbitRig rig;
  venue::NewOrder best = rig.limit(Side::kBuy, "200000", "0");
  best.type = OrderType::kBest;
  best.time_in_force = TimeInForce::kIoc;
  const venue::OrderUpdate order = rig.order(rig.place(best).order->order_id);
  EXPECT_EQ(order.venue_state, "cancel");
  EXPECT_EQ(order.executed.text(), "40");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
  best.time_in_force = TimeInForce::kGtc;
  best.client_id = "other";
  EXPECT_EQ(rig.refusal(best), "invalid_time_in_force");
}

TEST(UpbitExchange, RefusesWithTheVenuesNames) {
  UpbitRig rig;
  rig.give_coins("10");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110.5", "100")), "invalid_price_bid");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kSell, "3110.5", "5")), "invalid_price_ask");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110", "1.6")), "under_min_total_bid");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kSell, "3110", "1.6")), "under_min_total_ask");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110", "1.607717041800643")), "invalid_volume_bid");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110", "321.5")), "insufficient_funds_bid");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110", "321.3")), "");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kSell, "3130", "10.00000001")), "insufficient_funds_ask");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "3110", "321544")), "over_krw_funds_bid");
  EXPECT_EQ(rig.refusal(rig.buy_for("4999")), "under_min_total_bid");
  EXPECT_EQ(rig.refusal(rig.buy_for("0")), "under_min_total_bid");
  EXPECT_EQ(rig.refusal(rig.buy_for("1000000")), "insufficient_funds_bid");
  EXPECT_EQ(rig.refusal(rig.at_market(Side::kBuy, "5")), "invalid_parameter");
  venue::NewOrder order = rig.limit(Side::kBuy, "3110", "5");
  order.symbol = "KRW-NONE";
  EXPECT_EQ(rig.refusal(order), "notfoundmarket");
}

TEST(UpbitExchange, IdentifierIsUsedForEverAlsoByARefusedOrder) {
  UpbitRig rig;
  venue::NewOrder bad = rig.limit(Side::kBuy, "3110", "1");
  EXPECT_EQ(rig.refusal(bad), "under_min_total_bid");
  bad.quantity = Decimal(10);
  EXPECT_EQ(rig.refusal(bad), "duplicated_identifier");
  const venue::NewOrder good = rig.limit(Side::kBuy, "3110", "10");
  EXPECT_EQ(rig.refusal(good), "");
  EXPECT_TRUE(rig.exchange->cancel("key", {}, {{}, good.client_id}).order);
  EXPECT_EQ(rig.refusal(good), "duplicated_identifier");
}

TEST(UpbitExchange, LocksTheHigherOfTwoFees) {
  ExchangeOptions options;
  options.maker_fee = decimal_of("0.002");
  options.taker_fee = decimal_of("0.001");
  UpbitRig rig(options);
  ASSERT_TRUE(rig.place(rig.limit(Side::kBuy, "3110", "100")).order);
  EXPECT_EQ(rig.balance("KRW").locked.text(), "311622");
  rig.print("3100", "1", Side::kSell);
  EXPECT_EQ(rig.balance("KRW").available.text(), "688378");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
}

TEST(UpbitExchange, PartialShareFillsATakerInSteps) {
  UpbitRig rig;
  rig.exchange->set_partial_share(0.4);
  const std::string id = rig.place(rig.limit(Side::kBuy, "3121", "50")).order->order_id;
  EXPECT_EQ(rig.order(id).executed.text(), "20");
  rig.exchange->advance(rig.exchange->now() + 1);
  EXPECT_EQ(rig.order(id).executed.text(), "40");
  rig.exchange->advance(rig.exchange->now() + 1);
  EXPECT_EQ(rig.order(id).venue_state, "done");
  const std::string funds = rig.place(rig.buy_for("100000")).order->order_id;
  EXPECT_EQ(rig.order(funds).venue_state, "wait");
  for (int i = 0; i < 10 && rig.order(funds).venue_state == "wait"; ++i) rig.exchange->advance(rig.exchange->now() + 1);
  EXPECT_EQ(rig.order(funds).venue_state, "cancel");
  EXPECT_GT(rig.order(funds).executed_value.decimal(), Decimal(99'999));
}

}  // namespace
}  // namespace stom::sim
