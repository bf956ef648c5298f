#include "optimize/variable_sides.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

constexpr std::string_view kBuy =
    "if not (현재가 > 이동평균(self.vars[0])):\n    매수 = False\nelif not (self.vars[1] <= 등락율 <= self.vars[5]):\n    매수 = False\n";
constexpr std::string_view kSell = "if 수익률 >= self.vars[3] or 등락율 < self.vars[1]:  # self.vars[2]\n    매도 = True\n";

RangeText ranges(int count) {
  std::string text = "self.vars[0] = [[30, 60, 30], 30]\n";
  for (int i = 1; i < count; ++i) text += fmt::format("self.vars[{}] = [[1, 5, 1], 3]\n", i);
  return parse_ranges(text, RangeForm::kRange);
}

std::string shown(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    out += fmt::format("{} {}:{}+{}{} ", d.id, d.position.line, d.position.column, d.length,
                       d.severity == Severity::kWarning ? " warning" : "");
  }
  return out;
}

// Known defect K6: texts that share and interleave numbers.
TEST(VariableSides, FreezesWhatTheChosenSideDoesNotRead) {
  const VariableSides sides = variable_sides(kBuy, kSell);
  EXPECT_EQ(sides.buy, (std::set<int>{0, 1, 5}));
  EXPECT_EQ(sides.sell, (std::set<int>{1, 3}));
  EXPECT_EQ(sides.shared(), (std::set<int>{1}));
  EXPECT_EQ(frozen_variables(sides, StrategySide::kBuy, 6), (std::set<int>{0, 2, 3, 4}));
  EXPECT_EQ(frozen_variables(sides, StrategySide::kSell, 6), (std::set<int>{0, 2, 4, 5}));
  EXPECT_NE(shared_notice(sides)->en.find("self.vars[1]"), std::string::npos);
  EXPECT_FALSE(shared_notice(variable_sides("x = self.vars[0] + self.vars[1]", "x = self.vars[0] + self.vars[2]")));
}

TEST(VariableSides, FrozenDimensionsKeepTheirStart) {
  Space space = make_space(ranges(3));
  freeze(space, {0, 2, 7});
  EXPECT_TRUE(space.dimensions[0].is_fixed());
  EXPECT_FALSE(space.dimensions[1].is_fixed());
  EXPECT_TRUE(space.dimensions[2].is_fixed());
  EXPECT_EQ(vector_text(space.start()), "30;3;3");
  space.dimensions[1].continuous = true;
  freeze(space, {1});
  EXPECT_EQ(space.free_count(), 0u);
}

TEST(VariableSides, AVariableWithoutARangeIsAnErrorAtItsPlace) {
  const RangeCheck check = check_ranges(kBuy, kSell, ranges(3), {30, 60});
  EXPECT_EQ(shown(check.buy), "missing-range 3:34+12 ");
  EXPECT_EQ(shown(check.sell), "missing-range 1:11+12 ");
  EXPECT_FALSE(check.is_usable());
}

TEST(VariableSides, ARangeThatNobodyReadsIsAWarning) {
  const RangeCheck check = check_ranges(kBuy, kSell, ranges(6), {30, 60});
  EXPECT_TRUE(check.is_usable());
  EXPECT_EQ(shown(check.ranges), "unused-range 3:1+1 warning unused-range 5:1+1 warning ");
  // Index 0 is used by the run itself.
  EXPECT_EQ(shown(check_ranges("x = self.vars[1]", "", ranges(2), {30, 60}).ranges), "");
}

TEST(VariableSides, AveragesMustBeLoaded) {
  EXPECT_EQ(shown(check_ranges("x = self.vars[1]", "", ranges(2), {30}).ranges), "average-not-loaded 1:17+1 ");
  EXPECT_EQ(shown(check_ranges("x = 1", "", parse_ranges("self.vars[0] = [[30.5], 30.5]", RangeForm::kGenetic), {30}).ranges),
            "average-not-loaded 1:17+1 ");
}

TEST(VariableSides, ATextThatCannotBeReadIsReportedOnce) {
  const RangeCheck check = check_ranges("x = self.vars[i]", kSell, ranges(6), {30, 60});
  EXPECT_EQ(shown(check.buy), "vars-computed 1:5+12 ");
  EXPECT_EQ(shown(check.ranges), "");
  EXPECT_FALSE(variable_sides("x = (", "").is_usable());
}

}  // namespace
}  // namespace stom::optimize
