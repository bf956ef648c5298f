#include <gtest/gtest.h>

#include "interp_day.h"
#include "script/finder.h"

namespace stom::script {
namespace {

using testing_day::Bound;
using testing_day::Day;
using testing_day::Field;
using testing_day::tick_day;

constexpr std::string_view kText =
    "강도차 = round(체결강도 - 100, 2)\n"
    "self.tickcols = ['체결강도', '강도차', '길이']\n"
    "self.tickdata = (체결강도, 강도차, 데이터길이)\n"
    "고가대비 = self.arry_data[self.indexn + 1:self.indexn + 3, 1].max() / 현재가\n"
    "if not (고가대비 > 1.5):\n"
    "    매수 = False\n"
    "현재날짜 = str(self.index)[:8]\n"
    "try:\n"
    "    마지막날짜 = str(self.arry_data[self.indexn + 2, 0])[:8]\n"
    "except:\n"
    "    마지막날짜 = ''\n"
    "if 현재날짜 == 마지막날짜 and 매수:\n"
    "    self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)\n";

Day day_with_array() {
  Day day = tick_day({10, 20, 30, 40, 50});
  day.fields[Field::kTradeStrength] = {101.5, 102, 103, 104, 105};
  day.first_row_number = 2;  // the array holds two rows of the day before
  day.array = {{20240101090000, 20240101090001, 20240102090000, 20240102090001, 20240102090002, 20240102090003, 20240102090004},
               {1, 2, 10, 20, 30, 40, 50}};
  return day;
}

TEST(Finder, EmitsTheValuesOfMatchingRows) {
  Bound bound(day_with_array(), TextKind::kFinder, kText);
  ASSERT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
  const FinderResult result = run_finder(*bound.text(), bound.context(), 0);
  ASSERT_FALSE(result.error) << result.error->text.en;
  ASSERT_TRUE(result.hit);
  ASSERT_EQ(result.hit->values.size(), 3U);
  EXPECT_EQ(std::get<double>(result.hit->values[0]), 101.5);
  EXPECT_EQ(std::get<double>(result.hit->values[1]), 1.5);
  EXPECT_EQ(std::get<std::int64_t>(result.hit->values[2]), 1);
}

TEST(Finder, RowsWithoutAMatchEmitNothing) {
  Bound bound(day_with_array(), TextKind::kFinder, kText);
  Finder finder(*bound.text());
  const FinderResult result = finder.run(bound.context(), 3);
  EXPECT_FALSE(result.error);
  EXPECT_FALSE(result.hit);
  EXPECT_TRUE(finder.run(bound.context(), 2).hit);
}

TEST(Finder, AnEmptyReadAheadIsNoMatchAndNoError) {
  Bound bound(day_with_array(), TextKind::kFinder, kText);
  const FinderResult result = run_finder(*bound.text(), bound.context(), 4);
  EXPECT_FALSE(result.error);
  EXPECT_FALSE(result.hit);
}

TEST(Finder, ReadsSinglesNegativesAndClippedSlices) {
  const std::string_view text =
      "self.tickcols = ['a', 'b', 'c', 'd', 'e']\n"
      "self.tickdata = (self.arry_data[-1, 1], self.arry_data[0:100, 1].sum(), self.arry_data[-2:, 1].mean(), "
      "self.arry_data[:, 1].min(), len(self.arry_data))\n"
      "self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)\n";
  Bound bound(day_with_array(), TextKind::kFinder, text);
  ASSERT_TRUE(bound.text()->is_runnable()) << bound.diagnostics();
  const FinderResult result = run_finder(*bound.text(), bound.context(), 0);
  ASSERT_TRUE(result.hit) << (result.error ? result.error->text.en : "");
  EXPECT_EQ(std::get<double>(result.hit->values[0]), 50);
  EXPECT_EQ(std::get<double>(result.hit->values[1]), 153);
  EXPECT_EQ(std::get<double>(result.hit->values[2]), 45);
  EXPECT_EQ(std::get<double>(result.hit->values[3]), 1);
  EXPECT_EQ(std::get<std::int64_t>(result.hit->values[4]), 7);
}

TEST(Finder, ARowPastTheEndOfTheArrayIsAnErrorWhenItIsNotCaught) {
  Bound bound(day_with_array(), TextKind::kFinder,
              "self.tickcols = ['a']\nself.tickdata = (self.arry_data[100, 1],)\n"
              "self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)\n");
  const FinderResult result = run_finder(*bound.text(), bound.context(), 0);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->kind, "IndexError");
  EXPECT_EQ(result.error->position.line, 2);
}

TEST(Finder, ValuesThatDoNotFitTheColumnsAreAnError) {
  Bound bound(day_with_array(), TextKind::kFinder,
              "self.tickcols = ['a', 'b']\nself.tickdata = (1,)\n"
              "self.tq.put(('백파결과', 종목코드, self.index) + self.tickdata)\n");
  const FinderResult result = run_finder(*bound.text(), bound.context(), 0);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->kind, "ValueError");
}

}  // namespace
}  // namespace stom::script
