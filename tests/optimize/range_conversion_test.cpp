#include <gtest/gtest.h>

#include "optimize/range_text.h"

namespace stom::optimize {
namespace {

std::string result(const ConvertedText& converted) {
  std::string out = converted.text;
  for (const Diagnostic& d : converted.diagnostics) {
    out += fmt::format("|{} {}:{}+{}{}", d.id, d.position.line, d.position.column, d.length,
                       d.severity == Severity::kWarning ? " warning" : "");
  }
  return out;
}

constexpr std::string_view kRanges =
    "# 최적화 범위\r\n"
    "self.vars[0] = [[30, 30, 0], 30]\r\n"
    "\r\n"
    "  vars[1]=[[2, 8, 2],4]            # 등락율 하한 [2, 8]\n"
    "self.vars[2] = [[24, 14, -2], 20]\n"
    "self.vars[3] = [[0.5, 2.5, 0.5], 1.0]";
constexpr std::string_view kGenetic =
    "# 최적화 범위\r\n"
    "self.vars[0] = [[30], 30]\r\n"
    "\r\n"
    "  vars[1]=[[2, 4, 6, 8],4]            # 등락율 하한 [2, 8]\n"
    "self.vars[2] = [[24, 22, 20, 18, 16, 14], 20]\n"
    "self.vars[3] = [[0.5, 1.0, 1.5, 2.0, 2.5], 1.0]";

TEST(RangeConversion, BothFormsConvertIntoEachOther) {
  EXPECT_EQ(result(ranges_to_genetic(kRanges)), kGenetic);
  EXPECT_EQ(result(genetic_to_ranges(kGenetic)), kRanges);
}

TEST(RangeConversion, AnEndThatIsNotMetBecomesTheLastCandidate) {
  const ConvertedText lists = ranges_to_genetic("self.vars[0] = [[1, 10, 4], 1]");
  EXPECT_EQ(result(lists), "self.vars[0] = [[1, 5, 9], 1]");
  EXPECT_EQ(result(genetic_to_ranges(lists.text)), "self.vars[0] = [[1, 9, 4], 1]");
}

// Known defect K4: rounding for negative steps only, a loop without end on step 0, unequal spacing taken for equal.
TEST(RangeConversion, UsesExactDecimals) {
  EXPECT_EQ(result(ranges_to_genetic("self.vars[0] = [[0.1, 0.2, 0.025], 0.1]")),
            "self.vars[0] = [[0.100, 0.125, 0.150, 0.175, 0.200], 0.1]");
  EXPECT_EQ(result(genetic_to_ranges("self.vars[0] = [[0.1, 0.125, 0.15], 0.1]")), "self.vars[0] = [[0.100, 0.150, 0.025], 0.1]");
  EXPECT_EQ(result(ranges_to_genetic("self.vars[0] = [[-0.5, -2.0, -0.5], -1.0]")), "self.vars[0] = [[-0.5, -1.0, -1.5, -2.0], -1.0]");
  EXPECT_EQ(result(ranges_to_genetic("self.vars[0] = [[1, 3, 0.5], 2]")), "self.vars[0] = [[1.0, 1.5, 2.0, 2.5, 3.0], 2]");
}

TEST(RangeConversion, StepZeroIsOneCandidate) {
  EXPECT_EQ(result(ranges_to_genetic("self.vars[0] = [[10, 50, 0], 30]")), "self.vars[0] = [[30], 30]");
  EXPECT_EQ(result(genetic_to_ranges("self.vars[0] = [[1.5], 1.5]")), "self.vars[0] = [[1.5, 1.5, 0], 1.5]");
}

TEST(RangeConversion, RefusesUnequalSpacing) {
  const std::string text = "self.vars[0] = [[30], 30]\nself.vars[1] = [[1, 2, 4], 1]";
  EXPECT_EQ(result(genetic_to_ranges(text)), text + "|not-a-range 2:17+9");
  const std::string unsorted = "self.vars[0] = [[3, 1, 2], 1]";
  EXPECT_EQ(result(genetic_to_ranges(unsorted)), unsorted + "|not-a-range 1:17+9");
}

TEST(RangeConversion, LeavesATextWithErrorsAlone) {
  const std::string text = "self.vars[0] = [[5, 5, 1], 5]";
  EXPECT_EQ(result(ranges_to_genetic(text)), text + "|range-step 1:24+1");
  EXPECT_EQ(result(genetic_to_ranges("self.vars[0] = x")), "self.vars[0] = x|range-syntax 1:16+1");
}

// Known defect K21: the reference rewrites the whole text from the header on.
TEST(RangeConversion, PutsBestValuesInWhereTheyStand) {
  EXPECT_EQ(result(with_best(kRanges, RangeForm::kRange, {{30, true}, {8, true}, {20, true}, {2.5, false}}, {})),
            "# 최적화 범위\r\n"
            "self.vars[0] = [[30, 30, 0], 30]\r\n"
            "\r\n"
            "  vars[1]=[[2, 8, 2],8]            # 등락율 하한 [2, 8]\n"
            "self.vars[2] = [[24, 14, -2], 20]\n"
            "self.vars[3] = [[0.5, 2.5, 0.5], 2.5]");
  EXPECT_EQ(result(with_best(kRanges, RangeForm::kRange, {{30, true}, {4, true}, {20, true}, {1, false}}, {})), kRanges);
}

TEST(RangeConversion, WritesNewCandidatesAsTheSmallestRange) {
  const std::string text = "self.vars[0] = [[30, 30, 0], 30]\nself.vars[1] = [[1, 10, 1], 3]";
  const auto with = [&](std::vector<Candidate> list, double best) {
    return result(with_best(text, RangeForm::kRange, {{30, true}, {best, true}}, {{}, std::move(list)})).substr(33);
  };
  EXPECT_EQ(with({{2, true}, {3, true}, {4, true}}, 3), "self.vars[1] = [[2, 4, 1], 3]");
  EXPECT_EQ(with({{5, true}}, 5), "self.vars[1] = [[5, 5, 0], 5]");
  // Pruned in the middle: the range that holds them comes back whole, and the user is told.
  EXPECT_EQ(with({{1, true}, {3, true}, {9, true}}, 3), "self.vars[1] = [[1, 9, 2], 3]|not-a-range 2:17+10 warning");
  EXPECT_EQ(with({{9, true}, {4, true}, {3, true}}, 3), "self.vars[1] = [[9, 3, -1], 3]|not-a-range 2:17+10 warning");
  EXPECT_EQ(with({{1, true}, {2, true}, {300, true}}, 3), "self.vars[1] = [[1, 10, 1], 3]|not-a-range 2:17+10 warning");
  EXPECT_EQ(with({}, 3), text.substr(33));
  std::vector<Candidate> same;
  for (int i = 1; i <= 10; ++i) same.push_back({static_cast<double>(i), true});
  EXPECT_EQ(with(same, 3), text.substr(33));
}

TEST(RangeConversion, ListsAnyCandidatesInGeneticTexts) {
  EXPECT_EQ(
      result(with_best("self.vars[0] = [[1, 2, 3], 1]  # a", RangeForm::kGenetic, {{9, true}}, {{{1, true}, {9, true}, {2.5, false}}})),
      "self.vars[0] = [[1, 9, 2.5], 9]  # a");
}

TEST(RangeConversion, TheNumberOfValuesMustFit) {
  const std::string text = "self.vars[0] = [[30, 30, 0], 30]";
  EXPECT_EQ(result(with_best(text, RangeForm::kRange, {}, {})), text + "|vars-missing 0:0+1");
  EXPECT_EQ(result(with_best(text, RangeForm::kRange, {{30, true}}, {{}, {}})), text + "|vars-missing 0:0+1");
}

// Known defect K2: strategies and ranges are renumbered by one map.
TEST(RangeConversion, LinesMoveWithTheirNumbers) {
  const std::string text =
      "# 범위\r\nself.vars[0] = [[30, 30, 0], 30]\r\nvars[3] = [[1, 3, 1], 2]  # 셋\n\nself.vars[7] = [[4, 5, 1], 4]\nself.vars[9] = [[6, "
      "6, 0], 6]";
  EXPECT_EQ(result(renumbered_ranges(text, {{0, 0}, {7, 1}, {3, 2}})),
            "# 범위\r\nself.vars[0] = [[30, 30, 0], 30]\r\nself.vars[1] = [[4, 5, 1], 4]\n\nvars[2] = [[1, 3, 1], 2]  # 셋\nself.vars[3] = "
            "[[6, 6, 0], 6]");
  // Without a map: from 0 in the order of the text.
  EXPECT_EQ(result(renumbered_ranges("vars[5] = [[1], 1]\nvars[5] = [[2], 2]\nvars[1] = [[3], 3]", {})),
            "vars[0] = [[1], 1]\nvars[1] = [[2], 2]\nvars[2] = [[3], 3]");
  const std::string twice = "vars[5] = [[1], 1]\nvars[5] = [[2], 2]";
  EXPECT_EQ(result(renumbered_ranges(twice, {{5, 1}})), twice + "|duplicate-index 2:6+1");
}

}  // namespace
}  // namespace stom::optimize
