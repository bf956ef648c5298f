// Live = back-test: a desk that is fed row by row makes the trades of the order-managed back-test; its records alone give its state.
#include <random>

#include <gtest/gtest.h>

#include "backtest/run.h"
#include "desk_simulator.h"
#include "store/sample_rows.h"
#include "trade/order_kind.h"

namespace stom::live {
namespace {

using market::Frame;
using market::Market;

std::shared_ptr<const store::MarketData> sample(Market market, Frame frame) {
  const std::string name = fmt::format("desk_{}_{}", static_cast<int>(market), static_cast<int>(frame));
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  NoProgress progress;
  const StopFlag stop;
  store::SampleOptions options;
  options.market = market;
  options.frame = frame;
  options.symbols = options.days = 2;
  store::write_sample_database(folder / "rows.db", options, progress, stop);
  return store::MarketData::open(folder / "rows.db", market, frame, {folder / "cache", 1, false}, progress, stop);
}

constexpr const char* kBuy = "if not (체결강도 >= 100):\n    매수 = False\n";
constexpr const char* kSell =
    "if 수익률 <= -0.3:\n    매도 = True\nelif 수익률 >= 0.3 or 보유시간 > 300:\n    매도 = True\n"
    "elif 최고수익률 - 수익률 > 0.4:\n    매도 = True\n";
constexpr const char* kBinanceBuy = "if not (체결강도 >= 100):\n    BUY_LONG = False\nif not (체결강도 < 80):\n    SELL_SHORT = False\n";
constexpr const char* kBinanceSell =
    "if 수익률 <= -0.3 or 수익률 >= 0.3:\n    SELL_LONG = True\n    BUY_SHORT = True\n"
    "elif 최고수익률 - 수익률 > 0.4:\n    SELL_LONG = True\n    BUY_SHORT = True\n";

backtest::RunSpec spec_of(Market market, Frame frame) {
  backtest::RunSpec spec;
  spec.market = market;
  spec.frame = frame;
  spec.run = spec.load = {20240101, 20240131, 0, frame == Frame::kTick ? 235959 : 2359};
  spec.average_list = {30};
  spec.average_ticks = 30;
  spec.bet = market == Market::kBinance ? 1000 : 1e6;
  spec.buy_text = market == Market::kBinance ? kBinanceBuy : kBuy;
  spec.sell_text = market == Market::kBinance ? kBinanceSell : kSell;
  spec.settings.order_management = true;
  spec.back_end = backtest::BackEnd::kInterpreter;
  return spec;
}

// Settings of order management drawn by chance: every kind, splits, cancels, amendments, bans, stop losses, both fill models.
void draw(std::mt19937& random, backtest::RunSpec& spec) {
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const auto coin = [&] { return pick(2) == 1; };
  trade::OrderSettings& settings = spec.settings;
  trade::ManagedOrderSettings& managed = settings.managed;
  settings.buy_book_levels = 1 + pick(5);
  settings.sell_book_levels = 1 + pick(5);
  const auto draw_kind = [&](auto& side, std::string& name) {
    const trade::NamedOrderKind& named = trade::kOrderKinds[pick(10)];
    side.type = named.kind.type;
    side.force = named.kind.force;
    side.peg = named.kind.peg;
    name = named.name;
  };
  draw_kind(managed.buy, settings.buy_order_type);
  draw_kind(managed.sell, settings.sell_order_type);
  for (trade::SplitSettings* split : {&managed.buy.split, &managed.sell.split}) {
    *split = {1 + pick(4), 1 + pick(3), coin(), coin(), coin(), 0.1 * pick(5), 0.1 * pick(5)};
  }
  managed.buy.split_from_last_buy = coin();
  for (trade::LimitSettings* limit : {&managed.buy.limit, &managed.sell.limit}) {
    *limit = {static_cast<trade::LimitBase>(pick(3)), pick(5) - 2, coin(), coin(), 5 + pick(60), pick(3), 1 + pick(5), pick(3)};
  }
  managed.sell.stop_by_rate = coin();
  managed.sell.stop_rate = 0.2 * (1 + pick(5));
  managed.sell.stop_by_amount = pick(4) == 0;
  managed.sell.stop_amount = 1;
  managed.buy.wait_after_buy = pick(3) == 0;
  managed.buy.wait_after_loss = pick(3) == 0;
  managed.buy.limit_losses = pick(4) == 0;
  managed.buy.max_losses = 5;
  managed.sell.ban_until_buys = pick(4) == 0;
  managed.sell.min_buys = 1;
  managed.sell.wait_after_buy = pick(4) == 0;
  const int fills = pick(3);
  if (fills > 0) spec.fill_model = {trade::FillModelKind::kRealistic, {fills - 1, coin(), coin(), coin()}};
}

class Both {
 public:
  explicit Both(const backtest::RunSpec& spec) : spec_(spec) {
    backtest::RunResult compiled;
    EXPECT_TRUE(backtest::compile_run_texts(spec_, texts_, compiled));
  }

