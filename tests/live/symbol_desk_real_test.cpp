// Desks of real trading: what is sent to the venue, in which order, and what its answers do.
#include <gtest/gtest.h>

#include "backtest/settings_reader.h"
#include "desk_host.h"
#include "script/prepare.h"

namespace stom::live {
namespace {

using market::Market;
using trade::Side;

constexpr std::int64_t kStart = 1767571200;  // 2026-01-05 00:00 UTC

Decimal decimal(const std::string& text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value)) << text;
  return value;
}
venue::Number number(const char* text) { return venue::Number::of(decimal(text)); }

// One desk of real trading and the venue's answers.
class Desk {
 public:
  explicit Desk(Market market, int leverage = 1, Mode mode = Mode::kReal) : market_(market) {
    DeskOptions options;
    options.market = market;
    options.mode = mode;
    options.code = market == Market::kUpbit ? "KRW-DOGE" : "BTCUSDT";
    options.leverage = leverage;
    if (market == Market::kBinance) {
      options.instrument.tick = number("0.1");
      options.instrument.step = number("0.001");
      options.instrument.market_step = number("0.01");
      options.instrument.min_notional = number("100");
    }
    make = [this, options] {
      desk = std::make_unique<SymbolDesk>(options, settings, host);
      host.desk = desk.get();
    };
    make();
  }

  // A row at `price`, one second after the last: asks from price + tick up, bids from price down.
  DeskRow next(double price, double size = 1000) {
    DeskRow row;
    const double tick = market_ == Market::kUpbit ? 1 : 0.1;
    ++rows;
    row.facts.market = market_;
    row.facts.seconds = kStart + rows;
    row.facts.day = 20260105;
    row.facts.hhmmss = rows;
    row.facts.price = row.facts.fill_low = row.facts.fill_high = price;
    row.facts.best_ask = price + tick;
    row.facts.best_bid = price;
    row.facts.tick = row.facts.amend_tick = tick;
    row.facts.watched = row.facts.was_watched = true;
    row.index = second_key(row.facts.seconds);
    row.row_number = rows;
    for (int level = 0; level < 5; ++level) {
      row.market.asks[level] = {price + tick * (level + 1), size};
      row.market.bids[level] = {price - tick * level, size};
    }
    row.market.low = row.market.high = price;
    row.bet = market_ == Market::kUpbit ? 1'000'000 : 1000;
    return row;
  }
  void quiet(double price) { desk->row(next(price)); }
  void buy(double price, Side side = Side::kLong) {
    DeskRow row = next(price);
    row.buy_signal = static_cast<std::uint8_t>(side);
    desk->row(row);
  }
  void sell(double price, std::int32_t label = 1) {
    DeskRow row = next(price);
    row.sell_label = label;
    row.sell_label_text = "매도 조건";
    desk->row(row);
  }

  [[nodiscard]] const OrderIntent& entry() const { return *desk->working(OrderPurpose::kOpen); }
  [[nodiscard]] const OrderIntent& exit() const { return *desk->working(OrderPurpose::kClose); }
  [[nodiscard]] bool enters() const { return desk->working(OrderPurpose::kOpen) != nullptr; }
  [[nodiscard]] bool exits() const { return desk->working(OrderPurpose::kClose) != nullptr; }

  std::optional<ClosedPart> fill(const std::string& id, const std::string& quantity, const std::string& money, const std::string& fee = "0",
                                 const std::string& asset = "") {
    FillIncrement fill;
    fill.fill_id = std::to_string(++fills_);
    fill.client_id = id;
    fill.quantity = decimal(quantity);
    fill.money = decimal(money);
    fill.fee = decimal(fee);
    fill.fee_asset = asset;
    fill.time = (kStart + rows) * 1'000'000;
    return host.book(fill);
  }
  void end(const std::string& id, OrderEnd how) { host.paper_end(id, how, (kStart + rows) * 1'000'000); }
  // Bought whole at `price`.
  void hold(double price, Side side = Side::kLong) {
    buy(price, side);
    const OrderIntent sent = entry();
    const double quantity = sent.quantity.to_double();
    fill(sent.client_id, sent.quantity.text(), fmt::format("{}", quantity * price));
    end(sent.client_id, OrderEnd::kFilled);
    ASSERT_EQ(desk->quantity(), sent.quantity);
  }

