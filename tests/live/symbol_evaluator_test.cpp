// A live evaluator, fed row by row, says what a back-test says about the same rows: at every row of every day, whatever came in between.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/golden_case.h"
#include "base/file.h"
#include "live/batch_day.h"
#include "live/symbol_evaluator.h"
#include "store/sample_rows.h"

namespace stom::live::test {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(STOM_SOURCE_DIR) / "tests/golden";

struct GoldenText {
  std::string name;
  backtest::RunSpec spec;
};

// One text in `step` of a data set, beginning with the `first`; STOM_EVERY_TEXT in the environment takes all of them.
std::vector<GoldenText> golden_texts(const std::string& data_set, std::size_t first, std::size_t step) {
  if (std::getenv("STOM_EVERY_TEXT") != nullptr) first = 0, step = 1;
  std::vector<GoldenText> texts;
  std::size_t number = 0;
  for (const fs::path& folder : backtest::find_cases({kGolden / "cases"})) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(data_set + "__") || name.ends_with("error_syntax")) continue;
    if (number++ % step != first) continue;
    const nlohmann::json info = backtest::read_case(folder);
    GoldenText& text = texts.emplace_back();
    text.name = name;
    text.spec = backtest::case_spec(info, folder, {});
    text.spec.buy_text = read_file(folder / "buy.txt");
    text.spec.sell_text = read_file(folder / "sell.txt");
    text.spec.settings = backtest::order_settings(text.spec.market, backtest::read_settings(info.at("settings"), name));
  }
  return texts;
}

std::shared_ptr<const store::MarketData> golden_data(const std::string& data_set) {
  const fs::path folder = kGolden / "cases" / (data_set + "__basic");
  const nlohmann::json info = backtest::read_case(folder);
  backtest::VerifyOptions options;
  options.cache_directory = fs::path(testing::TempDir()) / "live_evaluator_cache";
  return backtest::open_case_data(info, backtest::case_spec(info, folder, options), folder, options, StopFlag());
}

std::shared_ptr<StrategyTexts> made(const backtest::RunSpec& spec) {
  TextProblems problems;
  auto texts = StrategyTexts::make(spec, problems);
  EXPECT_NE(texts, nullptr) << spec.buy_text;
  return texts;
}

struct Figures {
  std::uint64_t rows = 0, signals = 0, sales = 0, raised = 0;
};

// Where evaluator and batch differ at the newest row; empty: nowhere.
std::string difference(SymbolEvaluator& evaluator, BatchDays& batch, std::int64_t row, market::Market market, Figures& figures) {
  ++figures.rows;
  const std::uint8_t signal = evaluator.buy_signal();
  if (signal != batch.signal(row)) return fmt::format("signal {} instead of {}", int{signal}, int{batch.signal(row)});
  const script::HoldingState holding = some_holding(market, row, evaluator.value(market::Field::kPrice, row));
  const std::int32_t label = evaluator.sell_label(holding), expected = batch.label(row, holding);
  if (label != expected) return fmt::format("label {} instead of {}", label, expected);
  figures.signals += signal == script::kLong || signal == script::kShort ? 1 : 0;
  figures.sales += label >= 0 ? 1 : 0;
  figures.raised += signal == script::kRaised || label == script::kSellRaised ? 1 : 0;
  return {};
}

// All days of a symbol through both.
void compare(const store::MarketData& data, const store::SymbolDays& symbol, const backtest::RunSpec& spec, Figures& figures) {
  const auto texts = made(spec);
  if (!texts) return;
  SymbolEvaluator evaluator(symbol.code, {spec.market, spec.frame, 1});
  evaluator.set_texts(texts);
  BatchDays batch(texts, symbol.code);
  for (const TradingDay day : symbol.days) {
    batch.start_day(data.day(symbol.code, day));
    for (std::int64_t row = 0; row < batch.rows(); ++row) {
      ASSERT_TRUE(evaluator.append(batch.index(row), batch.row(row)));
      ASSERT_EQ(difference(evaluator, batch, row, spec.market, figures), "") << symbol.code << " " << batch.index(row);
    }
  }
}

void compare_texts(const store::MarketData& data, std::vector<GoldenText> texts, backtest::BackEnd back_end, Figures& figures) {
  const auto symbols = data.all_symbols();
  std::size_t number = 0;
  for (GoldenText& text : texts) {
    SCOPED_TRACE(text.name);
    text.spec.back_end = back_end;
    store::SymbolDays symbol = symbols[number++ % symbols.size()];
    if (symbol.days.size() > 2) symbol.days.resize(2);
    compare(data, symbol, text.spec, figures);
    if (testing::Test::HasFatalFailure()) return;
  }
}

