// Thousands of ways in which the events of one order reach us: permuted, repeated, lost, with the history asked for in the end, and with a
// kill (the records replayed into an empty ledger) at any place. What is booked is what the exchange executed, and the end comes once.
#include <numeric>
#include <random>

#include "live/ledger_orders.h"

namespace stom::live {
namespace {

using namespace ledger_test;
using venue::OrderCause;
using venue::OrderState;

const std::string kId = "stom-L-20261123-000001-1";

using Event = std::variant<venue::OrderUpdate, venue::Fill>;

// What a question is answered at one time.
struct Answer {
  venue::OrderUpdate order;
  std::size_t fills = 0;
};

// One life of an order at the exchange.
struct Life {
  std::vector<Answer> answers;
  OrderIntent intent;
  std::vector<Event> events;              // in their true order
  std::vector<venue::Fill> fills;
  venue::OrderUpdate last;                // what a question is answered
  Decimal executed, money;
  OrderEnd end{};
};

struct Script {
  const char* name;
  bool is_upbit;
  std::vector<const char*> fills;         // quantities of an order of 10
  OrderState end_state;
  OrderEnd end;
  bool by_funds = false;
};

Life live_of(const Script& script) {
  Life life;
  life.intent = limit_buy(kId, script.is_upbit ? "KRW-XRP" : "BTCUSDT", "10", "100");
  if (script.by_funds) life.intent.kind.type = trade::OrderType::kMarket;
  const auto add_state = [&](OrderState state, OrderCause cause, const char* words) {
    venue::OrderUpdate told = update(life.intent, state, cause, nullptr);
    if (script.by_funds) {
      told.type = venue::OrderType::kMarketByFunds;
      told.quantity = {};
    }
    told.executed = venue::Number::of(life.executed);
    told.executed_value = script.is_upbit ? venue::Number::of(life.money) : venue::Number{};
    told.venue_state = words;
    told.time = kNow + static_cast<EpochMicros>(life.events.size());
    life.events.emplace_back(told);
    told.cause = OrderCause::kAnswer;
    life.last = told;
    life.answers.push_back({told, life.fills.size() + (cause == OrderCause::kTrade && std::string_view(words) != "done" ? 1 : 0)});
  };
  add_state(OrderState::kOpen, OrderCause::kNew, script.is_upbit ? "wait" : "NEW");
  for (std::size_t i = 0; i < script.fills.size(); ++i) {
    venue::Fill told = fill(life.intent, fmt::format("t{}", i), script.fills[i], i % 2 == 0 ? "99.5" : "100");
    life.executed += told.quantity.decimal();
    life.money += Decimal::from_double(told.quantity.value() * told.price.value());
    const bool is_last = !script.is_upbit && script.end_state == OrderState::kFilled && i + 1 == script.fills.size();
    add_state(is_last ? OrderState::kFilled : OrderState::kPartly, OrderCause::kTrade, script.is_upbit ? "trade" : "TRADE");
    life.fills.push_back(told);
    life.events.emplace_back(told);
  }
  const bool has_end = !script.is_upbit && script.end_state == OrderState::kFilled;
  if (!has_end) {
    const OrderCause cause = script.end_state == OrderState::kFilled ? OrderCause::kTrade : OrderCause::kCancel;
    add_state(script.end_state, cause, script.is_upbit ? (script.end_state == OrderState::kFilled ? "done" : "cancel") : "CANCELED");
  }
  life.last.state = script.end_state;
  life.last.executed_value = venue::Number::of(life.money);
  life.end = script.end;
  return life;
}

const std::vector<Script> kScripts = {
    {"binance filled in three", false, {"2", "3", "5"}, OrderState::kFilled, OrderEnd::kFilled},
    {"binance filled at once", false, {"10"}, OrderState::kFilled, OrderEnd::kFilled},
    {"binance cancelled after two", false, {"2", "3.5"}, OrderState::kCancelled, OrderEnd::kCancelled},
    {"binance immediate, a part", false, {"1.25"}, OrderState::kExpired, OrderEnd::kExpired},
    {"binance immediate, nothing", false, {}, OrderState::kExpired, OrderEnd::kExpired},
    {"upbit filled in three", true, {"2", "3", "5"}, OrderState::kFilled, OrderEnd::kFilled},
    {"upbit cancelled after one", true, {"4"}, OrderState::kCancelled, OrderEnd::kCancelled},
    {"upbit market buy that ends as a cancel", true, {"6", "4.00000001"}, OrderState::kCancelled, OrderEnd::kFilled, true},
};

class Booker {
 public:
  explicit Booker(const Life& life) : life_(life) {
    take({{IntentRecord{life.intent}, SentRecord{kId, kNow}}, {}, false});
  }

