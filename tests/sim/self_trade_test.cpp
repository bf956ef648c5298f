// A taker that meets a resting order of its own account, as the venues prevent it.
#include <gtest/gtest.h>

#include "sim/exchange_rig.h"

namespace stom::sim {
namespace {

using venue::OrderState;
using venue::Side;
using venue::Venue;

struct OwnOrders : Rig {
  explicit OwnOrders(Venue venue) : Rig(venue) {
    exchange->open_account("key", venue == Venue::kUpbit ? "KRW" : "USDT", Decimal(10'000'000));
    exchange->open_account("other", venue == Venue::kUpbit ? "KRW" : "USDT", Decimal(10'000'000));
    if (venue == Venue::kUpbit) exchange->open_account("key", "XRP", Decimal(1000));
  }
};

TEST(SelfTrade, AnUpbitTakerCancelsItsOwnOrderAndGoesOnInTheBook) {
  OwnOrders rig(Venue::kUpbit);
  rig.show(levels({{"3119", "50"}, {"3117", "100"}}), levels({{"3121", "100"}}));
  const std::string maker = rig.place(rig.limit(Side::kBuy, "3120", "10")).order->order_id;
  const std::string taker = rig.place(rig.at_market(Side::kSell, "20")).order->order_id;
  const venue::OrderUpdate cancelled = rig.order(maker);
  EXPECT_EQ(cancelled.venue_state, "cancel");
  EXPECT_EQ(cancelled.prevented_quantity.text(), "10");
  EXPECT_EQ(cancelled.prevented_value.text(), "31215.6") << "with the fee that it had locked";
  EXPECT_EQ(cancelled.executed.text(), "0");
  EXPECT_EQ(rig.order(taker).executed.text(), "20");
  EXPECT_EQ(rig.recorder.fills.size(), 1u);
  EXPECT_EQ(rig.recorder.fills[0].price.text(), "3119");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
}

TEST(SelfTrade, AtTheSamePriceWhatStandsInFrontIsTakenFirst) {
  OwnOrders rig(Venue::kUpbit);
  rig.show(levels({{"3119", "50"}}), levels({{"3121", "100"}}));
  const std::string maker = rig.place(rig.limit(Side::kBuy, "3119", "10")).order->order_id;
  (void)rig.place(rig.at_market(Side::kSell, "30"));
  EXPECT_EQ(rig.order(maker).venue_state, "wait") << "20 still stand in front of it";
  const std::string second = rig.place(rig.at_market(Side::kSell, "25")).order->order_id;
  EXPECT_EQ(rig.order(maker).venue_state, "cancel");
  EXPECT_EQ(rig.order(second).executed.text(), "20");
}

TEST(SelfTrade, TheTakersWordDecides) {
  OwnOrders rig(Venue::kUpbit);
  rig.show(levels({{"3119", "50"}}), levels({{"3121", "100"}}));
  const std::string maker = rig.place(rig.limit(Side::kSell, "3120", "10")).order->order_id;
  venue::NewOrder taker = rig.limit(Side::kBuy, "3121", "10");
  taker.self_trade_prevention = "cancel_taker";
  const venue::OrderUpdate ended = rig.order(rig.place(taker).order->order_id);
  EXPECT_EQ(ended.venue_state, "cancel");
  EXPECT_EQ(ended.prevented_quantity.text(), "10");
  EXPECT_EQ(rig.order(maker).venue_state, "wait");
  EXPECT_EQ(rig.balance("KRW").locked.text(), "0");
}

TEST(SelfTrade, ABinanceMakerExpiresInTheMatch) {
  OwnOrders rig(Venue::kBinance);
  rig.show(levels({{"91990", "1"}}), levels({{"92000", "1"}}));
  const std::string maker = rig.place(rig.limit(Side::kBuy, "91995", "0.01")).order->order_id;
  const std::string taker = rig.place(rig.limit(Side::kSell, "91990", "0.01")).order->order_id;
  const venue::OrderUpdate expired = rig.order(maker);
  EXPECT_EQ(expired.venue_state, "EXPIRED_IN_MATCH");
  EXPECT_EQ(expired.state, OrderState::kExpired);
  EXPECT_EQ(expired.expiry_reason, 1);
  EXPECT_EQ(rig.order(taker).venue_state, "FILLED");
  EXPECT_EQ(rig.recorder.fills.at(0).price.text(), "91990");
}

TEST(SelfTrade, ExpireBothEndsBothAndAnotherAccountIsNotMet) {
  OwnOrders rig(Venue::kBinance);
  rig.show(levels({{"91990", "1"}}), levels({{"92000", "1"}}));
  const std::string maker = rig.place(rig.limit(Side::kBuy, "91995", "0.01")).order->order_id;
  EXPECT_TRUE(rig.exchange->place("other", rig.limit(Side::kSell, "91995", "0.01")).order);
  EXPECT_EQ(rig.order(maker).venue_state, "NEW");
  venue::NewOrder both = rig.limit(Side::kSell, "91995", "0.01");
  both.self_trade_prevention = "EXPIRE_BOTH";
  EXPECT_EQ(rig.order(rig.place(both).order->order_id).venue_state, "EXPIRED_IN_MATCH");
  EXPECT_EQ(rig.order(maker).venue_state, "EXPIRED_IN_MATCH");
  EXPECT_TRUE(rig.recorder.fills.empty());
}

TEST(SelfTrade, APostOnlyOrderThatWouldMeetItsOwnDoesNotRest) {
  OwnOrders rig(Venue::kBinance);
  rig.show(levels({{"91990", "1"}}), levels({{"92000", "1"}}));
  (void)rig.place(rig.limit(Side::kBuy, "91995", "0.01"));
  venue::NewOrder post = rig.limit(Side::kSell, "91995", "0.01");
  post.time_in_force = venue::TimeInForce::kPostOnly;
  EXPECT_EQ(rig.order(rig.place(post).order->order_id).venue_state, "EXPIRED");
}

}  // namespace
}  // namespace stom::sim
