// The logic of the brokers against a scripted venue in virtual time.
#include <gtest/gtest.h>

#include "gateway/binance_calls.h"
#include "gateway/broker_logic.h"
#include "gateway/broker_records.h"
#include "gateway/scripted_venue.h"
#include "gateway/upbit_calls.h"

namespace stom::gateway::test {
namespace {

using aggregation::Decimal;
using venue::Method;
using venue::OrderState;
using venue::Venue;

Decimal decimal(const char* text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value));
  return value;
}

struct Desk {
  explicit Desk(Venue kind, std::uint64_t seed = 1)
      : venue(kind, seed),
        calls(kind == Venue::kUpbit ? upbit_calls() : binance_calls()),
        symbol(kind == Venue::kUpbit ? "KRW-BTC" : "BTCUSDT"),
        logic(venue, *calls, {}, records) {
    Manners quiet;
    quiet.fill = 0;
    venue.set_manners(quiet);
    venue.listen([this](const std::vector<venue::Event>& events) { logic.on_stream(events); });
    logic.begin();
    logic.set_stream(true);
  }

  venue::NewOrder order(const std::string& id, const char* price = "100") const {
    venue::NewOrder result;
    result.symbol = symbol;
    result.price = decimal(price);
    result.quantity = decimal("1");
    result.client_id = id;
    return result;
  }
  void place(const std::string& id) { logic.requests().place(order(id), net::Priority::kEntry); }
  void cancel(const std::string& id) { logic.requests().cancel(symbol, {"", id}); }
  RequestResult only_result(RequestKind kind, const std::string& id) const {
    const auto found = records.results_of(kind, id);
    EXPECT_EQ(found.size(), 1U) << id;
    return found.empty() ? RequestResult() : found.front();
  }

  ScriptedVenue venue;
  std::unique_ptr<VenueCalls> calls;
  std::string symbol;
  BrokerRecords records;
  BrokerLogic logic;
};

class AnyBroker : public testing::TestWithParam<Venue> {
 public:
  [[nodiscard]] static bool is_upbit() { return GetParam() == Venue::kUpbit; }
  [[nodiscard]] static std::string order_path() { return is_upbit() ? "/v1/order" : "/fapi/v1/order"; }
  [[nodiscard]] static std::string place_path() { return is_upbit() ? "/v1/orders" : "/fapi/v1/order"; }
};

TEST_P(AnyBroker, TellsAPlacedOrderAndItsResultOnce) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(30);
  const RequestResult result = desk.only_result(RequestKind::kPlace, "a1");
  EXPECT_TRUE(result.outcome.action == venue::Action::kProceed);
  EXPECT_EQ(desk.records.orders.at("a1").state, OrderState::kOpen);
}

TEST_P(AnyBroker, FindsAnOrderWhoseAnswerWasLost) {
  Desk desk(GetParam());
  desk.venue.set_stream(false);
  desk.venue.next({Method::kPost, place_path(), 0, "", true, true});
  desk.place("a1");
  desk.venue.run_for(5);
  EXPECT_TRUE(desk.records.results.empty()) << "nothing is known yet";
  desk.venue.run_for(2);
  EXPECT_EQ(desk.only_result(RequestKind::kPlace, "a1").outcome.action, venue::Action::kProceed);
  EXPECT_EQ(desk.venue.count(Method::kPost, place_path()), 1U) << "it was not sent twice";
}

TEST_P(AnyBroker, TakesAStreamEventAsProofOfLife) {
  Desk desk(GetParam());
  desk.venue.next({Method::kPost, place_path(), 0, "", true, true});
  desk.venue.set_manners({.lose_answer = 1, .fill = 0});
  desk.place("a1");
  desk.venue.run_for(5.2);
  desk.venue.fill("a1", "0.25");
  desk.venue.run_for(0.1);
  EXPECT_EQ(desk.only_result(RequestKind::kPlace, "a1").outcome.action, venue::Action::kProceed);
}

