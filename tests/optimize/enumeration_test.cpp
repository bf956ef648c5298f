// Searchers whose questions do not depend on the answers: full grid, brute force, random, quasi-random.
#include "base/error.h"
#include "optimize/exhaustive_search.h"
#include "optimize/planted_surface.h"
#include "optimize/random_search.h"
#include "optimize/sobol_search.h"

namespace stom::optimize {
namespace {

TEST(IndexPermutation, IsOneToOneForEverySize) {
  for (std::uint64_t count = 1; count < 300; ++count) {
    const IndexPermutation permutation(count, count * 7);
    std::set<std::uint64_t> numbers;
    for (std::uint64_t place = 0; place < count; ++place) numbers.insert(permutation.at(place));
    ASSERT_EQ(numbers.size(), count);
    ASSERT_LT(*numbers.rbegin(), count);
  }
}

TEST(IndexPermutation, PutsEveryNumberFirstEquallyOften) {
  for (const std::uint64_t count : {5u, 24u}) {
    std::vector<int> hits(count);
    const double expected = 500;
    for (std::uint64_t seed = 0; seed < 500 * count; ++seed) ++hits[IndexPermutation(count, seed).at(0)];
    double chi_square = 0;
    for (const int hit : hits) chi_square += (hit - expected) * (hit - expected) / expected;
    EXPECT_LT(chi_square, count == 5 ? 18.5 : 49.8);  // p = 0.001
  }
}

TEST(IndexPermutation, ReachesTheLargestSpaces) {
  const IndexPermutation permutation(std::uint64_t{1} << 62, 1);
  std::set<std::uint64_t> numbers;
  for (std::uint64_t place = 0; place < 1000; ++place) numbers.insert(permutation.at(place));
  EXPECT_EQ(numbers.size(), 1000u);
  EXPECT_LT(*numbers.rbegin(), std::uint64_t{1} << 62);
  EXPECT_GT(*numbers.rbegin(), std::uint64_t{1} << 61);
}

TEST(ExhaustiveSearch, AsksTheGridInOrderWithTheLastVariableTurningFastest) {
  Space space = cube(2, 2);
  space.dimensions[1] = integers(5, 3, 4);
  ExhaustiveSearch search(space, {}, 0);
  const SearchRun run = drive(search, space, bowl(2), 100, 4);
  std::vector<std::string> texts;
  for (const Vector& vector : run.asked) texts.push_back(vector_text(vector));
  EXPECT_EQ(texts, (std::vector<std::string>{"30;5;0", "30;5;1", "30;4;0", "30;4;1", "30;3;0", "30;3;1"}));
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(search.status().en, "full grid 6 of 6");
}

TEST(ExhaustiveSearch, BruteForceIsTheFullGridInAnotherOrder) {
  const Space space = cube(3, 5);
  ExhaustiveSearch grid(space, {}, 1), brute(space, {true, 200'000}, 1), other(space, {true, 200'000}, 2);
  const SearchRun in_order = drive(grid, space, bowl(5), 1000, 7), shuffled = drive(brute, space, bowl(5), 1000, 7),
                  reshuffled = drive(other, space, bowl(5), 1000, 7);
  EXPECT_EQ(in_order.asked.size(), 125u);
  EXPECT_EQ(shuffled.asked.size(), 125u);
  EXPECT_EQ(shuffled.distinct(), in_order.distinct());
  EXPECT_NE(shuffled.asked, in_order.asked);
  EXPECT_NE(shuffled.asked, reshuffled.asked);
  EXPECT_EQ(shuffled.best, in_order.best);
}

TEST(ExhaustiveSearch, RefusesMoreThanTheLimitAndNamesTheSize) {
  try {
    ExhaustiveSearch search(cube(6, 10), {}, 0);
    FAIL() << "a million vectors were taken";
  } catch (const UsageError& error) {
    EXPECT_NE(error.text().en.find("1000000"), std::string::npos);
    EXPECT_NE(error.text().ko.find("200000"), std::string::npos);
  }
  Space continuous = cube(1, 3);
  continuous.dimensions[1].continuous = true;
  EXPECT_THROW(ExhaustiveSearch(continuous, {}, 0), UsageError);
}

TEST(ExhaustiveSearch, FindsALoneSpikeWithinTheSizeOfTheSpace) {
  const Space space = cube(3, 8);
  const Vector at = vector_at(space, 333);
  for (const bool shuffled : {false, true}) {
    ExhaustiveSearch search(space, {shuffled, 1000}, 5);
    EXPECT_EQ(drive(search, space, spike(at), 512, 100).best, at);
  }
}

TEST(RandomSearch, NeverRepeatsAndEndsWithTheSpace) {
  const Space space = cube(3, 5);
  RandomSearch search(space, {}, 3);
  const SearchRun run = drive(search, space, bowl(5), 1000, 10);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.asked.size(), 125u);
  EXPECT_EQ(run.distinct().size(), 125u);
  EXPECT_EQ(run.best_outcome.score, 0);
}

TEST(RandomSearch, ComesNearTheTopOfAMillionVectorsIn3000) {
  // 5 647 of 10^6 vectors score −12 or better: 3000 draws miss them all with probability 4e-8.
  const Space space = cube(6, 10);
  RandomSearch search(space, {3000}, 4);
  const SearchRun run = drive(search, space, bowl(10), 100'000, 500);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.asked.size(), 3000u);
  EXPECT_GE(run.best_outcome.score, -12);
}

TEST(RandomSearch, TakesContinuousDimensionsWithoutEnd) {
  Space space = cube(2, 4);
  space.dimensions[1].candidates.clear();
  space.dimensions[1].continuous = true;
  space.dimensions[1].low = -0.5;
  space.dimensions[1].high = 1.5;
  RandomSearch search(space, {}, 3);
  const SearchRun run = drive(search, space, bowl(4), 500, 100);
  EXPECT_FALSE(run.ended);
  EXPECT_EQ(run.distinct().size(), 500u);
  double low = 9, high = -9;
  for (const Vector& vector : run.asked) {
    low = std::min(low, vector[1].value);
    high = std::max(high, vector[1].value);
  }
  EXPECT_LT(low, -0.45);
  EXPECT_GT(high, 1.45);
}

TEST(SobolSequence, StartsWithThePublishedPoints) {
  // The first ten points of the authors' own program.
  const double points[10][3] = {{0, 0, 0},
                                {0.5, 0.5, 0.5},
                                {0.75, 0.25, 0.25},
                                {0.25, 0.75, 0.75},
                                {0.375, 0.375, 0.625},
                                {0.875, 0.875, 0.125},
                                {0.625, 0.125, 0.875},
                                {0.125, 0.625, 0.375},
                                {0.1875, 0.3125, 0.9375},
                                {0.6875, 0.8125, 0.4375}};
  const SobolSequence sequence(3);
  for (std::uint32_t i = 0; i < 10; ++i) {
    for (std::size_t d = 0; d < 3; ++d) EXPECT_EQ(sequence.coordinate(i, d) * 0x1p-32, points[i][d]) << i << " " << d;
  }
}

TEST(SobolSequence, EveryDimensionIsStratifiedScrambledOrNot) {
  const SobolSequence sequence(kSobolDimensions);
  constexpr int kPower = 8;
  for (std::size_t d = 0; d < kSobolDimensions; ++d) {
    std::set<std::uint32_t> plain, scrambled;
    for (std::uint32_t i = 0; i < (1u << kPower); ++i) {
      const std::uint32_t fraction = sequence.coordinate(i, d);
      plain.insert(fraction >> (32 - kPower));
      scrambled.insert(owen_scrambled(fraction, d, 9) >> (32 - kPower));
    }
    ASSERT_EQ(plain.size(), 1u << kPower) << d;
    ASSERT_EQ(scrambled.size(), 1u << kPower) << d;
  }
}

TEST(SobolSequence, FirstTwoDimensionsFillEveryElementaryBox) {
  // Dimensions 1 and 2 are a (0, 2)-sequence: 2^6 points have one point in each box 2^−a × 2^−(6−a), scrambled too.
  const SobolSequence sequence(2);
  for (int a = 0; a <= 6; ++a) {
    std::set<std::uint64_t> plain, scrambled;
    for (std::uint32_t i = 64; i < 128; ++i) {
      const std::uint32_t x = sequence.coordinate(i, 0), y = sequence.coordinate(i, 1);
      const auto box = [a](std::uint64_t u, std::uint64_t v) { return (u >> (32 - a)) << 32 | v >> (32 - (6 - a)); };
      plain.insert(box(x, y));
      scrambled.insert(box(owen_scrambled(x, 0, 4), owen_scrambled(y, 1, 4)));
    }
    EXPECT_EQ(plain.size(), 64u) << a;
    EXPECT_EQ(scrambled.size(), 64u) << a;
  }
}

TEST(SobolSequence, ScramblingSpreadsEachPointUniformlyOverSeeds) {
  std::array<int, 16> hits{};
  for (std::uint64_t seed = 0; seed < 16'000; ++seed) ++hits[owen_scrambled(0x12345678, 3, seed) >> 28];
  double chi_square = 0;
  for (const int hit : hits) chi_square += (hit - 1000.0) * (hit - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 37.7);  // 15 degrees of freedom, p = 0.001
}

TEST(SobolSearch, CoversASmallSpaceOnceAndEnds) {
  const Space space = cube(3, 5);
  for (const bool scrambled : {true, false}) {
    SobolSearch search(space, {scrambled, 0}, 3);
    const SearchRun run = drive(search, space, bowl(5), 1000, 10);
    EXPECT_TRUE(run.ended);
    EXPECT_EQ(run.asked.size(), 125u);
    EXPECT_EQ(run.distinct().size(), 125u);
  }
}

TEST(SobolSearch, PlainPointsMapToCandidatesInOrder) {
  const Space space = cube(2, 4);
  SobolSearch search(space, {false, 0}, 3);
  const std::vector<Vector> vectors = search.ask(4);
  std::vector<std::string> texts;
  for (const Vector& vector : vectors) texts.push_back(vector_text(vector));
  EXPECT_EQ(texts, (std::vector<std::string>{"30;0;0", "30;2;2", "30;3;1", "30;1;3"}));
}

TEST(SobolSearch, EveryCandidateOfEveryVariableComesInTheFirst32Vectors) {
  const Space space = cube(20, 10);
  SobolSearch search(space, {}, 8);
  const std::vector<Vector> vectors = search.ask(32);
  ASSERT_EQ(vectors.size(), 32u);  // 32 strata: each tenth holds a whole one
  for (std::size_t d = 1; d <= 20; ++d) {
    std::set<double> values;
    for (const Vector& vector : vectors) values.insert(vector[d].value);
    EXPECT_EQ(values.size(), 10u) << d;
  }
}

TEST(SobolSearch, RefusesMoreDimensionsThanItsTable) { EXPECT_THROW(SobolSearch(cube(129, 3), {}, 0), UsageError); }

TEST(SobolSearch, ComesNearTheRidgeTopIn300Vectors) {
  const Space space = cube(2, 20);
  SobolSearch search(space, {}, 8);
  EXPECT_GE(drive(search, space, ridge, 300, 50).best_outcome.score, -4);
}

TEST(Enumeration, SameSeedAsksTheSameWhateverTheBatches) {
  const Space space = cube(4, 7);
  const auto same = [&](Searcher& a, Searcher& b) {
    const SearchRun small = drive(a, space, bowl(7), 600, 7), large = drive(b, space, bowl(7), 600, 600);
    EXPECT_EQ(small.asked, large.asked);
  };
  ExhaustiveSearch brute_a(space, {true, 10'000}, 5), brute_b(space, {true, 10'000}, 5);
  same(brute_a, brute_b);
  RandomSearch random_a(space, {}, 5), random_b(space, {}, 5);
  same(random_a, random_b);
  SobolSearch sobol_a(space, {}, 5), sobol_b(space, {}, 5);
  same(sobol_a, sobol_b);
}

TEST(Enumeration, MarksAndMissingScoresNeverWin) {
  // Every second vector is told a mark or no number; the rest score below zero.
  const Space space = cube(2, 6);
  const Surface broken = [](const Vector& vector) {
    const int sum = static_cast<int>(vector[1].value + 3 * vector[2].value);
    switch (sum % 4) {
      case 0:
        return Outcome{std::numeric_limits<double>::quiet_NaN(), true, 0};
      case 1:
        return Outcome{-2'000'000'000, false, 0};
      case 2:
        return Outcome{-2'222'222'222, true, 0};
      default:
        return Outcome{-3e9 - sum, true, 0};
    }
  };
  RandomSearch search(space, {}, 5);
  const SearchRun run = drive(search, space, broken, 100, 10);
  EXPECT_EQ(run.best_outcome.score, -3e9 - 3);
}

}  // namespace
}  // namespace stom::optimize