  trade::OrderSettings settings;
  DeskTestHost host;
  std::unique_ptr<SymbolDesk> desk;
  std::function<void()> make;
  int rows = 0;

 private:
  Market market_;
  int fills_ = 0;
};

void use_limits(trade::OrderSettings& settings) {
  settings.managed.buy.type = settings.managed.sell.type = trade::OrderType::kLimit;
  settings.managed.sell.limit.base = trade::LimitBase::kBestAsk;
}

TEST(RealDesk, SendsPricesOnTheTickAndQuantitiesOnTheStep) {
  Desk upbit(Market::kUpbit);
  use_limits(upbit.settings);
  upbit.buy(512.7);  // best bid 512.7 is no price of the venue
  EXPECT_EQ(upbit.entry().limit.text(), "512");
  EXPECT_EQ(upbit.entry().quantity.text(), "1950.45835771");

  Desk futures(Market::kBinance);
  futures.settings.managed.buy.type = trade::OrderType::kLimit;
  futures.settings.managed.buy.limit.base = trade::LimitBase::kLastPrice;
  futures.buy(333.333, Side::kShort);
  EXPECT_EQ(futures.entry().limit.text(), "333.4");  // a sale: up
  EXPECT_EQ(futures.entry().quantity.text(), "3");
  EXPECT_FALSE(futures.entry().buys());
}

TEST(RealDesk, LeverageMultipliesEntriesAndStaysWithThePosition) {
  Desk desk(Market::kBinance, 5);
  desk.settings.managed.sell.split.count = 2;
  desk.hold(333);
  EXPECT_EQ(desk.desk->quantity().text(), "15.01");  // 1000 × 5 / 333 = 15.015…, market step 0.01
  EXPECT_EQ(desk.desk->leverage(), 5);
  desk.desk->set_leverage(20);
  desk.sell(334);
  EXPECT_EQ(desk.exit().quantity.text(), "7.5");  // half of the leveraged bet
  EXPECT_EQ(desk.desk->leverage(), 5);
}

TEST(RealDesk, SmallEntriesAreRefusedAndReducingExitsAreNot) {
  Desk upbit(Market::kUpbit);
  DeskRow row = upbit.next(1000);
  row.bet = 4999;
  row.buy_signal = 1;
  upbit.desk->row(row);
  EXPECT_FALSE(upbit.enters());
  ASSERT_EQ(upbit.host.too_small.size(), 1u);

  Desk futures(Market::kBinance);
  futures.hold(500);
  futures.fill("stom-P-20260105-000001-0", "0.01", "5");  // late: 2.01 are held
  futures.settings.managed.sell.split = {5, 1, true, false, false, 1, 1};
  row = futures.next(500);
  row.bet = 400;
  row.sell_label = 1;
  futures.desk->row(row);
  ASSERT_TRUE(futures.exits());
  EXPECT_EQ(futures.exit().quantity.text(), "0.16");  // 80 USDT of 100
}

TEST(RealDesk, APartThatWouldLeaveDustSellsAll) {
  Desk desk(Market::kUpbit);
  desk.settings.managed.sell.split.count = 2;
  DeskRow row = desk.next(1000);
  row.bet = 9000;
  row.buy_signal = 1;
  desk.desk->row(row);
  const OrderIntent sent = desk.entry();
  desk.fill(sent.client_id, "9", "9000");
  desk.end(sent.client_id, OrderEnd::kFilled);
  row = desk.next(1000);
  row.bet = 9000;
  row.sell_label = 1;
  desk.desk->row(row);
  EXPECT_EQ(desk.exit().quantity.text(), "9");  // half would be 4,500 won, and so would the rest
}