TEST_P(AnyBroker, CallsAnOrderDeadOnlyAfterFourAnswersThatThereIsNone) {
  Desk desk(GetParam());
  desk.venue.next({Method::kPost, place_path(), 0, "", true, false});
  // Broken answers do not count.
  for (int i = 0; i < 3; ++i) desk.venue.next({Method::kGet, order_path(), 502, ""});
  desk.place("a1");
  desk.venue.run_for(60);
  const RequestResult result = desk.only_result(RequestKind::kPlace, "a1");
  EXPECT_EQ(result.outcome.action, venue::Action::kReject);
  EXPECT_TRUE(result.outcome.order_is_dead);
  EXPECT_EQ(result.outcome.code, "lost") << "in the words of what went wrong";
  EXPECT_EQ(desk.venue.count(Method::kGet, order_path()), 7U);
}

TEST_P(AnyBroker, GoesOnAskingWhileTheVenueSaysNothing) {
  Desk desk(GetParam());
  desk.venue.set_manners({.lose_request = 1});
  desk.place("a1");
  desk.venue.run_for(600);
  EXPECT_TRUE(desk.records.results.empty());
  desk.venue.set_manners({});
  desk.venue.run_for(60);
  EXPECT_TRUE(desk.only_result(RequestKind::kPlace, "a1").outcome.order_is_dead);
}

TEST_P(AnyBroker, NeverSendsAnOrderAgainBecauseOfARateLimitOrAServerError) {
  for (const int status : {429, 500, 502, 503, 504}) {
    Desk desk(GetParam());
    desk.venue.next({Method::kPost, place_path(), status, ""});
    desk.place("a1");
    desk.venue.run_for(60);
    EXPECT_EQ(desk.venue.count(Method::kPost, place_path()), 1U) << status;
    EXPECT_TRUE(desk.only_result(RequestKind::kPlace, "a1").outcome.order_is_dead) << status;
  }
}

TEST_P(AnyBroker, LooksUpAnOrderWhoseIdIsTaken) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.place("a1");
  desk.venue.run_for(1);
  const auto results = desk.records.results_of(RequestKind::kPlace, "a1");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].outcome.action, venue::Action::kProceed) << "an order of that name lives";
}

TEST_P(AnyBroker, RefusesASecondOrderOfTheSameNameWhileTheFirstIsOpen) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.place("a1");
  desk.venue.run_for(1);
  const auto results = desk.records.results_of(RequestKind::kPlace, "a1");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].outcome.code, "client_id_in_use");
  EXPECT_FALSE(results[0].outcome.order_is_dead);
}

TEST_P(AnyBroker, RefusesWhatIsNoOrderWithoutSendingIt) {
  Desk desk(GetParam());
  venue::NewOrder order = desk.order("a1");
  order.quantity = {};
  desk.logic.requests().place(order, net::Priority::kEntry);
  EXPECT_TRUE(desk.only_result(RequestKind::kPlace, "a1").outcome.order_is_dead);
  EXPECT_EQ(desk.venue.count(Method::kPost, place_path()), 0U);
}

TEST_P(AnyBroker, ReportsTheTruthWhenACancelComesTooLate) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.venue.set_stream(false);
  desk.venue.fill("a1", "1");
  desk.cancel("a1");
  desk.venue.run_for(1);
  const RequestResult result = desk.only_result(RequestKind::kCancel, "a1");
  EXPECT_EQ(result.outcome.action, venue::Action::kReject);
  EXPECT_FALSE(result.outcome.order_is_dead);
  EXPECT_EQ(desk.records.orders.at("a1").state, OrderState::kFilled);
  EXPECT_EQ(desk.records.filled("a1"), decimal("1"));
}

TEST_P(AnyBroker, CallsACancelDoneWhenTheOrderIsAlreadyCancelled) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.venue.finish("a1", OrderState::kCancelled);
  desk.cancel("a1");
  desk.venue.run_for(1);
  EXPECT_EQ(desk.only_result(RequestKind::kCancel, "a1").outcome.action, venue::Action::kProceed);
}

