// Whole texts: statements, decision flags, trailers, labels, errors.
#include <gtest/gtest.h>

#include "interp_day.h"

namespace stom::script {
namespace {

using testing_day::Bound;
using testing_day::Day;
using testing_day::Field;
using testing_day::tick_day;

constexpr int kBuy = kLong;

Day prices() { return tick_day({10, 20, 30, 40, 50}); }

std::vector<int> buys(const std::string& text, const Day& day = prices()) {
  Bound bound(day, TextKind::kBuy, text);
  EXPECT_TRUE(bound.text()->is_runnable()) << text << bound.diagnostics();
  return bound.scan();
}

std::int32_t sells(const std::string& text, double profit, const Day& day = prices(), std::int64_t side = 1) {
  Bound bound(day, TextKind::kSell, text);
  EXPECT_TRUE(bound.text()->is_runnable()) << text << bound.diagnostics();
  HoldingState holding;
  holding.profit_rate = profit;
  holding.buy_row = 1;
  holding.side = side;
  return bound.sell(3, holding);
}

// The value that a text gives its local "답", seen through a buy decision at the last row.
bool answer(const std::string& text, const std::string& expected) {
  const std::vector<int> signals = buys(text + "\n매수 = 답 == " + expected + "\n");
  return signals.back() == kBuy;
}

TEST(InterpreterText, BuysUntilTheTextRefuses) {
  EXPECT_EQ(buys("if 현재가 < 30:\n    매수 = False\n"), (std::vector<int>{0, 0, 1, 1, 1}));
  EXPECT_EQ(buys("pass\n"), (std::vector<int>{1, 1, 1, 1, 1}));
}

TEST(InterpreterText, EveryRowBeginsWithFreshNamesAndFlags) {
  EXPECT_EQ(buys("if 현재가 == 20:\n    a = 1\nif 현재가 == 30:\n    매수 = a == 1\n"), (std::vector<int>{1, 1, 255, 1, 1}));
}

TEST(InterpreterText, LongWinsOverShort) {
  Day day = prices();
  day.market = market::Market::kBinance;
  EXPECT_EQ(buys("if 현재가 < 30:\n    BUY_LONG = False\nif 현재가 == 20:\n    SELL_SHORT = False\n", day),
            (std::vector<int>{2, 0, 1, 1, 1}));
}

TEST(InterpreterText, AFlagMayHoldAnyValue) {
  EXPECT_EQ(buys("매수 = 현재가 - 10\n"), (std::vector<int>{0, 1, 1, 1, 1}));
  EXPECT_EQ(buys("매수 = ''\n").back(), kNoSignal);
  EXPECT_EQ(buys("매수 = 매수 and 현재가 > 40\n"), (std::vector<int>{0, 0, 0, 0, 1}));
}

TEST(InterpreterText, AssignmentsShadowEngineNamesForTheRow) {
  EXPECT_EQ(buys("a = 현재가\n현재가 = 5\n매수 = 현재가 == 5 and a == 30\n"), (std::vector<int>{0, 0, 1, 0, 0}));
}

TEST(InterpreterText, UnpacksChainsAndAugments) {
  EXPECT_TRUE(answer("a, b = 1, 2\na, b = b, a\n답 = (a, b)", "(2, 1)"));
  EXPECT_TRUE(answer("a = b = 3\n답 = a + b", "6"));
  EXPECT_TRUE(answer("답 = 10\n답 -= 1\n답 *= 3\n답 //= 2\n답 %= 8\n답 **= 2", "25"));
  EXPECT_TRUE(answer("답 = 7\n답 /= 2", "3.5"));
  EXPECT_TRUE(answer("a = [1]\nb = a\na += [2]\n답 = b", "[1, 2]"));
  EXPECT_EQ(buys("a, b = 1, 2, 3\n").back(), kRaised);
}

TEST(InterpreterText, LoopsRunWithBreakContinueAndElse) {
  EXPECT_TRUE(answer("답 = 0\nfor i in range(10):\n    if i == 2: continue\n    if i == 5: break\n    답 += i", "8"));
  EXPECT_TRUE(answer("답 = 0\nfor i in [1, 2]:\n    답 += i\nelse:\n    답 += 100", "103"));
  EXPECT_TRUE(answer("답 = 0\nfor i in [1, 2]:\n    break\nelse:\n    답 = 5", "0"));
  EXPECT_TRUE(answer("답 = ''\nfor c in '가나':\n    답 = c + 답", "'나가'"));
  EXPECT_TRUE(answer("답 = 0\nk = 1\nwhile k <= 4:\n    k += 1\n    답 += k\nelse:\n    답 += 100", "114"));
  EXPECT_TRUE(answer("답 = 0\nfor i, x in enumerate([5, 6]):\n    답 += i * x", "6"));
}

TEST(InterpreterText, AnEndlessLoopEndsAtTheStepLimitAndCannotBeCaught) {
  EXPECT_EQ(buys("a = 1\nwhile a > 0:\n    a = a + 0\n", tick_day({1})).back(), kRaised);
  Bound bound(tick_day({1}), TextKind::kBuy, "a = 1\ntry:\n    while a > 0:\n        a = 1\nexcept:\n    pass\n");
  EXPECT_EQ(bound.scan().back(), kRaised);
  EXPECT_EQ(explain_error(*bound.text(), bound.context(), 0, nullptr).kind, "EndlessLoop");
}

TEST(InterpreterText, ListsThatContainThemselvesOrShareTheirPartsEndInAnError) {
  const Day row = tick_day({1});
  const auto kind_of = [&](const std::string& text) {
    Day lenient = row;
    lenient.lenient = true;
    Bound bound(lenient, TextKind::kBuy, text);
    EXPECT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
    return explain_error(*bound.text(), bound.context(), 0, nullptr).kind;
  };
  EXPECT_EQ(kind_of("a = [1]\na.append(a)\nb = str(a)\n"), "RecursionError");
  EXPECT_EQ(kind_of("a = [1]\na.append(a)\nb = [1, a]\nc = a == b\n"), "RecursionError");
  EXPECT_EQ(kind_of("a, b = [1], [1]\nfor i in range(60):\n    a, b = [a, a], [b, b]\nc = a == b\n"), "EndlessLoop");
  EXPECT_EQ(kind_of("a = [1]\nfor i in range(60):\n    a = [a, a]\nb = str(a)\n"), "MemoryError");
  EXPECT_EQ(kind_of("a = [1]\nfor i in a:\n    a.append(i)\n"), "EndlessLoop");
}

TEST(InterpreterText, TryCatchesEveryOtherError) {
  EXPECT_TRUE(answer("try:\n    답 = 1 / 0\nexcept:\n    답 = 7", "7"));
  EXPECT_TRUE(answer("try:\n    답 = 1\nexcept:\n    답 = 7", "1"));
  EXPECT_TRUE(answer("답 = 0\nfor i in range(3):\n    try:\n        답 += [5][i]\n    except:\n        답 += 100", "205"));
  EXPECT_EQ(buys("try:\n    1 / 0\nexcept:\n    1 / 0\n").back(), kRaised);
}

TEST(InterpreterText, ArrayNumbersDivideByZeroPlainNumbersRaise) {
  EXPECT_EQ(buys("매수 = 1 / (현재가 - 현재가N(1)) > 0\n"), (std::vector<int>{1, 1, 1, 1, 1}));
  EXPECT_EQ(buys("매수 = 현재가 / 현재가N(3) > 1\n"), (std::vector<int>{1, 1, 1, 1, 1}));
  EXPECT_EQ(buys("매수 = 10 / 현재가N(3) < 1\n"), (std::vector<int>{255, 255, 255, 0, 1}) );
}

TEST(InterpreterText, AnErrorIsExplainedWithPlaceKindAndValues) {
  Bound bound(prices(), TextKind::kBuy, "a = 1\n비율 = a / (데이터길이 - 3)\n");
  EXPECT_EQ(bound.scan(), (std::vector<int>{1, 1, 255, 1, 1}));
  const ScriptError error = explain_error(*bound.text(), bound.context(), 2, nullptr);
  EXPECT_EQ(error.kind, "ZeroDivisionError");
  EXPECT_EQ(error.position.line, 2);
  EXPECT_NE(error.text.en.find("1 / 0"), std::string::npos) << error.text.en;
  EXPECT_NE(error.text.ko.find("1 / 0"), std::string::npos) << error.text.ko;
}

TEST(InterpreterText, AConditionIsTheTruthOfItsExpression) {
  Bound bound(prices(), TextKind::kCondition, "현재가 > 20 and 현재가N(1) < 40");
  EXPECT_EQ(bound.scan(), (std::vector<int>{0, 0, 1, 1, 0}));
}

TEST(InterpreterText, SymbolTestsGiveTheSameAnswerWhenEvaluatedOnce) {
  const std::string source = "if 종목코드 == '005930' or 종목명.startswith('엘'):\n    매수 = False\n";
  Bound bound(prices(), TextKind::kBuy, source);
  ASSERT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
  EXPECT_EQ(bound.scan().back(), kNoSignal);
  for (const std::string code : {"005930", "000660"}) {
    const auto tests = evaluate_symbol_tests(*bound.text(), code, "한빛");
    bound.context().symbol_tests = tests.data();
    bound.context().code = &code;
    EXPECT_EQ(bound.scan().back(), code == "005930" ? kNoSignal : kBuy);
  }
}

TEST(InterpreterSell, ReturnsTheNumberOfTheConditionThatFired) {
  const std::string text = "if 수익률 >= 1:\n    매도 = True\nelif 수익률 <= -1:\n    매도 = True\n";
  EXPECT_EQ(sells(text, 1.5), 1);
  EXPECT_EQ(sells(text, -1.5), 2);
  EXPECT_EQ(sells(text, 0), kNoSell);
}

TEST(InterpreterSell, AnUnnumberedSaleHasNumberZero) { EXPECT_EQ(sells("if 수익률 > 1:\n    매도 = True  # 메모\n", 2), 0); }

TEST(InterpreterSell, AnErrorIsReported) { EXPECT_EQ(sells("매도 = 1 / 0 > 수익률\n", 1), kSellRaised); }

TEST(InterpreterSell, TheSideDecidesWhichFlagCounts) {
  Day day = prices();
  day.market = market::Market::kBinance;
  const std::string text = "if 포지션 == 'LONG' and 수익률 > 1:\n    SELL_LONG = True\nif 수익률 < 0:\n    BUY_SHORT = True\n";
  EXPECT_EQ(sells(text, 2, day, 1), 1);
  EXPECT_EQ(sells(text, 2, day, 2), kNoSell);
  EXPECT_EQ(sells(text, -2, day, 2), 2);
  EXPECT_EQ(sells(text, -2, day, 1), kNoSell);
}

TEST(InterpreterSell, MinusOneReadsTheRowOfThePurchase) {
  EXPECT_EQ(sells("매도 = 현재가N(-1) == 20 and 이동평균(2, -1) == 15 and 매수틱번호 == 1\n", 0), 0);
  EXPECT_EQ(sells("매도 = 최고현재가(3, -1) == 0\n", 0), 0);  // two rows only before the purchase
}

TEST(InterpreterSell, HoldingTimeIsFractionalInSecondRowsAndWholeInMinuteRows) {
  Day day = prices();
  HoldingState holding;
  holding.hold_time = 5;
  Bound ticks(day, TextKind::kSell, "매도 = str(보유시간) == '5.0'\n");
  EXPECT_NE(ticks.sell(3, holding), kNoSell);
  day.frame = market::Frame::kMinute;
  for (std::size_t i = 0; i < day.index.size(); ++i) day.index[i] = 202401020900 + static_cast<std::int64_t>(i);
  Bound minutes(day, TextKind::kSell, "매도 = str(보유시간) == '5'\n");
  EXPECT_NE(minutes.sell(3, holding), kNoSell);
}

}  // namespace
}  // namespace stom::script