class GoldenData : public testing::TestWithParam<std::string> {};

TEST_P(GoldenData, SaysAtEveryRowWhatABackTestSays) {
  const auto data = golden_data(GetParam());
  Figures native, interpreted;
  compare_texts(*data, golden_texts(GetParam(), 0, 9), backtest::BackEnd::kNative, native);
  compare_texts(*data, golden_texts(GetParam(), 3, 7), backtest::BackEnd::kInterpreter, interpreted);
  EXPECT_GT(native.signals + interpreted.signals, 500u);
  EXPECT_GT(native.sales + interpreted.sales, 500u);
}

std::vector<GoldenText> texts_with_many_windows(const std::string& data_set) {
  std::vector<GoldenText> all = golden_texts(data_set, 0, 1), chosen;
  for (GoldenText& text : all) {
    for (const char* kind : {"__fuzz_0", "__elapsed_ticks", "__window_avg_60", "__indicator_macd", "__weight_mode_2"}) {
      if (text.name.find(kind) != std::string::npos && chosen.size() < 8) {
        chosen.push_back(std::move(text));
        break;
      }
    }
  }
  for (GoldenText& text : chosen) text.spec.back_end = backtest::BackEnd::kInterpreter;
  return chosen;
}

TEST_P(GoldenData, SaysWithNewTextsInTheMiddleWhatAFreshRunSays) {
  const auto data = golden_data(GetParam());
  std::vector<std::shared_ptr<StrategyTexts>> texts;
  for (const GoldenText& text : texts_with_many_windows(GetParam())) texts.push_back(made(text.spec));
  ASSERT_GE(texts.size(), 5u);
  const backtest::RunSpec& spec = texts.front()->spec();
  const store::SymbolDays symbol = data->all_symbols().front();
  ASSERT_GE(symbol.days.size(), 2u);
  SymbolEvaluator evaluator(symbol.code, {spec.market, spec.frame, symbol.days.size()});
  std::vector<BatchDays> batches;
  for (const auto& one : texts) batches.emplace_back(one, symbol.code);
  std::size_t now = 0;
  evaluator.set_texts(texts[now]);
  Figures figures;
  std::int64_t rows = 0;
  for (const TradingDay day : symbol.days) {
    for (BatchDays& batch : batches) batch.start_day(data->day(symbol.code, day));
    for (std::int64_t row = 0; row < batches[now].rows(); ++row) {
      if (++rows % 97 == 0) {
        now = (now + 1) % texts.size();
        if (rows % 5 == 0) evaluator.set_texts(nullptr);  // overtaken by the next one
        evaluator.set_texts(texts[now]);
      }
      ASSERT_TRUE(evaluator.append(batches[now].index(row), batches[now].row(row)));
      ASSERT_EQ(difference(evaluator, batches[now], row, spec.market, figures), "") << batches[now].index(row) << " text " << now;
    }
  }
  EXPECT_GT(figures.signals, 50u);
}

INSTANTIATE_TEST_SUITE_P(Coins, GoldenData, testing::Values("upbit_tick", "upbit_min", "binance_tick", "binance_min"),
                         [](const auto& data_set) { return data_set.param; });

// --- the example texts on sample rows

struct Example {
  market::Market market;
  market::Frame frame;
  const char* buy;
  const char* sell;
};

backtest::RunSpec example_spec(const Example& example) {
  backtest::RunSpec spec;
  spec.market = example.market;
  spec.frame = example.frame;
  spec.average_list = {30};
  const fs::path folder = fs::path(STOM_SOURCE_DIR) / "examples/strategies";
  spec.buy_text = read_file(folder / example.buy);
  spec.sell_text = read_file(folder / example.sell);
  return spec;
}

store::DayColumns columns_of(const std::shared_ptr<const store::RowBlock>& block) {
  store::DayColumns day;
  day.owner = block;
  day.index = block->index;
  for (const auto& column : block->columns) day.columns.push_back(column.data());
  return day;
}

std::vector<std::shared_ptr<const store::RowBlock>> sample_days(market::Market market, market::Frame frame, int days) {
  store::SampleOptions options;
  options.market = market;
  options.frame = frame;
  options.symbols = 1;
  options.days = days;
  std::vector<std::shared_ptr<const store::RowBlock>> blocks;
  const auto keep = [&](const store::RowBlock& block) { blocks.push_back(std::make_shared<store::RowBlock>(block)); };
  store::make_sample_rows(options, {keep, [](RowKey, auto) {}}, StopFlag());
  return blocks;
}

