// The pure rules of a trader: gates, money, the queue to the venue, liquidation, the outbox of records.
#include <gtest/gtest.h>

#include "live/account_money.h"
#include "live/entry_gates.h"
#include "live/liquidation.h"
#include "live/record_outbox.h"
#include "live/request_queue.h"
#include "live/trader_settings.h"

namespace stom::live {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

trade::ManagedBuySettings strict() {
  trade::ManagedBuySettings settings;
  settings.limit_trades = settings.limit_losses = settings.wait_after_buy = settings.wait_after_loss = true;
  settings.max_trades = settings.max_losses = 2;
  settings.split.count = 2;
  return settings;
}

GateFacts open_facts() {
  GateFacts facts;
  facts.now = 1000;
  facts.needed = 10;
  facts.available = 10;
  return facts;
}

void close(Gate gate, GateFacts& facts) {
  switch (gate) {
    case Gate::kTrades: facts.counters.finished = 2; break;
    case Gate::kLosses: facts.counters.losses = 2; break;
    case Gate::kPositions: facts.positions = facts.most_positions; break;
    case Gate::kPause: facts.counters.wait_after_buy_until = facts.now; break;
    case Gate::kPauseAfterLoss: facts.counters.wait_after_loss_until = facts.now; break;
    case Gate::kSplits:
      facts.held = true;
      facts.buys = 2;
      break;
    case Gate::kFunds: facts.available = 9; break;
    case Gate::kPending: facts.entry_pending = true; break;
  }
}

TEST(EntryGates, EachClosesAlone) {
  EXPECT_FALSE(closed_gate(strict(), open_facts()));
  for (int i = 0; i < kGates; ++i) {
    GateFacts facts = open_facts();
    close(static_cast<Gate>(i), facts);
    EXPECT_EQ(closed_gate(strict(), facts), static_cast<Gate>(i));
    EXPECT_FALSE(describe(static_cast<Gate>(i)).ko.empty());
  }
}

TEST(EntryGates, TheFirstOfTheOrderRefuses) {
  for (int i = 0; i < kGates; ++i) {
    GateFacts facts = open_facts();
    for (int j = i; j < kGates; ++j) close(static_cast<Gate>(j), facts);
    if (static_cast<Gate>(i) == Gate::kPositions) facts.held = false;  // a held symbol is no new position
    EXPECT_EQ(closed_gate(strict(), facts), static_cast<Gate>(i)) << i;
  }
}

TEST(EntryGates, AHeldSymbolIsNoNewPosition) {
  GateFacts facts = open_facts();
  facts.held = true;
  facts.positions = 99;
  EXPECT_FALSE(closed_gate(strict(), facts));
}

TEST(AccountMoney, ReckonsTheExamplesOfTheSpecification) {
  const trade::FeeRates fees;
  const ValuedPosition won = value_position(market::Market::kUpbit, {trade::Side::kLong, 1000, 1000, 1010, 1}, fees);
  EXPECT_EQ(won.cost, 1'000'000);
  EXPECT_EQ(won.value, 1'008'995);
  EXPECT_EQ(won.profit, 8'995);
  EXPECT_EQ(won.rate, 0.9);
  const ValuedPosition longs = value_position(market::Market::kBinance, {trade::Side::kLong, 100, 10, 101, 5}, fees);
  EXPECT_DOUBLE_EQ(longs.value, 1009.1962);
  EXPECT_DOUBLE_EQ(longs.profit, 9.1962);
  EXPECT_EQ(longs.margin, 200);
  const ValuedPosition shorts = value_position(market::Market::kBinance, {trade::Side::kShort, 100, 10, 99, 1}, fees);
  EXPECT_DOUBLE_EQ(shorts.profit, 9.2042);
}

TEST(AccountMoney, FuturesEquityIsCashMarginAndProfit) {
  MoneyFacts facts;
  facts.market = market::Market::kBinance;
  facts.total = 10'000;
  facts.reserved = 300;
  facts.positions = {{trade::Side::kLong, 100, 10, 101, 5}};
  const Money money = reckon(facts);
  EXPECT_DOUBLE_EQ(money.cash, 9'800);
  EXPECT_DOUBLE_EQ(money.available, 9'500);
  EXPECT_DOUBLE_EQ(money.equity, 10'009.1962);
}

TEST(AccountMoney, RealWonAreAlreadyWithoutWhatWasSpent) {
  MoneyFacts facts;
  facts.market = market::Market::kUpbit;
  facts.total = 500'000;
  facts.cash_is_net = true;
  facts.positions = {{trade::Side::kLong, 1000, 1000, 1010, 1}};
  EXPECT_DOUBLE_EQ(reckon(facts).cash, 500'000);
  EXPECT_DOUBLE_EQ(reckon(facts).equity, 500'000 + 1'008'995);
}

TEST(AccountMoney, BudgetsAreFixedOrAShareOfTheAccount) {
  EXPECT_EQ(budget_per_symbol(market::Market::kUpbit, true, 1.5, 0, 10), 1'500'000);
  EXPECT_EQ(budget_per_symbol(market::Market::kBinance, true, 1000.7, 0, 10), 1000);
  EXPECT_EQ(budget_per_symbol(market::Market::kBinance, false, 1000, 100'000, 10), 9800);
}

TEST(TraderSettings, LeverageFollowsTheRangeOfTheDay) {
  TraderSettings settings;
  settings.leverage_is_fixed = false;
  settings.leverage_bands = {{0, 5, 1}, {5, 10, 2}, {10, 20, 3}};
  EXPECT_EQ(leverage_for(settings, 4.99), 1);
  EXPECT_EQ(leverage_for(settings, 5), 2);
  EXPECT_EQ(leverage_for(settings, 19), 3);
  EXPECT_EQ(leverage_for(settings, 200), 1);
}

TEST(TraderSettings, HasTheDefaultsOfTheUsersSettings) {
  const TraderSettings settings = trader_settings(market::Market::kBinance, bus::Settings(1, {}));
  EXPECT_EQ(settings.most_positions, 10);
  EXPECT_EQ(settings.end_time, 235000);
  EXPECT_EQ(settings.leverage_bands.size(), 5u);
  EXPECT_EQ(settings.risk, trade::RiskLimits());
  EXPECT_FALSE(settings.is_on);
}

QueuedRequest request(const char* id, RequestTurn turn) {
  QueuedRequest out;
  out.client_id = id;
  out.turn = turn;
  if (turn == RequestTurn::kCancel) out.kind = QueuedRequest::Kind::kCancel;
  return out;
}

TEST(RequestQueue, CancelsGoFirstAndOrdersThreeTenthsApart) {
  RequestQueue queue;
  queue.push(request("entry", RequestTurn::kEntry));
  queue.push(request("exit", RequestTurn::kExit));
  queue.push(request("cancel", RequestTurn::kCancel));
  EpochMicros now = 100 * kSecond;
  EXPECT_EQ(queue.next(now)->client_id, "cancel");
  EXPECT_EQ(queue.next(now)->client_id, "exit");
  EXPECT_FALSE(queue.next(now));
  queue.push(request("another cancel", RequestTurn::kCancel));
  EXPECT_EQ(queue.next(now)->client_id, "another cancel");
  EXPECT_FALSE(queue.next(now + 299'999));
  EXPECT_EQ(queue.next(now + 300'000)->client_id, "entry");
  EXPECT_TRUE(queue.is_empty());
}

TEST(RequestQueue, OrdersWaitWhileTheAccountIsComparedAndCancelsDoNot) {
  RequestQueue queue;
  const EpochMicros now = 100 * kSecond;
  queue.keep_quiet(now + kSecond);
  EXPECT_FALSE(queue.may_go_at_once(now));
  queue.push(request("exit", RequestTurn::kExit));
  queue.push(request("cancel", RequestTurn::kCancel));
  EXPECT_EQ(queue.next(now)->client_id, "cancel");
  EXPECT_FALSE(queue.next(now + kSecond - 1));
  EXPECT_EQ(queue.next(now + kSecond)->client_id, "exit");
}

TEST(RequestQueue, APlacementThatHasNotLeftCanBeTakenBack) {
  RequestQueue queue;
  queue.push(request("entry", RequestTurn::kEntry));
  EXPECT_TRUE(queue.remove_place("entry"));
  EXPECT_FALSE(queue.remove_place("entry"));
  EXPECT_FALSE(queue.next(kSecond * 100));
}

TEST(Liquidation, CancelsThenExitsEveryTwoSecondsUntilFlat) {
  Liquidation exit;
  exit.begin(OrderReason::kDayStop, true, 0);
  EXPECT_TRUE(exit.step(true, false, 1).cancel);
  EXPECT_FALSE(exit.step(true, false, kSecond).cancel);
  EXPECT_TRUE(exit.step(false, false, kSecond + 1).exit);
  EXPECT_FALSE(exit.step(false, false, 2 * kSecond).exit);
  EXPECT_TRUE(exit.step(false, false, 3 * kSecond + 1).exit);
  const ExitStep last = exit.step(false, true, 4 * kSecond);
  EXPECT_TRUE(last.is_flat);
  EXPECT_FALSE(exit.is_active());
}

TEST(Liquidation, SaysOnceThatItIsLate) {
  Liquidation exit;
  exit.begin(OrderReason::kEndOfDay, true, 0);
  int told = 0;
  for (int second = 0; second < 100; ++second) told += exit.step(false, false, second * kSecond).is_late ? 1 : 0;
  EXPECT_EQ(told, 1);
}

TEST(Liquidation, AGraverReasonStays) {
  Liquidation exit;
  exit.begin(OrderReason::kHalt, true, 0);
  exit.begin(OrderReason::kEndOfDay, false, 1);
  EXPECT_EQ(exit.reason(), OrderReason::kHalt);
  EXPECT_TRUE(exit.step(false, false, kSecond).exit);
}

struct OutboxRig {
  RecordOutbox outbox{LineContext{market::Market::kUpbit, Mode::kPaper, "paper", 20261124}, "ctrader.upbit", kSecond};
  std::vector<bus::RecordTrades> sent;
  bool takes = true;
  EpochMicros now = 10 * kSecond;

  void fill(const std::string& id) {
    bus::FillLine line;
    line.fill_id = id;
    outbox.add(std::move(line));
  }
  void flush(EpochMicros later) {
    now += later;
    outbox.flush(now, [this](const bus::RecordTrades& records) {
      if (takes) sent.push_back(records);
      return takes;
    });
  }
};

TEST(RecordOutbox, KeepsWhatTheChannelDoesNotTake) {
  OutboxRig rig;
  rig.takes = false;
  rig.fill("a");
  rig.flush(kSecond);
  rig.takes = true;
  rig.flush(kSecond);
  ASSERT_EQ(rig.sent.size(), 1u);
  EXPECT_FALSE(rig.outbox.on_ack({rig.sent[0].batch, true, ""}, rig.now));
  EXPECT_TRUE(rig.outbox.is_empty());
}

TEST(RecordOutbox, ARefusedBatchDoesNotHoldUpTheOthersAndIsToldOnce) {
  OutboxRig rig;
  rig.fill("bad");
  rig.flush(kSecond);
  rig.fill("good");
  rig.flush(kSecond);
  ASSERT_EQ(rig.sent.size(), 2u);
  EXPECT_EQ(rig.outbox.on_ack({rig.sent[0].batch, false, "no room"}, rig.now), "no room");
  EXPECT_FALSE(rig.outbox.on_ack({rig.sent[1].batch, true, ""}, rig.now));
  rig.flush(11 * kSecond);
  ASSERT_EQ(rig.sent.size(), 3u);
  EXPECT_EQ(rig.sent[2].fills[0].fill_id, "bad");
  EXPECT_FALSE(rig.outbox.on_ack({rig.sent[2].batch, false, "no room"}, rig.now));
}

TEST(RecordOutbox, APictureThatIsSentAgainDoesNotReplaceANewerOne) {
  OutboxRig rig;
  bus::PositionRecordLine old;
  old.code = "KRW-OLD";
  rig.outbox.set_positions({old});
  rig.flush(kSecond);
  rig.outbox.set_positions({});
  rig.flush(kSecond);
  rig.sent.clear();
  rig.flush(6 * kSecond);
  ASSERT_EQ(rig.sent.size(), 2u);
  EXPECT_FALSE(rig.sent[0].has_positions);
  EXPECT_TRUE(rig.sent[1].has_positions);
}

TEST(RecordOutbox, AnOrderStandsOnceInABatchAsItIsNow) {
  OutboxRig rig;
  for (const char* status : {"sent", "open", "filled"}) {
    bus::OrderLine line;
    line.client_id = "a";
    line.status = status;
    rig.outbox.add(std::move(line));
  }
  rig.flush(kSecond);
  ASSERT_EQ(rig.sent.size(), 1u);
  ASSERT_EQ(rig.sent[0].orders.size(), 1u);
  EXPECT_EQ(rig.sent[0].orders[0].status, "filled");
}

}  // namespace
}  // namespace stom::live
