#include <gtest/gtest.h>

#include "base/error.h"
#include "full_disk.h"
#include "real_rig.h"

namespace stom::live {
namespace {

void use_limits(RealRig& rig) {
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.settings->orders.managed.sell.type = trade::OrderType::kLimit;
  rig.settings->orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
}

class RealTrader : public testing::TestWithParam<market::Market> {
 protected:
  [[nodiscard]] std::string folder(const char* name) const { return fmt::format("real_{}_{}", name, market::name(GetParam())); }
};
INSTANTIATE_TEST_SUITE_P(Venues, RealTrader, testing::Values(market::Market::kUpbit, market::Market::kBinance),
                         [](const auto& each) { return std::string(market::name(each.param)); });

TEST_P(RealTrader, BuysAndSellsAndAgreesWithTheVenue) {
  RealRig rig(folder("life"), GetParam());
  rig.begin();
  EXPECT_FALSE(rig.core->is_sure());
  EXPECT_LE(rig.seconds_until_sure(), 5);
  rig.signal(1);
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.held_here(), rig.held_there());
  rig.show(rig.last * 1.02);
  rig.signal(0, 1);
  EXPECT_FALSE(rig.holds(rig.code));
  EXPECT_TRUE(rig.held_there().is_zero()) << rig.held_there().text();
  const double earned = rig.money_there() - (GetParam() == market::Market::kUpbit ? 5'000'000 : 50'000);
  EXPECT_GT(earned, 0);
  EXPECT_NEAR(rig.core->books().today().profit, earned, GetParam() == market::Market::kUpbit ? 2 : 0.001);
  EXPECT_TRUE(rig.ids_are_unique());
  EXPECT_EQ(rig.core->books().ledger().live().size(), 0u);
}

TEST_P(RealTrader, EntersOnlyWhenSureAndTheStreamIsUp) {
  RealRig rig(folder("gates"), GetParam());
  rig.begin();
  EXPECT_FALSE(rig.signal(1, -1, 0).buy_pending);  // not yet reconciled
  rig.seconds_until_sure();
  rig.core->on_private_stream(false, rig.now);
  EXPECT_TRUE(rig.signal(1, -1, 0).buying_stopped);
  rig.pass(3);
  EXPECT_TRUE(rig.signal(1, -1, 0).buying_stopped);
  rig.core->on_private_stream(true, rig.now);
  rig.seconds_until_sure();
  rig.broker.clock_sure = false;
  rig.pass(0.1);
  EXPECT_FALSE(rig.signal(1, -1, 0).buy_pending);
  rig.broker.clock_sure = true;
  rig.pass(0.1);
  rig.core->on_alarm({"키가 틀립니다", "wrong keys"}, true, rig.now);
  EXPECT_FALSE(rig.signal(1, -1, 0).buy_pending);
  (void)rig.halt(bus::HaltOrder::kRelease);
  EXPECT_TRUE(rig.signal(1, -1, 1).buy_pending);
  EXPECT_TRUE(rig.broker.placed.size() == 1);
}

TEST_P(RealTrader, FillsInPartsAreBookedOnce) {
  RealRig rig(folder("parts"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.broker.faults.twice = true;
  const bool is_won = GetParam() == market::Market::kUpbit;
  rig.signal(1);
  ASSERT_EQ(rig.open_there(), 1u);
  rig.print(rig.last, is_won ? "1050" : "1000.004", venue::Side::kSell);  // 1,000 stood before us
  rig.pass(1);
  const Decimal part = rig.held_here();
  EXPECT_TRUE(part.is_positive());
  EXPECT_EQ(part, rig.held_there());
  EXPECT_EQ(rig.desk(rig.code)->position().buys, 0);
  rig.show(rig.last - (is_won ? 50 : 500));
  rig.print(rig.last, "5000", venue::Side::kSell);  // through our price
  rig.pass(1);
  EXPECT_GT(rig.held_here(), part);
  EXPECT_EQ(rig.held_here(), rig.held_there());
  EXPECT_EQ(rig.desk(rig.code)->position().buys, 1);
  EXPECT_EQ(rig.core->books().ledger().live().size(), 0u);
}

TEST_P(RealTrader, ALostAnswerIsLookedUpNotRepeated) {
  RealRig rig(folder("answer"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.broker.faults.lose_answers = 1;
  rig.broker.faults.lose_stream = true;
  rig.signal(1, -1, 2);
  EXPECT_EQ(rig.broker.placed.size(), 1u);
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.held_here(), rig.held_there());
}

TEST_P(RealTrader, ALostRequestEndsTheOrderAndTheNextSignalHasANewId) {
  RealRig rig(folder("request"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.broker.faults.lose_requests = 1;
  rig.signal(1, -1, 3);
  EXPECT_FALSE(rig.holds(rig.code));
  EXPECT_EQ(rig.desk(rig.code)->working(OrderPurpose::kOpen), nullptr);
  EXPECT_TRUE(rig.ears.heard("[주문 실패]"));
  rig.signal(1, -1, 3);
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.core->books().ledger().orders().size(), 2u);
}

TEST_P(RealTrader, LostStreamEventsAreMadeUpForAfterTheReconnect) {
  RealRig rig(folder("stream"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  rig.broker.faults.lose_stream = true;
  rig.core->on_private_stream(false, rig.now);
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.show(rig.last - 20);
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.pass(1);
  EXPECT_TRUE(rig.held_there().is_positive());
  rig.broker.faults.lose_stream = false;
  rig.core->on_private_stream(true, rig.now);
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_EQ(rig.held_here(), rig.held_there());
}

TEST_P(RealTrader, ARestartFindsItsOrderAndItsPosition) {
  RealRig rig(folder("restart"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  const Decimal held = rig.held_here();
  ASSERT_TRUE(held.is_positive());
  TraderSettings limits = *rig.settings;
  limits.orders.managed.sell.type = trade::OrderType::kLimit;
  limits.orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
  limits.orders.managed.sell.limit.ticks = 2;
  rig.take(limits);
  rig.signal(0, 1);
  ASSERT_EQ(rig.open_there(), 1u);
  rig.kill();
  rig.pass(1);
  rig.begin();
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_EQ(rig.held_here(), held);
  ASSERT_NE(rig.desk(rig.code)->working(OrderPurpose::kClose), nullptr);
  EXPECT_EQ(rig.broker.placed.size(), 2u);
  rig.print(rig.last + 50, "9000", venue::Side::kBuy);
  rig.show(rig.last + 50);
  rig.print(rig.last + 50, "9000", venue::Side::kBuy);
  rig.pass(1);
  EXPECT_FALSE(rig.holds(rig.code));
  EXPECT_TRUE(rig.held_there().is_zero());
  EXPECT_TRUE(rig.ids_are_unique());
}

TEST_P(RealTrader, WhatHappenedWhileItWasDeadIsBookedAtTheStart) {
  RealRig rig(folder("dead"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  rig.kill();
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.show(rig.last - 20);
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.pass(1);
  rig.begin();
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.held_here(), rig.held_there());
}

TEST_P(RealTrader, AKillBeforeTheBytesLeftSendsNothingTwice) {
  RealRig rig(folder("unsent"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1, -1, 0);  // journalled and handed to the broker, which dies with it
  rig.kill();
  rig.begin();
  EXPECT_LE(rig.seconds_until_sure(), 5);
  EXPECT_TRUE(rig.broker.placed.empty());
  EXPECT_EQ(rig.core->books().ledger().live().size(), 0u);
  rig.signal(1, -1, 2);
  EXPECT_EQ(rig.broker.placed.size(), 1u);
  EXPECT_EQ(rig.held_here(), rig.held_there());
}

TEST_P(RealTrader, ARowThatWaitedTooLongOpensNothing) {
  RealRig rig(folder("stale"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  bus::RowDecision row = rig.row(rig.last, 1, -1, rig.code);
  row.received_micros = rig.now - 6 * kRigSecond;
  rig.core->on_row(row, rig.now);
  rig.pass(1);
  EXPECT_TRUE(rig.broker.placed.empty());
}

TEST_P(RealTrader, HaltCancelsAtTheVenueWithinASecond) {
  RealRig rig(folder("halt"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  ASSERT_EQ(rig.open_there(), 1u);
  const bus::HaltReply reply = rig.halt(bus::HaltOrder::kHalt);
  EXPECT_TRUE(reply.halted && reply.real);
  EXPECT_EQ(reply.cancelled, 1u);
  rig.pass(1);
  EXPECT_EQ(rig.open_there(), 0u);
  EXPECT_EQ(rig.halt(bus::HaltOrder::kState).open_orders, 0u);
  rig.kill();
  rig.begin();
  rig.seconds_until_sure();
  EXPECT_FALSE(rig.signal(1).buy_pending);
}

TEST_P(RealTrader, ACancelThatRacesAFillBooksTheFill) {
  RealRig rig(folder("race"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  rig.broker.faults.lose_stream = true;
  rig.print(rig.last, "9000", venue::Side::kSell);
  rig.show(rig.last - 20);
  rig.print(rig.last, "9000", venue::Side::kSell);  // filled, and nobody heard
  rig.broker.faults.lose_stream = false;
  rig.core->cancel_symbol(rig.code, rig.now);
  rig.pass(2);
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.held_here(), rig.held_there());
  EXPECT_EQ(rig.desk(rig.code)->working(OrderPurpose::kOpen), nullptr);
}

TEST_P(RealTrader, ALiquidationEndsFlat) {
  RealRig rig(folder("exit"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  ASSERT_TRUE(rig.holds(rig.code));
  rig.broker.faults.lose_requests = 1;  // the first exit is lost
  rig.core->exit_all(rig.now);
  rig.pass(6);
  EXPECT_FALSE(rig.holds(rig.code));
  EXPECT_TRUE(rig.held_there().is_zero());
  EXPECT_FALSE(rig.core->liquidation().is_active());
}

TEST_P(RealTrader, APersonClosesASymbolThoughAnOrderOfItWorks) {
  RealRig rig(folder("hand"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  ASSERT_TRUE(rig.holds(rig.code));
  TraderSettings limits = *rig.settings;
  limits.orders.managed.sell.type = trade::OrderType::kLimit;
  limits.orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
  limits.orders.managed.sell.limit.ticks = 5;
  rig.take(limits);
  rig.signal(0, 1);
  ASSERT_EQ(rig.open_there(), 1u);
  (void)rig.halt(bus::HaltOrder::kHalt);  // a person's exit goes while it holds
  const auto ask = [&rig](bus::HaltOrder order, const std::string& code) { return rig.core->on_halt({order, "", code}, rig.now); };
  EXPECT_EQ(ask(bus::HaltOrder::kExitSymbol, rig.code).positions, 1u);
  rig.kill();  // and survives this
  rig.begin();
  rig.seconds_until_sure();
  rig.pass(5);
  EXPECT_FALSE(rig.holds(rig.code));
  EXPECT_TRUE(rig.held_there().is_zero());
  EXPECT_EQ(rig.open_there(), 0u);
  EXPECT_EQ(ask(bus::HaltOrder::kState, rig.code).positions, 0u);
  EXPECT_THROW((void)ask(bus::HaltOrder::kExitSymbol, rig.code), UsageError);
  EXPECT_THROW((void)ask(bus::HaltOrder::kCancelSymbol, "KRW-NONE"), UsageError);
  (void)rig.halt(bus::HaltOrder::kRelease);
  rig.signal(1, -1, 2);
  EXPECT_TRUE(rig.holds(rig.code)) << "afterwards it is a symbol like any other";
}

TEST_P(RealTrader, APersonCancelsTheOrdersOfASymbol) {
  RealRig rig(folder("cancel"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  ASSERT_EQ(rig.open_there(), 1u);
  EXPECT_EQ(rig.core->on_halt({bus::HaltOrder::kCancelSymbol, "", rig.code}, rig.now).cancelled, 1u);
  rig.pass(1);
  EXPECT_EQ(rig.open_there(), 0u);
  EXPECT_EQ(rig.core->on_halt({bus::HaltOrder::kState, "", rig.code}, rig.now).open_orders, 0u);
  EXPECT_FALSE(rig.core->is_halted());
}

TEST_P(RealTrader, AFullDiskSendsNothingAndAsksTheVenueAfterwards) {
  RealRig rig(folder("disk"), GetParam());
  use_limits(rig);
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1);
  const auto file = OrderJournal::file_of(rig.folder, fmt::format("trader.{}.real", market::name(GetParam())), 20261124);
  {
    const FullDisk full(std::filesystem::file_size(file) + 5);
    rig.print(rig.last, "9000", venue::Side::kSell);
    rig.show(rig.last - 20);
    rig.print(rig.last, "9000", venue::Side::kSell);
    rig.pass(1);
    EXPECT_FALSE(rig.holds(rig.code));  // the fill could not be written down
    EXPECT_FALSE(rig.core->is_sure());
  }
  rig.pass(8);
  EXPECT_TRUE(rig.core->is_sure());
  EXPECT_TRUE(rig.holds(rig.code));
  EXPECT_EQ(rig.held_here(), rig.held_there());
}

TEST_P(RealTrader, OrdersOfOthersAreLeftAlone) {
  RealRig rig(folder("foreign"), GetParam());
  rig.begin();
  rig.seconds_until_sure();
  venue::NewOrder order;
  order.symbol = rig.code;
  order.side = venue::Side::kBuy;
  order.price = Decimal::from_double(rig.last * 0.9).whole();
  order.quantity = GetParam() == market::Market::kUpbit ? Decimal(100) : sim::decimal_of("0.1");
  order.client_id = "by-hand";
  ASSERT_TRUE(rig.exchange->place(ExchangeBroker::kAccount, order).order);
  rig.pass(6);
  EXPECT_TRUE(rig.core->is_sure());
  EXPECT_EQ(rig.open_there(), 1u);
  EXPECT_TRUE(rig.ears.heard("외부주문"));
  EXPECT_LT(rig.core->money().available, rig.core->money().cash + rig.core->money().cost + 1e-9);
  (void)rig.halt(bus::HaltOrder::kHalt);
  rig.pass(1);
  EXPECT_EQ(rig.open_there(), 1u);
}

TEST(RealTraderBinance, LeverageIsToldBeforeTheFirstEntryAndExitsOnlyReduce) {
  RealRig rig("real_leverage", market::Market::kBinance);
  rig.settings->fixed_leverage = 3;
  rig.begin();
  rig.seconds_until_sure();
  rig.signal(1, -1, 2);
  ASSERT_TRUE(rig.holds(rig.code));
  const auto& asked = rig.broker.asked;
  const auto prepared = std::find(asked.begin(), asked.end(), "prepare BTCUSDT 3 ISOLATED");
  const auto placed = std::find_if(asked.begin(), asked.end(), [](const std::string& what) { return what.starts_with("place"); });
  ASSERT_NE(prepared, asked.end());
  EXPECT_LT(prepared, placed);
  EXPECT_EQ(rig.desk(rig.code)->leverage(), 3);
}

// Faults and kills at random moments; whatever happens, the books end as the venue says.
TEST_P(RealTrader, SurvivesFaultsAndKillsOfManySeeds) {
  for (unsigned seed = 1; seed <= 16; ++seed) {
    RealRig rig(folder("seeds"), GetParam());
    if (seed % 2 == 0) {
      use_limits(rig);
      for (trade::LimitSettings* limit : {&rig.settings->orders.managed.buy.limit, &rig.settings->orders.managed.sell.limit}) {
        limit->amend_count = 3;
        limit->amend_gap = 3;
        limit->amend_ticks = 1;
        limit->cancel_by_age = true;
        limit->cancel_seconds = 6;
      }
    }
    std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL;
    const auto roll = [&state](unsigned sides) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      return static_cast<unsigned>(state >> 33) % sides;
    };
    rig.begin();
    const double middle = rig.last;
    for (int step = 0; step < 60; ++step) {
      rig.broker.faults.twice = roll(4) == 0;
      rig.broker.faults.late = roll(4) == 0;
      rig.broker.faults.lose_stream = roll(6) == 0;
      rig.broker.faults.lose_answers = roll(5) == 0 ? 1 : 0;
      rig.broker.faults.lose_requests = roll(8) == 0 ? 1 : 0;
      rig.now += kRigSecond;
      const double price = std::round(middle * (1 + 0.001 * (static_cast<double>(roll(21)) - 10)));
      rig.show(price, roll(2) == 0 ? "1000" : "3");
      if (roll(3) == 0) rig.print(price, "2000", roll(2) == 0 ? venue::Side::kBuy : venue::Side::kSell);
      if (rig.broker.faults.lose_stream) rig.core->on_private_stream(false, rig.now);
      rig.signal(roll(2) == 0 ? 1 : 0, roll(2) == 0 ? 1 : -1, 0.05 * roll(30));
      if (rig.broker.faults.lose_stream) {
        rig.broker.faults.lose_stream = false;
        rig.core->on_private_stream(true, rig.now);
      }
      if (roll(8) == 0) {
        rig.kill();
        rig.begin();
      }
    }
    rig.broker.faults = {};
    rig.core->on_private_stream(true, rig.now);
    rig.show(middle);
    rig.pass(10);
    EXPECT_TRUE(rig.core->is_sure()) << "seed " << seed;
    EXPECT_EQ(rig.held_here(), rig.held_there()) << "seed " << seed;
    EXPECT_TRUE(rig.ids_are_unique()) << "seed " << seed;
    rig.core->exit_all(rig.now);
    rig.pass(10);
    EXPECT_EQ(rig.open_there(), 0u) << "seed " << seed;
    EXPECT_TRUE(rig.held_here().is_zero()) << "seed " << seed << " " << rig.held_here().text();
    EXPECT_EQ(rig.held_here(), rig.held_there()) << "seed " << seed;
    EXPECT_GT(rig.broker.placed.size(), 5u) << "seed " << seed;
  }
}

}  // namespace
}  // namespace stom::live
