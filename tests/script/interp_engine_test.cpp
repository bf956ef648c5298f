// Engine names: columns, N-functions, windows, time, VI, holding state.
#include <gtest/gtest.h>

#include "interp_day.h"
#include "script/vi_price.h"

namespace stom::script {
namespace {

using testing_day::Bound;
using testing_day::Day;
using testing_day::Field;
using testing_day::tick_day;

Day ten_rows() {
  Day day = tick_day({10, 20, 30, 40, 50, 60, 70, 80, 90, 100});
  day.average_list = {3};
  day.fields[Field::kPeriodValue] = {1, 2, 4, 4, 5, 7, 7, 8, 9, 11};
  day.fields[Field::kChangeRate] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
  return day;
}

std::string value(const Day& day, const std::string& expression, std::int64_t row) {
  Bound bound(day, TextKind::kCondition, expression);
  return bound.text()->is_runnable() ? bound.value(row) : "refused: " + bound.diagnostics();
}

TEST(InterpreterLookback, ReadsTheValueSoManyRowsAgo) {
  const Day day = ten_rows();
  EXPECT_EQ(value(day, "현재가N(0)", 4), "numpy.float64|50.0");
  EXPECT_EQ(value(day, "현재가N(1)", 4), "numpy.float64|40.0");
  EXPECT_EQ(value(day, "현재가N(pre=4)", 4), "numpy.float64|10.0");
}

TEST(InterpreterLookback, IsAPlainZeroBeforeTheFirstRowOfTheDay) {
  EXPECT_EQ(value(ten_rows(), "현재가N(5)", 4), "int|0");
  EXPECT_EQ(value(ten_rows(), "1 / 현재가N(5)", 4), "!ZeroDivisionError");
}

TEST(InterpreterLookback, MinusOneReadsTheFirstRowOfTheArrayWhileFlat) {
  Day day = ten_rows();
  Bound bound(day, TextKind::kCondition, "현재가N(-1)");
  const double first[47] = {7};
  bound.context().first_row = first;
  EXPECT_EQ(bound.value(4), "numpy.float64|7.0");
}

TEST(InterpreterLookback, RowsOfTheFutureAndFractionsOfRowsAreErrors) {
  Day day = ten_rows();
  day.lenient = true;
  EXPECT_EQ(value(day, "현재가N(-2)", 4), "!IndexError");
  EXPECT_EQ(value(day, "현재가N(1.0)", 4), "!IndexError");
  EXPECT_EQ(value(day, "현재가N(1.5)", 4), "!TypeError");
  EXPECT_EQ(value(day, "현재가N((현재가 > 1) + 0)", 4), "numpy.float64|40.0");
}

TEST(InterpreterWindows, DirectWindowsAreZeroUntilTheDayHasEnoughRows) {
  const Day day = ten_rows();
  EXPECT_EQ(value(day, "최고현재가(4)", 2), "int|0");
  EXPECT_EQ(value(day, "최고현재가(4)", 3), "numpy.float64|40.0");
  EXPECT_EQ(value(day, "최저현재가(4, 2)", 5), "numpy.float64|10.0");
  EXPECT_EQ(value(day, "최저현재가(4, 2)", 4), "int|0");
  EXPECT_EQ(value(day, "최저현재가(tick=4, pre=2)", 9), "numpy.float64|50.0");
}

TEST(InterpreterWindows, HeldWindowsAreNanInTheFirstRowsOfAll) {
  EXPECT_EQ(value(ten_rows(), "최고현재가(3)", 1), "numpy.float64|nan");
  EXPECT_EQ(value(ten_rows(), "최고현재가(3)", 2), "numpy.float64|30.0");
  EXPECT_EQ(value(ten_rows(), "최고현재가(3, 2)", 2), "numpy.float64|nan");
  EXPECT_EQ(value(ten_rows(), "최고현재가(3, 3)", 2), "int|0");
}

TEST(InterpreterWindows, AHeldValueAverageIsRoundedADirectOneCut) {
  EXPECT_EQ(value(ten_rows(), "초당거래대금평균(3)", 5), "int|5");   // 16 / 3 = 5.33
  EXPECT_EQ(value(ten_rows(), "초당거래대금평균(2)", 9), "int|10");
  EXPECT_EQ(value(ten_rows(), "초당거래대금평균(4)", 5), "int|5");
  EXPECT_EQ(value(ten_rows(), "초당거래대금평균(3)", 1), "!ValueError");
}

TEST(InterpreterWindows, ADirectAngleIsAPlainFloatAHeldOneAnArrayFloat) {
  EXPECT_EQ(value(ten_rows(), "등락율각도(3) > 0", 5), "numpy.bool_|True");
  EXPECT_EQ(value(ten_rows(), "등락율각도(4) > 0", 5), "bool|True");
}

TEST(InterpreterWindows, TheSizeMayComeFromTheVariables) {
  Day day = ten_rows();
  day.vars = {3, 4, 2.5};
  day.vars_integer = {1, 1, 0};
  EXPECT_EQ(value(day, "최고현재가(self.vars[1], 1)", 9), "numpy.float64|90.0");
  EXPECT_EQ(value(day, "최저현재가(self.vars[1] * 2)", 9), "numpy.float64|30.0");
  EXPECT_EQ(value(day, "최저현재가(self.vars[2])", 9), "!TypeError");
}

TEST(InterpreterWindows, TheSizeMayBeKnownAtTheRowOnly) {
  Bound bound(ten_rows(), TextKind::kBuy,
              "합계 = 0\nfor n in range(4, 7):\n    합계 += 최저현재가(n) + 최저현재가(n, 1) + 초당거래대금평균(n)\n"
              "매수 = 합계 == 70 + 60 + 60 + 50 + 50 + 40 + 8 + 8 + 7\n");
  ASSERT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
  EXPECT_EQ(bound.scan()[9], kLong);
  EXPECT_EQ(bound.scan()[8], kNoSignal);
}

TEST(InterpreterWindows, ASizeKnownAtTheRowOnlyReadsTheHeldColumnWhereThereIsOne) {
  Bound bound(ten_rows(), TextKind::kBuy, "for n in [3, 4]:\n    if n == 데이터길이 + 1:\n        매수 = 최고현재가(n) == 0\n");
  ASSERT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
  const std::vector<int> signals = bound.scan();
  EXPECT_EQ(signals[1], kNoSignal);  // 최고현재가(3) is NaN: held
  EXPECT_EQ(signals[2], kLong);      // 최고현재가(4) is 0: direct
}

TEST(InterpreterWindows, ASizeBelowOneOrNotAnIntegerIsAnError) {
  for (const char* size : {"i - 10", "i / 2", "'3'", "None"}) {
    Bound bound(ten_rows(), TextKind::kBuy, fmt::format("for i in range(1, 3):\n    a = 최고현재가({})\n", size));
    if (!bound.text()->is_runnable()) continue;  // refused when compiled
    EXPECT_EQ(bound.scan()[9], kRaised) << size;
  }
}

TEST(InterpreterElapsedTicks, ReadTheConfiguredConditionAndZeroForAnyOther) {
  Day day = ten_rows();
  day.elapsed["상승"] = {0, 0, 1, 2, 3, 0, 1, 2, 3, 4};
  EXPECT_EQ(value(day, "경과틱수('상승')", 4), "int|3");
  EXPECT_EQ(value(day, "경과틱수('없음')", 4), "int|0");
}

TEST(InterpreterScalars, GiveLengthTimeAndTickSize) {
  Day day = ten_rows();
  day.fields[Field::kAskPrice1] = std::vector<double>(10, 100);
  day.fields[Field::kAskPrice2] = std::vector<double>(10, 110);
  EXPECT_EQ(value(day, "데이터길이", 4), "int|5");
  EXPECT_EQ(value(day, "시분초", 4), "int|90004");
  EXPECT_EQ(value(day, "호가단위", 4), "numpy.float64|10.0");
  EXPECT_EQ(value(day, "체결시간", 4), "int|20240102090004");
  EXPECT_EQ(value(day, "평균값계산틱수", 4), "int|30");
  EXPECT_EQ(value(day, "종목명 + 종목코드", 4), "str|'삼성전자005930'");
}

TEST(InterpreterScalars, MinuteRowsHaveSecondsZero) {
  Day day = ten_rows();
  day.frame = market::Frame::kMinute;
  for (std::int64_t i = 0; i < 10; ++i) day.index[i] = 202401020900 + i;
  EXPECT_EQ(value(day, "시분초", 4), "int|90400");
  EXPECT_EQ(value(day, "체결시간", 4), "int|20240102090400");
  EXPECT_EQ(value(day, "str(now())", 4), "str|'2024-01-02 09:04:00'");
}

TEST(InterpreterTimes, ComparePlusAndMinus) {
  Day day = ten_rows();
  day.fields[Field::kViReleaseTime] = std::vector<double>(10, 20240102085959);
  EXPECT_EQ(value(day, "VI해제시간 < now() < timedelta_sec(60, VI해제시간)", 4), "bool|True");
  EXPECT_EQ(value(day, "(now() - VI해제시간).total_seconds()", 4), "float|5.0");
  EXPECT_EQ(value(day, "timedelta_sec(-1.5) == now()", 4), "bool|False");
  EXPECT_EQ(value(day, "str(timedelta_sec(86400))", 4), "str|'2024-01-03 09:00:04'");
  EXPECT_EQ(value(day, "now().hour * 100 + now().second", 4), "int|904");
  EXPECT_EQ(value(day, "now().weekday()", 4), "int|1");
  EXPECT_EQ(value(day, "now() + 1", 4), "!TypeError");
  EXPECT_EQ(value(day, "now() < 5", 4), "!TypeError");
  EXPECT_EQ(value(day, "str(VI해제시간 - now())", 4), "str|'-1 day, 23:59:55'");
}

TEST(InterpreterTimes, AViTimeThatIsNoTimeIsAValueError) {
  EXPECT_EQ(value(ten_rows(), "VI해제시간 < now()", 4), "!ValueError");
}

TEST(InterpreterViPrice, FollowsTheExamplesOfTheSpecification) {
  constexpr RowKey kNew = 20240102090000, kOld = 20220102090000;
  EXPECT_EQ(five_ticks_below(11000, 10, kNew), 10950);
  EXPECT_EQ(five_ticks_below(20050, 50, kNew), 19960);
  EXPECT_EQ(five_ticks_below(5010, 10, kNew), 4980);
  EXPECT_EQ(five_ticks_below(2015, 5, kNew), 1998);
  EXPECT_EQ(five_ticks_below(20050, 50, kOld), 19800);
}

TEST(InterpreterViPrice, UsesTheTableOfTheRowsDateInMinuteRowsToo) {
  Day day = ten_rows();
  day.frame = market::Frame::kMinute;
  for (std::int64_t i = 0; i < 10; ++i) day.index[i] = 202401020900 + i;
  day.fields[Field::kViPrice] = std::vector<double>(10, 20050);
  day.fields[Field::kViTickSize] = std::vector<double>(10, 50);
  EXPECT_EQ(value(day, "VI아래5호가", 4), "float|19960.0");
}

TEST(InterpreterVariables, KeepTheKindTheyWereWrittenIn) {
  Day day = ten_rows();
  day.vars = {30, 1.5};
  day.vars_integer = {1, 0};
  day.lenient = true;
  EXPECT_EQ(value(day, "self.vars[0]", 4), "int|30");
  EXPECT_EQ(value(day, "self.vars[1]", 4), "float|1.5");
  EXPECT_EQ(value(day, "self.vars[2]", 4), "!IndexError");
  EXPECT_EQ(value(day, "self.vars['a']", 4), "!TypeError");
}

}  // namespace
}  // namespace stom::script