TEST(RealDesk, AThinBookHoldsBackEntriesAndNoExit) {
  Desk desk(Market::kUpbit);
  DeskRow row = desk.next(1000, 10);
  row.buy_signal = 1;
  desk.desk->row(row);
  EXPECT_FALSE(desk.enters());
  desk.hold(1000);
  row = desk.next(1000, 10);
  row.sell_label = 1;
  desk.desk->row(row);
  EXPECT_TRUE(desk.exits());
}

TEST(RealDesk, AStopLossWaitsForTheCancelAndSellsAllThatIsHeldThen) {
  Desk desk(Market::kUpbit);
  use_limits(desk.settings);
  desk.settings.managed.sell.stop_by_rate = true;
  desk.hold(1000);
  desk.sell(1000);
  const OrderIntent exit = desk.exit();
  EXPECT_EQ(exit.limit.text(), "1001");
  desk.quiet(900);
  desk.quiet(900);
  EXPECT_EQ(desk.host.asked, std::vector<std::string>{fmt::format("cancel {} 강제청산", exit.client_id)});  // once
  desk.fill(exit.client_id, "400", "400400");
  desk.end(exit.client_id, OrderEnd::kCancelled);
  desk.quiet(900);
  ASSERT_TRUE(desk.exits());
  EXPECT_EQ(desk.exit().reason, OrderReason::kStopLoss);
  EXPECT_EQ(desk.exit().quantity.text(), "600");
  EXPECT_TRUE(desk.exit().limit.is_zero());
  EXPECT_EQ(desk.exit().label_text, script::kLabelStopLoss);
  const std::string forced = desk.exit().client_id;
  desk.quiet(880);
  EXPECT_EQ(desk.exit().client_id, forced);
  EXPECT_EQ(desk.host.asked.size(), 1u);
}

TEST(RealDesk, NearLiquidationExitsWhateverTheSettingsSay) {
  Desk desk(Market::kBinance, 20);
  desk.hold(1000);
  desk.quiet(960);  // −4 % × 20
  EXPECT_FALSE(desk.exits());
  DeskRow row = desk.next(954);  // −4.6 % × 20
  row.may_evaluate = false;
  desk.desk->row(row);
  ASSERT_TRUE(desk.exits());
  EXPECT_EQ(desk.exit().reason, OrderReason::kNearLiquidation);
  EXPECT_EQ(desk.exit().quantity, desk.desk->quantity());
}

TEST(RealDesk, AsksForOneCancelAtATime) {
  Desk desk(Market::kUpbit);
  use_limits(desk.settings);
  desk.settings.managed.buy.limit.cancel_by_age = true;
  desk.settings.managed.buy.limit.cancel_seconds = 3;
  desk.buy(1000);
  const std::string id = desk.entry().client_id;
  for (int i = 0; i < 10; ++i) desk.quiet(1000);
  EXPECT_EQ(desk.host.asked, std::vector<std::string>{fmt::format("cancel {} 취소시간", id)});
  desk.desk->request_failed(id);
  desk.quiet(1000);
  desk.quiet(1000);
  EXPECT_EQ(desk.host.asked.size(), 2u);
  desk.end(id, OrderEnd::kCancelled);
  EXPECT_TRUE(desk.desk->is_flat());
  EXPECT_EQ(desk.desk->position().buys, 0);
}

