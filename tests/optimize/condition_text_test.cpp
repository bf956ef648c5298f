#include "optimize/condition_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/golden_case.h"
#include "backtest/golden_table.h"
#include "script/compiled_text.h"

namespace stom::optimize {
namespace {

using market::Frame;
using market::Market;

ConditionList buy_list(std::string_view text, Market market = Market::kStock) { return parse_conditions(text, market, Frame::kTick, true); }
ConditionList sell_list(std::string_view text, Market market = Market::kStock) {
  return parse_conditions(text, market, Frame::kTick, false);
}

std::string first(const ConditionList& list) {
  if (list.diagnostics.empty()) return "none";
  const Diagnostic& d = list.diagnostics.front();
  return fmt::format("{} {}:{}+{}{}", d.id, d.position.line, d.position.column, d.length,
                     d.severity == Severity::kWarning ? " warning" : "");
}

bool compiles(const std::string& text, Market market, script::TextKind kind, int vars) {
  script::CompileOptions options;
  options.market = market;
  options.frame = Frame::kTick;
  options.kind = kind;
  options.average_list = {30};
  options.vars_count = vars;
  const auto compiled = script::compile(text, options);
  for (const Diagnostic& diagnostic : compiled->diagnostics) ADD_FAILURE() << render(diagnostic, "text", text, Language::kEnglish);
  return compiled->is_runnable();
}

TEST(ConditionText, ReadsOneExpressionALine) {
  const ConditionList list = buy_list("# 매수 조건\n\n  not (현재가 > 시가)  \r\nnot (등락율 > 3)  # 이 줄은 주석\nnot (체결강도 >= 100)\n");
  EXPECT_EQ(first(list), "none");
  ASSERT_EQ(list.conditions.size(), 2u);
  EXPECT_EQ(list.conditions[0].text, "not (현재가 > 시가)");
  EXPECT_EQ(list.conditions[0].line, 3);
  EXPECT_EQ(list.conditions[1].line, 5);
}

TEST(ConditionText, AssemblesTheChosenSetAsAUserWouldSaveIt) {
  const ConditionList list = buy_list("not (현재가 > 시가)\nnot (등락율 > 3)\nnot (체결강도 >= 100)");
  EXPECT_EQ(assemble_buy(list, {2, 1}, Market::kStock),
            "if not (등락율 > 3):\n    매수 = False\nelif not (체결강도 >= 100):\n    매수 = False\n\n"
            "if 매수:\n    self.Buy(종목코드, 종목명, 매수수량, 현재가, 매도호가1, 매수호가1, 데이터길이)\n");
  const ConditionList sell = sell_list("수익률 >= 2\n보유시간 > 600");
  EXPECT_EQ(assemble_sell(sell, {0}, Market::kUpbit),
            "if 수익률 >= 2:\n    매도 = True\n\nif 매도:\n    self.Sell(종목코드, 현재가, 매도호가1, 매수호가1, 매도수량, 강제청산)\n");
  EXPECT_EQ(assemble_sell(sell, {}, Market::kStock).rfind("if 매도:", 0), 0u);
}

// Known defect K25: the reference tests every futures set as SHORT.
TEST(ConditionText, BinanceTextsHonourTheirSide) {
  const ConditionList long_buy = buy_list("# LONG\nnot (현재가 > 시가)", Market::kBinance);
  EXPECT_TRUE(long_buy.is_long);
  EXPECT_EQ(assemble_buy(long_buy, {0}, Market::kBinance),
            "SELL_SHORT = False\nif not (현재가 > 시가):\n    BUY_LONG = False\n\nif BUY_LONG or SELL_SHORT:\n"
            "    self.Buy(종목코드, BUY_LONG, 현재가, 매도호가1, 매수호가1, 매수수량, 데이터길이)\n");
  const ConditionList short_sell = sell_list("# 숏 SHORT 조건\n수익률 >= 1", Market::kBinance);
  EXPECT_FALSE(short_sell.is_long);
  EXPECT_NE(assemble_sell(short_sell, {0}, Market::kBinance).find("    BUY_SHORT = True\n"), std::string::npos);
  EXPECT_NE(switched_sell(short_sell, 1, Market::kBinance).find("if self.vars[1] == 1 and (수익률 >= 1):\n    BUY_SHORT = True\n"),
            std::string::npos);
  EXPECT_EQ(side_mismatch(long_buy, short_sell).size(), 1u);
  EXPECT_TRUE(side_mismatch(long_buy, long_buy).empty());
}

TEST(ConditionText, BinanceTextsMustNameTheirSide) {
  EXPECT_EQ(first(buy_list("not (현재가 > 시가)", Market::kBinance)), "side-missing 1:1+14");
  EXPECT_EQ(first(buy_list("# 조건\nnot (현재가 > 시가)", Market::kBinance)), "side-missing 1:1+4");
  EXPECT_EQ(first(buy_list("# LONG SHORT\nnot (현재가 > 시가)", Market::kBinance)), "side-missing 1:1+12");
  EXPECT_EQ(first(buy_list("\n# LONG\nnot (현재가 > 시가)", Market::kBinance)), "side-missing 1:1+1");
  EXPECT_EQ(first(buy_list("'LONG' != 종목코드", Market::kBinance)), "side-missing 1:1+14");
  EXPECT_EQ(first(buy_list("", Market::kBinance)), "side-missing 1:1+1");
}

TEST(ConditionText, PointsAtTheWrongPlace) {
  EXPECT_EQ(first(buy_list("현재가 > 시가\n  not (현재가 > 시이가)")), "unknown-name 2:14+3");
  EXPECT_EQ(first(buy_list("현재가 > 시가\n\n현재가 = 시가")), "assignment-in-condition 3:5+1");
  EXPECT_EQ(first(buy_list(" if 현재가 > 시가:")), "not-a-condition 1:2+2");
  EXPECT_EQ(first(buy_list("현재가 > (시가")), "unmatched-bracket 1:7+1");
  EXPECT_EQ(first(buy_list("현재가 > 이동평균(60")), "unmatched-bracket 1:11+1");
  EXPECT_EQ(first(sell_list("현재가 > 시가\n수익률 > self.vars[1]")), "vars-missing 2:17+1");
  // State of the held position belongs to sell texts.
  EXPECT_EQ(first(sell_list("수익률 > 1")), "none");
  EXPECT_NE(first(buy_list("수익률 > 1")), "none");
  EXPECT_EQ(first(buy_list("현재가 > 시가\n 현재가 > 시가")), "duplicate-condition 2:2+8 warning");
  EXPECT_EQ(first(buy_list("# 없음\n")), "no-conditions 0:0+1");
}

// What prepare() would cut off or move away is no condition.
TEST(ConditionText, RefusesTheSignalItself) {
  EXPECT_EQ(first(buy_list("현재가 > 시가\n매수")), "not-a-condition 2:1+2");
  EXPECT_EQ(first(sell_list("매도")), "not-a-condition 1:1+2");
  EXPECT_EQ(first(buy_list("self.indicator['RSI'] > 3")), "not-a-condition 1:1+25");
}

TEST(ConditionText, SurvivesHostileTexts) {
  EXPECT_FALSE(buy_list(std::string(100'000, '(')).diagnostics.empty());
  EXPECT_FALSE(buy_list(std::string_view("a\0b > 1", 7)).diagnostics.empty());
  EXPECT_FALSE(buy_list("현재가 > 9" + std::string(100'000, '9')).diagnostics.empty());
  std::string many, deep = "1";
  for (int i = 0; i < 5000; ++i) many += fmt::format("등락율 > {}\n", i);
  const ConditionList list = buy_list(many);
  EXPECT_EQ(list.diagnostics.back().id, "too-many-conditions");
  EXPECT_EQ(list.conditions.size(), 500u);
  for (int i = 0; i < 198; ++i) deep = "-" + deep;
  const ConditionList high = buy_list(deep + " > 0");
  EXPECT_TRUE(has_errors(high.diagnostics) || compiles(switched_buy(high, 1, Market::kStock), Market::kStock, script::TextKind::kBuy, 2));
}

TEST(ConditionText, TheLargestListCompiles) {
  std::string many;
  for (int i = 0; i < 500; ++i) many += fmt::format("등락율 > {}\n", i);
  const ConditionList list = sell_list(many);
  EXPECT_FALSE(has_errors(list.diagnostics));
  EXPECT_TRUE(compiles(switched_sell(list, 1, Market::kStock), Market::kStock, script::TextKind::kSell, 501));
  std::vector<std::size_t> all(500);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  EXPECT_TRUE(compiles(assemble_sell(list, all, Market::kStock), Market::kStock, script::TextKind::kSell, 0));
}

// The conditions of a recorded search: the assembled text, the switched text and the recorded form trade alike.
class GoldenConditions : public testing::TestWithParam<const char*> {};

std::vector<backtest::TradeRecord> trades_of(const store::MarketData& data, const backtest::RunSpec& spec) {
  NoProgress silent;
  backtest::RunResult result = backtest::run_backtest(data, spec, silent, {});
  EXPECT_FALSE(result.error) << result.error->error.text.en;
  for (backtest::TradeRecord& trade : result.trades) trade.sell_condition.clear();
  return result.trades;
}

TEST_P(GoldenConditions, AssembledAndSwitchedTextsTradeAlike) {
  const std::filesystem::path folder = std::filesystem::path(STOM_SOURCE_DIR) / "tests/golden/grids" / GetParam();
  const nlohmann::json info = backtest::read_case(folder);
  backtest::VerifyOptions options;
  options.back_end = backtest::BackEnd::kInterpreter;
  options.cache_directory = std::filesystem::path(testing::TempDir()) / "condition_text_cache";
  backtest::RunSpec spec = backtest::case_spec(info, folder, options);
  spec.bet = info.at("betting").get<double>();
  spec.settings = backtest::order_settings(spec.market, {});
  const auto data = backtest::open_case_data(info, spec, folder, options, {});

  // All conditions that any set uses, as two lists.
  std::vector<std::string> buys, sells;
  const auto collect = [](const nlohmann::json& sets, std::vector<std::string>& out) {
    for (const auto& set : sets) {
      for (const auto& condition : set) {
        if (std::find(out.begin(), out.end(), condition.get<std::string>()) == out.end()) out.push_back(condition.get<std::string>());
      }
    }
  };
  collect(info.at("buy_sets"), buys);
  collect(info.at("sell_sets"), sells);
  const auto lines = [](const std::vector<std::string>& conditions) {
    std::string text = "# 조건\n";
    for (const std::string& condition : conditions) text += condition + "\n";
    return text;
  };
  const ConditionList buy = parse_conditions(lines(buys), spec.market, spec.frame, true);
  const ConditionList sell = parse_conditions(lines(sells), spec.market, spec.frame, false);
  ASSERT_FALSE(has_errors(buy.diagnostics) || has_errors(sell.diagnostics));
  const auto positions = [](const nlohmann::json& set, const std::vector<std::string>& all) {
    std::vector<std::size_t> out;
    for (const auto& condition : set)
      out.push_back(static_cast<std::size_t>(std::find(all.begin(), all.end(), condition.get<std::string>()) - all.begin()));
    return out;
  };

  const backtest::GoldenTable results = backtest::read_golden_table(folder / "results.csv");
  const int first_sell = 1 + static_cast<int>(buys.size());
  std::size_t traded = 0;
  for (const std::size_t set : {std::size_t{0}, std::size_t{3}, std::size_t{7}}) {
    const auto chosen_buys = positions(info.at("buy_sets").at(set), buys), chosen_sells = positions(info.at("sell_sets").at(set), sells);
    spec.vars = {};
    spec.buy_text = assemble_buy(buy, chosen_buys, spec.market);
    spec.sell_text = assemble_sell(sell, chosen_sells, spec.market);
    const auto assembled = trades_of(*data, spec);

    std::vector<double> vars(static_cast<std::size_t>(first_sell) + sells.size(), 0.0);
    vars[0] = spec.average_ticks;
    for (const std::size_t i : chosen_buys) vars[1 + i] = 1;
    for (const std::size_t i : chosen_sells) vars[static_cast<std::size_t>(first_sell) + i] = 1;
    spec.vars = {vars, std::vector<std::uint8_t>(vars.size(), 1)};
    spec.buy_text = switched_buy(buy, 1, spec.market);
    spec.sell_text = switched_sell(sell, first_sell, spec.market);
    const auto switched = trades_of(*data, spec);

    EXPECT_EQ(backtest::trades_csv(spec, assembled), backtest::trades_csv(spec, switched)) << "set " << set;
    const std::string& recorded = results.rows[set][static_cast<std::size_t>(results.column("trades"))];
    EXPECT_EQ(recorded.empty() ? "0" : recorded, std::to_string(assembled.size()));
    traded += assembled.size();
  }
  EXPECT_GT(traded, 0u);
}

INSTANTIATE_TEST_SUITE_P(All, GoldenConditions, testing::Values("stock_tick__conditions", "upbit_min__conditions"));

}  // namespace
}  // namespace stom::optimize
