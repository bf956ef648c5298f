// The text work before parsing: the trailing call, indicator lines, and the numbers of sell conditions (spec 1.1
// to 1.3).
#include <gtest/gtest.h>

#include "script/compiled_text.h"
#include "script/dump.h"

namespace stom::script {
namespace {

using market::Market;

std::shared_ptr<const CompiledText> sell(std::string_view source, Market market = Market::kStock) {
  CompileOptions options;
  options.market = market;
  options.kind = TextKind::kSell;
  options.lenient = true;
  auto text = compile(source, options);
  EXPECT_TRUE(text->is_runnable()) << source;
  return text;
}

std::vector<std::string> labels(std::string_view source) {
  return sell(source)->prepared.labels;
}

TEST(FrontLabels, ALabelIsTheLineBefore) {
  EXPECT_EQ(labels("if 수익률 <= -1:\n    매도 = True\nelif 수익률 >= 1:\n    매도= True\n"),
            (std::vector<std::string>{"전략종료청산", "if 수익률 <= -1:", "elif 수익률 >= 1:"}));
}

TEST(FrontLabels, TheLineBeforeIsTakenVerbatimEvenIfEmpty) {
  EXPECT_EQ(labels("if 1:\n    if 수익률 > 1:\n\n        매도 =True\n"),
            (std::vector<std::string>{"전략종료청산", ""}));
  EXPECT_EQ(labels("if 1:\n    if 수익률 > 1:\n        매도=True\n")[1], "    if 수익률 > 1:");
}

TEST(FrontLabels, ALineWithANumberSignIsNotNumbered) {
  const auto text = sell("if 수익률 > 1:\n    매도 = True  # 메모\n");
  EXPECT_EQ(text->prepared.labels.size(), 1U);
  EXPECT_EQ(dump(text->body), "if (수익률 > 1)\n  매도 = True\n");
}

TEST(FrontLabels, AOneLineIfOnTheFirstLineIsLabelledBySellCond) {
  const auto text = sell("if 수익률 < -1: 매도 = True\n");
  EXPECT_EQ(text->label(1), "sell_cond = 0");
  EXPECT_EQ(dump(text->body), "if (수익률 < (neg 1))\n  [1] 매도 = True\n");
}

TEST(FrontLabels, AOneLineElifIsLabelledByItsOwnCondition) {
  const auto text = sell("if 수익률 < -1: 매도 = True\nelif 수익률 > 3: 매도 = True\n");
  EXPECT_EQ(text->label(2), "elif 수익률 > 3:");
  EXPECT_EQ(dump(text->body),
            "if (수익률 < (neg 1))\n  [1] 매도 = True\nelse\n  if (수익률 > 3)\n    [2] 매도 = True\n");
}

TEST(FrontLabels, AOneLineIfWhoseConditionNamesTheFlagIsLabelledByItsOwnCondition) {
  const auto text = sell("x = 1\nif 매도총잔량 > 매수총잔량: 매도 = True\n");
  EXPECT_EQ(text->label(1), "if 매도총잔량 > 매수총잔량:");
  EXPECT_EQ(dump(text->body), "x = 1\nif (매도총잔량 > 매수총잔량)\n  [1] 매도 = True\n");
}

TEST(FrontLabels, ALaterOneLineIfIsLabelledByTheLineBefore) {
  EXPECT_EQ(labels("점수 = 1\nif 점수 > 0: 매도 = True\n")[1], "점수 = 1");
}

TEST(FrontLabels, NumbersOfCommentedBlocksAreUsedUp) {
  const auto text = sell("'''\nif 수익률 > 1:\n    매도 = True\n'''\nif 수익률 > 2:\n    매도 = True\n");
  EXPECT_EQ(text->prepared.labels.size(), 3U);
  EXPECT_EQ(dump(text->body).find("[1]"), std::string::npos);
  EXPECT_NE(dump(text->body).find("[2] 매도 = True"), std::string::npos);
}

TEST(FrontLabels, TheNumberGoesToTheStatementWhereTheFlagsNameFirstStands) {
  EXPECT_EQ(dump(sell("매도가능 = 1; 매도 = True\n")->body), "[1] 매도가능 = 1\n매도 = True\n");
}

TEST(FrontLabels, BinanceTestsSellLongFirst) {
  const auto text = sell("if 수익률 > 1:\n    SELL_LONG = True\n    BUY_SHORT=True\n", Market::kBinance);
  EXPECT_EQ(text->prepared.labels,
            (std::vector<std::string>{"전략종료청산", "if 수익률 > 1:", "    SELL_LONG = True"}));
  EXPECT_EQ(dump(text->body), "if (수익률 > 1)\n  [1] SELL_LONG = True\n  [2] BUY_SHORT = True\n");
}

TEST(FrontLabels, MoreThanAHundredConditionsKeepTheirLabels) {
  std::string source;
  for (int i = 1; i <= 150; ++i) source += fmt::format("if 수익률 > {}:\n    매도 = True\n", i);
  const auto text = sell(source);
  EXPECT_EQ(text->label(100), "if 수익률 > 100:");
  EXPECT_EQ(text->label(150), "if 수익률 > 150:");
  EXPECT_EQ(text->label(151), "전략종료청산");
  EXPECT_EQ(text->label(-1), "전략종료청산");
}

TEST(FrontLabels, WindowsLineEndsDoNotGetIntoLabels) {
  EXPECT_EQ(labels("if 수익률 > 1:\r\n    매도 = True\r\n")[1], "if 수익률 > 1:");
}

TEST(FrontPrepare, TheTextIsCutAtTheFirstMarkerAnywhere) {
  EXPECT_EQ(prepare("a = 1\nif 매수:\n    self.Buy(x)\n매수 = False\n", Market::kStock, TextKind::kBuy).program,
            "a = 1\n");
  EXPECT_EQ(prepare("a = 1  # if 매수: 뒤는 없다\nb = 2\n", Market::kUpbit, TextKind::kBuy).program, "a = 1  # ");
  EXPECT_EQ(prepare("a = 1\nif BUY_LONG or SELL_SHORT:\n    b\n", Market::kBinance, TextKind::kBuy).program, "a = 1\n");
  EXPECT_EQ(prepare("if 매수:\n", Market::kBinance, TextKind::kBuy).program, "if 매수:\n");
  EXPECT_EQ(prepare("x\nif (포지션 == 'LONG' and SELL_LONG) or (포지션 == 'SHORT' and BUY_SHORT):\n  y\n",
                    Market::kBinance, TextKind::kSell)
                .program,
            "x\n");
  EXPECT_EQ(prepare("if 매수:\n", Market::kStock, TextKind::kFinder).program, "if 매수:\n");
}

TEST(FrontPrepare, IndicatorLinesMoveIntoTheirOwnProgrammeOnTheSameLines) {
  const PreparedText text =
      prepare("a = 1\nself.indicator['RSI_timeperiod'] = 14\nb = 2\n", Market::kStock, TextKind::kBuy);
  EXPECT_EQ(text.program, "a = 1\n\nb = 2\n");
  EXPECT_EQ(text.indicator_program, "\nself.indicator['RSI_timeperiod'] = 14\n\n");
}

TEST(FrontPrepare, IndicatorValuesMayDependOnVars) {
  CompileOptions options;
  options.frame = market::Frame::kMinute;
  options.vars_count = 3;
  const auto text = compile(
      "self.indicator['RSI_timeperiod'] = self.vars[1] + 2\nself.indicator['SAR_maximum'] = 0.2\nif RSI > 70:\n    "
      "매수 = False\n",
      options);
  ASSERT_TRUE(text->is_runnable());
  const auto parameters = text->indicator_parameters({{30, 7, 1.5}, {1, 1, 0}});
  EXPECT_EQ(parameters[23], (feature::IndicatorParameter{9, true}));
  EXPECT_EQ(parameters[25], (feature::IndicatorParameter{0.2, false}));
  EXPECT_TRUE(text->plan.uses_vars);
  CompileOptions selling = options;
  selling.kind = TextKind::kSell;
  const auto sell_text = compile("if RSI > 70:\n    매도 = True\n", selling, text.get());
  EXPECT_EQ(sell_text->indicator_parameters({{30, 7, 1.5}, {1, 1, 0}})[23], (feature::IndicatorParameter{9, true}));
}

}  // namespace
}  // namespace stom::script
