// Binance's dead man's switch: when the venue is told, in virtual time, and what it does to orders at the exchange in a box.
#include "gateway/broker_box.h"
#include "gateway/order_guard.h"
#include "gateway/ruled_port.h"

namespace stom::gateway::test {
namespace {

using Lines = std::vector<std::string>;

// What the venue is told, as "time symbol milliseconds".
struct GuardDesk {
  GuardDesk()
      : port([this](const venue::RestRequest& request) {
          told.push_back(fmt::format("{:.0f} {} {}", static_cast<double>(port.now()) / 1e6, request.parameters[0].value,
                                     request.parameters[1].value));
          return failing > 0 && failing-- > 0 ? RuledPort::Said{{}, 503, "Service Unavailable"} : RuledPort::Said{};
        }),
        guard(port, [this](const Message& text) { alarms.push_back(text.en); }) {}

  // The owner lives for so many seconds, with open entries in these symbols and exits in those.
  void live(int seconds, const std::set<std::string>& entries, const std::set<std::string>& exits = {}, double limit = 120) {
    std::set<std::string> all = entries;
    all.insert(exits.begin(), exits.end());
    for (int second = 0; second < seconds; ++second) {
      guard.alive(limit, entries, all);
      port.run_for(1);
    }
  }

  Lines told, alarms;
  int failing = 0;
  RuledPort port;
  OrderGuard guard;
};

TEST(OrderGuard, IsSetBeforeTheEntryAndRenewedEveryQuarterOfItsTime) {
  GuardDesk desk;
  desk.live(1, {});
  desk.guard.entering("BTCUSDT");
  EXPECT_EQ(desk.told, Lines{"1 BTCUSDT 120000"});
  desk.live(65, {"BTCUSDT"});
  EXPECT_EQ(desk.told, (Lines{"1 BTCUSDT 120000", "31 BTCUSDT 120000", "61 BTCUSDT 120000"}));
}

TEST(OrderGuard, IsTakenBackWhenNoEntryIsLeftSoThatExitsStay) {
  GuardDesk desk;
  desk.live(3, {"BTCUSDT"});
  desk.live(3, {}, {"BTCUSDT"});
  EXPECT_EQ(desk.told, (Lines{"0 BTCUSDT 120000", "3 BTCUSDT 0"}));
}

TEST(OrderGuard, IsSilentWhenTheOwnerIs) {
  GuardDesk desk;
  desk.live(2, {"BTCUSDT"});
  desk.port.run_for(1000);
  EXPECT_EQ(desk.told.size(), 1U);
}

TEST(OrderGuard, TakesBackWhatAnEarlierLifeMayHaveLeftRunning) {
  GuardDesk desk;
  desk.live(40, {}, {"ETHUSDT"});
  EXPECT_EQ(desk.told, Lines{"0 ETHUSDT 0"});
}

TEST(OrderGuard, TriesAgainAndSaysOnceThatItCannotBeSet) {
  GuardDesk desk;
  desk.failing = 4;
  desk.live(10, {"BTCUSDT"});
  EXPECT_GE(desk.told.size(), 5U);
  EXPECT_EQ(desk.alarms.size(), 1U);
}

TEST(OrderGuard, ARenewalThatFailsOnceIsNoAlarm) {
  GuardDesk desk;
  desk.live(29, {"BTCUSDT"});
  desk.failing = 1;
  desk.live(10, {"BTCUSDT"});
  EXPECT_EQ(desk.told.size(), 3U);
  EXPECT_TRUE(desk.alarms.empty());
}

TEST(OrderGuard, WithoutTheSettingNothingIsTold) {
  GuardDesk desk;
  desk.live(5, {"BTCUSDT"}, {"ETHUSDT"}, 0);
  desk.guard.entering("BTCUSDT");
  EXPECT_TRUE(desk.told.empty());
}

TEST(OrderGuard, AnOrderlyEndTakesItBackAndWaitsForTheAnswer) {
  GuardDesk desk;
  desk.live(1, {"BTCUSDT"});
  desk.guard.entering("ETHUSDT");  // is on its way
  bool released = false;
  desk.guard.release([&] { released = true; });
  EXPECT_FALSE(released);
  desk.port.run_for(1);
  EXPECT_TRUE(released);
  std::sort(desk.told.begin(), desk.told.end());
  EXPECT_EQ(desk.told, (Lines{"0 BTCUSDT 120000", "1 BTCUSDT 0", "1 ETHUSDT 0", "1 ETHUSDT 120000"}));
}

// A broker whose owner lives, or not, while the exchange plays minutes at once.
struct GuardBox : BrokerBox {
  GuardBox() : BrokerBox(venue::Venue::kBinance) {}
  [[nodiscard]] bool place_guarded() {
    broker->keep_orders(8);
    place("stom-L-1", 98, "5");
    return notes.wait_for("result stom-L-1 took") && countdowns(1);
  }
  // Until the venue has heard of so many switches.
  [[nodiscard]] bool countdowns(std::size_t wanted) {
    for (std::size_t tick = 1; tick < 2000; ++tick) {
      if (account()["countdowns"].size() == wanted) return true;
      timer.start(0.005, [this] { ticks.put(0); });
      if (!ticks.wait_for_count(++looks)) return false;
    }
    return false;
  }
  std::size_t looks = 0;
};

TEST(OrderGuardInABox, TheVenueCancelsWhenTheOwnerFallsSilent) {
  GuardBox rig;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.place_guarded());
  rig.box->advance(7);
  EXPECT_EQ(rig.orders("stom-L-1")[0]["state"], "NEW");
  rig.box->advance(2);
  ASSERT_TRUE(rig.notes.wait_for("order stom-L-1 5")) << rig.notes.text();
}

TEST(OrderGuardInABox, AnOrderStaysAfterAnOrderlyEnd) {
  GuardBox rig;
  ASSERT_TRUE(rig.start());
  ASSERT_TRUE(rig.place_guarded());
  rig.broker->close();
  rig.box->advance(600);
  EXPECT_EQ(rig.orders("stom-L-1")[0]["state"], "NEW");
}

TEST(OrderGuardInABox, AnExitStaysAfterTheEntryIsGone) {
  GuardBox rig;
  ASSERT_TRUE(rig.start());
  rig.place("stom-L-0", 101, "5");
  ASSERT_TRUE(rig.notes.wait_for("fill stom-L-0 5"));
  ASSERT_TRUE(rig.place_guarded());
  venue::NewOrder exit = rig.order("stom-L-2", 120, "5");
  exit.side = venue::Side::kSell;
  exit.reduce_only = true;
  rig.broker->place(exit, net::Priority::kExit);
  ASSERT_TRUE(rig.notes.wait_for("result stom-L-2 took")) << rig.notes.text();
  rig.broker->cancel(rig.symbol, {"", "stom-L-1"});
  ASSERT_TRUE(rig.notes.wait_for("order stom-L-1 5"));
  rig.broker->keep_orders(8);
  ASSERT_TRUE(rig.countdowns(0));
  rig.box->advance(600);
  EXPECT_EQ(rig.orders("stom-L-2")[0]["state"], "NEW");
}

}  // namespace
}  // namespace stom::gateway::test
