// The day rolls while orders are in the middle of something. What the new day's file tells is what the trader knew, and what comes
// afterwards is booked as if there had been no midnight.
#include <gtest/gtest.h>

#include "real_rig.h"

namespace stom::live {
namespace {

void use_limits(RealRig& rig) {
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.settings->orders.managed.sell.type = trade::OrderType::kLimit;
  rig.settings->orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
}

EpochMicros midnight() { return (days_from_civil(20261125) * 86400) * kRigSecond; }

// The trader alone goes on: nothing of the venue arrives.
void roll(RealRig& rig) {
  rig.now = std::max(rig.now, midnight()) + kRigSecond;
  rig.core->tick(rig.now);
  ASSERT_EQ(rig.core->books().context().day, 20261125);
}

void expect_replay_is_equal(RealRig& rig) {
  const std::string before = rig.core->books().describe();
  rig.kill();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
}

class RollOfTheDay : public testing::TestWithParam<market::Market> {
 protected:
  [[nodiscard]] std::string folder(const char* name) const { return fmt::format("roll_{}_{}", name, market::name(GetParam())); }
  [[nodiscard]] bool is_won() const { return GetParam() == market::Market::kUpbit; }
  // One part of a resting purchase is filled and heard of; a thousand stand before it.
  void fill_a_part(RealRig& rig) const {
    rig.signal(1);
    ASSERT_EQ(rig.open_there(), 1u);
    rig.print(rig.last, is_won() ? "1050" : "1000.004", venue::Side::kSell);
    rig.pass(0.5);
    ASSERT_TRUE(rig.held_here().is_positive());
  }
  // The rest is filled at the venue, and nobody hears.
  void fill_the_rest_unheard(RealRig& rig) const {
    rig.broker.faults.lose_stream = true;
    rig.show(rig.last - (is_won() ? 50 : 500));
    rig.print(rig.last, "5000", venue::Side::kSell);
    rig.broker.faults.lose_stream = false;
  }
};
INSTANTIATE_TEST_SUITE_P(Venues, RollOfTheDay, testing::Values(market::Market::kUpbit, market::Market::kBinance),
                         [](const auto& each) { return std::string(market::name(each.param)); });

TEST_P(RollOfTheDay, AnOrderWhoseEndWaitsForItsFillsIsCarriedWithItsEnd) {
  RealRig rig(folder("end"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  fill_a_part(rig);
  const std::string id = rig.broker.placed.back();
  fill_the_rest_unheard(rig);
  // "cancelled, and all of it executed": the end overtook the fills, which are asked for and have not come.
  venue::OrderUpdate told = rig.exchange->order(ExchangeBroker::kAccount, rig.code, {"", id}).order.value();
  told.state = venue::OrderState::kCancelled;
  told.cause = venue::OrderCause::kCancel;
  told.venue_state = "cancel";
  rig.core->on_order(told, rig.now);
  ASSERT_TRUE(rig.core->books().ledger().find(id)->end_waits_for_fills);

  roll(rig);
  expect_replay_is_equal(rig);
  const LedgerOrder* carried = rig.core->books().ledger().find(id);
  ASSERT_NE(carried, nullptr);
  EXPECT_TRUE(carried->end_waits_for_fills);
  EXPECT_EQ(carried->told_end, OrderEnd::kCancelled);
  EXPECT_EQ(carried->words, "cancel");
  EXPECT_GT(carried->told_quantity, carried->filled);

  rig.begin();
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_EQ(rig.held_here(), rig.held_there());
  EXPECT_EQ(rig.desk(rig.code)->position().buys, 1);
  EXPECT_EQ(rig.core->books().ledger().live().size(), 0u);
}

TEST_P(RollOfTheDay, FillsThatWereBookedFromTheStateAreNotBookedAgain) {
  RealRig rig(folder("state"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  const std::string id = rig.broker.placed.back();
  std::vector<venue::Fill> fills;
  rig.broker.faults.lose_stream = true;
  rig.print(rig.last, is_won() ? "1050" : "1000.004", venue::Side::kSell);
  rig.broker.faults.lose_stream = false;
  const venue::OrderUpdate now = rig.exchange->order(ExchangeBroker::kAccount, rig.code, {"", id}).order.value();
  fills = rig.exchange->fills_of(ExchangeBroker::kAccount, now.order_id);
  ASSERT_EQ(fills.size(), 1u);
  rig.core->on_order_history(id, true, now, {}, rig.now);  // the state alone, no fill by name
  const Decimal held = rig.held_here();
  ASSERT_TRUE(held.is_positive());
  ASSERT_EQ(rig.core->books().ledger().find(id)->uncovered, held);

  roll(rig);
  expect_replay_is_equal(rig);
  EXPECT_EQ(rig.core->books().ledger().find(id)->uncovered, held);
  rig.core->on_fill(fills[0], rig.now);  // its name comes late
  EXPECT_EQ(rig.held_here(), held);
  EXPECT_TRUE(rig.core->books().ledger().find(id)->uncovered.is_zero());
}

TEST_P(RollOfTheDay, AnExitThatSoldAPartBeforeMidnightCountsOnceAfterIt) {
  RealRig rig(folder("exit"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  TraderSettings limits = *rig.settings;
  limits.orders.managed.sell.type = trade::OrderType::kLimit;
  limits.orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
  rig.take(limits);
  rig.signal(0, 1);
  ASSERT_EQ(rig.open_there(), 1u);
  const Decimal all = rig.held_here();
  rig.print(rig.last + (is_won() ? 1 : 0.1), is_won() ? "750" : "999.994", venue::Side::kBuy);
  rig.pass(0.5);
  const Decimal rest = rig.held_here();
  ASSERT_LT(rest, all);
  ASSERT_TRUE(rest.is_positive());

  roll(rig);
  expect_replay_is_equal(rig);
  rig.begin();
  EXPECT_LE(rig.seconds_until_sure(), 5);
  rig.core->cancel_symbol(rig.code, rig.now);
  rig.pass(1);
  EXPECT_EQ(rig.held_here(), rest);
  EXPECT_EQ(rig.desk(rig.code)->position().quantity, rest.to_double());
  EXPECT_EQ(rig.desk(rig.code)->position().sells, 1);
  expect_replay_is_equal(rig);
}

TEST(RollOfTheDayUpbit, AnAmendmentOfUnknownFateTakesItsOrderOverMidnight) {
  RealRig rig("roll_amend", market::Market::kUpbit);
  use_limits(rig);
  trade::LimitSettings& buy = rig.settings->orders.managed.buy.limit;
  buy.amend_count = 3;
  buy.amend_gap = 3;
  buy.amend_ticks = 1;
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  ASSERT_EQ(rig.open_there(), 1u);
  const std::string old = rig.broker.placed.back();
  rig.show(rig.last + 10);
  rig.signal(0, -1, 0);  // asks for the amendment: its intent is written down
  rig.core->tick(rig.now += 400'000);
  const std::string next = rig.core->books().successor_of(old);
  ASSERT_FALSE(next.empty());
  // The venue cancelled the old one; what became of the new one nobody said.
  ASSERT_TRUE(rig.exchange->cancel(ExchangeBroker::kAccount, rig.code, {"", old}).order);
  rig.broker.forget();
  venue::OrderUpdate gone = rig.exchange->order(ExchangeBroker::kAccount, rig.code, {"", old}).order.value();
  rig.core->on_order(gone, rig.now);
  ASSERT_TRUE(rig.core->books().ledger().find(old)->is_final());

  roll(rig);
  expect_replay_is_equal(rig);
  ASSERT_NE(rig.desk(rig.code)->working(OrderPurpose::kOpen), nullptr);
  // It lives after all, and is filled.
  venue::NewOrder order;
  order.symbol = rig.code;
  order.side = venue::Side::kBuy;
  order.quantity = rig.core->books().ledger().find(next)->intent.quantity;
  order.price = rig.core->books().ledger().find(next)->intent.limit;
  order.client_id = next;
  ASSERT_TRUE(rig.exchange->place(ExchangeBroker::kAccount, order).order);
  rig.begin();
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.show(rig.last - 50);
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.pass(2);
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_TRUE(rig.held_there().is_positive());
  EXPECT_EQ(rig.held_here(), rig.held_there());
  expect_replay_is_equal(rig);
}

TEST(RollOfTheDayPaper, FillsOfTwoDaysHaveTwoNames) {
  TraderRig rig("roll_names");
  rig.options.fill_model.kind = trade::FillModelKind::kRealistic;
  rig.options.fill_model.realistic.consume_book = false;
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.start();
  rig.next(10000, 1);
  const auto offer = [&rig] {  // 1.5 a level below our price
    rig.now += kRigSecond;
    bus::RowDecision row = rig.row(9990);
    row.ask_sizes.assign(5, 1.5);
    rig.core->on_row(row, rig.now);
    rig.core->tick(rig.now);
  };
  offer();
  const Decimal part = rig.desk()->quantity();
  ASSERT_TRUE(part.is_positive());
  ASSERT_NE(rig.desk()->working(OrderPurpose::kOpen), nullptr);
  rig.now = midnight();
  rig.core->tick(rig.now);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
  offer();
  EXPECT_EQ(rig.desk()->quantity(), part + part);
  rig.wait(2);
  std::set<std::string> names;
  std::size_t fills = 0;
  for (const bus::RecordTrades& batch : rig.ears.batches) {
    for (const bus::FillLine& fill : batch.fills) {
      if (fill.day == 20261124) continue;
      names.insert(fill.fill_id);
      ++fills;
    }
  }
  EXPECT_EQ(fills, 1u);
  for (const bus::RecordTrades& batch : rig.ears.batches) {
    for (const bus::FillLine& fill : batch.fills) EXPECT_TRUE(fill.day != 20261124 || names.count(fill.fill_id) == 0) << fill.fill_id;
  }
  rig.next(9990, 0, 1);
  rig.now += kRigSecond;
  rig.core->exit_all(rig.now);
  EXPECT_FALSE(rig.holds());
}

}  // namespace
}  // namespace stom::live
