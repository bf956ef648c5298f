// Both brokers against the exchange in a box over TLS: the life of orders, and what goes wrong.
#include "gateway/broker_box.h"

namespace stom::gateway::test {
namespace {

using sim::Fault;
using venue::Venue;

class BrokerInABox : public testing::TestWithParam<Venue> {};

TEST_P(BrokerInABox, PlacesFillsAndCancels) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 101, "15");  // 10 at once, 5 rest
  ASSERT_TRUE(rig.notes.wait_for("result a1 took"));
  ASSERT_TRUE(rig.notes.wait_for("fill a1 10"));
  ASSERT_TRUE(rig.notes.wait_for("order a1 3")) << "partly";
  rig.broker->cancel(rig.symbol, {"", "a1"});
  ASSERT_TRUE(rig.notes.wait_for("result a1 took", 2));
  ASSERT_TRUE(rig.notes.wait_for("order a1 5")) << "cancelled";
  const BrokerRecords records = rig.notes.records();
  EXPECT_EQ(records.filled("a1"), sim::decimal_of("10"));
  EXPECT_EQ(records.fees("a1"), sim::decimal_of(rig.orders("a1")[0]["fee"].get<std::string>()));
}

TEST_P(BrokerInABox, ARestingOrderIsFilledByTheMarket) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("order a1 2"));
  rig.print(97, "20");
  ASSERT_TRUE(rig.notes.wait_for("order a1 4")) << rig.notes.text();
  EXPECT_EQ(rig.notes.records().filled("a1"), sim::decimal_of("5"));
}

TEST_P(BrokerInABox, MovesAnOrder) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("result a1 took"));
  rig.broker->amend({"", "a1"}, rig.order("a2", 97, "5"));
  ASSERT_TRUE(rig.notes.wait_for("result a1 took", 2)) << rig.notes.text();
  const auto moved = rig.orders(rig.is_upbit() ? "a2" : "a1");
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(sim::decimal_of(moved[0]["price"].get<std::string>()), rig.price(97));
  if (rig.is_upbit()) {
    ASSERT_TRUE(rig.notes.wait_for("order a1 5"));
    ASSERT_TRUE(rig.notes.wait_for("order a2 2"));
  }
}

TEST_P(BrokerInABox, FindsAnOrderWhoseAnswerWasCutOff) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.fault(Fault::kDropAnswer);
  rig.fault(Fault::kDropEvent);
  rig.place("a1", 98, "5");
  rig.broker->ask_order(rig.symbol, {"", "a1"});
  EXPECT_EQ(rig.notes.count("result"), 0U);
  ASSERT_TRUE(rig.wait_for_fault(Fault::kDropAnswer, 3));
  rig.box->clear_faults();
  ASSERT_TRUE(rig.notes.wait_for("result a1 took", 2)) << rig.notes.text();
  EXPECT_EQ(rig.orders("a1").size(), 1U);
}

TEST_P(BrokerInABox, AnOrderThatNeverArrivedIsDead) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.fault(Fault::kDropRequest);
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.wait_for_fault(Fault::kDropRequest, 2));
  rig.box->clear_faults();
  ASSERT_TRUE(rig.notes.wait_for("result a1 dead")) << rig.notes.text();
  EXPECT_TRUE(rig.orders("a1").empty());
}

TEST_P(BrokerInABox, AnOrderRefusedByTheVenueIsDeadAtOnce) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.fault(Fault::kReject);
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("result a1 dead"));
  EXPECT_TRUE(rig.notes.records().results[0].outcome.refresh_account) << "margin or funds are not what was thought";
}

TEST_P(BrokerInABox, ACancelThatComesTooLateTellsTheFill) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("result a1 took"));
  rig.fault(Fault::kDropEvent);
  rig.print(97, "20");
  rig.broker->cancel(rig.symbol, {"", "a1"});
  ASSERT_TRUE(rig.notes.wait_for("result a1 refused")) << rig.notes.text();
  EXPECT_EQ(rig.notes.records().filled("a1"), sim::decimal_of("5"));
  EXPECT_EQ(rig.notes.records().orders["a1"].state, venue::OrderState::kFilled);
}

TEST_P(BrokerInABox, ACancelOfNothingSaysSo) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.broker->cancel(rig.symbol, {"", "never"});
  ASSERT_TRUE(rig.notes.wait_for("result never dead"));
}

TEST_P(BrokerInABox, HearsAgainAfterACutAndFindsWhatHappenedMeanwhile) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("result a1 took"));
  rig.box->cut_streams();
  ASSERT_TRUE(rig.notes.wait_for("stream down"));
  rig.print(97, "20");
  ASSERT_TRUE(rig.notes.wait_for("order a1 4"));
  ASSERT_TRUE(rig.notes.wait_for("stream up", 2));
  rig.place("a2", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("order a2 2"));
  EXPECT_EQ(rig.notes.records().filled("a1"), sim::decimal_of("5"));
}

