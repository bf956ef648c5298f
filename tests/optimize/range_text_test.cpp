#include "optimize/range_text.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

RangeText ranges(std::string_view text) { return parse_ranges(text, RangeForm::kRange); }
RangeText genetic(std::string_view text) { return parse_ranges(text, RangeForm::kGenetic); }

// The candidates of one range as they would be written: "1, 5, 9".
std::string expanded(std::string_view value) {
  const RangeText text = ranges(fmt::format("self.vars[0] = {}", value));
  if (!text.is_usable()) return text.diagnostics.front().id;
  std::string out;
  for (const Decimal& decimal : expand_decimals(text.entries[0])) out += (out.empty() ? "" : ", ") + decimal_text(decimal);
  return out;
}

// "id line:column+length" of the first diagnostic.
std::string first(const RangeText& text) {
  if (text.diagnostics.empty()) return "none";
  const Diagnostic& d = text.diagnostics.front();
  EXPECT_FALSE(d.text.ko.empty() || d.text.en.empty());
  return fmt::format("{} {}:{}+{}{}", d.id, d.position.line, d.position.column, d.length,
                     d.severity == Severity::kWarning ? " warning" : "");
}

TEST(RangeText, ExpandsTheWorkedNumbers) {
  EXPECT_EQ(expanded("[[0, 10, 1], 0]"), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
  EXPECT_EQ(expanded("[[25, 15, -1], 20]"), "25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15");
  EXPECT_EQ(expanded("[[-3, 0, 1], 0]"), "-3, -2, -1, 0");
  EXPECT_EQ(expanded("[[1, 10, 4], 1]"), "1, 5, 9");
  EXPECT_EQ(expanded("[[0.1, 0.5, 0.1], 0.1]"), "0.1, 0.2, 0.3, 0.4, 0.5");
  EXPECT_EQ(expanded("[[-0.5, -2.0, -0.5], -1.0]"), "-0.5, -1.0, -1.5, -2.0");
  EXPECT_EQ(expanded("[[30, 30, 0], 30]"), "30");
}

// Known defect K3: the reference rounds to two decimals and gives 0.1, 0.12, 0.15, 0.18, 0.2.
TEST(RangeText, ExpandsInExactDecimals) {
  EXPECT_EQ(expanded("[[0.1, 0.2, 0.025], 0.1]"), "0.100, 0.125, 0.150, 0.175, 0.200");
  EXPECT_EQ(expanded("[[0.001, 0.003, 0.001], 0.001]"), "0.001, 0.002, 0.003");
  const RangeText text = ranges("self.vars[0] = [[0.1, 0.9, 0.1], 0.3]");
  const std::vector<Candidate> candidates = expand(text.entries[0]);
  ASSERT_EQ(candidates.size(), 9u);
  EXPECT_EQ(candidates[2].value, 0.3);  // 0.1 + 2·0.1 in doubles is 0.30000000000000004
  EXPECT_EQ(candidates[6].value, 0.7);
}

TEST(RangeText, IntegersStayIntegersAndDecimalsDecimals) {
  const RangeText text = ranges("self.vars[0] = [[1, 3, 1], 2]\nself.vars[1] = [[1, 3, 0.5], 2]\nself.vars[2] = [[0.5, 3, 1], 2.5]\n"
                                "self.vars[3] = [[1, 2.5, 1], 1]\nself.vars[4] = [[1.0, 1.0, 0], 1.0]");
  ASSERT_TRUE(text.is_usable());
  const Space space = make_space(text);
  EXPECT_EQ(vector_text(space.dimensions[0].candidates), "1;2;3");
  EXPECT_EQ(vector_text(space.dimensions[1].candidates), "1.0;1.5;2.0;2.5;3.0");
  EXPECT_EQ(vector_text(space.dimensions[2].candidates), "0.5;1.5;2.5");
  EXPECT_EQ(vector_text(space.dimensions[3].candidates), "1;2");
  EXPECT_EQ(vector_text(space.dimensions[4].candidates), "1.0");
  EXPECT_EQ(vector_text(space.start()), "2;2.0;2.5;1;1.0");
}

TEST(RangeText, ReadsCommentsBlanksSeparatorsAndBothForms) {
  const RangeText text = ranges(
      "# 범위\r\n\r\nself.vars[0] = [[30, 30, 0], 30]\r\n  vars[1]=[[1_000,+3_000 , 500],2e3,]  # 주석 [[\r\nself . vars [ 2 ] = [[-.5, "
      "1., 5e-1,], 0.0]");
  ASSERT_TRUE(text.is_usable()) << text.diagnostics[0].text.en;
  ASSERT_EQ(text.entries.size(), 3u);
  EXPECT_EQ(text.entries[1].line, 4);
  EXPECT_EQ(vector_text(make_space(text).dimensions[1].candidates), "1000;1500;2000;2500;3000");
  EXPECT_EQ(vector_text(make_space(text).dimensions[2].candidates), "-0.5;0.0;0.5;1.0");
  EXPECT_EQ(vector_text(make_space(text).start()), "30;2000;0.0");
}

TEST(RangeText, ReadsCandidateListsOfGeneticTexts) {
  const RangeText text = genetic("self.vars[0] = [[30], 30]\nself.vars[1] = [[0.5, 1.0, 2.5], 1.0]\nself.vars[2] = [[3, 1, 2], 7]");
  ASSERT_TRUE(text.is_usable());
  const Space space = make_space(text);
  EXPECT_TRUE(space.dimensions[0].is_fixed());
  EXPECT_EQ(vector_text(space.dimensions[1].candidates), "0.5;1.0;2.5");
  // A good value that is not listed is tried as well.
  EXPECT_EQ(first(text), "best-outside 3:28+1 warning");
  EXPECT_EQ(vector_text(space.dimensions[2].candidates), "3;1;2;7");
  EXPECT_EQ(space.dimensions[2].start.value, 7);
  EXPECT_EQ(space.dimensions[2].low, 1);
  EXPECT_EQ(space.dimensions[2].high, 7);
}

TEST(RangeText, KnowsDirectionAndBounds) {
  const Space space = make_space(ranges("vars[0] = [[24, 13, -2], 20]\nvars[1] = [[1, 10, 4], 9]\nvars[2] = [[5, 9, 0], 7]"));
  EXPECT_FALSE(space.dimensions[0].ascending);
  EXPECT_EQ(space.dimensions[0].low, 13);
  EXPECT_EQ(space.dimensions[0].high, 24);
  EXPECT_TRUE(space.dimensions[1].ascending);
  EXPECT_EQ(space.dimensions[1].high, 10);
  EXPECT_TRUE(space.dimensions[2].is_fixed());
  EXPECT_EQ(space.dimensions[2].low, 7);
  EXPECT_EQ(space.free_count(), 2u);
}

TEST(RangeText, StartsAtTheNearestCandidateAndSaysSo) {
  const RangeText text = ranges("self.vars[0] = [[10, 50, 10], 34]");
  EXPECT_EQ(first(text), "best-outside 1:31+2 warning");
  EXPECT_EQ(make_space(text).dimensions[0].start.value, 30);
  EXPECT_EQ(first(ranges("self.vars[0] = [[30, 30, 0], 35]")), "best-outside 1:30+2 warning");
  EXPECT_EQ(first(ranges("self.vars[0] = [[30, 40, 0], 35]")), "none");
  // 1 and 1.0 are the same value.
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 5, 1], 2.0]")), "none");
}