TEST(RealDesk, AnAmendedOrderGoesOnUnderItsNewIdAndStillBooksTheOld) {
  Desk desk(Market::kUpbit);
  use_limits(desk.settings);
  desk.settings.managed.buy.limit.amend_count = 1;
  desk.settings.managed.buy.limit.amend_gap = 5;
  desk.settings.managed.buy.limit.amend_ticks = 2;
  desk.buy(1000);
  const OrderIntent first = desk.entry();
  desk.quiet(1005.3);
  desk.quiet(1006);  // one request in flight
  EXPECT_EQ(desk.host.asked, std::vector<std::string>{fmt::format("amend {} 1003", first.client_id)});
  desk.desk->apply_amend(first.client_id, decimal("1003"), "stom-P-20260105-000001-1");
  EXPECT_EQ(desk.entry().limit.text(), "1003");
  EXPECT_EQ(desk.entry().amended, 1);
  desk.quiet(1020);  // 정정횟수 is used up
  EXPECT_EQ(desk.host.asked.size(), 1u);
  desk.fill(first.client_id, "100", "100000");  // met while it was moved
  EXPECT_EQ(desk.desk->quantity().text(), "100");
  desk.desk->apply_end("stom-P-20260105-000001-1", OrderEnd::kCancelled, kStart * 1'000'000);
  EXPECT_FALSE(desk.enters());
  EXPECT_EQ(desk.desk->position().buys, 1);
  EXPECT_EQ(desk.desk->position().price, 1000);
}

TEST(RealDesk, APartOfAnImmediateOrderCountsAsAPurchase) {
  Desk desk(Market::kUpbit);
  desk.settings.managed.buy.type = trade::OrderType::kLimit;
  desk.settings.managed.buy.force = trade::TimeInForce::kImmediateOrCancel;
  desk.settings.managed.buy.split.count = 2;
  desk.buy(1000);
  const std::string id = desk.entry().client_id;
  for (int i = 0; i < 5; ++i) desk.quiet(1000);
  EXPECT_TRUE(desk.host.asked.empty());  // the venue ends it
  desk.fill(id, "100.5", "100500");
  desk.end(id, OrderEnd::kExpired);
  EXPECT_EQ(desk.desk->position().buys, 1);
  EXPECT_EQ(desk.desk->quantity().text(), "100.5");
  desk.buy(1000);
  EXPECT_EQ(desk.entry().reason, OrderReason::kSplit);
}

TEST(RealDesk, NothingIsDecidedWhileAnOrderWorks) {
  Desk desk(Market::kUpbit);
  desk.settings.managed.buy.split.count = 3;
  desk.hold(1000);
  desk.sell(1000);
  const std::string id = desk.exit().client_id;
  DeskRow row = desk.next(1000);
  row.buy_signal = 1;
  row.sell_label = 1;
  desk.desk->row(row);
  EXPECT_FALSE(desk.enters());
  EXPECT_EQ(desk.exit().client_id, id);
}

TEST(RealDesk, ACounterSignalCancelsOnlyWhereTheUserWantsIt) {
  for (const bool wanted : {false, true}) {
    Desk desk(Market::kBinance);
    use_limits(desk.settings);
    desk.settings.managed.buy.limit.cancel_on_counter_signal = desk.settings.managed.sell.limit.cancel_on_counter_signal = wanted;
    desk.buy(1000);
    desk.sell(1000);
    EXPECT_EQ(desk.host.asked.size(), wanted ? 1u : 0u);
    const OrderIntent entry = desk.entry();
    desk.fill(entry.client_id, entry.quantity.text(), "1000");
    desk.end(entry.client_id, OrderEnd::kFilled);
    desk.sell(1000);
    desk.buy(1000, Side::kShort);  // not the position's side
    desk.buy(1000);
    EXPECT_EQ(desk.host.asked.size(), wanted ? 2u : 0u);
  }
}

TEST(RealDesk, CounterSignalsAreReadFromTheUsersSettings) {
  EXPECT_FALSE(backtest::order_settings(Market::kUpbit, {}).managed.buy.limit.cancel_on_counter_signal);
  EXPECT_TRUE(backtest::order_settings(Market::kUpbit, {{"코인매수취소매도시그널", "1"}}).managed.buy.limit.cancel_on_counter_signal);
  EXPECT_TRUE(backtest::order_settings(Market::kBinance, {{"코인매도취소매수시그널", "1"}}).managed.sell.limit.cancel_on_counter_signal);
}

