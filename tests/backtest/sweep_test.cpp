// A sweep gives every vector the trades that it has alone.
#include "backtest/sweep.h"

#include <gtest/gtest.h>

#include <mutex>

#include "backtest/spec_rows.h"
#include "base/error.h"

namespace stom::backtest {
namespace {

using market::Frame;
using market::Market;

constexpr const char* kStockBuy = R"(
if not (체결강도 > self.vars[1]):
    매수 = False
elif not (현재가 > 이동평균(self.vars[2])):
    매수 = False
elif not (등락율각도(평균값계산틱수) > self.vars[5] - 100):
    매수 = False
)";
constexpr const char* kStockSell = R"(
if 수익률 >= self.vars[3]:
    매도 = True
elif 최고수익률 - 수익률 > self.vars[3] / 2:
    매도 = True
elif 보유시간 > self.vars[4] and 현재가 < 현재가N(-1):
    매도 = True
elif 최고현재가(self.vars[2], -1) * 1.01 < 현재가:
    매도 = True
)";
constexpr const char* kFuturesBuy = R"(
if not (체결강도 > self.vars[1]):
    BUY_LONG = False
if not (체결강도 < self.vars[1] - 20 and 현재가 < 이동평균(self.vars[2])):
    SELL_SHORT = False
)";
constexpr const char* kFuturesSell = R"(
if 포지션 == 'LONG' and (수익률 >= self.vars[3] or 보유시간 > self.vars[4]):
    SELL_LONG = True
if 포지션 == 'SHORT' and (최저수익률 < -self.vars[3] or 보유시간 > self.vars[4]):
    BUY_SHORT = True
)";

struct Sample {
  std::shared_ptr<const store::MarketData> data;
  RunSpec base;
};

Sample make_sample(Market market, Frame frame, const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / (name + ".db");
  const bool is_stock = market == Market::kStock;
  std::vector<store::RowBlock> blocks;
  for (int symbol = 0; symbol < 5; ++symbol) {
    SpecRows rows(market, frame, is_stock ? 10000 : 100, is_stock ? 10 : 0.1, 400);
    blocks.push_back(rows.make(is_stock ? "00000" + std::to_string(symbol) : "KRW-" + std::to_string(symbol), 7 + symbol));
  }
  SpecRows::write(path, market, frame, blocks);
  NoProgress silent;
  const StopFlag stop;
  Sample sample;
  sample.data = store::MarketData::open(path, market, frame, {std::filesystem::path(testing::TempDir()) / (name + "_cache"), 1, true}, silent, stop);
  RunSpec& base = sample.base;
  base.market = market;
  base.frame = frame;
  base.load = base.run = {20240101, 20241231, 0, frame == Frame::kTick ? 235959 : 2359};
  base.average_list = {20, 30};
  base.average_ticks = 30;
  base.bet = is_stock ? 1'000'000 : 1'000;
  base.buy_text = market == Market::kBinance ? kFuturesBuy : kStockBuy;
  base.sell_text = market == Market::kBinance ? kFuturesSell : kStockSell;
  base.vars.values = {30, 100, 10, 1, 30, 0};
  base.vars.is_integer = {1, 1, 1, 1, 1, 1};
  return sample;
}

// All combinations of a few values: shared buy values, shared sell values, windows of different length, two averages.
std::vector<script::ParameterVector> some_vectors() {
  std::vector<script::ParameterVector> vectors;
  for (const double average : {30.0, 20.0}) {
    for (const double strength : {80.0, 120.0}) {
      for (const double window : {10.0, 30.0, 45.0}) {
        for (const double profit : {0.2, 1.0}) {
          for (const double seconds : {10.0, 60.0}) {
            vectors.push_back({{average, strength, window, profit, seconds, 10}, {1, 1, 1, static_cast<std::uint8_t>(profit == 1.0), 1, 1}});
          }
        }
      }
    }
  }
  return vectors;
}

std::vector<SweepVector> sweep(const Sample& sample, const RunSpec& base, std::span<const script::ParameterVector> vectors, std::uint64_t memory,
                               std::optional<SweepError>* error = nullptr,
                               std::function<bool(std::size_t, std::size_t)> is_hopeless = nullptr) {
  std::vector<SweepVector> swept(vectors.size());
  std::vector<int> calls(vectors.size());
  NoProgress silent;
  const StopFlag stop;
  Sweep whole(*sample.data, base);
  auto raised = whole.run({vectors, memory, std::move(is_hopeless)},
                          [&](std::size_t vector, SweepVector& trades, unsigned) {
                            swept[vector] = std::move(trades);
                            ++calls[vector];
                          },
                          silent, stop);
  if (error != nullptr) *error = std::move(raised);
  else for (const int count : calls) EXPECT_EQ(count, 1);
  return swept;
}

