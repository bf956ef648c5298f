#include "optimize/cma_es_search.h"

#include <gtest/gtest.h>

#include <limits>

#include "search_surfaces.h"

namespace stom::optimize {
namespace {

using namespace surfaces;

TEST(CmaEsSearch, ConvergesOnTheSphere) {
  CmaEsSearch search(repeated(continuous(-2, 3, -1.5), 5), {}, 1);
  EXPECT_GT(surfaces::search(search, scored(sphere), 1'000).best, -1e-8);
}

TEST(CmaEsSearch, FollowsTheBentValleyOfRosenbrock) {
  CmaEsSearch search(repeated(continuous(-2, 2, -1.5), 5), {}, 1);
  EXPECT_GT(surfaces::search(search, scored(rosenbrock), 6'000).best, -1e-8);
}

TEST(CmaEsSearch, ClimbsOutOfRastriginsPitsByRestartsWithLargerPopulations) {
  CmaEsSearch search(repeated(continuous(-5, 5, 4), 3), {}, 1);
  EXPECT_GT(surfaces::search(search, scored(rastrigin), 8'000).best, -1e-6);
  EXPECT_NE(search.status().en.find("population 56"), std::string::npos) << search.status().en;
}

TEST(CmaEsSearch, FindsABestValueAtTheEdgeOfAContinuousRange) {
  CmaEsSearch search(repeated(continuous(0, 0.6, 0.3), 4), {}, 1);
  EXPECT_GT(surfaces::search(search, scored(sphere), 1'000).best, -1e-6);
}

TEST(CmaEsSearch, DoesNotFreezeOnListedAxesWhileContinuousOnesShrink) {
  // The listed axes matter far less than the continuous ones: without a margin σ is gone before they are sorted out.
  Space space = repeated(continuous(-2, 3, -1.5), 2);
  for (int i = 0; i < 4; ++i) space.dimensions.push_back(steps(0, 1, 11, 0));
  int solved = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CmaEsSearch search(space, {}, seed);
    const Found found = surfaces::search(
        search,
        scored([](const Vector& x) {
          double sum = 1e4 * (std::pow(x[0].value - 0.6, 2) + std::pow(x[1].value - 0.6, 2));
          for (std::size_t i = 2; i < 6; ++i) sum += std::pow(x[i].value - 7, 2);
          return -sum;
        }),
        3'000);
    if (found.best > -0.5) ++solved;  // all four listed values are right
  }
  EXPECT_EQ(solved, 10);
}

TEST(CmaEsSearch, NeitherLeavesTheSpaceNorAsksAVectorTwice) {
  const Space space = mixed_space();
  CmaEsSearch search(space, {}, 5);
  const Found found = surfaces::search(search, scored(mixed_surface), 400);
  EXPECT_EQ(found.asked.size(), 400U);
  EXPECT_EQ(found.asked[0], space.start());
  for (const Vector& vector : found.asked) ASSERT_TRUE(contains(space, vector)) << vector_text(vector);
  EXPECT_EQ(texts(found.asked).size(), 400U);
  EXPECT_GT(found.best, -0.01);
}

TEST(CmaEsSearch, GoesOnAsIfNeverStoppedWhenToldAgain) {
  CmaEsSearch undisturbed(mixed_space(), {}, 11);
  const Found whole = surfaces::search(undisturbed, scored(mixed_surface), 300);
  CmaEsSearch resumed(mixed_space(), {}, 11);
  std::size_t from = 0;
  for (std::size_t batch = 0; batch < whole.sizes.size() / 2; ++batch) {
    const std::vector<Vector> again = resumed.ask(300 - from);
    ASSERT_TRUE(std::equal(again.begin(), again.end(), whole.asked.begin() + static_cast<std::ptrdiff_t>(from)));
    resumed.tell(std::span(whole.told).subspan(from, again.size()));
    from += again.size();
  }
  const Found rest = surfaces::search(resumed, scored(mixed_surface), 300 - from);
  ASSERT_EQ(rest.asked.size(), 300 - from);
  EXPECT_TRUE(std::equal(rest.asked.begin(), rest.asked.end(), whole.asked.begin() + static_cast<std::ptrdiff_t>(from)));
}

TEST(CmaEsSearch, AsksTheSameVectorsInSmallAndLargePieces) {
  CmaEsSearch whole(mixed_space(), {}, 4), pieces(mixed_space(), {}, 4);
  const Found by_generation = surfaces::search(whole, scored(mixed_surface), 100);
  for (const Vector& expected : by_generation.asked) {
    const std::vector<Vector> one = pieces.ask(1);
    ASSERT_EQ(one.size(), 1U);
    ASSERT_EQ(one[0], expected);
    pieces.tell(std::vector<Outcome>{{mixed_surface(one[0]), true, 0}});
  }
}

TEST(CmaEsSearch, AsksAWholeBatchAsOneGeneration) {
  CmaEsOptions options;
  options.batch = 40;
  options.start_first = false;
  CmaEsSearch search(repeated(continuous(-2, 3, -1.5), 5), options, 1);
  EXPECT_EQ(search.ask(1'000).size(), 40U);
}

TEST(CmaEsSearch, IsNotLedAstrayByScoresThatAreNone) {
  const Space space = repeated(steps(0, 1, 20, 4), 3);
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  CmaEsSearch search(space, {}, 8);
  const Found found = surfaces::search(
      search,
      [&](const Vector& x) {
        if (x[0].value < 3) return Outcome{nan, true, nan};
        if (x[1].value < 3) return Outcome{infinity, true, 0};
        if (x[2].value < 3) return Outcome{-infinity, false, infinity};
        if (x[2].value > 16) return Outcome{kScoreWithoutTrades, true, 0};
        if (x[1].value > 16) return Outcome{kScoreOutsideLimits, false, 1};
        return Outcome{-std::abs(x[0].value - 9) - std::abs(x[1].value - 9) - std::abs(x[2].value - 9), true, 0};
      },
      200);
  EXPECT_EQ(found.asked.size(), 200U);
  EXPECT_EQ(found.best, 0);
}

TEST(CmaEsSearch, SurvivesEqualScoresEverywhere) {
  for (const Space& space : {repeated(steps(0, 1, 10, 0), 3), repeated(continuous(0, 1, 0), 3)}) {
    CmaEsSearch search(space, {}, 6);
    const Found found = surfaces::search(search, [](const Vector&) { return Outcome{kScoreWithoutTrades, false, 0}; }, 500);
    EXPECT_EQ(texts(found.asked).size(), 500U);
    for (const Vector& vector : found.asked) ASSERT_TRUE(contains(space, vector));
  }
}

TEST(CmaEsSearch, AsksEveryVectorOfASmallSpaceOnceAndEnds) {
  for (const std::size_t dimensions : {1U, 2U, 3U}) {
    Space space = repeated(steps(0, 1, 7, 0), dimensions);
    space.dimensions.push_back(listed({4}, 4));
    CmaEsSearch search(space, {}, 9);
    const Found found = surfaces::search(search, scored(sphere), 10'000);
    EXPECT_EQ(found.asked.size(), space.size());
    EXPECT_EQ(texts(found.asked).size(), space.size());
    EXPECT_TRUE(search.ask(5).empty());
  }
}

TEST(CmaEsSearch, AsksTheOnlyVectorOfASpaceWithoutFreeVariables) {
  Space space;
  space.dimensions = {listed({30}, 30), listed({-1.5}, -1.5)};
  CmaEsOptions centred;
  centred.start_first = false;
  for (const CmaEsOptions& options : {CmaEsOptions{}, centred}) {
    CmaEsSearch search(space, options, 9);
    const std::vector<Vector> vectors = search.ask(10);
    ASSERT_EQ(vectors.size(), 1U);
    EXPECT_EQ(vector_text(vectors[0]), "30;-1.5");
    search.tell(std::vector<Outcome>{{1, true, 0}});
    EXPECT_TRUE(search.ask(10).empty());
  }
}

TEST(CmaEsSearch, SearchesASingleFreeVariableAtRandomAndSaysSo) {
  CmaEsSearch search(repeated(steps(0, 1, 2, 0), 1), {}, 2);
  EXPECT_EQ(surfaces::search(search, scored(sphere), 100).asked.size(), 2U);
  EXPECT_NE(search.status().en.find("random"), std::string::npos);
  EXPECT_NE(search.status().ko.find("무작위"), std::string::npos);
}

}  // namespace
}  // namespace stom::optimize
