#include "live/trader_core.h"

#include <gtest/gtest.h>

#include "full_disk.h"
#include "trader_rig.h"

namespace stom::live {
namespace {

template <typename Line>
std::vector<Line> gathered(const TraderEars& ears, std::vector<Line> bus::RecordTrades::*field) {
  std::vector<Line> lines;
  for (const bus::RecordTrades& batch : ears.batches) lines.insert(lines.end(), (batch.*field).begin(), (batch.*field).end());
  return lines;
}

TEST(TraderCorePaper, SignalBecomesOrderFillRecordsAndState) {
  TraderRig rig("life");
  rig.start();
  const bus::SymbolState bought = rig.next(10000, 1);
  EXPECT_TRUE(bought.held);
  EXPECT_GT(bought.quantity, 0);
  EXPECT_EQ(bought.answered_index, second_key(rig.now / kRigSecond));
  EXPECT_FALSE(bought.buying_stopped);
  const bus::SymbolState sold = rig.next(10200, 0, 3);
  EXPECT_FALSE(sold.held);
  rig.wait(2);
  const auto trades = gathered(rig.ears, &bus::RecordTrades::trades);
  ASSERT_EQ(trades.size(), 1u);
  EXPECT_GT(trades[0].profit, 0);
  EXPECT_DOUBLE_EQ(rig.core->money().cash, paper_start(market::Market::kUpbit) + trades[0].profit);
  const auto events = gathered(rig.ears, &bus::RecordTrades::events);
  std::vector<std::string> words;
  for (const auto& event : events) words.push_back(event.word);
  EXPECT_EQ(words, (std::vector<std::string>{"매수접수", "매수", "매도접수", "매도"}));
  EXPECT_EQ(gathered(rig.ears, &bus::RecordTrades::fills).size(), 2u);
  const auto orders = gathered(rig.ears, &bus::RecordTrades::orders);
  ASSERT_FALSE(orders.empty());
  EXPECT_EQ(orders.back().status, "filled");
  EXPECT_EQ(orders.front().client_id, "stom-P-20261124-000001-1");
  EXPECT_TRUE(rig.ears.heard("시그널 주문 시간 알림"));
  EXPECT_TRUE(rig.ears.heard("손익 알림"));
  EXPECT_TRUE(rig.ears.heard("[체결]"));
}

TEST(TraderCorePaper, ARestartKnowsEverything) {
  TraderRig rig("restart");
  rig.start();
  rig.next(10000, 1);
  rig.next(10300, 0, 1);
  rig.next(10100, 1);
  rig.next(10150);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
  EXPECT_TRUE(rig.holds());
}

std::vector<JournalRecord> journal_of(const TraderRig& rig, TradingDay day = 20261124) {
  return OrderJournal::read(OrderJournal::file_of(rig.folder, "trader.upbit.paper", day));
}

// Buys, adds, sells, misses funds, halts: something of everything, a step at a time.
void busy_step(TraderRig& rig, int step) {
  switch (step) {
    case 1: rig.next(10000, 1); break;
    case 4: rig.next(9000, 0, 2); break;
    case 5: rig.next(9050, 0, 2); break;
    case 6: rig.next(9100, 1); break;
    case 7: rig.next(500, 1, -1, "KRW-XRP"); break;
    case 9: (void)rig.halt(bus::HaltOrder::kHalt); break;
    case 10: (void)rig.halt(bus::HaltOrder::kRelease); break;
    case 8: rig.next(8000); break;
    case 11: rig.next(9500, 0, 1); break;
    case 12: rig.next(9600, 1); break;
    case 13: rig.core->exit_all(rig.now); break;
    default: rig.next(10000 + 10 * step); break;
  }
}

TEST(TraderCorePaper, EveryPrefixOfTheJournalGivesTheStateOfItsMoment) {
  TraderRig rig("prefix");
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;  // rests, is filled by a later row
  rig.start();
  std::map<std::size_t, std::string> states;
  for (int step = 0; step < 16; ++step) {
    busy_step(rig, step);
    states[journal_of(rig).size()] = rig.core->books().describe();
  }
  const std::vector<JournalRecord> records = journal_of(rig);
  ASSERT_GT(records.size(), 20u);
  std::size_t compared = 0;
  for (std::size_t count = 2; count <= records.size(); ++count) {
    TraderRig other("prefix_again");
    *other.settings = *rig.settings;
    other.now = rig.now;
    {
      OrderJournal journal(other.folder, "trader.upbit.paper", 20261124);
      journal.append(std::vector<JournalRecord>(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(count)));
    }
    other.start();
    if (const auto state = states.find(count); state != states.end()) {
      ++compared;
      EXPECT_EQ(other.core->books().describe(), state->second) << count << " records";
    }
    // Whatever the moment was: it goes on, ends flat, and books every fill once.
    (void)other.halt(bus::HaltOrder::kRelease);
    for (const char* code : {kCoin, "KRW-XRP"}) other.next(9000, 0, -1, code);
    other.core->exit_all(other.now);
    other.wait(5);
    for (const char* code : {kCoin, "KRW-XRP"}) EXPECT_FALSE(other.holds(code)) << count << " records";
    Decimal bought, sold;
    std::set<std::string> ids;
    for (const JournalRecord& record : journal_of(other)) {
      if (const auto* intent = std::get_if<IntentRecord>(&record)) {
        EXPECT_TRUE(ids.insert(intent->intent.client_id).second);
      }
      if (const auto* fill = std::get_if<FillRecord>(&record)) {
        const bool opens = other.core->books().ledger().find(fill->fill.client_id)->intent.purpose == OrderPurpose::kOpen;
        (opens ? bought : sold) += fill->fill.quantity;
      }
    }
    EXPECT_EQ(bought, sold) << count << " records";
  }
  EXPECT_GT(compared, 8u);
}

TEST(TraderCorePaper, HaltCancelsLatchesAndSurvivesARestart) {
  TraderRig rig("halt");
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.start();
  EXPECT_TRUE(rig.next(10000, 1).buy_pending);
  const bus::HaltReply reply = rig.halt(bus::HaltOrder::kHalt, "fire");
  EXPECT_TRUE(reply.halted);
  EXPECT_EQ(reply.cancelled, 1u);
  EXPECT_EQ(reply.open_orders, 0u);
  const bus::SymbolState refused = rig.next(10000, 1);
  EXPECT_FALSE(refused.buy_pending);
  EXPECT_TRUE(refused.buying_stopped);
  rig.start();
  EXPECT_TRUE(rig.core->is_halted());
  EXPECT_FALSE(rig.next(10000, 1).buy_pending);
  EXPECT_FALSE(rig.halt(bus::HaltOrder::kRelease).halted);
  EXPECT_TRUE(rig.next(10000, 1).buy_pending);
}

TEST(TraderCorePaper, HaltWithExitEndsFlatAndHoldsBackTheStrategysExits) {
  TraderRig rig("halt_exit");
  rig.start();
  rig.next(10000, 1);
  (void)rig.halt(bus::HaltOrder::kHalt);
  EXPECT_TRUE(rig.next(9900, 0, 1).held);
  const bus::HaltReply reply = rig.halt(bus::HaltOrder::kHaltAndExit);
  rig.wait(3);
  EXPECT_TRUE(reply.halted);
  EXPECT_FALSE(rig.holds());
  EXPECT_TRUE(rig.ears.heard("잔고청산이 끝났습니다"));
}

TEST(TraderCorePaper, TheLossStopFiresOnceADay) {
  TraderRig rig("day_stop");
  rig.settings->stop_at_loss = true;
  rig.settings->loss_percent = 1;
  rig.settings->budget = 50;
  rig.start();
  rig.next(10000, 1);
  rig.wait(1.5);
  EXPECT_TRUE(rig.holds());
  rig.next(9000);
  rig.wait(3);
  EXPECT_FALSE(rig.holds());
  EXPECT_EQ(rig.ears.count("손실 중지"), 1u);
  EXPECT_FALSE(rig.next(9000, 1).held);
  rig.start();
  rig.wait(3);
  EXPECT_FALSE(rig.next(9000, 1).held);
  EXPECT_EQ(rig.ears.count("손실 중지"), 1u);
  (void)rig.halt(bus::HaltOrder::kRelease);  // the user wants to go on: it does not come again today
  EXPECT_TRUE(rig.next(9000, 1).held);
  rig.next(8000);
  rig.wait(3);
  EXPECT_TRUE(rig.holds());
  EXPECT_EQ(rig.ears.count("손실 중지"), 1u);
}

TEST(TraderCorePaper, TheEndOfTheDaySellsOnceAndLetsNothingIn) {
  TraderRig rig("end_of_day");
  rig.settings->end_time = 1100;  // 00:11:00
  rig.start();
  rig.next(10000, 1);
  rig.wait(62);
  EXPECT_FALSE(rig.holds());
  EXPECT_FALSE(rig.next(10000, 1).held);
  rig.start();
  EXPECT_FALSE(rig.next(10000, 1).held);
  EXPECT_EQ(rig.ears.count("종료시간"), 1u);
  rig.now = rig_start() + 86400 * kRigSecond;  // the next day begins anew
  rig.core->tick(rig.now);
  EXPECT_TRUE(rig.next(10000, 1).held);
}

TEST(TraderCorePaper, WithoutLiquidationTheEndOfTheDayOnlyCancels) {
  TraderRig rig("end_keeps");
  rig.settings->end_time = 1100;
  rig.settings->exit_at_end = false;
  rig.start();
  rig.next(10000, 1);
  rig.wait(62);
  EXPECT_TRUE(rig.holds());
  EXPECT_FALSE(rig.core->liquidation().is_active());
}

TEST(TraderCorePaper, AFullDiskStopsEntriesAndTellsOnce) {
  TraderRig rig("disk");
  rig.start();
  rig.next(10000, 1);
  const auto file = OrderJournal::file_of(rig.folder, "trader.upbit.paper", 20261124);
  {
    const FullDisk full(std::filesystem::file_size(file) + 40);
    EXPECT_FALSE(rig.next(500, 1, -1, "KRW-XRP").held);
    EXPECT_TRUE(rig.next(10000, 0, 1).held);  // the exit could not be written down, so it did not happen
    EXPECT_TRUE(rig.next(501, 1, -1, "KRW-XRP").buying_stopped);
    rig.wait(5);
    EXPECT_EQ(rig.ears.count("주문 일지를 기록할 수 없어"), 1u);
  }
  rig.wait(3);
  EXPECT_TRUE(rig.ears.heard("다시 기록할 수 있습니다"));
  EXPECT_FALSE(rig.next(10000, 0, 1).held);
  EXPECT_TRUE(rig.next(502, 1, -1, "KRW-XRP").held);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
}

TEST(TraderCorePaper, AFillThatTheDiskRefusesDidNotHappen) {
  TraderRig rig("disk_fill");
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.start();
  rig.next(10000, 1);
  const auto file = OrderJournal::file_of(rig.folder, "trader.upbit.paper", 20261124);
  {
    const FullDisk full(std::filesystem::file_size(file) + 10);
    const bus::SymbolState state = rig.next(9000);  // would fill
    EXPECT_TRUE(state.buying_stopped);
  }
  rig.wait(3);
  EXPECT_FALSE(rig.holds());
  EXPECT_TRUE(rig.next(9000).held);  // still works, and fills now
  rig.wait(1);
  const auto told = [](const bus::RecordTrades& batch) { return !batch.fills.empty(); };
  EXPECT_EQ(std::count_if(rig.ears.batches.begin(), rig.ears.batches.end(), told), 1);
}

TEST(TraderCorePaper, RecordsThatAreNotStoredStopEntriesUntilOneIs) {
  TraderRig rig("records");
  rig.start();
  EXPECT_TRUE(rig.next(10000, 1).held);
  rig.wait(1);
  ASSERT_FALSE(rig.ears.batches.empty());
  rig.core->on_record_ack({rig.ears.batches.back().batch, false, "full"}, rig.now);
  EXPECT_TRUE(rig.core->has_failed_disk());
  EXPECT_FALSE(rig.next(500, 1, -1, "KRW-XRP").held);
  EXPECT_FALSE(rig.next(10000, 0, 1).held);  // what is held may go
  rig.acknowledge_all();
  EXPECT_FALSE(rig.core->has_failed_disk());
  EXPECT_TRUE(rig.next(501, 1, -1, "KRW-XRP").held);
}

TEST(TraderCorePaper, ADayRollsWithPositionsOrdersAndMoney) {
  TraderRig rig("roll");
  rig.start();
  rig.next(10000, 1);
  rig.next(10500, 0, 1);
  rig.next(10000, 1);
  TraderSettings limit = *rig.settings;
  limit.orders.managed.buy.type = trade::OrderType::kLimit;
  rig.take(limit);
  rig.next(500, 1, -1, "KRW-XRP");
  const double total = rig.core->books().total();
  EXPECT_NE(total, paper_start(market::Market::kUpbit));
  rig.now = rig_start() + 86400 * kRigSecond;
  rig.core->tick(rig.now);
  EXPECT_EQ(rig.core->books().today().trades, 0);
  EXPECT_EQ(rig.core->books().total(), total);
  EXPECT_TRUE(rig.holds());
  ASSERT_NE(rig.desk("KRW-XRP")->working(OrderPurpose::kOpen), nullptr);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
  EXPECT_EQ(rig.core->books().context().day, 20261125);
  EXPECT_TRUE(rig.next(400, 0, -1, "KRW-XRP").held);
  EXPECT_FALSE(rig.next(10000, 0, 1).held);
}

TEST(TraderCorePaper, ATraderThatSleptOverMidnightRollsAtItsStart) {
  TraderRig rig("slept");
  rig.start();
  rig.next(10000, 1);
  rig.core.reset();
  rig.now += 3 * 86400 * kRigSecond;
  rig.start();
  EXPECT_EQ(rig.core->books().context().day, 20261127);
  EXPECT_TRUE(rig.holds());
}

TEST(TraderCorePaper, MissingFundsAreRecordedOnceInThreeMinutes) {
  TraderRig rig("funds");
  rig.settings->budget = 200;  // two hundred million of the one hundred there are
  rig.start();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(rig.next(10000, 1).held);
  rig.wait(1);
  const auto refusals = [&] {  // a batch without an answer comes again: by id
    std::set<std::string> ids;
    for (const auto& event : gathered(rig.ears, &bus::RecordTrades::events)) {
      if (event.word == "시드부족") ids.insert(event.event_id);
    }
    return ids.size();
  };
  EXPECT_EQ(refusals(), 1u);
  rig.wait(180);
  rig.next(10000, 1);
  rig.wait(1);
  EXPECT_EQ(refusals(), 2u);
}

TEST(TraderCorePaper, MostPositionsCountsPendingEntries) {
  TraderRig rig("positions");
  rig.settings->most_positions = 2;
  rig.settings->orders.managed.buy.type = trade::OrderType::kLimit;
  rig.start();
  EXPECT_TRUE(rig.next(10000, 1, -1, "KRW-A").buy_pending);
  EXPECT_TRUE(rig.next(10000, 1, -1, "KRW-B").buy_pending);
  EXPECT_FALSE(rig.next(10000, 1, -1, "KRW-C").buy_pending);
}

TEST(TraderCorePaper, ALimitOfRiskRefusesAndIsRecorded) {
  TraderRig rig("risk");
  rig.settings->risk.order_multiple = 0.5;
  rig.start();
  EXPECT_FALSE(rig.next(10000, 1).held);
  rig.wait(1);
  const auto orders = gathered(rig.ears, &bus::RecordTrades::orders);
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].status, "rejected");
  EXPECT_NE(orders[0].reason.find("위험한도"), std::string::npos);
}