RunResult alone(const Sample& sample, RunSpec spec, const script::ParameterVector& vars) {
  spec.vars = vars;
  spec.average_ticks = static_cast<int>(vars.values.front());
  NoProgress silent;
  const StopFlag stop;
  return run_backtest(*sample.data, spec, silent, stop);
}

void expect_same(const std::vector<TradeFigures>& swept, const std::vector<TradeRecord>& trades, std::size_t vector) {
  ASSERT_EQ(swept.size(), trades.size()) << "vector " << vector;
  for (std::size_t i = 0; i < trades.size(); ++i) {
    EXPECT_EQ(swept[i].buy_time, trades[i].buy_time) << "vector " << vector << " trade " << i;
    EXPECT_EQ(swept[i].sell_time, trades[i].sell_time) << "vector " << vector << " trade " << i;
    EXPECT_EQ(swept[i].hold_time, trades[i].hold_time);
    EXPECT_EQ(swept[i].buy_amount, trades[i].buy_amount);
    EXPECT_EQ(swept[i].profit_rate, trades[i].profit_rate);
    EXPECT_EQ(swept[i].profit, trades[i].profit);
    EXPECT_EQ(swept[i].closed, trades[i].closed);
  }
}

void expect_sweep_equals_runs(const Sample& sample, const RunSpec& base, bool has_trades = true) {
  const auto vectors = some_vectors();
  const auto swept = sweep(sample, base, vectors, 1ULL << 30);
  std::size_t trades = 0;
  // 5 and the 48 vectors share no factor: every value of every variable has its turn.
  for (std::size_t i = 0; i < vectors.size(); i += 5) {
    const RunResult run = alone(sample, base, vectors[i]);
    ASSERT_FALSE(run.error);
    expect_same(swept[i].trades, run.trades, i);
    trades += run.trades.size();
  }
  EXPECT_EQ(trades > 0, has_trades);
}

TEST(Sweep, GivesStockVectorsTheTradesTheyHaveAlone) {
  const Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_stock");
  expect_sweep_equals_runs(sample, sample.base);
}

TEST(Sweep, GivesFuturesVectorsTheTradesTheyHaveAlone) {
  const Sample sample = make_sample(Market::kBinance, Frame::kMinute, "sweep_futures");
  expect_sweep_equals_runs(sample, sample.base);
}

TEST(Sweep, GivesTheInterpreterTheSameTrades) {
  Sample sample = make_sample(Market::kUpbit, Frame::kMinute, "sweep_interpreter");
  sample.base.back_end = BackEnd::kInterpreter;
  expect_sweep_equals_runs(sample, sample.base);
}

TEST(Sweep, HoldsWithScaledBets) {
  Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_scaled");
  sample.base.settings.weight_scaling[0] = 1;
  expect_sweep_equals_runs(sample, sample.base);
}

TEST(Sweep, SimulatesOrderManagedVectorsOneByOne) {
  Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_managed");
  sample.base.settings.order_management = true;
  EXPECT_FALSE(Sweep(*sample.data, sample.base).shares_work());
  expect_sweep_equals_runs(sample, sample.base);
}

