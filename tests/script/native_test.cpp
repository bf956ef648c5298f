// Native code at the edges of the number model and of the language, against the interpreter; and what it refuses.
#include <gtest/gtest.h>

#include "script/native.h"
#include "script/random_program.h"

namespace stom::script::test {
namespace {

CompileOptions options_of(TextKind kind) {
  CompileOptions options;
  options.kind = kind;
  options.lenient = true;
  options.average_list = {30};
  options.vars_count = 8;
  return options;
}

// The buy text that asks for a condition.
std::string asking(const std::string& condition) { return "매수 = " + condition + "\n"; }

class Edges : public testing::TestWithParam<const char*> {};

TEST_P(Edges, NativeCodeAgreesWithTheInterpreter) {
  const std::string source = GetParam();
  const bool is_condition = source.find('\n') == std::string::npos;
  const auto text = compile(is_condition ? asking(source) : source, options_of(TextKind::kBuy));
  ASSERT_TRUE(text->is_runnable()) << source;
  std::string reason;
  const auto native = compile_native(text, &reason);
  ASSERT_TRUE(native) << source << ": " << reason;
  Choices choices(7);
  static constexpr std::int64_t kRows = 200;
  const RandomRows rows(choices, *text, kRows);
  std::vector<std::uint8_t> expected(kRows), got(kRows);
  make_interpreter(text)->scan(rows.context(), 0, kRows, expected.data());
  native->make_evaluator()->scan(rows.context(), 0, kRows, got.data());
  EXPECT_EQ(expected, got) << source;
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, Edges,
    testing::Values(
        // −0 exists as a float only
        "1 / (현재가 * 0 - 0.0) < 0", "현재가 / (0 * -5) > 0", "현재가 / (-0.0) < 0", "현재가 / int(-0.5) > 0",
        "현재가 / round(-0.4) > 0", "현재가 / -(데이터길이 - 데이터길이) > 0", "현재가 / (-3 % 3) > 0", "현재가 / (-0.0 % 3) > 0",
        "현재가 / (0 // -7) > 0", "현재가 / (0.0 // -7) > 0",
        // integers at the edge of the exact range
        "9007199254740992 + 데이터길이 > 0", "9007199254740991 + 데이터길이 > 0", "9007199254740992 - 데이터길이 > 0",
        "데이터길이 * 90071992547409 > 0", "데이터길이 ** 7 > 0", "데이터길이 ** 8 > 0", "(데이터길이 - 100) ** 3 < 0",
        "9007199254740991 % 데이터길이 == 1", "-9007199254740991 // 데이터길이 < -7",
        "int(1e300) > 0", "int(체결강도 * 1e16) > 0", "round(체결강도 * 1e15) > 5",
        // division and modulo
        "데이터길이 / (데이터길이 - 5) > 1", "데이터길이 % (데이터길이 - 5) == 3", "현재가 % 0 > 0", "현재가 // 0 > 0", "현재가 / 0 > 0",
        "체결강도 % 0.1 > 0.05", "체결강도 % -0.3 < -0.1", "체결강도 // 0.7 > 5", "-체결강도 // 0.7 < -5", "(현재가 * 1e17) % 7 < 3",
        "체결강도 % 체결강도N(1) > 1", "현재가 % (현재가 * 1e308 * 10) > 0", "(현재가 * 1e308 * 10) % 3 > 0", "1 % (체결강도 / 1e308) < 1",
        "데이터길이 % -7 < -3", "데이터길이 // -7 < -3", "-데이터길이 // 7 < -3", "7.5 % 데이터길이 > 1",
        // rounding
        "round(체결강도, 1) == 체결강도", "round(현재가 / 7, 2) * 100 % 3 < 1", "round(2.675, 2) == 2.67", "round(체결강도, -1) > 20",
        "round(데이터길이, -1) > 100", "round(0.5) == 0 and round(1.5) == 2 and round(2.5) == 2", "round(체결강도) % 2 == 0",
        "round(float(체결강도), 1) > 5", "round(체결강도 > 5) == 1", "round(체결강도, None) > 5", "round(체결강도, ndigits=1) > 5",
        // bools of columns
        "(현재가 > 시가) + (현재가 > 저가) == 1", "(현재가 > 시가) + True == 2", "(현재가 > 시가) + 1 == 2", "(현재가 > 시가) - (현재가 > 저가) == 0",
        "(현재가 > 시가) * (현재가 > 저가)", "-(현재가 > 시가) < 0", "+(현재가 > 시가) > 0", "~(현재가 > 시가)", "~(데이터길이 > 3) == -2",
        "(현재가 > 시가) & (현재가 > 저가)", "(현재가 > 시가) | (데이터길이 > 30)", "(데이터길이 > 30) ^ True", "데이터길이 & 5 == 4",
        "데이터길이 << 2 > 100", "데이터길이 >> 1 > 40", "현재가 & 1", "1 << (데이터길이 - 3) > 5",
        // NaN and infinities
        "not (1 < 현재가 * (1e308 * 10 * 0) < 2)", "(체결강도 / 0 - 체결강도 / 0) != 1", "max(체결강도 / 0 * 0, 1) == 1",
        "min(1, 체결강도 / 0 * 0) == 1", "int(체결강도 / 0) > 0", "(체결강도 / 0 * 0) or False", "체결강도 / 0 * 0 == 체결강도 / 0 * 0",
        // operands that decide
        "(현재가 and 체결강도) > 5", "((데이터길이 % 3) or 등락율) / 0 > 1", "(체결강도 > 10 or 0) + 1 == 2", "(데이터길이 % 2 and 7) % 2 == 1",
        // powers
        "체결강도 ** 2 > 50", "체결강도 ** 0.5 > 3", "(-8) ** (1 / 3)", "2 ** -1 == 0.5", "0 ** -1 > 0", "(데이터길이 - 5) ** -1 > 0",
        "0.0 ** -1 > 0", "1e200 ** 2 > 0", "2 ** (데이터길이 / 2) > 100",
        // look-backs
        "현재가N(0) == 현재가", "현재가N(150) > 0", "현재가N(-1) > 현재가", "현재가N(-2) > 0", "현재가N(1.0) > 0", "현재가N(True) > 0",
        "현재가N(데이터길이 // 2) > 현재가", "현재가N(self.vars[1]) > 현재가", "현재가N(self.vars[7]) > 현재가", "현재가N(데이터길이 - 3) > 0",
        "이동평균(60, 5) > 10", "이동평균(31, 140) == 0", "이동평균(self.vars[0], 1) > 5", "이동평균(7, -1) > 0", "최고현재가(30, -1) > 0",
        "등락율각도(30) / 등락율각도(31) > 1", "등락율각도(self.vars[0]) / 0 > 1", "초당거래대금평균(30) % 3 == 1", "초당거래대금평균(31, 2) > 3",
        "이동평균(데이터길이 % 9, 1) > 100", "등락율각도(데이터길이 // 5) > 0", "self.vars[9] > 0", "self.vars[-1] > 0", "self.vars[1] / self.vars[2] > 1",
        "경과틱수('없음') == 0", "현재가N(1, 2) > 0", "이동평균(60, tick=3) > 0", "현재가N() > 0",
        // times
        "VI해제시간 < now() < timedelta_sec(60, VI해제시간)", "(now() - VI해제시간).total_seconds() / 7 > 1.5", "now() - 5 > 3",
        "timedelta_sec(1.5, now()) > timedelta_sec(1.4999996, now())", "(now() - VI해제시간) / 2 > (VI해제시간 - now())", "90010 <= 시분초 < 90200",
        "VI아래5호가 > 10000", "now() > 5", "now() == 5", "(now() - VI해제시간).seconds > 30", "-(now() - VI해제시간) > (now() - now())",
        "종목코드 == '005930'", "종목명 in ('삼성전자', 'LG')", "현재가 is None", "현재가 == None", "None is None"));

INSTANTIATE_TEST_SUITE_P(
    Statements, Edges,
    testing::Values(
        "for i in range(5):\n    if 현재가N(i) > 현재가: break\nelse:\n    매수 = False\n",
        "for i in range(1, 5):\n    if i == 2: continue\n    if 현재가N(i) > 현재가:\n        매수 = False\n        break\n매수 = 매수 and i > 2\n",
        "s = 0\nfor i in (1, 2.5, 현재가, True):\n    s += i\n매수 = s % 2 > 1\n",
        "s = 0\nfor i in range(데이터길이):\n    s += i\n    if s > 500: break\nelse:\n    s = 0.5\n매수 = s > 100\n",
        "s = 0\nfor i in range(데이터길이, 0, -3):\n    for j in range(i):\n        s += j % 3\n매수 = s % 2 == 0\n",
        "k = 0\nwhile 현재가N(k) <= 현재가 and k < 데이터길이:\n    k += 1\n매수 = k > 3\n",
        "k = 1\nwhile True:\n    k = k * 1.5 if k % 2 else k + 1\n    if k > 체결강도: break\n매수 = k > 30\n",
        "while True:\n    pass\n",
        "k = 0\nwhile k < 3:\n    k += 1\n    if 현재가 > 시가: x = k\n    elif 현재가 < 저가: x = 현재가\n매수 = x > 1\n",
        "if 현재가 > 시가:\n    x = 1\nelif 현재가 > 고가:\n    x = 체결강도\n매수 = x > 0\n",
        "if 현재가 > 시가: 시가 = 0\n매수 = 시가 > 5\n",
        "if 현재가 > 시가: x = '가'\nelse: x = 3\n매수 = 현재가 > 저가\n",
        "a, b = 현재가, 시가\na, b = b, a\n매수 = a > b\n", "a = b = c = 데이터길이\na += 1\n매수 = a > b == c\n",
        "a, b = 1, 2, 3\n", "매수 += 1\n매수 -= 2\n", "매수 = '가'\n", "매수 = ''\n", "매수 = None\n", "매수 = 현재가 - 현재가\n",
        "x = [1, 2, 3]\n매수 = 데이터길이 % 5 in x and len(x) == 3 and x[-1] == 3\n", "x = (현재가, 시가)\n매수 = max(x) == x[0] and sum(x) > 20000\n",
        "print(현재가)\n'설명'\n매수 = any([현재가 > 시가, 체결강도 > 20]) and all((현재가, 1))\n", "매수 = 모르는이름 > 0\n",
        "if 현재가 > 시가:\n    매수 = 모르는이름 > 0\n", "x = 이동평균\n", "현재가(3)\n", "매수 = x\nx = 1\n",
        "if 데이터길이 > 3: k = 1\nfor i in range(k, 4): pass\n매수 = i == 3\n", "i = 0\nfor i in range(0): pass\n매수 = i == 0\n",
        "매수 = 데이터길이 > 3 if 현재가 > 시가 else 체결강도 > 5\nif not 매수: 매수 = 등락율 > 1\n", "self.Buy(1)\n"));

std::string refusal(const std::string& source) {
  std::string reason;
  const auto text = compile(source, options_of(TextKind::kBuy));
  EXPECT_TRUE(text->is_runnable()) << source;
  return compile_native(text, &reason) ? "native" : reason;
}

TEST(NativeText, RefusesTextsWithDynamicValuesAndSaysWhy) {
  EXPECT_EQ(refusal("x = f'{현재가}'\n"), "an f-string");
  EXPECT_EQ(refusal("try:\n    x = 1\nexcept:\n    x = 2\n"), "try");
  EXPECT_EQ(refusal("x = [1]\nx.append(2)\n"), "the method append");
  EXPECT_EQ(refusal("x = str(현재가)\n"), "a built-in function on texts or lists");
}

TEST(NativeText, ScansWithoutLoopsAreBranchFree) {
  const auto native = [](const std::string& source) { return compile_native(compile(source, options_of(TextKind::kBuy))); };
  EXPECT_TRUE(native(asking("현재가 > 이동평균(60)"))->is_vectorised());
  EXPECT_TRUE(native("s = 0\nfor i in range(1, 6):\n    if 현재가N(i) > 현재가: s += 1\n매수 = s > 2\n")->is_vectorised());
  EXPECT_FALSE(native("k = 0\nwhile k < 3: k += 1\n")->is_vectorised());
}

TEST(NativeText, EveryStartAndEndOfAScanGivesTheSameSignals) {
  const auto text = compile(asking("현재가 > 현재가N(7) and 이동평균(31) > 5"), options_of(TextKind::kBuy));
  const auto evaluator = compile_native(text)->make_evaluator();
  Choices choices(3);
  static constexpr std::int64_t kRows = 70;
  const RandomRows rows(choices, *text, kRows);
  std::vector<std::uint8_t> whole(kRows);
  make_interpreter(text)->scan(rows.context(), 0, kRows, whole.data());
  for (std::int64_t begin = 0; begin < kRows; ++begin) {
    for (std::int64_t end = begin; end <= kRows; ++end) {
      std::vector<std::uint8_t> part(end - begin + 2, 99);
      evaluator->scan(rows.context(), begin, end, part.data() + 1);
      ASSERT_EQ(part.front(), 99);
      ASSERT_EQ(part.back(), 99);
      ASSERT_TRUE(std::equal(part.begin() + 1, part.end() - 1, whole.begin() + begin)) << begin << " " << end;
    }
  }
}

TEST(NativeText, ATextWithErrorsHasNoNativeForm) {
  std::string reason;
  EXPECT_EQ(compile_native(compile("if 현재가 >:\n", options_of(TextKind::kBuy)), &reason), nullptr);
  EXPECT_EQ(reason, "the text has errors");
}

}  // namespace
}  // namespace stom::script::test