class SampleRows : public testing::TestWithParam<Example> {};

TEST_P(SampleRows, GiveTheSameSignalsLiveAndInABackTest) {
  const backtest::RunSpec spec = example_spec(GetParam());
  const auto texts = made(spec);
  const auto days = sample_days(spec.market, spec.frame, 3);
  const std::string code = days.front()->code;
  SymbolEvaluator evaluator(code, {spec.market, spec.frame, 1});
  evaluator.set_texts(texts);
  BatchDays batch(texts, code);
  Figures figures;
  for (const auto& day : days) {
    batch.start_day(columns_of(day));
    for (std::int64_t row = 0; row < batch.rows(); ++row) {
      ASSERT_TRUE(evaluator.append(batch.index(row), batch.row(row)));
      ASSERT_EQ(difference(evaluator, batch, row, spec.market, figures), "") << batch.index(row);
    }
  }
  EXPECT_GT(figures.signals, 0u);
  EXPECT_GT(figures.sales, 0u);
}

// A worker that was killed builds its day anew from the stored rows and goes on with the ones that come.
TEST_P(SampleRows, GiveTheSameSignalsAfterARebuild) {
  const backtest::RunSpec spec = example_spec(GetParam());
  const auto texts = made(spec);
  const auto days = sample_days(spec.market, spec.frame, 2);
  const std::string code = days.front()->code;
  SymbolEvaluator steady(code, {spec.market, spec.frame, 1});
  steady.set_texts(texts);
  BatchDays batch(texts, code);
  for (const auto& day : days) {
    batch.start_day(columns_of(day));
    for (std::int64_t row = 0; row < batch.rows(); ++row) ASSERT_TRUE(steady.append(batch.index(row), batch.row(row)));
  }
  // Stored rows first, texts later, the newest rows live.
  SymbolEvaluator rebuilt(code, {spec.market, spec.frame, 1});
  const std::int64_t live_from = batch.rows() * 2 / 3;
  BatchDays again(texts, code);
  again.start_day(columns_of(days.front()));
  for (std::int64_t row = 0; row < again.rows(); ++row) ASSERT_TRUE(rebuilt.append(again.index(row), again.row(row)));
  Figures figures;
  for (std::int64_t row = 0; row < batch.rows(); ++row) {
    if (row == live_from) rebuilt.set_texts(texts);
    ASSERT_TRUE(rebuilt.append(batch.index(row), batch.row(row)));
    if (row < live_from) continue;
    ASSERT_EQ(difference(rebuilt, batch, row, spec.market, figures), "") << batch.index(row);
  }
  EXPECT_EQ(rebuilt.rows(), steady.rows());
}

constexpr Example kExamples[] = {
    {market::Market::kUpbit, market::Frame::kTick, "upbit_tick_buy.txt", "upbit_tick_sell.txt"},
    {market::Market::kBinance, market::Frame::kTick, "binance_tick_buy.txt", "binance_tick_sell.txt"},
    {market::Market::kBinance, market::Frame::kMinute, "binance_min_buy.txt", "binance_min_sell.txt"},
};
INSTANTIATE_TEST_SUITE_P(Examples, SampleRows, testing::ValuesIn(kExamples), [](const auto& example) {
  return fmt::format("{}_{}", market::name(example.param.market), market::name(example.param.frame));
});

// --- one symbol's small print

constexpr market::Market kUpbit = market::Market::kUpbit;
constexpr market::Frame kTick = market::Frame::kTick;

backtest::RunSpec small_spec(std::string buy, std::string sell = "") {
  backtest::RunSpec spec;
  spec.market = kUpbit;
  spec.frame = kTick;
  spec.average_list = {3};
  spec.average_ticks = 3;
  spec.buy_text = std::move(buy);
  spec.sell_text = std::move(sell);
  spec.back_end = backtest::BackEnd::kInterpreter;
  return spec;
}

std::vector<double> small_row(double price) {
  std::vector<double> row(market::schema(kUpbit, kTick).size(), 1);
  row[static_cast<std::size_t>(market::column_of(kUpbit, kTick, market::Field::kPrice))] = price;
  return row;
}