TEST_P(AnyBroker, CancelsAgainWhenTheCancelWasLost) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.venue.next({Method::kDelete, order_path(), 0, "", true, false});
  desk.cancel("a1");
  desk.venue.run_for(20);
  EXPECT_EQ(desk.only_result(RequestKind::kCancel, "a1").outcome.action, venue::Action::kProceed);
  EXPECT_EQ(desk.records.orders.at("a1").state, OrderState::kCancelled);
}

TEST_P(AnyBroker, SaysThatAnOrderNeverWasWhenItsCancelFindsNothing) {
  Desk desk(GetParam());
  desk.cancel("never");
  desk.venue.run_for(30);
  const RequestResult result = desk.only_result(RequestKind::kCancel, "never");
  EXPECT_EQ(result.outcome.action, venue::Action::kReject);
  EXPECT_TRUE(result.outcome.order_is_dead);
}

TEST_P(AnyBroker, ChangesAnOrder) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.logic.requests().amend({"", "a1"}, desk.order("a2", "99"));
  desk.venue.run_for(5);
  const RequestResult result = desk.only_result(RequestKind::kAmend, "a1");
  EXPECT_EQ(result.outcome.action, venue::Action::kProceed);
  EXPECT_EQ(result.new_client_id, is_upbit() ? "a2" : "");
  EXPECT_EQ(desk.venue.find(is_upbit() ? "a2" : "a1")->update.price.decimal(), decimal("99"));
}

TEST_P(AnyBroker, FindsOutWhetherALostChangeWasMade) {
  for (const bool is_made : {true, false}) {
    Desk desk(GetParam());
    desk.place("a1");
    desk.venue.run_for(1);
    desk.venue.set_stream(false);
    if (is_upbit()) desk.venue.next({Method::kPost, "/v1/orders/cancel_and_new", 0, "", true, is_made});
    else desk.venue.next({Method::kPut, "/fapi/v1/order", 0, "", true, is_made});
    desk.logic.requests().amend({"", "a1"}, desk.order("a2", "99"));
    desk.venue.run_for(60);
    const RequestResult result = desk.only_result(RequestKind::kAmend, "a1");
    EXPECT_EQ(result.outcome.action == venue::Action::kProceed, is_made);
    EXPECT_EQ(result.outcome.order_is_dead, is_upbit() && !is_made) << "of Upbit the new order is meant";
    EXPECT_EQ(desk.records.orders.at("a1").state, is_upbit() && is_made ? OrderState::kCancelled : OrderState::kOpen);
  }
}

TEST_P(AnyBroker, AnswersAQuestionForAnOrderWithAllItsFills) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.venue.set_stream(false);
  desk.venue.fill("a1", "0.25");
  desk.venue.fill("a1", "0.5");
  desk.logic.requests().ask(desk.symbol, {"", "a1"});
  desk.logic.requests().ask(desk.symbol, {"", "never"});
  desk.venue.run_for(0.5);
  ASSERT_EQ(desk.records.histories.size(), 1U) << "four answers are not there yet";
  EXPECT_TRUE(desk.records.histories[0].found);
  ASSERT_EQ(desk.records.histories[0].fills.size(), 2U);
  EXPECT_EQ(desk.records.histories[0].fills[0].fee.decimal() + desk.records.histories[0].fills[1].fee.decimal(), decimal("0.25"));
  desk.venue.run_for(30);
  ASSERT_EQ(desk.records.histories.size(), 2U);
  EXPECT_EQ(desk.records.histories[1].client_id, "never");
  EXPECT_FALSE(desk.records.histories[1].found);
}

TEST_P(AnyBroker, FindsFillsThatTheStreamLost) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.venue.set_stream(false);  // it seems to stand, and tells nothing
  desk.venue.fill("a1", "0.25");
  desk.venue.fill("a1", "0.75");
  desk.venue.run_for(6);
  EXPECT_EQ(desk.records.orders.at("a1").state, OrderState::kFilled);
  EXPECT_EQ(desk.records.filled("a1"), decimal("1"));
  EXPECT_EQ(desk.records.fees("a1"), decimal("0.25"));
}

