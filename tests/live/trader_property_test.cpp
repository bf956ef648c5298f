// Random days of a real trader at the exchange in a box: parts, rejects, lost and doubled news, amendments and cancels that cross fills,
// midnight, kills. What must hold at every step, whatever happens, is asked at every step.
#include <gtest/gtest.h>

#include "real_rig.h"

namespace stom::live {
namespace {

struct Dice {
  std::uint64_t state;
  unsigned operator()(unsigned sides) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<unsigned>(state >> 33) % sides;
  }
};

// Sums of what the day file says, its carried part as it stands.
struct Sums {
  Decimal held;
  bool is_carrying = true, is_below_zero = false, is_corrected = false;
  std::map<std::string, OrderPurpose> purposes;

  void take(const JournalRecord& record) {
    if (const auto* intent = std::get_if<IntentRecord>(&record)) purposes[intent->intent.client_id] = intent->intent.purpose;
    if (const auto* latch = std::get_if<LatchRecord>(&record); latch != nullptr && latch->name == kLatchDay) is_carrying = false;
    if (const auto* position = std::get_if<PositionSnapshotRecord>(&record)) held = position->quantity;
    if (const auto* correction = std::get_if<CorrectionRecord>(&record)) {
      is_corrected = true;
      held = correction->quantity;
    }
    const auto* fill = std::get_if<FillRecord>(&record);
    if (fill == nullptr || is_carrying) return;
    const auto purpose = purposes.find(fill->fill.client_id);
    if (purpose == purposes.end()) return;
    if (purpose->second == OrderPurpose::kOpen) held += fill->fill.quantity;
    else if (held < fill->fill.quantity) is_below_zero = true;
    else held -= fill->fill.quantity;
  }
};

void expect_day_holds(RealRig& rig, const std::string& where) {
  const std::string name = fmt::format("trader.{}.real", market::name(rig.options.market));
  Sums sums;
  for (const JournalRecord& record :
       OrderJournal::read(OrderJournal::file_of(rig.folder, name, rig.core->books().context().day))) {
    sums.take(record);
  }
  EXPECT_FALSE(sums.is_below_zero) << where << ": sold what was not held";
  EXPECT_EQ(rig.held_here(), sums.held) << where << ": the position is not the sum of its fills";
  if (const SymbolDesk* desk = rig.desk(rig.code)) {
    if (const OrderIntent* exit = desk->working(OrderPurpose::kClose)) {
      const LedgerOrder* order = rig.core->books().ledger().find(exit->client_id);
      if (order != nullptr && order->stage == OrderStage::kIntended) {
        EXPECT_LE(exit->quantity, desk->quantity()) << where << ": an exit above the position";
      }
    }
  }
}

// A day file gives an id once; what it carries over from the day before stands in front.
void expect_ids_are_given_once(const RealRig& rig, const std::string& where) {
  std::set<std::string> given;
  const std::string name = fmt::format("trader.{}.real", market::name(rig.options.market));
  for (const TradingDay day : {20261124, 20261125}) {
    bool is_carrying = true;
    for (const JournalRecord& record : OrderJournal::read(OrderJournal::file_of(rig.folder, name, day))) {
      if (const auto* latch = std::get_if<LatchRecord>(&record); latch != nullptr && latch->name == kLatchDay) is_carrying = false;
      const auto* intent = std::get_if<IntentRecord>(&record);
      if (intent == nullptr || is_carrying) continue;
      EXPECT_TRUE(given.insert(intent->intent.client_id).second) << where << " " << intent->intent.client_id;
    }
  }
  EXPECT_TRUE(rig.ids_are_unique()) << where << ": an order was placed twice";
}

class TraderProperty : public testing::TestWithParam<market::Market> {};
INSTANTIATE_TEST_SUITE_P(Venues, TraderProperty, testing::Values(market::Market::kUpbit, market::Market::kBinance),
                         [](const auto& each) { return std::string(market::name(each.param)); });

TEST_P(TraderProperty, HoldsAtEveryStepOfRandomDays) {
  for (unsigned seed = 101; seed <= 112; ++seed) {
    RealRig rig(fmt::format("property_{}", market::name(GetParam())), GetParam());
    Dice dice{seed * 0x9E3779B97F4A7C15ULL};
    const bool is_won = GetParam() == market::Market::kUpbit;
    rig.settings->orders.managed.buy.split.count = 1 + static_cast<int>(dice(2));
    rig.settings->orders.managed.buy.type = dice(3) == 0 ? trade::OrderType::kMarket : trade::OrderType::kLimit;
    rig.settings->orders.managed.sell.type = dice(3) == 0 ? trade::OrderType::kMarket : trade::OrderType::kLimit;
    rig.settings->orders.managed.sell.limit.base = trade::LimitBase::kBestAsk;
    for (trade::LimitSettings* limit : {&rig.settings->orders.managed.buy.limit, &rig.settings->orders.managed.sell.limit}) {
      limit->amend_count = 3;
      limit->amend_gap = 3;
      limit->amend_ticks = 1;
      limit->cancel_by_age = true;
      limit->cancel_seconds = 7;
    }
    rig.now = (days_from_civil(20261125) * 86400 - 30) * kRigSecond;  // midnight is on the way
    rig.exchange->advance(rig.now);
    rig.begin();
    const double middle = rig.last;
    bool halted = false;
    std::size_t placed_at_halt = 0;
    for (int step = 0; step < 70; ++step) {
      const std::string where = fmt::format("seed {} step {}", seed, step);
      rig.broker.faults.twice = dice(4) == 0;
      rig.broker.faults.late = dice(3) == 0;
      rig.broker.faults.lose_answers = dice(6) == 0 ? 1 : 0;
      rig.broker.faults.lose_requests = dice(9) == 0 ? 1 : 0;
      rig.now += kRigSecond;
      const double price = std::round(middle * (1 + 0.001 * (static_cast<double>(dice(21)) - 10)));
      rig.show(price, dice(2) == 0 ? "1000" : "3");
      if (dice(2) == 0) rig.print(price, is_won ? "1100" : "1000.005", dice(2) == 0 ? venue::Side::kBuy : venue::Side::kSell);
      rig.signal(dice(2) == 0 ? 1 : 0, dice(3) == 0 ? 1 : -1, 0.05 * dice(25));
      if (halted) {
        for (std::size_t i = placed_at_halt; i < rig.broker.placed.size(); ++i) {
          const LedgerOrder* order = rig.core->books().ledger().find(rig.broker.placed[i]);
          EXPECT_TRUE(order == nullptr || order->intent.reason == OrderReason::kManual) << where << ": an order after the halt";
        }
      }
      switch (dice(14)) {
        case 0: {
          (void)rig.halt(halted ? bus::HaltOrder::kRelease : bus::HaltOrder::kHalt);
          halted = !halted;
          rig.pass(0.1);  // what left before it has arrived
          placed_at_halt = rig.broker.placed.size();
          break;
        }
        case 1: rig.core->cancel_symbol(rig.code, rig.now); break;
        case 2: rig.core->exit_symbol(rig.code, rig.now); break;
        case 3: {
          const std::string before = rig.core->books().describe();
          rig.kill();
          rig.open();
          EXPECT_EQ(rig.core->books().describe(), before) << where << ": the journal tells another story";
          rig.kill();
          rig.begin();
          break;
        }
        default: break;
      }
      expect_day_holds(rig, where);
      if (testing::Test::HasFailure()) return;
    }
    EXPECT_EQ(rig.core->books().context().day, 20261125);
    rig.broker.faults = {};
    (void)rig.halt(bus::HaltOrder::kRelease);
    rig.core->on_private_stream(true, rig.now);
    rig.show(middle);
    rig.pass(10);
    EXPECT_TRUE(rig.core->is_sure()) << "seed " << seed;
    EXPECT_EQ(rig.held_here(), rig.held_there()) << "seed " << seed;
    rig.core->exit_all(rig.now);
    rig.pass(12);
    EXPECT_TRUE(rig.held_there().is_zero()) << "seed " << seed;
    EXPECT_EQ(rig.open_there(), 0u) << "seed " << seed;
    expect_day_holds(rig, fmt::format("seed {} end", seed));
    expect_ids_are_given_once(rig, fmt::format("seed {}", seed));
    rig.core->on_private_stream(true, rig.now);  // compared once more: the cash is as the venue said it last
    rig.pass(5);
    // Upbit's books say the venue's won; Binance's its wallet.
    EXPECT_NEAR(rig.core->books().total(), rig.money_there(), is_won ? 1 : 0.01) << "seed " << seed;
  }
}

}  // namespace
}  // namespace stom::live