TEST(RangeText, RefusesWhatTheStepCannotReach) {
  EXPECT_EQ(first(ranges("self.vars[0] = [[5, 5, 1], 5]")), "range-step 1:24+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 5, -1], 5]")), "range-direction 1:24+2");
  EXPECT_EQ(first(ranges("self.vars[0] = [[5, 1, 0.5], 5]")), "range-direction 1:24+3");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 21, 1], 5]")), "too-many-candidates 1:17+10");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 20, 1], 5]")), "none");
  EXPECT_EQ(first(ranges("self.vars[0] = [[0.0, 2.0, 0.1], 1.0]")), "too-many-candidates 1:17+15");
  EXPECT_EQ(first(genetic("self.vars[0] = [[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21], 5]")), "too-many-candidates 1:17+55");
}

TEST(RangeText, RefusesNumbersThatDoNotRunFromZero) {
  EXPECT_EQ(first(ranges("self.vars[1] = [[1, 2, 1], 1]")), "missing-index 1:11+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], 1]\nself.vars[2] = [[1, 2, 1], 1]")), "missing-index 2:11+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], 1]\n\nself.vars[0] = [[1, 2, 1], 1]")), "duplicate-index 3:11+1");
  const RangeText swapped = ranges("self.vars[0] = [[1, 2, 1], 1]\nself.vars[2] = [[1, 2, 1], 1]\nself.vars[1] = [[1, 2, 1], 1]");
  ASSERT_EQ(swapped.diagnostics.size(), 2u);
  EXPECT_EQ(swapped.diagnostics[1].id, "index-order");
  EXPECT_EQ(first(ranges("self.vars[10000] = [[1, 2, 1], 1]")), "index-too-large 1:11+5");
}

TEST(RangeText, RefusesOtherShapes) {
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2], 1]")), "range-shape 1:17+6");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1, 1], 1]")), "range-shape 1:17+12");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1]]")), "range-shape 1:16+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], 1, 2]")), "range-shape 1:16+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], [1]]")), "range-shape 1:28+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [1, 2, 1]")), "range-shape 1:16+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[[1], 2, 1], 1]")), "range-shape 1:18+1");
  EXPECT_EQ(first(genetic("self.vars[0] = [[], 1]")), "range-shape 1:17+1");
}

