// The examples of docs/use/ranges.md and ranges.ko.md are what the guide says of them.
#include <gtest/gtest.h>

#include "base/file.h"
#include "optimize/condition_text.h"
#include "optimize/variable_sides.h"

namespace stom::optimize {
namespace {

// The contents of the fenced blocks of one kind, one after the other.
std::vector<std::string> blocks(const std::string& page, const std::string& kind) {
  std::vector<std::string> found;
  const std::string fence = "```" + kind + "\n";
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1)) {
    const std::size_t begin = at + fence.size();
    found.push_back(page.substr(begin, page.find("```", begin) - begin));
  }
  return found;
}

class RangesGuide : public testing::TestWithParam<const char*> {
 protected:
  std::string page_ = read_file(std::filesystem::path(STOM_SOURCE_DIR) / "docs/use" / GetParam());
};

TEST_P(RangesGuide, TextsAndRangesFit) {
  const auto texts = blocks(page_, "python"), ranges = blocks(page_, "ranges"), genetic = blocks(page_, "garanges");
  ASSERT_EQ(texts.size(), 2u);
  ASSERT_EQ(ranges.size(), 1u);
  ASSERT_EQ(genetic.size(), 1u);
  const RangeText read = parse_ranges(ranges[0], RangeForm::kRange);
  EXPECT_TRUE(read.diagnostics.empty());
  const RangeCheck check = check_ranges(texts[0], texts[1], read, {30});
  EXPECT_TRUE(check.buy.empty() && check.sell.empty() && check.ranges.empty());
}

TEST_P(RangesGuide, TheTwoFormsAreOneAnothersConversion) {
  const auto without_comments = [](const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      std::string line = text.substr(begin, end - begin);
      line = line.substr(0, line.find('#'));
      while (line.ends_with(' ')) line.pop_back();
      out += line + "\n";
      begin = end + 1;
    }
    return out;
  };
  const std::string ranges = blocks(page_, "ranges").at(0), genetic = blocks(page_, "garanges").at(0);
  EXPECT_EQ(without_comments(ranges_to_genetic(ranges).text), without_comments(genetic));
  EXPECT_EQ(without_comments(genetic_to_ranges(genetic).text), without_comments(ranges));
}

TEST_P(RangesGuide, ConditionsCompile) {
  const auto buy = blocks(page_, "buyconditions"), sell = blocks(page_, "sellconditions");
  ASSERT_TRUE(buy.size() == 1 && sell.size() == 1);
  EXPECT_TRUE(parse_conditions(buy[0], market::Market::kStock, market::Frame::kTick, true).diagnostics.empty());
  EXPECT_TRUE(parse_conditions(sell[0], market::Market::kStock, market::Frame::kTick, false).diagnostics.empty());
}

INSTANTIATE_TEST_SUITE_P(Pages, RangesGuide, testing::Values("ranges.md", "ranges.ko.md"),
                         [](const auto& test) { return std::string(test.param) == "ranges.md" ? "English" : "Korean"; });

}  // namespace
}  // namespace stom::optimize
