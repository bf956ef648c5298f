// Each row of the table of live-coin 6.5, and what must not be decided.
#include "live/reconciliation.h"

#include "live/ledger_orders.h"

namespace stom::live {
namespace {

using namespace ledger_test;
using venue::OrderCause;
using venue::OrderState;

const std::string kId = "stom-L-20261123-000001-1";

struct Account {
  OrderLedger ledger{Mode::kReal};
  ReconcileOptions options{market::Market::kBinance, Mode::kReal, 5};
  gateway::AccountPicture picture;
  std::vector<HeldPosition> held;
  ReconcileContext context;

  explicit Account(market::Market market = market::Market::kBinance) {
    options.market = market;
    if (market == market::Market::kUpbit) options.least_value = 5000;
    picture.asked_at = kNow + 1'000'000;
    picture.answered_at = kNow + 1'200'000;
    picture.complete = true;
  }
  OrderIntent order(const char* code = "BTCUSDT") {
    const OrderIntent intent = limit_buy(kId, code, "10", "100");
    send(ledger, intent);
    apply(ledger, ledger.on_order(update(intent, OrderState::kOpen, OrderCause::kNew, "0"), kNow));
    return intent;
  }
  void position(const char* code, const char* amount, double price) {
    venue::Position told;
    told.symbol = code;
    told.amount = number(amount);
    told.entry_price = venue::Number::of(Decimal::from_double(price));
    picture.positions.push_back(told);
  }
  void balance(const char* asset, const char* available, const char* locked, const char* price = "0") {
    venue::Balance told;
    told.asset = asset;
    told.available = number(available);
    told.locked = number(locked);
    told.average_buy_price = number(price);
    picture.balances.push_back(told);
  }
  void hold(const char* code, const char* quantity, double price, trade::Side side = trade::Side::kLong) {
    held.push_back({code, side, decimal(quantity), price});
  }
  [[nodiscard]] ReconcilePlan first_plan() const { return reconcile(options, ledger, held, picture, context); }
  // Of the second of two equal pictures.
  [[nodiscard]] ReconcilePlan plan() const {
    ReconcileContext known = context;
    known.differences = first_plan().differences;
    return reconcile(options, ledger, held, picture, known);
  }
};

TEST(Reconciliation, IsSureWhenTheBooksAgree) {
  Account account;
  const OrderIntent intent = account.order("ETHUSDT");
  account.picture.open_orders.push_back(update(intent, OrderState::kOpen, OrderCause::kAnswer, "0"));
  account.position("BTCUSDT", "0.5", 60000);
  account.hold("BTCUSDT", "0.5", 60000);
  venue::Balance wallet;
  wallet.asset = "USDT";
  wallet.wallet = number("1000.5");
  wallet.available = number("900");
  account.picture.balances.push_back(wallet);
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.is_sure());
  EXPECT_EQ(plan.adopt.size(), 1u);
  EXPECT_TRUE(plan.ask_history.empty() && plan.foreign.empty() && plan.corrections.empty() && plan.foreign_positions.empty() &&
              plan.alarms.empty());
  ASSERT_EQ(plan.cash.size(), 1u);
  EXPECT_EQ(plan.cash[0].total.text(), "1000.5");
  EXPECT_EQ(plan.cash[0].available.text(), "900");
}

TEST(Reconciliation, AdoptsAnOwnOpenOrderAndAsksForFillsItMissed) {
  Account account;
  const OrderIntent intent = account.order();
  account.picture.open_orders.push_back(update(intent, OrderState::kPartly, OrderCause::kAnswer, "4"));
  account.position("BTCUSDT", "4", 100);
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.adopt.size(), 1u);
  EXPECT_EQ(plan.ask_history, Words{kId});
  EXPECT_FALSE(plan.is_sure());
  EXPECT_TRUE(plan.foreign_positions.empty()) << "nothing is decided about positions while fills are missing";
}

