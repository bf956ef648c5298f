// What events of a venue mean, one case at a time.
#include "live/client_id.h"
#include "live/ledger_orders.h"

namespace stom::live {
namespace {

using namespace ledger_test;
using venue::OrderCause;
using venue::OrderState;

const std::string kId = "stom-L-20261123-000001-1";

struct OneOrder {
  OrderLedger ledger{Mode::kReal};
  OrderIntent intent = limit_buy(kId, "BTCUSDT", "10", "100");
  OneOrder() { send(ledger, intent); }

  Words on(const venue::OrderUpdate& told) { return apply(ledger, last = ledger.on_order(told, kNow)); }
  Words on(const venue::Fill& told) { return apply(ledger, last = ledger.on_fill(told, kNow)); }
  Words history(const venue::OrderUpdate& told, const std::vector<venue::Fill>& fills) {
    return apply(ledger, last = ledger.on_history(kId, true, told, fills, kNow));
  }
  const LedgerOrder& order() const { return *ledger.find(kId); }
  LedgerChange last;
};

TEST(OrderLedger, FollowsAnOrderFromTheSendingToItsEnd) {
  OneOrder test;
  EXPECT_EQ(test.order().stage, OrderStage::kSent);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0")), Words{"accepted"});
  EXPECT_EQ(test.ledger.find_by_venue_id("v-" + kId), test.ledger.find(kId));
  EXPECT_EQ(test.on(update(test.intent, OrderState::kPartly, OrderCause::kTrade, "4")), Words{"told"});
  EXPECT_EQ(test.on(fill(test.intent, "1", "4", "100")), Words{"fill 4"});
  EXPECT_EQ(test.order().stage, OrderStage::kPartly);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kFilled, OrderCause::kTrade, "10")), Words{"told"});
  EXPECT_FALSE(test.last.ask_history) << "its fill comes in the same message";
  EXPECT_FALSE(test.order().is_final()) << "the fill is not booked yet";
  EXPECT_EQ(test.on(fill(test.intent, "2", "6", "99.5")), (Words{"fill 6", "end filled"}));
  EXPECT_EQ(test.order().money.text(), "997");
  EXPECT_EQ(test.ledger.live().size(), 0u);
}

TEST(OrderLedger, TakesAFillBeforeTheAcknowledgement) {
  OneOrder test;
  EXPECT_EQ(test.on(fill(test.intent, "1", "4", "100")), (Words{"accepted", "fill 4"}));
  EXPECT_EQ(test.order().venue_order_id, "v-" + kId);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0")), Words{});
  EXPECT_EQ(test.order().stage, OrderStage::kPartly);
}

TEST(OrderLedger, BooksARepeatedFillOnce) {
  OneOrder test;
  test.on(fill(test.intent, "1", "4", "100"));
  EXPECT_EQ(test.on(fill(test.intent, "1", "4", "100")), Words{});
  EXPECT_EQ(test.order().filled.text(), "4");
}

TEST(OrderLedger, LeavesTheFastNoticeWithoutFeeToTheFullOne) {
  OneOrder test;
  venue::Fill lite = fill(test.intent, "1", "4", "100");
  lite.is_lite = true;
  EXPECT_EQ(test.on(lite), Words{});
  venue::Fill full = fill(test.intent, "1", "4", "100");
  full.fee = number("0.16");
  full.fee_asset = "USDT";
  test.on(full);
  EXPECT_EQ(test.order().fee.text(), "0.16");
}

TEST(OrderLedger, EndsAnImmediateOrderWithAPartExecuted) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kPartly, OrderCause::kTrade, "3"));
  test.on(fill(test.intent, "1", "3", "100"));
  EXPECT_EQ(test.on(update(test.intent, OrderState::kExpired, OrderCause::kExpiry, "3")), Words{"end expired"});
  EXPECT_EQ(test.order().filled.text(), "3");
}

TEST(OrderLedger, EndsAnImmediateOrderWithNothingExecuted) {
  OneOrder test;
  EXPECT_EQ(test.on(update(test.intent, OrderState::kExpired, OrderCause::kExpiry, "0")), (Words{"accepted", "end expired"}));
}