TEST(RealDesk, LiquidationCancelsThenExitsOnce) {
  Desk desk(Market::kUpbit);
  use_limits(desk.settings);
  desk.settings.managed.buy.split.count = 2;
  desk.hold(1000);
  desk.buy(1000);
  const OrderIntent entry = desk.entry();
  const auto liquidate = [&] { desk.desk->liquidate(OrderReason::kHalt, (kStart + 100) * 1'000'000); };
  liquidate();
  liquidate();
  EXPECT_FALSE(desk.exits());
  EXPECT_EQ(desk.host.asked.size(), 1u);
  desk.fill(entry.client_id, "10", "10000");
  desk.end(entry.client_id, OrderEnd::kCancelled);
  liquidate();
  ASSERT_TRUE(desk.exits());
  EXPECT_EQ(desk.exit().quantity, desk.desk->quantity());
  EXPECT_EQ(desk.exit().reason, OrderReason::kHalt);
  const OrderIntent exit = desk.exit();
  liquidate();
  EXPECT_EQ(desk.exit().client_id, exit.client_id);
  desk.fill(exit.client_id, exit.quantity.text(), "500000");
  desk.end(exit.client_id, OrderEnd::kFilled);
  EXPECT_TRUE(desk.desk->is_flat());
  liquidate();
  EXPECT_TRUE(desk.desk->is_flat());
}

TEST(RealDesk, TellsProfitByTheFeesThatWerePaid) {
  Desk desk(Market::kUpbit);
  desk.buy(1000);
  const std::string entry = desk.entry().client_id;
  desk.fill(entry, "1000", "1000000", "250", "KRW");
  desk.end(entry, OrderEnd::kFilled);
  desk.sell(1010);
  const std::string exit = desk.exit().client_id;
  const auto half = desk.fill(exit, "500", "505000", "126", "KRW");
  ASSERT_TRUE(half.has_value());
  EXPECT_EQ(half->profit, 505000 - 125 - 126 - 500000);
  EXPECT_FALSE(half->closed);
  const auto rest = desk.fill(exit, "500", "505000", "126", "KRW");
  EXPECT_TRUE(rest->closed);
  desk.end(exit, OrderEnd::kFilled);
  ASSERT_EQ(desk.host.trades.size(), 1u);
  EXPECT_EQ(desk.host.trades[0].profit, 1010000 - 250 - 252 - 1000000);
  EXPECT_EQ(desk.host.trades[0].label_text, "매도 조건");
  // Without the fee of the entry: the rates.
  desk.hold(1000);
  desk.sell(1010);
  const std::string later = desk.exit().client_id;
  EXPECT_EQ(desk.fill(later, "1000", "1010000", "252", "KRW")->profit, 8995);
}

TEST(RealDesk, AFillAfterTheEndIsBookedOnce) {
  Desk desk(Market::kUpbit);
  desk.buy(1000);
  const std::string entry = desk.entry().client_id;
  desk.end(entry, OrderEnd::kCancelled);
  EXPECT_TRUE(desk.desk->is_flat());
  desk.fill(entry, "10", "10000");
  EXPECT_EQ(desk.desk->quantity().text(), "10");
  EXPECT_EQ(desk.desk->position().buys, 1);
  desk.fill(entry, "10", "10200");
  EXPECT_EQ(desk.desk->position().buys, 1);
  EXPECT_EQ(desk.desk->position().price, 1010);
  desk.sell(1000);
  const std::string exit = desk.exit().client_id;
  desk.end(exit, OrderEnd::kCancelled);
  const auto part = desk.fill(exit, "20", "20000");
  ASSERT_TRUE(part && part->closed);
  EXPECT_TRUE(desk.desk->is_flat());
  EXPECT_EQ(desk.desk->counters().finished, 1);
  EXPECT_EQ(desk.desk->counters().losses, 1);
}

