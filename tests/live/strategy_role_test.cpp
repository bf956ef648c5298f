// A strategy worker as a role on its channels, with a supervisor, a receiver and a trader that the test plays.
#include "live/strategy_role.h"

#include <gtest/gtest.h>

#include "base/thread.h"
#include "base/time.h"
#include "bus/bus_folder.h"
#include "bus/messages/control.h"
#include "bus/messages/desk.h"
#include "bus/messages/market.h"
#include "bus/messages/people.h"
#include "bus/messages/settings.h"
#include "bus/messages/trading.h"
#include "live/platform.h"
#include "store/back_writer.h"
#include "store/strategy_store.h"

namespace stom::live::test {
namespace {

using bus::test::kLongWait;
using market::Field;

constexpr market::Market kUpbit = market::Market::kUpbit;
constexpr market::Frame kTick = market::Frame::kTick;
constexpr RowKey kDay = 20240102000000;
constexpr const char* kAlwaysBuy = "매수 = True";
constexpr const char* kNeverBuy = "매수 = False";

std::vector<double> columns_at(double price) {
  std::vector<double> columns(market::schema(kUpbit, kTick).size(), 1);
  columns[static_cast<std::size_t>(market::column_of(kUpbit, kTick, Field::kPrice))] = price;
  return columns;
}

class Stage {
 public:
  explicit Stage(const std::string& buy_text) {
    platform_.data = folder_.path() / "data";
    platform_.market = kUpbit;
    platform_.frame = kTick;
    std::filesystem::create_directories(platform_.data);
    save(buy_text);
  }
  ~Stage() {
    stop_.request();
    role_.reset();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  void save(const std::string& buy_text) {
    store::StrategyStore(platform_.data / "strategy.db").save(kUpbit, store::StrategyKind::kBuy, "오르면", buy_text);
  }
  void record(int from, int to) {
    store::BackWriter writer(recording_file(platform_), kUpbit, kTick);
    store::RowBlock block{"KRW-A", "", {}, std::vector<std::vector<double>>(columns_at(0).size())};
    for (int i = from; i < to; ++i) {
      block.index.push_back(kDay + i);
      const std::vector<double> row = columns_at(100 + i);
      for (std::size_t c = 0; c < row.size(); ++c) block.columns[c].push_back(row[c]);
    }
    writer.write(block);
    writer.commit();
  }

  // Starts the role and welcomes it.
  void start() {
    role_ = std::make_unique<Thread>("strategy", [this] {
      bus::Bus own(folder_.directory(), "strategy.upbit.0", 5);
      bus::RoleLoop loop(own, stop_, Language::kEnglish, "test", bus::RoleTiming{.hello = 0.02, .beat = 0.05, .supervisor_lost = 60});
      run_strategy_role(loop, kUpbit, 0);
    });
    const double until = monotonic_seconds() + kLongWait;
    bool acknowledged = false;
    while (!acknowledged && monotonic_seconds() < until) {
      const auto packet = health_.receive(0.05);
      if (!packet) continue;
      if (packet->type() == bus::MessageType::kHello) welcome(packet->envelope.session);
      acknowledged = packet->type() == bus::MessageType::kSettingsAck;
    }
    ASSERT_TRUE(acknowledged);
  }

  bool send_row(int number) {
    bus::MarketRow row;
    row.code = "KRW-A";
    row.index = kDay + number;
    row.columns = columns_at(100 + number);
    row.received_micros = utc_now_micros();
    const double until = monotonic_seconds() + kLongWait;
    while (market_.send(row, {.topic = bus::worker_topic(0)}) != bus::SendResult::kSent) {
      if (monotonic_seconds() > until) return false;
      (void)health_.receive(0.01);
    }
    return true;
  }
  // The next decision, answered by a trader that does nothing.
  std::optional<bus::RowDecision> decision(double seconds = kLongWait) {
    const double until = monotonic_seconds() + seconds;
    while (monotonic_seconds() < until) {
      while (health_.receive()) continue;
      const auto packet = trader_.receive(0.02);
      if (!packet || packet->type() != bus::MessageType::kRowDecision) continue;
      auto decision = packet->as<bus::RowDecision>();
      bus::SymbolState state;
      state.code = decision.code;
      state.buy_pending = ordered_;
      state.answered_index = decision.index;
      (void)strategy_.send(state);
      return decision;
    }
    return std::nullopt;
  }
  std::optional<bus::StrategyResult> result() {
    const double until = monotonic_seconds() + kLongWait;
    while (monotonic_seconds() < until) {
      while (health_.receive()) continue;
      const auto packet = window_.receive(0.02);
      if (packet && packet->type() == bus::MessageType::kStrategyResult) return packet->as<bus::StrategyResult>();
    }
    return std::nullopt;
  }
  void hold_an_order() {
    ordered_ = true;
    bus::SymbolState state;
    state.code = "KRW-A";
    state.buy_pending = true;
    ASSERT_EQ(strategy_.send(state), bus::SendResult::kSent);
  }
  void order(bus::StrategyOrder order) {
    bus::StrategyControl control;
    control.order = order;
    ASSERT_EQ(strategy_.send(control), bus::SendResult::kSent);
  }

 private:
  void welcome(std::uint64_t session) {
    const std::string topic = bus::role_topic("strategy.upbit.0");
    bus::Welcome welcome;
    welcome.role = "strategy.upbit.0";
    welcome.role_session = session;
    (void)control_.send(welcome, {.topic = topic});
    bus::SettingsSnapshot snapshot;
    snapshot.version = 1;
    snapshot.values = platform_settings(platform_);
    snapshot.values["코인매수전략"] = std::string("오르면");
    snapshot.values["코인평균값계산틱수"] = std::string("2");
    snapshot.values["코인데이터저장"] = std::string("1");
    (void)control_.send(snapshot, {.topic = topic});
  }

  static bus::SenderOptions sends(const char* copy) {
    bus::SenderOptions options;
    options.copy = copy;
    return options;
  }
  static bus::ReceiverOptions receives(const char* copy) {
    bus::ReceiverOptions options;
    options.copy = copy;
    return options;
  }

  bus::test::RunFolder folder_;
  Platform platform_;
  bus::Bus supervisor_{folder_.directory(), "supervisor"};
  bus::Bus other_{folder_.directory(), "others", 9};
  bus::Sender control_{supervisor_, bus::ChannelId::kControl};
  bus::Receiver health_{supervisor_, bus::ChannelId::kHealth};
  bus::Sender market_{other_, bus::ChannelId::kMarket, sends("upbit")};
  bus::Receiver trader_{other_, bus::ChannelId::kCtrader, receives("upbit")};
  bus::Sender strategy_{other_, bus::ChannelId::kCstg, sends("upbit.0")};
  bus::Receiver window_{other_, bus::ChannelId::kWindow};
  bool ordered_ = false;
  StopFlag stop_;
  std::unique_ptr<Thread> role_;
};

TEST(StrategyRole, BeginsWithTheRecordedRowsOfTheDayAndGoesOnWithLiveOnes) {
  Stage stage(kAlwaysBuy);
  stage.record(0, 20);
  stage.start();
  for (int row = 18; row < 22; ++row) ASSERT_TRUE(stage.send_row(row));
  const auto first = stage.decision();
  ASSERT_TRUE(first);
  // Row 18 is recorded, so everything before it is; of what came meanwhile only the newest is evaluated.
  EXPECT_EQ(first->row_number, first->index - kDay);
  EXPECT_GE(first->row_number, 18);
  std::int64_t last = first->row_number;
  for (int row = 22; row < 25; ++row) ASSERT_TRUE(stage.send_row(row));
  while (last < 24) {
    const auto next = stage.decision();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->index - kDay, last + 1);
    EXPECT_EQ(next->row_number, last + 1);
    last = next->row_number;
  }
}

TEST(StrategyRole, WorksWithASavedTextFromTheNextRowsOnAndKeepsItWhenTheNextOneIsWrong) {
  Stage stage(kNeverBuy);
  stage.record(0, 5);
  stage.start();
  ASSERT_TRUE(stage.result());
  for (int row = 4; row < 8; ++row) ASSERT_TRUE(stage.send_row(row));
  stage.save(kAlwaysBuy);
  const auto taken = stage.result();
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->ok);
  ASSERT_TRUE(stage.send_row(8));
  const auto decision = stage.decision();
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->index, kDay + 8);
  stage.save("매수 = = True");
  const auto refused = stage.result();
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->ok);
  EXPECT_EQ(refused->name, "오르면");
  EXPECT_FALSE(refused->problems.empty());
  ASSERT_TRUE(stage.send_row(9));
  const auto still = stage.decision();
  ASSERT_TRUE(still);
  EXPECT_EQ(still->index, kDay + 9);
}

TEST(StrategyRole, StopsBuyingWhenItIsToldTo) {
  Stage stage(kAlwaysBuy);
  stage.record(0, 5);
  stage.start();
  ASSERT_TRUE(stage.send_row(4));
  ASSERT_TRUE(stage.decision());
  stage.order(bus::StrategyOrder::kStopBuying);
  stage.order(bus::StrategyOrder::kResumeBuying);
  ASSERT_TRUE(stage.send_row(5));
  ASSERT_TRUE(stage.decision());
  stage.order(bus::StrategyOrder::kStopBuying);
  stage.hold_an_order();  // behind the order to stop: from then on every row is decided
  std::optional<bus::RowDecision> decision;
  for (int row = 6; row < 200 && !(decision && decision->buy_signal == 0); ++row) {
    ASSERT_TRUE(stage.send_row(row));
    decision = stage.decision();
    ASSERT_TRUE(decision);
  }
  EXPECT_EQ(decision->buy_signal, 0);
}

}  // namespace
}  // namespace stom::live::test
