#include "live/worker_core.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/golden_case.h"
#include "base/file.h"
#include "bus/channel.h"
#include "live/worker_bench.h"

namespace stom::live::test {
namespace {

using market::Field;
using market::Frame;
using market::Market;

constexpr Market kUpbit = Market::kUpbit;
constexpr RowKey kDay = 20240102000000;

std::shared_ptr<StrategyTexts> made(const backtest::RunSpec& spec) {
  TextProblems problems;
  return StrategyTexts::make(spec, problems);
}

backtest::RunSpec spec_of(std::string buy, std::string sell, Frame frame = Frame::kTick) {
  backtest::RunSpec spec;
  spec.market = kUpbit;
  spec.frame = frame;
  spec.average_list = {2};
  spec.average_ticks = 2;
  spec.bet = 1'000'000;
  spec.buy_text = std::move(buy);
  spec.sell_text = std::move(sell);
  spec.back_end = backtest::BackEnd::kInterpreter;
  return spec;
}

// A watched row with a deep book around its price.
bus::MarketRow row_at(const std::string& code, RowKey index, double price = 100, bool watched = true, Frame frame = Frame::kTick) {
  bus::MarketRow row;
  row.code = code;
  row.index = index;
  row.watched = watched;
  row.columns.assign(market::schema(kUpbit, frame).size(), 1);
  const auto set = [&](Field field, double value) {
    row.columns[static_cast<std::size_t>(market::column_of(kUpbit, frame, field))] = value;
  };
  set(Field::kPrice, price);
  set(Field::kWatched, watched ? 1 : 0);
  for (int level = 0; level < 5; ++level) {
    set(market::kAskPrices[level], price + level + 1);
    set(market::kBidPrices[level], price - level);
    set(market::kAskSizes[level], 1e9);
    set(market::kBidSizes[level], 1e9);
  }
  return row;
}

struct Worker {
  explicit Worker(const backtest::RunSpec& spec, Mode mode = Mode::kPaper, std::size_t most_waiting = 3600, bool history = false)
      : host(spec), core({kUpbit, spec.frame, mode, most_waiting, 1, history}, host) {
    core.set_texts(made(spec));
  }
  // Rows 0 … of a day, answered at once.
  void run(int from, int to, double price = 100) {
    for (int i = from; i < to; ++i) {
      core.row(row_at("KRW-A", kDay + i, price));
      host.answer(core);
    }
  }
  TradingHost host;
  WorkerCore core;
};

std::vector<RowKey> decided(const Worker& worker) {
  std::vector<RowKey> keys;
  for (const bus::RowDecision& decision : worker.host.decisions) keys.push_back(decision.index);
  return keys;
}

const char* const kAlwaysBuy = "매수 = True";
const char* const kNeverBuy = "매수 = False";
const char* const kNeverSell = "매도 = False";

// --- as a back-test

struct Recorded {
  std::shared_ptr<const store::MarketData> data;
  backtest::RunSpec spec;
};

Recorded golden_day(const std::string& name) {
  const auto folder = std::filesystem::path(STOM_SOURCE_DIR) / "tests/golden/cases" / name;
  const nlohmann::json info = backtest::read_case(folder);
  backtest::VerifyOptions options;
  options.cache_directory = std::filesystem::path(testing::TempDir()) / "live_worker_cache";
  Recorded out;
  out.spec = backtest::case_spec(info, folder, options);
  out.spec.back_end = backtest::BackEnd::kInterpreter;
  out.data = backtest::open_case_data(info, out.spec, folder, options, StopFlag());
  out.spec.buy_text = read_file(folder / "buy.txt");
  out.spec.sell_text = read_file(folder / "sell.txt");
  out.spec.bet = info.at("betting").get<double>();
  out.spec.settings = backtest::order_settings(out.spec.market, backtest::read_settings(info.at("settings"), name));
  out.spec.load.last_day = out.spec.load.first_day;
  out.spec.run = out.spec.load;
  return out;
}

// The rows of all symbols of the day as a receiver would send them.
std::vector<bus::MarketRow> rows_of(const Recorded& recorded) {
  std::vector<bus::MarketRow> rows;
  for (const store::SymbolDays& symbol : recorded.data->symbols(recorded.spec.load)) {
    const store::DayColumns day = recorded.data->day(symbol.code, recorded.spec.load.first_day);
    for (std::size_t i = 0; i < day.index.size(); ++i) {
      const RowKey time = day.index[i] % market::day_divisor(recorded.spec.frame);
      if (time < recorded.spec.load.start_time || time > recorded.spec.load.end_time) continue;
      bus::MarketRow& row = rows.emplace_back();
      row.code = symbol.code;
      row.index = day.index[i];
      for (const double* column : day.columns) row.columns.push_back(column[i]);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return rows;
}

// What both did, without what a back-test closes at the last row of the day.
std::vector<std::string> lines(const std::vector<BenchTrade>& trades, const std::map<std::string, RowKey>& last) {
  std::vector<std::string> out;
  for (const BenchTrade& trade : trades) {
    if (trade.sold == 0 || trade.sold == last.at(trade.code) || trade.bought == last.at(trade.code)) continue;
    out.push_back(fmt::format("{} {} {} {} {} {}", trade.code, trade.bought, trade.sold, trade.buy_price, trade.sell_price, trade.label));
  }
  std::sort(out.begin(), out.end());
  return out;
}

class GoldenCase : public testing::TestWithParam<std::string> {};

TEST_P(GoldenCase, IsTradedByPaperWorkersAsByABackTestHoweverManyThereAre) {
  const Recorded recorded = golden_day(GetParam());
  const std::vector<bus::MarketRow> rows = rows_of(recorded);
  std::map<std::string, RowKey> last;
  for (const bus::MarketRow& row : rows) last[row.code] = row.index;

  NoProgress silent;
  const backtest::RunResult result = backtest::run_backtest(*recorded.data, recorded.spec, silent, StopFlag());
  std::vector<BenchTrade> expected;
  for (const backtest::TradeRecord& trade : result.trades) {
    expected.push_back({trade.code, trade.buy_time, trade.sell_time, trade.buy_price, trade.sell_price, 0, trade.sell_condition});
  }
  ASSERT_GT(lines(expected, last).size(), 3u);

  for (const unsigned workers : {1u, 3u}) {
    std::vector<std::unique_ptr<TradingHost>> hosts;
    std::vector<std::unique_ptr<WorkerCore>> cores;
    for (unsigned i = 0; i < workers; ++i) {
      hosts.push_back(std::make_unique<TradingHost>(recorded.spec));
      cores.push_back(std::make_unique<WorkerCore>(WorkerOptions{recorded.spec.market, recorded.spec.frame}, *hosts.back()));
      cores.back()->set_texts(made(recorded.spec));
    }
    std::size_t number = 0;
    for (const bus::MarketRow& row : rows) {
      const unsigned worker = bus::worker_of(row.code, workers);
      cores[worker]->row(row);
      if (++number % 5 == 0) hosts[worker]->answer(*cores[worker]);  // rows wait meanwhile
    }
    std::vector<BenchTrade> trades;
    std::uint64_t taken = 0;
    for (unsigned i = 0; i < workers; ++i) {
      hosts[i]->answer(*cores[i]);
      taken += cores[i]->counts().rows;
      trades.insert(trades.end(), hosts[i]->trades.begin(), hosts[i]->trades.end());
    }
    EXPECT_EQ(taken, rows.size());
    EXPECT_EQ(lines(trades, last), lines(expected, last));
  }
}

INSTANTIATE_TEST_SUITE_P(Texts, GoldenCase,
                         testing::Values("upbit_tick__basic", "upbit_min__weight_mode_1", "binance_tick__long_and_short",
                                         "binance_min__basic", "binance_tick__elapsed_ticks"),
                         [](const auto& name) { return name.param; });

// --- order and waiting

TEST(WorkerCore, PaperRowsOfASymbolWaitUntilTheDecisionBeforeThemIsAnswered) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell));
  for (int i = 0; i < 6; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.row(row_at("KRW-B", kDay));
  worker.core.row(row_at("KRW-B", kDay + 1));
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 1}));  // one of each symbol
  EXPECT_EQ(worker.core.waiting("KRW-A"), 4u);
  EXPECT_EQ(worker.core.unanswered().size(), 2u);
  bus::SymbolState other;  // a change by itself answers nothing
  other.code = "KRW-A";
  worker.core.state(other);
  EXPECT_EQ(worker.core.waiting("KRW-A"), 4u);
  worker.host.answer(worker.core);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 1, kDay + 2, kDay + 3, kDay + 4, kDay + 5}));
  EXPECT_EQ(worker.core.waiting("KRW-A"), 0u);
}