TEST_P(AnyBroker, AsksForOrdersAndHoldingsEveryTwoSecondsWhileTheStreamIsDown) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(6);
  EXPECT_TRUE(desk.records.balances.empty());
  desk.logic.set_stream(false);
  desk.venue.set_stream(false);
  desk.venue.run_for(1);
  desk.venue.fill("a1", "0.5");
  desk.venue.run_for(1.5);
  EXPECT_EQ(desk.records.filled("a1"), decimal("0.5"));
  EXPECT_EQ(desk.records.balances.size(), 1U);
  desk.venue.run_for(4.2);
  EXPECT_EQ(desk.records.balances.size(), 3U);
  EXPECT_EQ(desk.records.stream, (std::vector<bool>{true, false}));
}

TEST_P(AnyBroker, CancelsEverythingThoughTheVenueStumbles) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.place("a2");
  desk.venue.run_for(1);
  const std::string path = is_upbit() ? "/v1/orders/open" : "/fapi/v1/allOpenOrders";
  desk.venue.next({Method::kDelete, path, 429, ""});
  desk.venue.next({Method::kDelete, path, 0, "", true, false});
  desk.logic.cancel_all({desk.symbol});
  desk.venue.run_for(90);
  EXPECT_EQ(desk.records.orders.at("a1").state, OrderState::kCancelled);
  EXPECT_EQ(desk.records.orders.at("a2").state, OrderState::kCancelled);
  EXPECT_EQ(desk.only_result(RequestKind::kCancel, "").outcome.action, venue::Action::kProceed);
}

TEST_P(AnyBroker, GivesOnePictureForAsksThatComeWhileOneIsMade) {
  Desk desk(GetParam());
  desk.place("a1");
  desk.venue.run_for(1);
  desk.logic.ask_account();
  desk.venue.run_for(0.005);
  desk.place("a2");
  desk.logic.ask_account();
  desk.logic.ask_account();
  desk.venue.run_for(1);
  ASSERT_EQ(desk.records.accounts.size(), 2U);
  EXPECT_TRUE(desk.records.accounts[0].complete);
  EXPECT_EQ(desk.records.accounts[1].open_orders.size(), 2U);
  EXPECT_GE(desk.records.accounts[1].asked_at, desk.records.accounts[0].answered_at);
}

TEST_P(AnyBroker, SaysWhenAPictureIsNotWhole) {
  Desk desk(GetParam());
  desk.venue.next({Method::kGet, is_upbit() ? "/v1/accounts" : "/fapi/v3/balance", 502, ""});
  desk.logic.ask_account();
  desk.venue.run_for(1);
  ASSERT_EQ(desk.records.accounts.size(), 1U);
  EXPECT_FALSE(desk.records.accounts[0].complete);
}

TEST_P(AnyBroker, RaisesTheAlarmWhenAnOrderLivesThatWasCalledDead) {
  Desk desk(GetParam());
  desk.venue.next({Method::kPost, place_path(), 0, "", true, false});
  desk.place("a1");
  desk.venue.run_for(60);
  ASSERT_TRUE(desk.only_result(RequestKind::kPlace, "a1").outcome.order_is_dead);
  venue::OrderUpdate late;
  late.symbol = desk.symbol;
  late.order_id = "x";
  late.client_id = "a1";
  late.state = OrderState::kOpen;
  desk.logic.on_stream({late});
  ASSERT_EQ(desk.records.alarms.size(), 1U);
  EXPECT_TRUE(desk.records.alarms[0].stop_trading);
}

INSTANTIATE_TEST_SUITE_P(Venues, AnyBroker, testing::Values(Venue::kUpbit, Venue::kBinance),
                         [](const auto& given) { return given.param == Venue::kUpbit ? "Upbit" : "Binance"; });

}  // namespace
}  // namespace stom::gateway::test