TEST(RealDesk, ACorrectionReplacesWhatIsHeld) {
  Desk desk(Market::kUpbit);
  desk.hold(1000);
  desk.desk->apply_correction(Side::kLong, decimal("5"), 0, kStart * 1'000'000);
  EXPECT_EQ(desk.desk->quantity().text(), "5");
  EXPECT_EQ(desk.desk->position().price, 1000);
  desk.desk->apply_correction(Side::kLong, {}, 0, kStart * 1'000'000);
  EXPECT_TRUE(desk.desk->is_flat());
  desk.desk->apply_correction(Side::kLong, decimal("7"), 990, kStart * 1'000'000);
  EXPECT_TRUE(desk.desk->position().held);
  EXPECT_EQ(desk.desk->position().price, 990);
}

TEST(RealDesk, ASnapshotCarriesThePositionIntoTheNextDay) {
  Desk desk(Market::kBinance, 3);
  desk.hold(1000, Side::kShort);
  desk.quiet(990);
  const PositionSnapshotRecord snapshot = desk.desk->snapshot();
  const std::string before = state_text(*desk.desk);
  const double highest = desk.desk->position().highest;
  desk.make();
  desk.desk->apply_snapshot(snapshot);
  desk.host.desk->start_day();
  EXPECT_EQ(desk.desk->position().highest, highest);
  EXPECT_GT(highest, 0.5);
  EXPECT_EQ(state_text(*desk.desk).substr(0, before.find('|')), before.substr(0, before.find('|')));
  EXPECT_EQ(desk.desk->leverage(), 3);
}

TEST(PaperDesk, LiquidationClosesAtOnceOnTheLastBook) {
  Desk desk(Market::kUpbit, 1, Mode::kPaper);
  desk.buy(1000);
  EXPECT_EQ(desk.desk->quantity().text(), "1000");
  desk.desk->liquidate(OrderReason::kEndOfDay, (kStart + 100) * 1'000'000);
  EXPECT_TRUE(desk.desk->is_flat());
  ASSERT_EQ(desk.host.trades.size(), 1u);
  EXPECT_EQ(desk.host.trades[0].exit_price, 1000);
  EXPECT_EQ(desk.host.trades[0].label_text, script::kLabelEndOfStrategy);
}

TEST(PaperDesk, ARefusedOrderLeavesNothingBehind) {
  Desk desk(Market::kUpbit, 1, Mode::kPaper);
  desk.host.accepts = false;
  desk.buy(1000);
  EXPECT_TRUE(desk.desk->is_flat());
  EXPECT_TRUE(desk.host.records.empty());
  desk.host.accepts = true;
  desk.buy(1000);
  EXPECT_FALSE(desk.desk->is_flat());
}

// Killed between an order and its fill: the next row decides what becomes of it.
TEST(PaperDesk, AnOrderWithoutItsFillIsTakenUpAtTheNextRow) {
  Desk desk(Market::kUpbit, 1, Mode::kPaper);
  desk.buy(1000);
  const OrderIntent intent = std::get<IntentRecord>(desk.host.records.front()).intent;
  desk.make();
  desk.desk->apply_intent(intent);
  EXPECT_TRUE(desk.enters());
  desk.quiet(1010);
  EXPECT_EQ(desk.desk->quantity(), intent.quantity);
  EXPECT_EQ(desk.desk->position().price, 1011);
  EXPECT_FALSE(desk.enters());
}

TEST(PaperDesk, AFilledOrderWithoutItsEndIsNotFilledTwiceAfterARestart) {
  Desk desk(Market::kUpbit, 1, Mode::kPaper);
  desk.buy(1000);
  const OrderIntent intent = std::get<IntentRecord>(desk.host.records[0]).intent;
  const FillIncrement fill = std::get<FillRecord>(desk.host.records[1]).fill;
  desk.make();
  desk.desk->apply_intent(intent);
  desk.desk->apply_fill(fill);
  desk.quiet(1010);  // its end was cut off
  EXPECT_EQ(desk.desk->quantity(), intent.quantity);
  EXPECT_EQ(desk.desk->position().buys, 1);
  EXPECT_FALSE(desk.enters());
}

}  // namespace
}  // namespace stom::live
