#include "optimize/run_kind.h"

#include <gtest/gtest.h>

#include <set>

namespace stom::optimize {
namespace {

TEST(RunKind, NamesModesAndTagsAreUnique) {
  std::set<std::string_view> names, english, modes, tags;
  for (const RunKind& kind : run_kinds()) {
    names.insert(kind.name_ko);
    english.insert(kind.name_en);
    modes.insert(kind.mode);
    tags.insert(kind.tag);
  }
  EXPECT_EQ(names.size(), 26u);
  EXPECT_EQ(english.size(), 26u);
  EXPECT_EQ(modes.size(), 26u);
  EXPECT_EQ(tags.size(), 26u);
}

// The letters of a mode code say what the run does.
TEST(RunKind, FollowsTheLettersOfItsMode) {
  for (const RunKind& kind : run_kinds()) {
    if (kind.family == SearchFamily::kNone || kind.family == SearchFamily::kFinder) continue;
    const std::string mode{kind.mode};
    const std::string letters = mode.substr(std::string("최적화").size() + (kind.walk_forward ? std::string("분").size() : 0));
    EXPECT_EQ(mode.starts_with("전진분석"), kind.walk_forward) << mode;
    EXPECT_EQ(letters.find('R') != std::string::npos, kind.walk_forward) << mode;
    EXPECT_EQ(letters.find('T') != std::string::npos, kind.test) << mode;
    EXPECT_EQ(letters.find('V') != std::string::npos, kind.validation != ValidationKind::kNone) << mode;
    EXPECT_EQ(letters.find("VC") != std::string::npos, kind.validation == ValidationKind::kFolds) << mode;
    EXPECT_EQ(letters.front() == 'B', kind.family == SearchFamily::kSampler) << mode;
    EXPECT_EQ(letters.find('G') != std::string::npos, kind.family == SearchFamily::kGenetic) << mode;
    EXPECT_EQ(letters.starts_with("OC"), kind.family == SearchFamily::kConditions) << mode;
    std::string lower = letters;
    for (char& c : lower) c = static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(lower, kind.tag);
  }
}

TEST(RunKind, StandsInTheOrderOfTheScheduler) {
  EXPECT_EQ(run_kinds().front().name_ko, "백테스트");
  EXPECT_EQ(run_kinds()[3].name_ko, "그리드 교차검증 최적화");
  EXPECT_EQ(run_kinds()[9].mode, "전진분석ORVC");
  EXPECT_EQ(run_kinds()[24].name_ko, "교차검증 조건 최적화");
  EXPECT_EQ(run_kinds().back().name_ko, "백파인더");
}

TEST(RunKind, IsFoundByNameModeAndTagAlone) {
  EXPECT_EQ(find_run_kind("베이지안 교차검증 최적화 테스트")->tag, "bvct");
  EXPECT_EQ(find_run_kind("최적화BVCT")->tag, "bvct");
  EXPECT_EQ(find_run_kind("bvct")->name_ko, "베이지안 교차검증 최적화 테스트");
  EXPECT_EQ(find_run_kind("bt")->mode, "최적화BT");
  EXPECT_EQ(find_run_kind("백테스트")->family, SearchFamily::kNone);
  EXPECT_FALSE(find_run_kind("BVCT"));
  EXPECT_FALSE(find_run_kind("grid optimisation"));
  EXPECT_FALSE(find_run_kind("그리드"));
  EXPECT_FALSE(find_run_kind(""));
}

}  // namespace
}  // namespace stom::optimize