TEST(WorkerCore, RealRowsDoNotWait) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal);
  for (int i = 0; i < 4; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 2, kDay + 3}));
}

TEST(WorkerCore, ARowIsEvaluatedOnceHoweverOftenItComes) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell));
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.row(row_at("KRW-A", kDay + 2));  // waits already
  worker.core.row(row_at("KRW-A", kDay + 1));
  worker.host.answer(worker.core);
  worker.core.row(row_at("KRW-A", kDay + 2));
  worker.host.answer(worker.core);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 2}));
  EXPECT_EQ(worker.core.counts().repeated, 3u);
  EXPECT_EQ(worker.core.counts().evaluated, 2u);
}

TEST(WorkerCore, RowsThatWaitTooLongAreTakenButNotEvaluated) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kPaper, 3);
  for (int i = 0; i < 10; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  EXPECT_EQ(worker.core.counts().overflowed, 5u);
  EXPECT_EQ(worker.core.symbol("KRW-A")->rows(), 7);
  EXPECT_EQ(worker.host.warnings.size(), 1u);
  worker.host.answer(worker.core);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 7, kDay + 8, kDay + 9}));
}

TEST(WorkerCore, WithANewTraderRowsGoOnWithoutTheOldAnswer) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell));
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.forget_answers();
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 2}));
}