TEST(SymbolEvaluator, TakesARowOnlyOnceAndOnlyForward) {
  SymbolEvaluator evaluator("KRW-A", {kUpbit, kTick});
  EXPECT_TRUE(evaluator.append(20240102000005, small_row(1)));
  EXPECT_FALSE(evaluator.append(20240102000005, small_row(2)));
  EXPECT_FALSE(evaluator.append(20240102000004, small_row(2)));
  EXPECT_FALSE(evaluator.append(20240102000006, std::vector<double>(3)));
  EXPECT_TRUE(evaluator.append(20240103000000, small_row(3)));
  EXPECT_FALSE(evaluator.append(20240102235959, small_row(3)));
  EXPECT_EQ(evaluator.rows(), 1);
  EXPECT_EQ(evaluator.find_row(20240102235959), -1);
  EXPECT_EQ(evaluator.find_row(20240103000007), 0);
}

TEST(SymbolEvaluator, SaysNothingBeforeTheAverageTicksOfTheDay) {
  SymbolEvaluator evaluator("KRW-A", {kUpbit, kTick});
  evaluator.set_texts(made(small_spec("매수 = True")));
  for (const RowKey day : {20240102, 20240103}) {
    for (int row = 0; row < 5; ++row) {
      ASSERT_TRUE(evaluator.append(day * 1'000'000 + row, small_row(1)));
      EXPECT_EQ(evaluator.may_evaluate(), row >= 2);
      EXPECT_EQ(evaluator.buy_signal(), row >= 2 ? script::kLong : script::kNoSignal);
    }
  }
}

TEST(SymbolEvaluator, ASideWithoutATextNeverSignals) {
  SymbolEvaluator evaluator("KRW-A", {kUpbit, kTick});
  evaluator.set_texts(made(small_spec("", "매도 = True")));
  for (int row = 0; row < 5; ++row) ASSERT_TRUE(evaluator.append(20240102000000 + row, small_row(1)));
  EXPECT_EQ(evaluator.buy_signal(), script::kNoSignal);
  EXPECT_GE(evaluator.sell_label(some_holding(kUpbit, 4, 1)), 0);
  evaluator.set_texts(nullptr);
  EXPECT_GE(evaluator.sell_label(some_holding(kUpbit, 4, 1)), 0);  // the row is still the old text's
  ASSERT_TRUE(evaluator.append(20240102000007, small_row(1)));
  EXPECT_EQ(evaluator.sell_label(some_holding(kUpbit, 5, 1)), script::kNoSell);
}

TEST(SymbolEvaluator, ATextThatRaisesOrRunsAwayGivesNoSignalAndIsToldOncePerKind) {
  std::vector<Message> told;
  TextProblems problems;
  const char* const source = "x = 1 / (int(현재가) - 1)\ny = 현재가\nwhile y > 5:\n    y = y + 1\nif y < 0:\n    매수 = False";
  const auto texts = StrategyTexts::make(small_spec(source), problems, [&](const Message& text) { told.push_back(text); });
  ASSERT_NE(texts, nullptr);
  SymbolEvaluator evaluator("KRW-A", {kUpbit, kTick});
  evaluator.set_texts(texts);
  int row = 0;
  const auto signal = [&](double price) {
    EXPECT_TRUE(evaluator.append(20240102000000 + row++, small_row(price)));
    return evaluator.buy_signal();
  };
  (void)signal(2), (void)signal(2);
  EXPECT_EQ(signal(2), script::kLong);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(signal(1), script::kRaised);
  EXPECT_EQ(signal(9), script::kRaised);
  EXPECT_EQ(signal(2), script::kLong);
  EXPECT_EQ(texts->raised_rows("buy"), 4u);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_NE(told[0].en.find("ZeroDivisionError"), std::string::npos) << told[0].en;
  EXPECT_NE(told[1].en.find("EndlessLoop"), std::string::npos) << told[1].en;
}

TEST(SymbolEvaluator, WeighsTheBetByTheRangeOfTheDay) {
  backtest::RunSpec spec = small_spec("매수 = True");
  spec.settings.weight_scaling = {1, 5, 10, 15, 20, 1, 2, 3, 4, 5};
  SymbolEvaluator evaluator("KRW-A", {kUpbit, kTick});
  EXPECT_EQ(evaluator.weight(), 1);
  evaluator.set_texts(made(spec));
  std::vector<double> row = small_row(100);
  row[static_cast<std::size_t>(market::column_of(kUpbit, kTick, market::Field::kLow))] = 100;
  row[static_cast<std::size_t>(market::column_of(kUpbit, kTick, market::Field::kHigh))] = 112;
  ASSERT_TRUE(evaluator.append(20240102000000, row));
  EXPECT_EQ(evaluator.weight(), 3);
}

}  // namespace
}  // namespace stom::live::test
