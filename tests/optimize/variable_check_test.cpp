#include "optimize/variable_check.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

const RangeText kRanges = parse_ranges("self.vars[0] = [[30, 30, 0], 30]\nself.vars[1] = [[1, 5, 1], 2]\nself.vars[2] = [[1, 5, 1], 2]\n", RangeForm::kRange);

TEST(VariableCheck, FindsNothingWrongWhereTextsAndRangesFit) {
  const VariableCheck check = check_variables("if 등락율 < self.vars[1]:\n    매수 = False\n", "if 수익률 > self.vars[2]:\n    매도 = True\n", kRanges);
  EXPECT_TRUE(check.is_usable());
  EXPECT_TRUE(check.buy.empty() && check.sell.empty() && check.ranges.empty());
}

TEST(VariableCheck, NamesTheFirstPlaceOfAVariableWithoutARange) {
  const VariableCheck check = check_variables("x = 1\nif 등락율 < self.vars[7] and 현재가 > self.vars[7]:\n    매수 = False\n", "매도 = True\n", kRanges);
  EXPECT_FALSE(check.is_usable());
  ASSERT_EQ(check.buy.size(), 1u);
  EXPECT_EQ(check.buy[0].id, "missing-range");
  EXPECT_EQ(check.buy[0].position, (SourcePosition{2, 10}));
  EXPECT_EQ(check.buy[0].length, 12);
}

TEST(VariableCheck, WarnsOfARangeThatNoTextReads) {
  const VariableCheck check = check_variables("if 등락율 < self.vars[1]:\n    매수 = False\n", "매도 = True\n", kRanges);
  EXPECT_TRUE(check.is_usable());
  ASSERT_EQ(check.ranges.size(), 1u);
  EXPECT_EQ(check.ranges[0].position.line, 3);
}

TEST(PositionOf, CountsCharactersNotBytes) {
  EXPECT_EQ(position_of("가나\n다라마", 7), (SourcePosition{2, 1}));
  EXPECT_EQ(position_of("가나\n다라마", 13), (SourcePosition{2, 3}));
}

}  // namespace
}  // namespace stom::optimize