TEST_P(BrokerInABox, RepairsEventsThatTheStreamLost) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.fault(Fault::kDropEvent);
  rig.place("a1", 101, "15");
  ASSERT_TRUE(rig.notes.wait_for("fill a1 10")) << "by the check";
  EXPECT_EQ(rig.notes.records().fees("a1"), sim::decimal_of(rig.orders("a1")[0]["fee"].get<std::string>()));
}

TEST_P(BrokerInABox, TellsTheWholeAccount) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  rig.place("a1", 101, "5");
  rig.place("a2", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("fill a1"));
  ASSERT_TRUE(rig.notes.wait_for("result a2 took"));
  rig.broker->ask_account();
  ASSERT_TRUE(rig.notes.wait_for("account"));
  const AccountPicture picture = rig.notes.records().accounts[0];
  EXPECT_TRUE(picture.complete) << picture.problem.en;
  ASSERT_EQ(picture.open_orders.size(), 1U);
  EXPECT_EQ(picture.open_orders[0].client_id, "a2");
  EXPECT_FALSE(picture.balances.empty());
  EXPECT_EQ(picture.positions.empty(), rig.is_upbit());
  EXPECT_LE(picture.asked_at, picture.answered_at);
}

TEST_P(BrokerInABox, CancelsEverything) {
  BrokerBox rig(GetParam());
  ASSERT_TRUE(rig.start());
  for (const char* id : {"a1", "a2", "a3"}) rig.place(id, 98, "5");
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(rig.notes.wait_for(fmt::format("result {} took", id)));
  rig.broker->cancel_all({rig.symbol});
  for (const char* id : {"a1", "a2", "a3"}) ASSERT_TRUE(rig.notes.wait_for(fmt::format("order {} 5", id))) << rig.notes.text();
}

INSTANTIATE_TEST_SUITE_P(Venues, BrokerInABox, testing::Values(Venue::kUpbit, Venue::kBinance),
                         [](const auto& given) { return given.param == Venue::kUpbit ? "Upbit" : "Binance"; });

TEST(BinanceBrokerInABox, GoesOnWhenTheClockOfTheVenueJumps) {
  BrokerBox rig(Venue::kBinance);
  rig.fault(Fault::kWrongClock, 120);
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.notes.wait_for("alarm")) << "the clocks differ";
  rig.box->clear_faults();
  rig.place("a1", 98, "5");  // stamped two minutes ahead: refused, the clock measured anew, sent again
  ASSERT_TRUE(rig.notes.wait_for("result a1 took")) << rig.notes.text();
  EXPECT_EQ(rig.orders("a1").size(), 1U);
}

TEST(BinanceBrokerInABox, MakesANewListenKeyWhenTheVenueLetsItExpire) {
  BrokerBox rig(Venue::kBinance);
  ASSERT_TRUE(rig.start());
  rig.box->expire_listen_keys();
  ASSERT_TRUE(rig.notes.wait_for("stream up", 2)) << rig.notes.text();
  rig.place("a1", 98, "5");
  ASSERT_TRUE(rig.notes.wait_for("order a1 2"));
}

TEST(BinanceBrokerInABox, SetsLeverageAndMarginTypeBeforeTheFirstEntry) {
  BrokerBox rig(Venue::kBinance);
  ASSERT_TRUE(rig.start());
  rig.broker->prepare_symbol("BTCUSDT", 3, "isolated");
  rig.place("a1", 101, "1");
  ASSERT_TRUE(rig.notes.wait_for("fill a1 1"));
  const nlohmann::json account = rig.account();
  EXPECT_EQ(account["positions"][0]["leverage"], "3") << account.dump(1);
  EXPECT_NE(account["positions"][0]["margin_type"].get<std::string>().find("solated"), std::string::npos);
}

TEST(BinanceBrokerInABox, ChangesThePositionModeToTheOneItNeeds) {
  BrokerBox rig(Venue::kBinance);
  rig.options.hedge_mode = true;
  ASSERT_TRUE(rig.start());
  const auto long_order = [&](const std::string& id) {
    venue::NewOrder order = rig.order(id, 101, "1");
    order.position_side = venue::PositionSide::kLong;
    return order;
  };
  // The mode is asked for before anything else.
  rig.broker->place(long_order("a1"), net::Priority::kEntry);
  ASSERT_TRUE(rig.notes.wait_for("result a1"));
  rig.broker->place(long_order("a2"), net::Priority::kEntry);
  ASSERT_TRUE(rig.notes.wait_for("result a2 took")) << rig.notes.text();
}

}  // namespace
}  // namespace stom::gateway::test