// Known defect K3: the reference executes the text.
TEST(RangeText, RefusesEverythingThatIsNoLiteral) {
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, step], 1]")), "range-syntax 1:24+4");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 1 + 1, 1], 1]")), "range-syntax 1:23+1");
  EXPECT_EQ(first(ranges("self.vars[i] = [[1, 2, 1], 1]")), "range-syntax 1:11+1");
  EXPECT_EQ(first(ranges("self.vars[-1] = [[1, 2, 1], 1]")), "range-syntax 1:11+1");
  EXPECT_EQ(first(ranges("import os")), "range-syntax 1:1+6");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], 1]; import os")), "range-syntax 1:30+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], '1']")), "range-syntax 1:28+3");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, --1], 1]")), "range-syntax 1:25+1");
  EXPECT_EQ(first(ranges("\n  self.vars[0] == [[1, 2, 1], 1]")), "range-syntax 2:16+2");
  EXPECT_EQ(first(ranges("self.vars[0] =")), "range-syntax 1:15+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2, 1], 1")), "unmatched-bracket 1:16+1");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 2,\n 1], 1]")), "unmatched-bracket 1:17+1");
}

TEST(RangeText, RefusesNumbersBeyondDoubles) {
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 1e300, 1], 1]")), "number-too-long 1:21+5");
  EXPECT_EQ(first(ranges("self.vars[0] = [[0.0000000000001, 1, 1], 1]")), "number-too-long 1:18+15");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 99999999999999999999, 1], 1]")), "integer-too-large 1:21+20");
  EXPECT_EQ(first(ranges("self.vars[0] = [[0.000000000001, 900000000000000, 1], 1]")), "number-too-long 1:17+36");
  EXPECT_EQ(first(ranges("self.vars[0] = [[1, 1e999999999999, 1], 1]")), "number-too-long 1:21+14");
  EXPECT_EQ(expanded("[[1.5000000000000000000, 2, 0.5], 2]"), "1.500000000000, 2.000000000000");
}

TEST(RangeText, WarnsOfFullWidthAndDoubleCandidates) {
  const RangeText wide = ranges("self.vars[0] = [[３０, 30, 0], 30］");
  EXPECT_TRUE(wide.is_usable());
  EXPECT_EQ(wide.entries.size(), 1u);
  EXPECT_EQ(first(wide), "full-width 1:18+1 warning");
  const RangeText twice = genetic("self.vars[0] = [[1, 2, 1.0], 1]");
  EXPECT_EQ(first(twice), "duplicate-candidate 1:24+3 warning");
  EXPECT_EQ(make_space(twice).dimensions[0].candidates.size(), 2u);
}

TEST(RangeText, ReportsEveryBadLineAndAnEmptyText) {
  const RangeText text = ranges("self.vars[0] = 1\nself.vars[1] = [[1, 2, 1], 1]\nself.vars[2] = x");
  ASSERT_EQ(text.diagnostics.size(), 2u);
  EXPECT_EQ(text.diagnostics[0].position.line, 1);
  EXPECT_EQ(text.diagnostics[1].position.line, 3);
  EXPECT_EQ(first(ranges("# 비었음\n\n")), "no-ranges 0:0+1");
  EXPECT_EQ(first(ranges("")), "no-ranges 0:0+1");
}

TEST(RangeText, SurvivesHostileTexts) {
  const std::string deep = "self.vars[0] = " + std::string(100'000, '[');
  EXPECT_FALSE(ranges(deep).is_usable());
  const std::string digits = "self.vars[0] = [[1, 2, 0." + std::string(300'000, '0') + "1], 1]";
  EXPECT_EQ(ranges(digits).diagnostics[0].id, "number-too-long");
  EXPECT_FALSE(ranges(std::string_view("self.vars[0] = [[1,\0 2, 1], 1]", 31)).is_usable());
  EXPECT_FALSE(ranges("\xFF\xFE self.vars[0]").is_usable());
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "x = 1\n";
  EXPECT_LE(ranges(lines).diagnostics.size(), 100u);
  std::string list = "self.vars[0] = [[1";
  for (int i = 0; i < 100'000; ++i) list += ",1";
  EXPECT_FALSE(genetic(list + "], 1]").is_usable());
}

TEST(RangeText, WideWarningsDoNotHideLaterLines) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += fmt::format("self.vars[{}] = [[1, 3, 1], 1］\n", i);
  const RangeText read = ranges(text);
  EXPECT_TRUE(read.is_usable());
  EXPECT_EQ(read.entries.size(), 100u);
}

}  // namespace
}  // namespace stom::optimize