TEST(Reconciliation, AsksForTheEndOfAnOwnOrderThatIsNotOpen) {
  Account account;
  account.order();
  account.hold("BTCUSDT", "1", 60000);
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.ask_history, Words{kId});
  EXPECT_EQ(plan.open, std::set<std::string>{"BTCUSDT"});
  EXPECT_FALSE(plan.is_sure());
  EXPECT_TRUE(plan.corrections.empty()) << "nothing is decided about the position before the order is known";
}

TEST(Reconciliation, ComparesTheOtherSymbolsWhileOneIsInQuestion) {
  Account account;
  account.order("BTCUSDT");
  account.hold("ETHUSDT", "1", 3000);
  account.hold("XRPUSDT", "10", 3);
  account.position("ETHUSDT", "1", 3000);
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.agreed, (std::set<std::string>{"ETHUSDT", "XRPUSDT"}));
  ASSERT_EQ(plan.corrections.size(), 1u);
  EXPECT_EQ(plan.corrections[0].code, "XRPUSDT");
  EXPECT_FALSE(plan.is_sure());
}

TEST(Reconciliation, AsksAboutAnOrderThatMayHaveLeft) {
  Account account;
  account.ledger.apply(IntentRecord{limit_buy(kId, "BTCUSDT", "10", "100")});
  EXPECT_TRUE(account.plan().is_sure()) << "it waits in our own queue";
  account.ledger.apply(SentRecord{kId, kNow});
  EXPECT_EQ(account.plan().ask_history, Words{kId});
}

TEST(Reconciliation, DoesNotJudgeASymbolInWhichSomethingHappenedSinceTheQuestion) {
  Account account;
  send(account.ledger, limit_buy(kId, "BTCUSDT", "10", "100"));
  account.hold("BTCUSDT", "1", 60000);
  account.hold("ETHUSDT", "1", 3000);
  account.position("ETHUSDT", "1", 3000);
  account.context.activity = {{"BTCUSDT", account.picture.asked_at + 1}, {"ETHUSDT", kNow}, {"ADAUSDT", account.picture.asked_at}};
  account.picture.balances.emplace_back().asset = "USDT";
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.ask_history.empty() && plan.corrections.empty() && plan.open.empty());
  EXPECT_EQ(plan.moving, std::set<std::string>{"BTCUSDT"}) << "what is not ours may move as it likes";
  EXPECT_EQ(plan.agreed, std::set<std::string>{"ETHUSDT"});
  EXPECT_FALSE(plan.is_sure());
  EXPECT_TRUE(plan.cash.empty()) << "money moves with it";
}

TEST(Reconciliation, DoesNotCancelAnOrderThatEndedWhileThePictureWasTaken) {
  Account account;
  const OrderIntent intent = account.order();
  account.ledger.apply(EndRecord{kId, OrderEnd::kCancelled, "", kNow});
  account.picture.open_orders.push_back(update(intent, OrderState::kOpen, OrderCause::kAnswer, "0"));
  account.context.activity["BTCUSDT"] = account.picture.asked_at - 50'000;  // an answer may lag behind the stream
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.stray.empty() && plan.alarms.empty());
}

TEST(Reconciliation, BelievesADifferenceOfHoldingsOnlyWhenTwoPicturesShowIt) {
  Account account;
  account.position("BTCUSDT", "0.3", 60000);
  account.position("ETHUSDT", "1", 3000);
  account.hold("BTCUSDT", "0.5", 60000);
  const ReconcilePlan first = account.first_plan();
  EXPECT_TRUE(first.corrections.empty() && first.foreign_positions.empty() && first.alarms.empty());
  EXPECT_EQ(first.open, (std::set<std::string>{"BTCUSDT", "ETHUSDT"}));
  EXPECT_FALSE(first.is_sure());

  Account other = account;  // a fill was under way: the next picture shows another quantity, the one after it the same
  other.context.differences = first.differences;
  other.picture.positions[0].amount = number("0.4");
  const ReconcilePlan second = other.first_plan();
  EXPECT_TRUE(second.corrections.empty());
  EXPECT_EQ(second.foreign_positions.size(), 1u);
  other.context.differences = second.differences;
  EXPECT_EQ(other.first_plan().corrections.size(), 1u);
}