TEST(OrderLedger, AsksForTheFillsThatACancelOvertook) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0"));
  test.ledger.apply(CancelRecord{kId, "time", kNow});
  EXPECT_TRUE(test.order().cancel_asked);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kCancelled, OrderCause::kCancel, "7")), Words{"told"});
  EXPECT_EQ(test.last.ask_history, kId);
  EXPECT_FALSE(test.order().is_final());
  EXPECT_EQ(test.history(update(test.intent, OrderState::kCancelled, OrderCause::kAnswer, "7"), {fill(test.intent, "1", "7", "99")}),
            (Words{"fill 7", "end cancelled"}));
  EXPECT_EQ(test.on(fill(test.intent, "1", "7", "99")), Words{}) << "the stream's own telling comes late";
}

TEST(OrderLedger, EndsByTheStreamWhenTheOvertakenFillComesFirst) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kCancelled, OrderCause::kCancel, "7"));
  EXPECT_EQ(test.on(fill(test.intent, "1", "7", "99")), (Words{"fill 7", "end cancelled"}));
  EXPECT_EQ(test.history(update(test.intent, OrderState::kCancelled, OrderCause::kAnswer, "7"), {fill(test.intent, "1", "7", "99")}),
            Words{});
}

TEST(OrderLedger, TreatsAMarketBuyByFundsThatEndsAsACancelAsFilled) {
  OrderLedger ledger(Mode::kReal);
  OrderIntent intent = limit_buy(kId, "KRW-XRP", "33.2", "0");
  intent.kind.type = trade::OrderType::kMarket;
  send(ledger, intent);
  venue::OrderUpdate trade = update(intent, OrderState::kPartly, OrderCause::kTrade, "33.20000001");
  trade.venue_state = "trade";
  trade.type = venue::OrderType::kMarketByFunds;
  apply(ledger, ledger.on_order(trade, kNow));
  EXPECT_EQ(apply(ledger, ledger.on_fill(fill(intent, "u1", "33.20000001", "3000"), kNow)), Words{"fill 33.20000001"})
      << "more than the estimate is no end";
  venue::OrderUpdate end = update(intent, OrderState::kCancelled, OrderCause::kCancel, nullptr);
  end.type = venue::OrderType::kMarketByFunds;
  end.quantity = end.price = {};
  end.executed = number("33.20000001");
  EXPECT_EQ(apply(ledger, ledger.on_order(end, kNow)), Words{"end filled"});
}

TEST(OrderLedger, AsksWhenUpbitsDoneComesWithoutItsFill) {
  OneOrder test;
  venue::OrderUpdate done = update(test.intent, OrderState::kFilled, OrderCause::kTrade, "10");
  done.venue_state = "done";
  EXPECT_EQ(test.on(done), (Words{"accepted", "told"}));
  EXPECT_EQ(test.last.ask_history, kId);
}

TEST(OrderLedger, AsksWhenALaterTradeShowsThatOneWasLost) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kPartly, OrderCause::kTrade, "3"));
  EXPECT_FALSE(test.last.ask_history);
  test.on(update(test.intent, OrderState::kPartly, OrderCause::kTrade, "5"));
  EXPECT_EQ(test.last.ask_history, kId);
}

TEST(OrderLedger, BooksWhatHasNoTradeIdByTheDifferenceOfTheFunds) {
  OneOrder test;
  test.on(fill(test.intent, "1", "2", "100"));
  EXPECT_EQ(test.on(fill(test.intent, "", "3", "100")), Words{});
  EXPECT_EQ(test.last.ask_history, kId) << "it may be a repetition";
  venue::OrderUpdate answer = update(test.intent, OrderState::kPartly, OrderCause::kAnswer, "5");
  answer.executed_value = number("494");
  EXPECT_EQ(test.history(answer, {}), Words{"fill 3"});
  EXPECT_EQ(test.order().money.text(), "494");
  EXPECT_EQ(test.history(answer, {}), Words{}) << "the same state again";
  EXPECT_EQ(test.on(fill(test.intent, "2", "3", "98")), Words{"told"}) << "covered by the state";
  EXPECT_EQ(test.order().filled.text(), "5");
  EXPECT_EQ(test.on(fill(test.intent, "3", "4", "100")), Words{"fill 4"});
  EXPECT_EQ(test.order().filled.text(), "9");
}

TEST(OrderLedger, LeavesAnEndNeverAndBooksWhatComesLate) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kCancelled, OrderCause::kCancel, "0"));
  ASSERT_EQ(test.order().stage, OrderStage::kCancelled);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0")), Words{});
  EXPECT_EQ(test.on(update(test.intent, OrderState::kExpired, OrderCause::kExpiry, "0")), Words{});
  EXPECT_EQ(test.on(fill(test.intent, "9", "1", "100")), Words{"fill 1"});
  EXPECT_EQ(test.order().stage, OrderStage::kCancelled);
  EXPECT_EQ(test.on(update(test.intent, OrderState::kFilled, OrderCause::kAnswer, "4")), Words{"told"});
  EXPECT_EQ(test.last.ask_history, kId);
}