// --- what is decided

TEST(WorkerCore, DecidesOnlyWhatIsWatchedAndSignalledOrHeldOrOrdered) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal);
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i, 100, false));
  EXPECT_TRUE(worker.host.decisions.empty());
  bus::SymbolState state;
  state.code = "KRW-A";
  state.buy_pending = true;
  worker.core.state(state);
  worker.core.row(row_at("KRW-A", kDay + 3, 100, false));
  ASSERT_EQ(worker.host.decisions.size(), 1u);
  EXPECT_FALSE(worker.host.decisions.back().watched);
  state.buy_pending = false;
  worker.core.state(state);
  worker.core.row(row_at("KRW-A", kDay + 4, 100, false));
  EXPECT_EQ(worker.host.decisions.size(), 1u);
}

TEST(WorkerCore, CarriesTheRowToTheTrader) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell));
  worker.core.row(row_at("KRW-A", kDay, 100, false));
  bus::MarketRow row = row_at("KRW-A", kDay + 1, 200);
  row.received_micros = 77;
  worker.core.row(row);
  ASSERT_EQ(worker.host.decisions.size(), 1u);
  const bus::RowDecision& decision = worker.host.decisions.front();
  EXPECT_EQ(decision.row_number, 1);
  EXPECT_EQ(decision.ask_prices, (std::vector<double>{201, 202, 203, 204, 205}));
  EXPECT_EQ(decision.bid_prices, (std::vector<double>{200, 199, 198, 197, 196}));
  EXPECT_EQ(decision.low, 200);
  EXPECT_EQ(decision.high, 200);
  EXPECT_TRUE(decision.watched);
  EXPECT_FALSE(decision.was_watched);
  EXPECT_EQ(decision.buy_signal, script::kLong);
  EXPECT_EQ(decision.sell_label, script::kNoSell);
  EXPECT_EQ(decision.received_micros, 77);
}