TEST(Reconciliation, LeavesForeignOrdersAlone) {
  Account account;
  venue::OrderUpdate web = update(limit_buy("web_1", "BTCUSDT", "1", "100"), OrderState::kOpen, OrderCause::kAnswer, "0");
  venue::OrderUpdate paper =
      update(limit_buy("stom-P-20261123-000001-1", "BTCUSDT", "1", "100"), OrderState::kOpen, OrderCause::kAnswer, "0");
  account.picture.open_orders = {web, paper};
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.foreign.size(), 2u);
  EXPECT_TRUE(plan.is_sure() && plan.adopt.empty() && plan.stray.empty() && plan.alarms.empty());
}

TEST(Reconciliation, SaysWhenAnOrderOfALostJournalIsOpen) {
  Account account;
  account.picture.open_orders.push_back(update(limit_buy(kId, "BTCUSDT", "1", "100"), OrderState::kOpen, OrderCause::kAnswer, "0"));
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.foreign.size(), 1u);
  EXPECT_EQ(plan.alarms.size(), 1u);
}

TEST(Reconciliation, CancelsAnOrderThatEndedHereAndLivesThere) {
  Account account;
  const OrderIntent intent = account.order();
  account.ledger.apply(EndRecord{kId, OrderEnd::kRejected, "", kNow});
  account.picture.open_orders.push_back(update(intent, OrderState::kOpen, OrderCause::kAnswer, "0"));
  const ReconcilePlan plan = account.plan();
  EXPECT_EQ(plan.stray.size(), 1u);
  EXPECT_EQ(plan.alarms.size(), 1u);
  EXPECT_FALSE(plan.is_sure());
}

TEST(Reconciliation, ReducesAHoldingToWhatTheVenueHolds) {
  Account account;
  account.position("BTCUSDT", "0.3", 60000);
  account.hold("BTCUSDT", "0.5", 60000);
  account.hold("ETHUSDT", "2", 3000);
  const ReconcilePlan plan = account.plan();
  ASSERT_EQ(plan.corrections.size(), 2u);
  EXPECT_EQ(plan.corrections[0].quantity.text(), "0.3");
  EXPECT_EQ(plan.corrections[0].price, 0);
  EXPECT_EQ(plan.corrections[1].code, "ETHUSDT");
  EXPECT_EQ(plan.corrections[1].quantity.text(), "0");
  EXPECT_EQ(plan.alarms.size(), 2u);
  EXPECT_TRUE(plan.is_sure() && plan.foreign_positions.empty());
}

TEST(Reconciliation, DoesNotTouchWhatOnlyTheVenueHolds) {
  Account account;
  account.position("BTCUSDT", "-0.3", 60000);
  account.position("ETHUSDT", "3", 3000);
  account.hold("ETHUSDT", "2", 2900);
  const ReconcilePlan plan = account.plan();
  ASSERT_EQ(plan.foreign_positions.size(), 2u);
  EXPECT_EQ(plan.foreign_positions[0].side, trade::Side::kShort);
  EXPECT_EQ(plan.foreign_positions[0].quantity.text(), "0.3");
  EXPECT_EQ(plan.foreign_positions[1].quantity.text(), "1") << "the part beyond ours";
  EXPECT_TRUE(plan.is_sure() && plan.corrections.empty() && plan.alarms.empty());
}

TEST(Reconciliation, ClosesTheRowWhenTheVenueHoldsTheOtherSide) {
  Account account;
  account.position("BTCUSDT", "-0.5", 60000);
  account.hold("BTCUSDT", "0.5", 60000);
  const ReconcilePlan plan = account.plan();
  ASSERT_EQ(plan.corrections.size(), 1u);
  EXPECT_TRUE(plan.corrections[0].quantity.is_zero());
  ASSERT_EQ(plan.foreign_positions.size(), 1u);
  EXPECT_EQ(plan.foreign_positions[0].side, trade::Side::kShort);
  EXPECT_EQ(plan.alarms.size(), 1u);
}