TEST(OrderLedger, RejectsAnOrderThatNeverWas) {
  OneOrder test;
  test.ledger.apply(UnknownRecord{kId, kNow});
  EXPECT_EQ(test.order().stage, OrderStage::kUnknown);
  EXPECT_EQ(apply(test.ledger, test.ledger.on_history(kId, false, {}, {}, kNow)), Words{"end rejected"});
}

TEST(OrderLedger, CancelsAnAcceptedOrderThatTheVenueForgot) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0"));
  EXPECT_EQ(apply(test.ledger, test.ledger.on_history(kId, false, {}, {}, kNow)), Words{"end cancelled"});
}

TEST(OrderLedger, SharesWhatWasPaidWhereFillsNameNoFee) {
  OrderLedger ledger(Mode::kReal);
  const OrderIntent intent = limit_buy(kId, "KRW-XRP", "100", "3120");
  send(ledger, intent);
  venue::OrderUpdate answer = update(intent, OrderState::kFilled, OrderCause::kAnswer, "100");
  answer.paid_fee = number("156");
  const LedgerChange change =
      ledger.on_history(kId, true, answer, {fill(intent, "a", "40", "3120"), fill(intent, "b", "60", "3120")}, kNow);
  EXPECT_EQ(apply(ledger, change), (Words{"accepted", "fill 40", "fill 60", "end filled"}));
  EXPECT_EQ(ledger.find(kId)->fee.text(), "156");
  EXPECT_EQ(std::get<FillRecord>(change.records[2]).fill.fee_asset, "KRW");
}

TEST(OrderLedger, TakesTheVenuesPriceOfAnAmendedOrder) {
  OneOrder test;
  test.on(update(test.intent, OrderState::kOpen, OrderCause::kNew, "0"));
  venue::OrderUpdate amended = update(test.intent, OrderState::kOpen, OrderCause::kAmendment, "0");
  amended.price = number("101");
  amended.time = kNow + 5;
  EXPECT_EQ(test.on(amended), Words{"amend"});
  EXPECT_EQ(test.order().intent.limit.text(), "101");
  EXPECT_EQ(test.order().intent.amended, 1);
  EXPECT_EQ(test.on(amended), Words{});
  amended.price = number("100");
  amended.time = kNow;
  EXPECT_EQ(test.on(amended), Words{}) << "an older word";
}

TEST(OrderLedger, GoesOnWithTheRestUnderTheNewName) {
  OneOrder test;
  test.on(fill(test.intent, "1", "4", "100"));
  const std::string next = test.ledger.next_client_id(kDay);
  test.ledger.apply(AmendRecord{kId, next, decimal("101"), kNow + 1});
  const LedgerOrder* order = test.ledger.find(next);
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->intent.quantity.text(), "6");
  EXPECT_EQ(order->intent.replaces, kId);
  EXPECT_EQ(order->intent.limit.text(), "101");
  EXPECT_TRUE(test.order().cancel_asked);
  EXPECT_NE(test.ledger.next_client_id(kDay), next);
}

TEST(OrderLedger, CallsEverythingForeignThatIsNotItsOwn) {
  OneOrder test;
  venue::OrderUpdate web = update(test.intent, OrderState::kOpen, OrderCause::kNew, "0");
  web.client_id = "web_abc";
  web.order_id = "77";
  LedgerChange change = test.ledger.on_order(web, kNow);
  EXPECT_TRUE(change.is_foreign);
  ASSERT_EQ(apply(test.ledger, change), Words{"other"});
  EXPECT_EQ(test.ledger.on_order(web, kNow).records.size(), 0u) << "recorded once";
  web.client_id = "stom-P-20261123-000001-1";
  EXPECT_TRUE(test.ledger.on_order(web, kNow).is_foreign) << "paper orders are not at a venue";
  venue::OrderUpdate forced = update(test.intent, OrderState::kFilled, OrderCause::kLiquidation, "10");
  forced.client_id = "autoclose-1";
  forced.is_forced = true;
  EXPECT_TRUE(test.ledger.on_order(forced, kNow).is_foreign);
  venue::Fill theirs = fill(test.intent, "5", "1", "100");
  theirs.client_id = "web_abc";
  EXPECT_TRUE(test.ledger.on_fill(theirs, kNow).is_foreign);
  EXPECT_TRUE(test.order().filled.is_zero());
}