  void event(const Event& event) {
    std::visit([this](const auto& told) { take(ask(told)); }, event);
  }
  void history() { take(ledger_.on_history(kId, true, life_.last, life_.fills, kNow)); }
  // The order as it was at some time; its fills may lag behind.
  void answer(const Answer& answer, std::size_t lag) {
    const std::size_t count = answer.fills - std::min(lag, answer.fills);
    take(
        ledger_.on_history(kId, true, answer.order, {life_.fills.begin(), life_.fills.begin() + static_cast<std::ptrdiff_t>(count)}, kNow));
  }
  // The process is killed: the next one has the records only.
  void restart() {
    OrderLedger next(Mode::kReal);
    for (const JournalRecord& record : records_) next.apply(record);
    ledger_ = std::move(next);
  }

  const LedgerOrder& order() const { return *ledger_.find(kId); }
  std::optional<std::string> asked;
  int ends = 0;

  void check_sums() const {
    Decimal quantity;
    std::set<std::string> ids;
    for (const JournalRecord& record : records_) {
      const auto* booked = std::get_if<FillRecord>(&record);
      if (booked == nullptr) continue;
      quantity += booked->fill.quantity;
      EXPECT_TRUE(booked->fill.quantity.is_positive() && booked->fill.money.is_positive());
      EXPECT_TRUE(ids.insert(booked->fill.fill_id).second) << "an increment's name came twice: " << booked->fill.fill_id;
    }
    EXPECT_EQ(quantity, order().filled);
  }

 private:
  const Life& life_;
  OrderLedger ledger_{Mode::kReal};
  std::vector<JournalRecord> records_;

  LedgerChange ask(const venue::OrderUpdate& told) const { return ledger_.on_order(told, kNow); }
  LedgerChange ask(const venue::Fill& told) const { return ledger_.on_fill(told, kNow); }
  void take(const LedgerChange& change) {
    for (const JournalRecord& record : change.records) {
      if (std::holds_alternative<EndRecord>(record)) ++ends;
      ledger_.apply(record);
      records_.push_back(record);
      EXPECT_LE(order().filled, life_.executed) << "more is booked than was executed";
    }
    if (change.ask_history) asked = change.ask_history;
  }
};

TEST(LedgerPermutations, BookWhatTheExchangeExecutedAndEndOnce) {
  std::mt19937 random(20261123);
  for (const Script& script : kScripts) {
    const Life life = live_of(script);
    for (int round = 0; round < 1500; ++round) {
      SCOPED_TRACE(fmt::format("{} round {}", script.name, round));
      std::vector<Event> events = life.events;
      const bool loses = round % 3 == 2;
      for (std::size_t i = life.events.size(); i-- > 0;) {
        if (random() % 3 == 0) events.push_back(life.events[i]);  // repeated
      }
      if (round % 2 == 1) std::shuffle(events.begin(), events.end(), random);
      if (loses) std::erase_if(events, [&random](const Event&) { return random() % 3 == 0; });
      Booker booker(life);
      for (const Event& event : events) {
        booker.event(event);
        if (random() % 8 == 0) booker.restart();
        if (random() % 8 == 0) booker.answer(life.answers[random() % life.answers.size()], random() % 3);
      }
      if (!loses && !booker.order().is_final()) {
        EXPECT_TRUE(booker.asked) << "nothing was lost, nothing is asked, and it does not end";
      }
      booker.history();
      for (const Event& event : life.events) booker.event(event);  // everything once more, late
      EXPECT_TRUE(booker.order().is_final());
      EXPECT_EQ(booker.ends, 1);
      EXPECT_EQ(booker.order().filled, life.executed);
      booker.check_sums();
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(LedgerPermutations, BookTheExactMoneyWhereEveryFillCameByName) {
  std::mt19937 random(7);
  for (const Script& script : kScripts) {
    const Life life = live_of(script);
    for (int round = 0; round < 200; ++round) {
      std::vector<Event> events = life.events;
      std::shuffle(events.begin(), events.end(), random);
      Booker booker(life);
      for (const Event& event : events) booker.event(event);
      EXPECT_EQ(booker.order().money, life.money) << script.name;
      EXPECT_TRUE(booker.order().is_final()) << script.name;
      EXPECT_EQ(static_cast<int>(booker.order().stage), static_cast<int>(OrderStage::kFilled) + static_cast<int>(life.end)) << script.name;
    }
  }
}

}  // namespace
}  // namespace stom::live