TEST(WorkerCore, DoesNotEvaluateTheFirstRowAfterAGap) {
  Worker worker(spec_of(kAlwaysBuy, "매도 = True"));
  worker.run(0, 2);
  bus::MarketRow row = row_at("KRW-A", kDay + 9);
  row.after_gap = true;
  worker.core.row(row);  // held: the trader hears of it
  worker.host.answer(worker.core);
  worker.run(10, 11);
  ASSERT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 9, kDay + 10}));
  EXPECT_FALSE(worker.host.decisions[1].may_evaluate);
  EXPECT_EQ(worker.host.decisions[1].sell_label, script::kNoSell);
  EXPECT_GE(worker.host.decisions[2].sell_label, 0);
}

TEST(WorkerCore, StopsAtTheEndOfTheStrategy) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal);
  worker.core.set_end_time(10);
  for (int i = 7; i < 14; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 8, kDay + 9}));
}

TEST(WorkerCore, ASideStopsAndGoesOnByOrder) {
  Worker worker(spec_of(kAlwaysBuy, "매도 = True"));
  worker.core.control(bus::StrategyOrder::kStopBuying);
  worker.run(0, 3);
  EXPECT_TRUE(worker.host.decisions.empty());
  worker.core.control(bus::StrategyOrder::kResumeBuying);
  worker.core.control(bus::StrategyOrder::kStopSelling);
  worker.run(3, 6);
  ASSERT_EQ(worker.host.trades.size(), 1u);
  EXPECT_EQ(worker.host.trades[0].sold, 0);
  worker.core.control(bus::StrategyOrder::kResumeSelling);
  worker.run(6, 7);
  EXPECT_EQ(worker.host.trades[0].sold, kDay + 6);
}

TEST(WorkerCore, LeavesTheRunningMinuteToCharts) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell, Frame::kMinute), Mode::kReal);
  for (int i = 0; i < 3; ++i) {
    bus::MarketRow running = row_at("KRW-A", kDay / 100 + i, 100, true, Frame::kMinute);
    running.complete = false;
    worker.core.row(running);
    worker.core.row(row_at("KRW-A", kDay / 100 + i, 100, true, Frame::kMinute));
  }
  EXPECT_EQ(worker.core.counts().rows, 3u);
  EXPECT_EQ(worker.core.counts().repeated, 0u);
}

TEST(WorkerCore, TellsTheTextTheHighestProfitThatWorkerOrTraderSaw) {
  // Sells once the profit has come down from above 10 %.
  Worker worker(spec_of(kNeverBuy, "if 최고수익률 > 10 and 수익률 < 8:\n    매도 = True"), Mode::kReal);
  worker.core.row(row_at("KRW-A", kDay));
  bus::SymbolState state;
  state.code = "KRW-A";
  state.held = true;
  state.quantity = 1;
  state.entry_price = 100;
  state.entry_row = kDay;
  state.entry_seconds = epoch_seconds(kDay);
  worker.core.state(state);
  worker.core.row(row_at("KRW-A", kDay + 1, 115));
  worker.core.state(state);  // the trader's own figure lags behind
  worker.core.row(row_at("KRW-A", kDay + 2, 105));
  ASSERT_EQ(worker.host.decisions.size(), 2u);
  EXPECT_EQ(worker.host.decisions[0].sell_label, script::kNoSell);
  EXPECT_GE(worker.host.decisions[1].sell_label, 0);
  // A new position knows nothing of the old one.
  state.entry_row = kDay + 2;
  worker.core.state(state);
  worker.core.row(row_at("KRW-A", kDay + 3, 105));
  EXPECT_EQ(worker.host.decisions[2].sell_label, script::kNoSell);
  // After a restart the trader knows.
  state.highest = 11;
  worker.core.state(state);
  worker.core.row(row_at("KRW-A", kDay + 4, 105));
  EXPECT_GE(worker.host.decisions[3].sell_label, 0);
}

