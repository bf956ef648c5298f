#include "script/variable_use.h"

#include <gtest/gtest.h>

namespace stom::script {
namespace {

// Every byte outside the uses must stay: comments, strings, line ends, blanks, a byte order mark.
constexpr std::string_view kText =
    "\xEF\xBB\xBF# self.vars[9] 주석\r\n"
    "if not (self.vars[1] <= 등락율 <= self.vars[2]):   # self.vars[1]\r\n"
    "    매수 = False\r\n"
    "elif '가 self.vars[3]' == 종목명 or 현재가N(self . vars [ 0x2 ]) > 0:\r\n"
    "\t매수 = False\n"
    "x = [self.vars[\n  1  # ]\n  ]]\n";

std::string found(std::string_view text) {
  Diagnostics diagnostics;
  std::string out;
  for (const VariableUse& use : variable_uses(text, diagnostics))
    out += fmt::format("{}:{} ", use.index, text.substr(use.begin, use.end - use.begin));
  for (const Diagnostic& d : diagnostics) out += fmt::format("{} {}:{}+{} ", d.id, d.position.line, d.position.column, d.length);
  return out;
}

std::string values(std::string_view text, const std::vector<std::string>& list) {
  Diagnostics diagnostics;
  std::string out = with_values(text, list, diagnostics);
  for (const Diagnostic& d : diagnostics) out += fmt::format(" {} {}:{}+{}", d.id, d.position.line, d.position.column, d.length);
  return out;
}

TEST(VariableUse, FindsUsesInReadingOrder) {
  EXPECT_EQ(found(kText), "1:self.vars[1] 2:self.vars[2] 2:self . vars [ 0x2 ] 1:self.vars[\n  1  # ]\n  ] ");
  Diagnostics diagnostics;
  EXPECT_EQ(variables_of(kText, diagnostics), (std::set<int>{1, 2}));
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(found(""), "");
}

TEST(VariableUse, FindsUsesInsideJoinedStringsAndArguments) {
  EXPECT_EQ(found("print(f'손절 {self.vars[4]} self.vars[5]')\nx = 이동평균(self.vars[0], pre=self.vars[6])"),
            "4:self.vars[4] 0:self.vars[0] 6:self.vars[6] ");
  EXPECT_EQ(found("self.indicator['RSI'] = self.vars[7]"), "7:self.vars[7] ");
  EXPECT_EQ(found("x = self.vars[１]"), "1:self.vars[１] ");
}

TEST(VariableUse, RefusesComputedNumbersAndBrokenTexts) {
  EXPECT_EQ(found("x = self.vars[i]"), "vars-computed 1:5+12 ");
  EXPECT_EQ(found("x = self.vars[-1]"), "vars-computed 1:5+13 ");
  EXPECT_EQ(found("x = self.vars[1:2]"), "vars-computed 1:5+14 ");
  EXPECT_EQ(found("x = self.vars[self.vars[1]]"), "1:self.vars[1] vars-computed 1:5+23 ");
  EXPECT_EQ(found("x = self.vars"), "vars-computed 1:5+9 ");
  EXPECT_EQ(found("x = 1 + (self.vars)[2]"), "vars-computed 1:9+14 ");
  EXPECT_EQ(found("x = self.vars[99999]"), "vars-computed 1:5+16 ");
  EXPECT_EQ(found("self.vars[1] = 3"), "vars-assigned 1:1+12 ");
  EXPECT_EQ(found("if self.vars[1] > 1\n    pass").rfind("missing-colon", 0), 0u);
}

TEST(VariableUse, PutsValuesInAndKeepsEveryOtherByte) {
  EXPECT_EQ(values(kText, {"30", "2", "7.5"}),
            "\xEF\xBB\xBF# self.vars[9] 주석\r\n"
            "if not (2 <= 등락율 <= 7.5):   # self.vars[1]\r\n"
            "    매수 = False\r\n"
            "elif '가 self.vars[3]' == 종목명 or 현재가N(7.5) > 0:\r\n"
            "\t매수 = False\n"
            "x = [2]\n");
}

// Known defect K2: the reference replaces characters, so that self.vars[1] also hits self.vars[10].
TEST(VariableUse, ValuesKeepTheirMeaning) {
  const std::vector<std::string> list = {"30", "-3", "0.5"};
  EXPECT_EQ(values("x = self.vars[1] ** 2", list), "x = (-3) ** 2");
  EXPECT_EQ(values("x = 5 -self.vars[1]", list), "x = 5 -(-3)");
  EXPECT_EQ(values("x = 5 * self.vars[1]", list), "x = 5 * -3");
  EXPECT_EQ(values("x = 1 if self.vars[2]else 2", list), "x = 1 if 0.5 else 2");
  EXPECT_EQ(values("x = self.vars[0]", list), "x = 30");
  std::vector<std::string> eleven(11, "1");
  eleven[10] = "99";
  EXPECT_EQ(values("x = self.vars[1] + self.vars[10]", eleven), "x = 1 + 99");
}

TEST(VariableUse, AValueThatIsMissingIsAnError) {
  EXPECT_EQ(values("x = 1\ny = 현재가 > self.vars[2] + self.vars[2]", {"30", "1"}),
            "x = 1\ny = 현재가 > self.vars[2] + self.vars[2] vars-missing 2:11+12");
}

TEST(VariableUse, RenumbersOnlyWhatTheMapNames) {
  Diagnostics diagnostics;
  EXPECT_EQ(renumbered("x = self.vars[1] + self.vars[10] + self . vars [ 7 ]  # self.vars[1]", {{1, 10}, {10, 1}}, diagnostics),
            "x = self.vars[10] + self.vars[1] + self . vars [ 7 ]  # self.vars[1]");
  EXPECT_EQ(renumbered(kText, {{1, 4}, {2, 5}}, diagnostics).size(), kText.size() - 2);  // 0x2 → 5
  EXPECT_TRUE(diagnostics.empty());
}

// Known defect K2: the same index used twice gets one number, in both texts.
TEST(VariableUse, OneMapServesBothTexts) {
  Diagnostics diagnostics;
  EXPECT_EQ(renumbering("x = self.vars[5] + self.vars[3] + self.vars[0]", "y = self.vars[8] + self.vars[3]", diagnostics),
            (std::map<int, int>{{0, 0}, {5, 1}, {3, 2}, {8, 3}}));
  // The text whose first index is smaller goes first.
  EXPECT_EQ(renumbering("x = self.vars[8]", "y = self.vars[3] + self.vars[8]", diagnostics), (std::map<int, int>{{0, 0}, {3, 1}, {8, 2}}));
  EXPECT_EQ(renumbering("", "y = self.vars[3]", diagnostics), (std::map<int, int>{{0, 0}, {3, 1}}));
  EXPECT_EQ(renumbering("x = self.vars[4]", "", diagnostics), (std::map<int, int>{{0, 0}, {4, 1}}));
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(renumbering("x = self.vars[i]", "", diagnostics), (std::map<int, int>{{0, 0}}));
  EXPECT_EQ(diagnostics.size(), 1u);
}

TEST(VariableUse, RenumberingTwiceChangesNothingMore) {
  Diagnostics diagnostics;
  const std::string buy = "x = self.vars[5] + self.vars[3]", sell = "y = self.vars[9] + self.vars[5]";
  const auto map = renumbering(buy, sell, diagnostics);
  const std::string buy2 = renumbered(buy, map, diagnostics), sell2 = renumbered(sell, map, diagnostics);
  EXPECT_EQ(buy2, "x = self.vars[1] + self.vars[2]");
  EXPECT_EQ(sell2, "y = self.vars[3] + self.vars[1]");
  const auto again = renumbering(buy2, sell2, diagnostics);
  EXPECT_EQ(renumbered(buy2, again, diagnostics), buy2);
  EXPECT_EQ(renumbered(sell2, again, diagnostics), sell2);
}

TEST(VariableUse, NumbersPlaceholdersAcrossTexts) {
  int next = 0;
  EXPECT_EQ(number_placeholders("if not (변수 <= 등락율 <= 변수):  # 변수\n    x = '변수' + f'{변수}'\n    변수값 = 변수", 1, next),
            "if not (self.vars[1] <= 등락율 <= self.vars[2]):  # 변수\n    x = '변수' + f'{self.vars[3]}'\n    변수값 = self.vars[4]");
  EXPECT_EQ(next, 5);
  EXPECT_EQ(number_placeholders("수익률 > 변수\r\n", next, next), "수익률 > self.vars[5]\r\n");
  EXPECT_EQ(next, 6);
  // The reference empties a text without placeholders.
  EXPECT_EQ(number_placeholders("x = 1", 3, next), "x = 1");
  EXPECT_EQ(next, 3);
}

TEST(VariableUse, SurvivesHostileTexts) {
  Diagnostics diagnostics;
  int next = 0;
  std::string wide, nested = "x = ";
  for (int i = 0; i < 5'000; ++i) wide += "x = self.vars[1] + 변수; ";
  EXPECT_EQ(variable_uses(wide, diagnostics).size(), 5'000u);
  EXPECT_TRUE(diagnostics.empty());
  (void)number_placeholders(wide, 1, next);
  EXPECT_EQ(next, 5'001);
  for (int i = 0; i < 50'000; ++i) nested += "self.vars[";
  for (const std::string& text : {nested, std::string("x = self.vars[1\0]", 17), std::string("\xFF self.vars[1]"),
                                  std::string(100'000, '('), std::string("f'{f\"{")}) {
    (void)variable_uses(text, diagnostics);
    (void)number_placeholders(text, 1, next);
  }
  EXPECT_TRUE(has_errors(diagnostics));
}

}  // namespace
}  // namespace stom::script
