#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "interp_day.h"

namespace stom::script {
namespace {

using testing_day::Bound;
using testing_day::Day;
using testing_day::Field;

Day six_rows() {
  Day day = testing_day::tick_day({0, 0, 0, 0, 0, 10020});
  day.index[5] = 20240102090030;
  const auto at_row_5 = [&](Field field, double value) { day.fields[field] = {0, 0, 0, 0, 0, value}; };
  at_row_5(Field::kChangeRate, -3.57);
  at_row_5(Field::kTradeStrength, std::nan(""));
  at_row_5(Field::kHigh, std::numeric_limits<double>::infinity());
  at_row_5(Field::kLow, 7.5);
  day.lenient = true;  // what strict texts refuse must still behave when it runs
  return day;
}

std::string value_of(const std::string& expression) {
  Bound bound(six_rows(), TextKind::kCondition, expression);
  if (!bound.text()->is_runnable()) return "refused: " + bound.diagnostics();
  std::string value = bound.value(5);
  if (value[0] == '!') return "! " + value.substr(1);
  value[value.find('|')] = ' ';
  return value;
}

TEST(InterpreterExpressions, HaveTheValuesAndErrorsOfPythonAndTheArrayLibrary) {
  std::ifstream file(STOM_SOURCE_DIR "/tests/script/interp_expressions.txt");
  std::string line;
  int count = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t arrow = line.rfind(" => ");
    ASSERT_NE(arrow, std::string::npos) << line;
    EXPECT_EQ(value_of(line.substr(0, arrow)), line.substr(arrow + 4)) << line;
    ++count;
  }
  EXPECT_GE(count, 350);
}

TEST(InterpreterExpressions, IntegersBeyondTwoToThe53Overflow) {
  EXPECT_EQ(value_of("2 ** 53"), "int 9007199254740992");
  for (const char* expression : {"2 ** 53 + 1", "2 ** 54", "-(2 ** 53) - 1", "1 << 60", "94906267 * 94906267", "10 ** 20",
                                 "int(1e16)", "round(1e300)", "int('99999999999999999999')"}) {
    EXPECT_EQ(value_of(expression), "! OverflowError") << expression;
  }
}

TEST(InterpreterExpressions, AFractionalPowerOfANegativeNumberIsAnError) {
  EXPECT_EQ(value_of("(-8) ** 0.5"), "! TypeError");
}

TEST(InterpreterExpressions, TextsAndListsThatGrowWithoutBoundEndInAMemoryError) {
  EXPECT_EQ(value_of("len('abcdefgh' * 100000000)"), "! MemoryError");
  EXPECT_EQ(value_of("len([1] * 100000000)"), "! MemoryError");
  EXPECT_EQ(value_of("len('a'.replace('', 'b' * 60000000))"), "! MemoryError");
}

TEST(InterpreterExpressions, EndlessSequencesEndInAnEndlessLoopError) {
  EXPECT_EQ(value_of("sum(range(10000000))"), "! EndlessLoop");
  EXPECT_EQ(value_of("len(range(10000000))"), "int 10000000");
}

TEST(InterpreterExpressions, FormattedTextsJoinTheirParts) {
  EXPECT_EQ(value_of("f'{현재가}원 {1 + 2}'"), "str '10020.0원 3'");
}

TEST(InterpreterExpressions, AnUnknownNameIsANameErrorOnlyWhenItIsReached) {
  EXPECT_EQ(value_of("모르는변수 > 0"), "! NameError");
  EXPECT_EQ(value_of("현재가 > 1 or 모르는변수 > 0"), "numpy.bool_ True");
}

TEST(InterpreterExpressions, AFunctionWithoutBracketsIsATypeError) { EXPECT_EQ(value_of("이동평균 > 0"), "! TypeError"); }

TEST(InterpreterExpressions, WrongArgumentsAreATypeError) {
  for (const char* expression : {"현재가N()", "현재가N(1, 2)", "이동평균()", "이동평균(3, 1, 2)", "이동평균(3, foo=1)",
                                 "현재가N('a')", "현재가N(None)", "현재가N(0.5)", "이동평균('3')"}) {
    EXPECT_EQ(value_of(expression), "! TypeError") << expression;
  }
}

}  // namespace
}  // namespace stom::script
