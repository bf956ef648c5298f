#include "optimize/example_texts.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/golden_case.h"
#include "optimize/condition_text.h"
#include "optimize/variable_sides.h"
#include "script/compiled_text.h"
#include "script/variable_use.h"

namespace stom::optimize {
namespace {

using market::Frame;
using market::Market;

class ExampleTextsOf : public testing::TestWithParam<std::tuple<Market, Frame>> {
 protected:
  Market market() const { return std::get<0>(GetParam()); }
  Frame frame() const { return std::get<1>(GetParam()); }
  ExampleTexts texts() const { return example_texts(market(), frame()); }

  void expect_clean(const std::string& text, script::TextKind kind, int vars) const {
    script::CompileOptions options;
    options.market = market();
    options.frame = frame();
    options.kind = kind;
    options.average_list = {30};
    options.vars_count = vars;
    const auto compiled = script::compile(text, options);
    for (const Diagnostic& diagnostic : compiled->diagnostics) ADD_FAILURE() << render(diagnostic, "text", text, Language::kEnglish);
  }
};

void expect_none(const Diagnostics& diagnostics, const std::string& text) {
  for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << render(diagnostic, "text", text, Language::kEnglish);
}

TEST_P(ExampleTextsOf, CompileWithoutAWarning) {
  const ExampleTexts all = texts();
  const int vars = frame() == Frame::kTick ? 10 : 11;
  expect_clean(all.buy, script::TextKind::kBuy, vars);
  expect_clean(all.sell, script::TextKind::kSell, vars);
  expect_clean(all.finder, script::TextKind::kFinder, 0);
  expect_none(parse_conditions(all.buy_conditions, market(), frame(), true).diagnostics, all.buy_conditions);
  expect_none(parse_conditions(all.sell_conditions, market(), frame(), false).diagnostics, all.sell_conditions);
  EXPECT_GE(parse_conditions(all.buy_conditions, market(), frame(), true).conditions.size(), 10u);
  EXPECT_GE(parse_conditions(all.sell_conditions, market(), frame(), false).conditions.size(), 5u);
}

TEST_P(ExampleTextsOf, ReadExactlyTheVariablesOfTheirRanges) {
  const ExampleTexts all = texts();
  for (const RangeText& ranges : {parse_ranges(all.ranges, RangeForm::kRange), parse_ranges(all.genetic, RangeForm::kGenetic)}) {
    expect_none(ranges.diagnostics, all.ranges);
    const RangeCheck check = check_ranges(all.buy, all.sell, ranges, {30});
    expect_none(check.buy, all.buy);
    expect_none(check.sell, all.sell);
    expect_none(check.ranges, all.ranges);
    EXPECT_EQ(ranges.entries.size(), frame() == Frame::kTick ? 10u : 11u);
  }
}

TEST_P(ExampleTextsOf, HaveOneSpaceInBothForms) {
  const ExampleTexts all = texts();
  const Space ranges = make_space(parse_ranges(all.ranges, RangeForm::kRange)),
              genetic = make_space(parse_ranges(all.genetic, RangeForm::kGenetic));
  ASSERT_EQ(ranges.dimensions.size(), genetic.dimensions.size());
  for (std::size_t i = 0; i < ranges.dimensions.size(); ++i) EXPECT_EQ(ranges.dimensions[i].candidates, genetic.dimensions[i].candidates);
  EXPECT_EQ(ranges.start(), genetic.start());
}

TEST_P(ExampleTextsOf, PlaceholdersBecomeTheOptimisableTexts) {
  const ExampleTexts all = texts();
  EXPECT_NE(all.placeholder_buy.find("변수)"), std::string::npos);
  Diagnostics diagnostics;
  const auto map = script::renumbering(all.buy, all.sell, diagnostics);
  for (const auto& [from, to] : map) EXPECT_EQ(from, to);  // already in reading order
}

// On the recorded synthetic rows the best values of the ranges and the whole condition lists run to the end; the texts trade.
TEST_P(ExampleTextsOf, TradeOnRecordedRows) {
  const std::filesystem::path folder = std::filesystem::path(STOM_SOURCE_DIR) / "tests/golden/grids" /
                                       fmt::format("{}_{}__grid", market::name(market()), market::name(frame()));
  backtest::VerifyOptions options;
  options.back_end = backtest::BackEnd::kInterpreter;
  options.cache_directory = std::filesystem::path(testing::TempDir()) / "example_texts_cache";
  const nlohmann::json info = backtest::read_case(folder);
  backtest::RunSpec spec = backtest::case_spec(info, folder, options);
  spec.bet = info.at("betting").get<double>();
  spec.settings = backtest::order_settings(spec.market, {});
  const auto data = backtest::open_case_data(info, spec, folder, options, {});
  const ExampleTexts all = texts();
  spec.buy_text = all.buy;
  spec.sell_text = all.sell;
  spec.vars = parameters(make_space(parse_ranges(all.ranges, RangeForm::kRange)).start());
  NoProgress silent;
  const backtest::RunResult result = backtest::run_backtest(*data, spec, silent, {});
  ASSERT_FALSE(result.error) << result.error->error.text.en;
  EXPECT_GT(result.trades.size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(All, ExampleTextsOf, testing::Combine(testing::ValuesIn(market::kMarkets), testing::ValuesIn(market::kFrames)),
                         [](const auto& test) {
                           return fmt::format("{}_{}", market::name(std::get<0>(test.param)), market::name(std::get<1>(test.param)));
                         });

}  // namespace
}  // namespace stom::optimize