TEST(Sweep, DoesNotDependOnThreadsOrMemory) {
  const Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_threads");
  const auto vectors = some_vectors();
  const auto expected = sweep(sample, sample.base, vectors, 1ULL << 30);
  for (const unsigned threads : {2U, 5U}) {
    for (const std::uint64_t memory : {std::uint64_t{1} << 30, std::uint64_t{20'000}, std::uint64_t{1}}) {
      RunSpec base = sample.base;
      base.threads = threads;
      const auto swept = sweep(sample, base, vectors, memory);
      for (std::size_t i = 0; i < vectors.size(); ++i) {
        ASSERT_EQ(swept[i].trades.size(), expected[i].trades.size());
        for (std::size_t k = 0; k < swept[i].trades.size(); ++k) {
          EXPECT_EQ(swept[i].trades[k].sell_time, expected[i].trades[k].sell_time);
          EXPECT_EQ(swept[i].trades[k].profit, expected[i].trades[k].profit);
        }
      }
    }
  }
}

TEST(Sweep, GivesTheSameTradesBatchByBatchWithColumnsKeptBetween) {
  for (const bool managed : {false, true}) {
    Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_batches");
    sample.base.settings.order_management = managed;
    sample.base.threads = 2;
    const auto vectors = some_vectors();
    const auto expected = sweep(sample, sample.base, vectors, 1ULL << 30);
    for (const std::uint64_t memory : {std::uint64_t{1} << 30, std::uint64_t{400'000}}) {
      Sweep batches(*sample.data, sample.base);
      NoProgress silent;
      const StopFlag stop;
      for (int round = 0; round < 2; ++round) {
        for (std::size_t first = 0; first < vectors.size(); first += 5) {
          const std::span<const script::ParameterVector> batch = std::span(vectors).subspan(first, std::min<std::size_t>(5, vectors.size() - first));
          const auto error = batches.run({batch, memory, nullptr},
                                         [&](std::size_t vector, SweepVector& swept, unsigned) {
                                           const auto& whole = expected[first + vector].trades;
                                           ASSERT_EQ(swept.trades.size(), whole.size());
                                           for (std::size_t k = 0; k < whole.size(); ++k) {
                                             EXPECT_EQ(swept.trades[k].sell_time, whole[k].sell_time);
                                             EXPECT_EQ(swept.trades[k].profit, whole[k].profit);
                                           }
                                         },
                                         silent, stop);
          EXPECT_FALSE(error);
        }
      }
    }
  }
}

TEST(Sweep, NamesTheFirstVectorThatRaises) {
  Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_error");
  sample.base.sell_text = "if 수익률 / (self.vars[1] - 100) > self.vars[3]:\n    매도 = True\n";
  std::vector<script::ParameterVector> vectors;
  for (const double divisor : {80.0, 100.0, 90.0, 100.0}) vectors.push_back({{30, divisor, 10, 0.5, 10, 10}, {1, 1, 1, 0, 1, 1}});
  for (const unsigned threads : {1U, 4U}) {
    sample.base.threads = threads;
    std::optional<SweepError> error;
    (void)sweep(sample, sample.base, vectors, 1ULL << 30, &error);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->vector, 1U);
    EXPECT_EQ(error->error.error.kind, "ZeroDivisionError");
    const RunResult run = alone(sample, sample.base, vectors[1]);
    ASSERT_TRUE(run.error);
    EXPECT_EQ(error->error.row, run.error->row);
    EXPECT_EQ(error->error.code, run.error->code);
  }
}

TEST(Sweep, LeavesOutVectorsThatAreHopelessAtTheSameRowsWhateverTheThreads) {
  Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_hopeless");
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "sweep_hopeless_many.db";
  std::vector<store::RowBlock> blocks;
  for (int symbol = 0; symbol < 9; ++symbol) blocks.push_back(SpecRows(Market::kStock, Frame::kTick, 10000, 10, 200).make("00000" + std::to_string(symbol), 3 + symbol));
  SpecRows::write(path, Market::kStock, Frame::kTick, blocks);
  NoProgress silent;
  const StopFlag stop;
  sample.data = store::MarketData::open(path, Market::kStock, Frame::kTick, {std::filesystem::path(testing::TempDir()) / "sweep_many_cache", 1, true}, silent, stop);
  const auto vectors = some_vectors();
  const auto all = sweep(sample, sample.base, vectors, 1ULL << 30);
  std::vector<std::size_t> totals;
  for (const SweepVector& vector : all) totals.push_back(vector.trades.size());
  std::sort(totals.begin(), totals.end());
  const std::size_t most = totals[totals.size() / 2];
  const auto hopeless = [most](std::size_t, std::size_t trades) { return trades > most; };
  std::vector<SweepVector> expected;
  std::size_t stopped = 0, whole = 0;
  for (const unsigned threads : {1U, 3U}) {
    sample.base.threads = threads;
    const auto swept = sweep(sample, sample.base, vectors, threads == 1 ? 1ULL << 30 : 50'000, nullptr, hopeless);
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      if (!swept[i].stopped) EXPECT_EQ(swept[i].trades.size(), all[i].trades.size());
      else EXPECT_GT(swept[i].trades.size(), most);
      if (threads == 1) (swept[i].stopped ? stopped : whole) += 1;
      else EXPECT_EQ(swept[i].trades.size(), expected[i].trades.size());
    }
    expected = swept;
  }
  EXPECT_GT(stopped, 0U);
  EXPECT_GT(whole, 0U);
}

TEST(Sweep, RefusesAnAverageThatIsNotLoaded) {
  const Sample sample = make_sample(Market::kStock, Frame::kTick, "sweep_average");
  const std::vector<script::ParameterVector> vectors = {{{60, 100, 10, 1, 30, 10}, {1, 1, 1, 1, 1, 1}}};
  NoProgress silent;
  const StopFlag stop;
  Sweep whole(*sample.data, sample.base);
  EXPECT_THROW((void)whole.run({vectors, 1ULL << 30, nullptr}, [](std::size_t, SweepVector&, unsigned) {}, silent, stop), UsageError);
}

}  // namespace
}  // namespace stom::backtest