TEST(TraderCorePaper, RecordsComeAgainUntilTheyAreStoredAlsoAfterARestart) {
  TraderRig rig("records");
  rig.start();
  rig.next(10000, 1);
  rig.wait(1);
  ASSERT_FALSE(rig.ears.batches.empty());
  const std::size_t sent = rig.ears.batches.size();
  rig.wait(6);
  EXPECT_GT(rig.ears.batches.size(), sent);
  rig.acknowledge_all();
  EXPECT_EQ(rig.core->unstored(), 0u);
  rig.ears.batches.clear();
  rig.start();
  rig.wait(1);
  const auto fills = gathered(rig.ears, &bus::RecordTrades::fills);
  ASSERT_EQ(fills.size(), 1u);
  EXPECT_EQ(fills[0].code, kCoin);
}

TEST(TraderCorePaper, ABudgetThatIsNotFixedFollowsTheAccount) {
  TraderRig rig("budget");
  rig.settings->budget_is_fixed = false;
  rig.start();
  rig.wait(1.2);
  ASSERT_FALSE(rig.ears.accounts.empty());
  EXPECT_EQ(rig.ears.accounts.back().budget_per_symbol, 9'800'000);
}

TEST(TraderCorePaper, FuturesGoShortWithLeverageAndReturnTheirMargin) {
  TraderRig rig("futures", market::Market::kBinance);
  rig.settings->fixed_leverage = 5;
  rig.start();
  const bus::SymbolState state = rig.next(100, 2, -1, "BTCUSDT");
  EXPECT_TRUE(state.held);
  EXPECT_EQ(state.side, 2);
  EXPECT_NEAR(state.quantity, 50, 1);  // 1,000 USDT × 5
  EXPECT_NEAR(rig.core->money().cash, 100'000 - 1000, 30);
  rig.next(90, 0, 1, "BTCUSDT");
  EXPECT_FALSE(rig.holds("BTCUSDT"));
  EXPECT_NEAR(rig.core->money().cash, 100'000 + rig.core->books().today().profit, 1e-6);
  EXPECT_GT(rig.core->books().today().profit, 400);
}

TEST(TraderCorePaper, FeesOfThePastStayWhatTheyWere) {
  TraderRig rig("fees", market::Market::kBinance);
  rig.start();
  rig.next(100, 1, -1, "BTCUSDT");
  rig.next(110, 0, 1, "BTCUSDT");
  const double profit = rig.core->books().today().profit;
  TraderSettings limits = *rig.settings;
  limits.orders.buy_order_type = limits.orders.sell_order_type = "지정가";
  rig.take(limits);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().today().profit, profit);
  EXPECT_EQ(rig.core->books().describe(), before);
}

TEST(TraderCorePaper, VariableLeverageFollowsTheDaysRangeWhileFlat) {
  TraderRig rig("range", market::Market::kBinance);
  rig.settings->leverage_is_fixed = false;
  rig.settings->leverage_bands = {{0, 5, 1}, {5, 10, 4}};
  rig.start();
  rig.now += kRigSecond;
  bus::RowDecision row = rig.row(100, 1, -1, "BTCUSDT");
  row.day_range = 7;
  rig.core->on_row(row, rig.now);
  EXPECT_EQ(rig.desk("BTCUSDT")->leverage(), 4);
  EXPECT_NEAR(rig.ears.states.back().quantity, 40, 1);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
}

TEST(TraderCorePaper, WorkersHearOfASymbolThatChangesByItself) {
  TraderRig rig("told");
  rig.start();
  rig.next(10000, 1);
  rig.ears.states.clear();
  rig.core->exit_symbol(kCoin, rig.now);
  ASSERT_FALSE(rig.ears.states.empty());
  EXPECT_EQ(rig.ears.states.back().answered_index, 0);
  EXPECT_FALSE(rig.ears.states.back().held);
}

TEST(TraderCorePaper, AHeldSymbolWithoutPricesIsAskedForAtTheVenue) {
  TraderRig rig("prices");
  std::vector<std::string> asked;
  rig.open();
  rig.core->set_price_question([&asked](const std::vector<std::string>& codes) { asked.insert(asked.end(), codes.begin(), codes.end()); });
  rig.core->start(rig.now);
  rig.next(500, 0, -1, "KRW-XRP");  // not held: nobody asks
  rig.next(10000, 1);
  rig.wait(29);
  EXPECT_TRUE(asked.empty());
  rig.wait(2);
  EXPECT_EQ(asked, std::vector<std::string>{kCoin});
  EXPECT_EQ(rig.ears.count("보유 종목 KRW-BTC의 시세가 오지 않아"), 1u);
  const double before = rig.core->money().profit;
  rig.core->on_asked_price(kCoin, 9000, rig.now);
  EXPECT_LT(rig.core->money().profit, before - 10'000) << "the position has its value";
  rig.wait(28);
  EXPECT_EQ(asked.size(), 1u);
  rig.wait(3);
  EXPECT_EQ(asked.size(), 2u);
  EXPECT_EQ(rig.ears.count("시세가 오지 않아"), 1u) << "told once";
  rig.next(10000);
  EXPECT_EQ(rig.ears.count("시세가 다시 옵니다"), 1u);
  rig.wait(20);
  EXPECT_EQ(asked.size(), 2u);
  rig.next(10000, 0, 1);
  EXPECT_FALSE(rig.holds());
  rig.wait(60);
  EXPECT_EQ(asked.size(), 2u) << "nothing is held";
}

TEST(TraderCorePaper, APositionOfBeforeTheStartIsAskedForToo) {
  TraderRig rig("prices_restart");
  rig.start();
  rig.next(10000, 1);
  std::vector<std::string> asked;
  rig.options.frame = market::Frame::kMinute;  // rows come once a minute
  rig.open();
  rig.core->set_price_question([&asked](const std::vector<std::string>& codes) { asked = codes; });
  rig.core->start(rig.now);
  rig.wait(89);
  EXPECT_TRUE(asked.empty());
  rig.wait(3);
  EXPECT_EQ(asked, std::vector<std::string>{kCoin});
}

}  // namespace
}  // namespace stom::live