TEST(Reconciliation, KnowsBothSidesOfHedgeMode) {
  Account account;
  account.position("BTCUSDT", "0.5", 60000);
  account.picture.positions.back().side = venue::PositionSide::kLong;
  account.position("BTCUSDT", "-0.2", 61000);
  account.picture.positions.back().side = venue::PositionSide::kShort;
  account.hold("BTCUSDT", "0.2", 61000, trade::Side::kShort);
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.corrections.empty());
  ASSERT_EQ(plan.foreign_positions.size(), 1u);
  EXPECT_EQ(plan.foreign_positions[0].side, trade::Side::kLong);
}

TEST(Reconciliation, ReadsUpbitsHoldingsFromItsBalances) {
  Account account(market::Market::kUpbit);
  account.balance("KRW", "1000000", "312156");
  account.balance("XRP", "60", "40", "3120");
  account.balance("BTC", "0.1", "0", "90000000");
  account.balance("DOGE", "1", "0", "500");
  account.balance("AIRDROP", "7", "0");
  account.hold("KRW-XRP", "100", 3120);
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.is_sure() && plan.corrections.empty());
  ASSERT_EQ(plan.foreign_positions.size(), 2u) << "dust is not shown, what has no price is";
  EXPECT_EQ(plan.foreign_positions[0].code, "KRW-AIRDROP");
  EXPECT_EQ(plan.foreign_positions[1].code, "KRW-BTC");
  EXPECT_EQ(plan.cash.at(0).total.text(), "1312156");
  EXPECT_EQ(plan.cash.at(0).available.text(), "1000000");
}

TEST(Reconciliation, ClosesTheRowOfWhatIsTooLittleToSell) {
  Account account(market::Market::kUpbit);
  account.balance("XRP", "1.5", "0", "3120");
  account.hold("KRW-XRP", "1.5", 3120);
  ReconcilePlan plan = account.plan();
  ASSERT_EQ(plan.corrections.size(), 1u);
  EXPECT_EQ(plan.corrections[0].why, "잔량 최소금액 미만");
  EXPECT_TRUE(plan.corrections[0].quantity.is_zero());
  EXPECT_TRUE(plan.foreign_positions.empty() && plan.is_sure());

  const OrderIntent intent = account.order("KRW-XRP");
  account.picture.open_orders.push_back(update(intent, OrderState::kOpen, OrderCause::kAnswer, "0"));
  plan = account.plan();
  EXPECT_TRUE(plan.corrections.empty()) << "the rest of the entry is still in the book";
}

TEST(Reconciliation, DecidesNothingFromAPictureThatIsIncompleteOrOld) {
  Account account;
  account.hold("BTCUSDT", "0.5", 60000);
  account.picture.complete = false;
  account.picture.problem = {"실패", "failed"};
  ReconcilePlan plan = account.plan();
  EXPECT_FALSE(plan.is_sure());
  EXPECT_TRUE(plan.corrections.empty());
  EXPECT_EQ(plan.alarms.size(), 1u);
  account.picture.complete = true;
  account.context.activity["BTCUSDT"] = account.picture.asked_at;
  plan = account.plan();
  EXPECT_FALSE(plan.is_sure());
  EXPECT_TRUE(plan.corrections.empty() && plan.alarms.empty() && plan.cash.empty());
}

TEST(Reconciliation, HasNothingToCompareOnPaper) {
  Account account;
  account.options.mode = Mode::kPaper;
  account.hold("BTCUSDT", "0.5", 60000);
  const ReconcilePlan plan = account.plan();
  EXPECT_TRUE(plan.is_sure() && plan.corrections.empty() && plan.alarms.empty());
}

}  // namespace
}  // namespace stom::live