  // Trades of the back-test without those of positions that were still open at the last row of a day.
  [[nodiscard]] std::vector<std::string> back_test(const store::MarketData& data) const {
    NoProgress progress;
    const StopFlag stop;
    const backtest::RunResult result = run_backtest(data, spec_, progress, stop);
    EXPECT_FALSE(result.error.has_value());
    std::vector<std::string> trades;
    for (const backtest::TradeRecord& trade : result.trades) {
      if (trade.sell_condition != script::kLabelEndOfStrategy) trades.push_back(DeskSimulator::trade_of(trade));
    }
    return trades;
  }
  template <typename Prepare>
  [[nodiscard]] std::vector<std::string> desk(const store::MarketData& data, const Prepare& prepare) const {
    std::vector<std::string> trades;
    NoProgress progress;
    const StopFlag stop;
    for (const store::SymbolDays& symbol : data.symbols(spec_.load)) {
      DeskSimulator simulator(data, spec_, texts_);
      prepare(simulator);
      static_cast<void>(simulator.run_symbol(symbol, progress, stop));
      trades.insert(trades.end(), simulator.trades.begin(), simulator.trades.end());
    }
    return trades;
  }

 private:
  backtest::RunSpec spec_;
  backtest::RunTexts texts_;
};

void expect_equal(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i) ASSERT_EQ(got[i], expected[i]);
  ASSERT_EQ(got.size(), expected.size());
}

struct Place {
  Market market;
  Frame frame;
};

class DeskOnSampleRows : public testing::TestWithParam<Place> {};

TEST_P(DeskOnSampleRows, MakesTheTradesOfTheBackTest) {
  const auto [market, frame] = GetParam();
  const auto data = sample(market, frame);
  std::mt19937 random(7);
  std::size_t trades = 0;
  for (int round = 0; round < 60; ++round) {
    backtest::RunSpec spec = spec_of(market, frame);
    draw(random, spec);
    const Both run(spec);
    const std::vector<std::string> expected = run.back_test(*data);
    expect_equal(run.desk(*data, [](DeskSimulator&) {}), expected);
    ASSERT_FALSE(HasFailure()) << "round " << round << ' ' << spec.settings.buy_order_type << ' ' << spec.settings.sell_order_type << ' '
                               << trade::describe(spec.fill_model).en;
    trades += expected.size();
  }
  EXPECT_GT(trades, 200u);
}

TEST_P(DeskOnSampleRows, HasTheStateOfItsRecordsAtEveryStepAndOfItsFillsExactly) {
  const auto [market, frame] = GetParam();
  const auto data = sample(market, frame);
  std::mt19937 random(11);
  std::size_t steps = 0;
  for (int round = 0; round < 12; ++round) {
    backtest::RunSpec spec = spec_of(market, frame);
    draw(random, spec);
    static_cast<void>(Both(spec).desk(*data, [&](DeskSimulator& simulator) {
      simulator.after_row = [](DeskTestHost& host, SymbolDesk& desk) { ASSERT_EQ(desk.quantity(), host.bought - host.sold); };
      simulator.after_day = [&](DeskTestHost& host, const DeskOptions& options) {
        DeskTestHost quiet;
        SymbolDesk fresh(options, spec.settings, quiet);
        quiet.desk = &fresh;
        for (std::size_t i = 0; i < host.records.size(); ++i) {
          replay(host.records[i], fresh);
          ASSERT_EQ(state_text(fresh), host.states[i]) << i;
          const auto* marks = std::get_if<MarksRecord>(&host.records[i]);
          ASSERT_TRUE(marks == nullptr || fresh.position().highest == marks->highest) << i;
        }
        EXPECT_TRUE(quiet.records.empty());
        steps += host.records.size();
      };
    }));
  }
  EXPECT_GT(steps, 200u);
}

// The reference's fills depend on the row alone, so a restart between two rows changes nothing at all.
TEST_P(DeskOnSampleRows, GoesOnAfterARestartAsIfNothingHadHappened) {
  const auto [market, frame] = GetParam();
  const auto data = sample(market, frame);
  std::mt19937 random(13);
  for (int round = 0; round < 12; ++round) {
    backtest::RunSpec spec = spec_of(market, frame);
    draw(random, spec);
    spec.fill_model = {};
    spec.settings.managed.buy.limit.amend_count = spec.settings.managed.sell.limit.amend_count = 0;  // the step is that of the order's row
    const Both run(spec);
    expect_equal(run.desk(*data, [](DeskSimulator& simulator) { simulator.restart_every = 7; }), run.back_test(*data));
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Coins, DeskOnSampleRows,
                         testing::Values(Place{Market::kUpbit, Frame::kTick}, Place{Market::kUpbit, Frame::kMinute},
                                         Place{Market::kBinance, Frame::kTick}, Place{Market::kBinance, Frame::kMinute}),
                         [](const auto& place) {
                           return fmt::format("{}{}", place.param.market == Market::kUpbit ? "Upbit" : "Binance",
                                              place.param.frame == Frame::kTick ? "Seconds" : "Minutes");
                         });

}  // namespace
}  // namespace stom::live
