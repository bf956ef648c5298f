#include "optimize/genetic_search.h"

#include "optimize/exhaustive_search.h"
#include "optimize/objective.h"
#include "optimize/planted_surface.h"

namespace stom::optimize {
namespace {

GeneticOptions small(std::size_t population) {
  GeneticOptions options;
  options.population = population;
  return options;
}

TEST(GeneticSearch, FindsTheBowlOfAMillionVectorsIn3000) {
  const Space space = cube(6, 10);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    GeneticSearch search(space, small(100), seed);
    EXPECT_EQ(drive(search, space, bowl(10), 3000, 37).best_outcome.score, 0) << seed;
  }
}

TEST(GeneticSearch, FindsTheTopOfTheRidgeIn200Of900) {
  const Space space = cube(2, 30);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    GeneticSearch search(space, small(40), seed);
    EXPECT_EQ(drive(search, space, ridge, 450, 40).best_outcome.score, 0) << seed;
  }
}

TEST(GeneticSearch, FindsALoneSpikeBeforeTheSpaceIsUsedUp) {
  // Nothing leads to the spike, but without a limit of patience every vector comes once.
  const Space space = cube(3, 8);
  const Vector at = vector_at(space, 333);
  GeneticOptions options = small(50);
  options.patience = 0;
  GeneticSearch search(space, options, 1);
  const SearchRun run = drive(search, space, spike(at), 512, 50);
  EXPECT_EQ(run.best, at);
  EXPECT_EQ(run.distinct().size(), run.asked.size());
}

TEST(GeneticSearch, EnumeratesSpacesNotLargerThanThePopulation) {
  const Space space = cube(3, 5, 2);
  GeneticSearch search(space, small(125), 1);
  ExhaustiveSearch grid(space, {}, 1);
  const SearchRun run = drive(search, space, bowl(5), 1000, 20), all = drive(grid, space, bowl(5), 1000, 20);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.asked.size(), 125u);
  EXPECT_EQ(run.distinct(), all.distinct());
  EXPECT_EQ(run.asked.front(), space.start());
}

TEST(GeneticSearch, EndsWhenASmallSpaceIsUsedUp) {
  const Space space = cube(3, 5);
  GeneticOptions options = small(20);
  options.patience = 0;
  GeneticSearch search(space, options, 1);
  const SearchRun run = drive(search, space, bowl(5), 1000, 20);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.distinct().size(), run.asked.size());
  EXPECT_EQ(run.asked.size(), 125u);
}

TEST(GeneticSearch, StartsFromTheUsersBestAndKnownVectors) {
  const Space space = cube(6, 10, 7);
  GeneticOptions options = small(50);
  Vector inside = space.start(), outside = space.start();
  inside[1] = {2, true};
  outside[1] = {10, true};
  options.known = {outside, inside, inside};
  GeneticSearch search(space, options, 1);
  const std::vector<Vector> first = search.ask(50);
  ASSERT_EQ(first.size(), 50u);
  EXPECT_EQ(first[0], space.start());
  EXPECT_EQ(first[1], inside);
  EXPECT_NE(first[2], inside);
}

TEST(GeneticSearch, StopsAfterTenGenerationsWithoutABetterVector) {
  const Space space = cube(6, 10);
  GeneticSearch search(space, small(50), 1);
  const SearchRun run = drive(
      search, space,
      [](const Vector&) {
        return Outcome{1, true, 0};
      },
      100'000, 50);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(search.generation(), 10);
  EXPECT_EQ(run.asked.size(), 50u + 10u * 49u);
}

TEST(GeneticSearch, MarksAndMissingScoresNeverLead) {
  // Marks fill most of the space; the results are large losses that lead down to x1 = x2 = 0.
  const Space space = cube(4, 10, 5);
  const Surface surface = [](const Vector& v) {
    const int kind = static_cast<int>(v[3].value + v[4].value) % 4;
    if (kind == 1) return Outcome{kScoreWithoutTrades, false, 0};
    if (kind == 2) return Outcome{kScoreOutsideLimits, false, 1};
    if (kind == 3) return Outcome{std::numeric_limits<double>::quiet_NaN(), true, 0};
    return Outcome{-3e9 - v[1].value - v[2].value, true, 0};
  };
  GeneticSearch search(space, small(60), 3);
  EXPECT_EQ(drive(search, space, surface, 2000, 60).best_outcome.score, -3e9);
}

TEST(GeneticSearch, TakesContinuousVariables) {
  Space space = cube(3, 4);
  for (std::size_t d : {1u, 2u}) {
    space.dimensions[d].candidates.clear();
    space.dimensions[d].continuous = true;
    space.dimensions[d].low = -2;
    space.dimensions[d].high = 2;
  }
  const Surface surface = [](const Vector& v) {
    return Outcome{-std::pow(v[1].value - 0.3, 2) - std::pow(v[2].value + 1.1, 2) + v[3].value, true, 0};
  };
  GeneticSearch search(space, small(60), 2);
  EXPECT_GT(drive(search, space, surface, 3000, 60).best_outcome.score, 3 - 1e-3);
}

TEST(GeneticSearch, ToldAgainItAsksTheSame) {
  const Space space = cube(5, 10);
  GeneticSearch search(space, small(80), 7), again(space, small(80), 7), other(space, small(80), 8), wide(space, small(80), 7);
  const SearchRun run = drive(search, space, bowl(10), 1000, 23);
  expect_replay(again, run, 23);
  EXPECT_NE(drive(other, space, bowl(10), 1000, 23).asked, run.asked);
  EXPECT_EQ(drive(wide, space, bowl(10), 1000, 1000).asked, run.asked);
}

}  // namespace
}  // namespace stom::optimize