TEST(OrderLedger, NeverGivesANameTwice) {
  OrderLedger ledger(Mode::kReal);
  EXPECT_EQ(ledger.next_client_id(kDay), "stom-L-20261123-000001-1");
  send(ledger, limit_buy("stom-L-20261123-000041-1", "BTCUSDT", "1", "1"));
  EXPECT_EQ(ledger.next_client_id(kDay), "stom-L-20261123-000042-1");
  EXPECT_EQ(ledger.next_client_id(20261124), "stom-L-20261124-000001-1");
  EXPECT_EQ(ledger.next_client_id(20261122), "stom-L-20261123-000042-1") << "the clock was set back";
  EXPECT_EQ(ledger.next_attempt("stom-L-20261123-000041-1"), "stom-L-20261123-000041-2");
  send(ledger, limit_buy("stom-L-20261123-000041-2", "BTCUSDT", "1", "1"));
  EXPECT_EQ(ledger.next_attempt("stom-L-20261123-000041-1"), "stom-L-20261123-000041-3");
  ledger.apply(EndRecord{"stom-L-20261123-000041-1", OrderEnd::kRejected, "", kNow});
  ledger.apply(EndRecord{"stom-L-20261123-000041-2", OrderEnd::kRejected, "", kNow});
  ledger.forget_final();
  EXPECT_TRUE(ledger.orders().empty());
  EXPECT_EQ(ledger.next_client_id(kDay), "stom-L-20261123-000042-1");
  const venue::OrderUpdate late =
      update(limit_buy("stom-L-20261123-000041-1", "BTCUSDT", "1", "1"), OrderState::kFilled, OrderCause::kTrade, "0");
  EXPECT_FALSE(ledger.on_order(late, kNow).is_foreign) << "its own, forgotten after its end";
}

TEST(OrderLedger, SkipsNumbersThatAVenueShowsOfALostJournal) {
  OrderLedger ledger(Mode::kReal);
  const LedgerChange change =
      ledger.on_order(update(limit_buy("stom-L-20261123-000090-1", "BTCUSDT", "1", "1"), OrderState::kOpen, OrderCause::kNew, "0"), kNow);
  EXPECT_TRUE(change.is_foreign);
  apply(ledger, change);
  EXPECT_EQ(ledger.next_client_id(kDay), "stom-L-20261123-000091-1");
}

TEST(OrderLedger, CarriesAnOrderOverToAnEmptyLedger) {
  OneOrder test;
  test.on(fill(test.intent, "1", "2", "100"));
  test.history(update(test.intent, OrderState::kPartly, OrderCause::kAnswer, "5"), {});
  test.on(update(test.intent, OrderState::kCancelled, OrderCause::kCancel, "8"));
  OrderLedger next(Mode::kReal);
  for (const JournalRecord& record : carried(test.order())) next.apply(record);
  const LedgerOrder& order = *next.find(kId);
  EXPECT_EQ(order.stage, test.order().stage);
  EXPECT_EQ(order.filled, test.order().filled);
  EXPECT_EQ(order.money, test.order().money);
  EXPECT_EQ(order.uncovered, test.order().uncovered);
  EXPECT_EQ(apply(next, next.on_fill(fill(test.intent, "1", "2", "100"), kNow)), Words{}) << "known before";
  EXPECT_EQ(apply(next, next.on_fill(fill(test.intent, "2", "3", "100"), kNow)), Words{"told"}) << "covered before";
  EXPECT_EQ(apply(next, next.on_fill(fill(test.intent, "3", "3", "100"), kNow)), (Words{"fill 3", "end cancelled"}));
}

TEST(ClientIds, AreReadAsTheyAreWritten) {
  const ClientId id{Mode::kReal, kDay, 1234567, 12};
  EXPECT_EQ(text(id), "stom-L-20261123-1234567-12");
  const auto again = parse_client_id(text(id));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->sequence, 1234567u);
  for (const char* bad :
       {"", "stom-L-", "stom-X-20261123-000001-1", "stom-L-20261123-1-1", "stom-L-20261123-000001-1x", "stom-L-20261123-000001", "web_1"})
    EXPECT_FALSE(parse_client_id(bad)) << bad;
}

}  // namespace
}  // namespace stom::live