TEST(WorkerCore, AsksTheSellTextForAnEntryThatItMayCallBack) {
  backtest::RunSpec spec = spec_of(kNeverBuy, "매도 = True");
  for (const bool may_counter : {false, true}) {
    spec.settings.managed.buy.limit.cancel_on_counter_signal = may_counter;
    Worker worker(spec, Mode::kReal);
    worker.core.row(row_at("KRW-A", kDay));
    bus::SymbolState state;
    state.code = "KRW-A";
    state.buy_pending = true;
    worker.core.state(state);
    worker.core.row(row_at("KRW-A", kDay + 1));
    ASSERT_EQ(worker.host.decisions.size(), 1u);
    EXPECT_EQ(worker.host.decisions[0].sell_label >= 0, may_counter);
  }
}

TEST(WorkerCore, NewTextsWorkFromTheNextRowOn) {
  Worker worker(spec_of(kNeverBuy, kNeverSell), Mode::kReal);
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.set_texts(made(spec_of(kAlwaysBuy, kNeverSell)));
  EXPECT_TRUE(worker.host.decisions.empty());
  worker.core.row(row_at("KRW-A", kDay + 3));
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 3}));
}

// --- recorded rows

RecordedRows recorded(RowKey from, RowKey to) {
  RecordedRows rows;
  for (RowKey key = from; key <= to; ++key) {
    rows.index.push_back(key);
    rows.rows.push_back(row_at("KRW-A", key).columns);
  }
  return rows;
}

TEST(WorkerCore, PutsRecordedRowsBeforeTheLiveOnesWithoutAHoleOrADouble) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal, 3600, true);
  worker.core.row(row_at("KRW-A", kDay + 10));
  worker.core.row(row_at("KRW-A", kDay + 11));
  ASSERT_EQ(worker.core.bridges().size(), 1u);
  EXPECT_EQ(worker.core.bridges()[0].first_live, kDay + 10);
  EXPECT_FALSE(worker.core.bridge("KRW-A", recorded(kDay, kDay + 8), false));  // row 9 may still come
  EXPECT_EQ(worker.core.symbol("KRW-A"), nullptr);
  EXPECT_TRUE(worker.core.bridge("KRW-A", recorded(kDay, kDay + 11), false));
  EXPECT_TRUE(worker.core.bridges().empty());
  const SymbolEvaluator& symbol = *worker.core.symbol("KRW-A");
  ASSERT_EQ(symbol.rows(), 12);
  for (std::int64_t row = 0; row < 12; ++row) EXPECT_EQ(symbol.index(row), kDay + row);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 11}));  // what came meanwhile is history but for the newest
}

TEST(WorkerCore, FillsRowsThatWereLostOnTheWay) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal);
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.suspect_holes();
  worker.core.row(row_at("KRW-A", kDay + 6));
  EXPECT_EQ(worker.core.bridges()[0].known, kDay + 2);
  EXPECT_TRUE(worker.core.bridge("KRW-A", recorded(kDay + 3, kDay + 6), false));
  EXPECT_EQ(worker.core.symbol("KRW-A")->rows(), 7);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 2, kDay + 6}));
}

TEST(WorkerCore, GoesOnOverAHoleThatNothingFillsWithoutEvaluatingItsFirstRow) {
  Worker worker(spec_of(kAlwaysBuy, kNeverSell), Mode::kReal);
  for (int i = 0; i < 3; ++i) worker.core.row(row_at("KRW-A", kDay + i));
  worker.core.suspect_holes();
  worker.core.row(row_at("KRW-A", kDay + 6));
  EXPECT_TRUE(worker.core.bridge("KRW-A", {}, true));
  worker.core.row(row_at("KRW-A", kDay + 7));
  EXPECT_EQ(worker.core.counts().holes, 1u);
  EXPECT_EQ(decided(worker), (std::vector<RowKey>{kDay + 1, kDay + 2, kDay + 7}));
}

}  // namespace
}  // namespace stom::live::test
