#include "optimize/tpe_search.h"

#include <gtest/gtest.h>

#include <limits>

#include "search_surfaces.h"

namespace stom::optimize {
namespace {

using namespace surfaces;

TpeOptions univariate() {
  TpeOptions options;
  options.multivariate = false;
  return options;
}

TEST(TpeSearch, AsksTheKnownBestValuesFirst) {
  TpeSearch search(mixed_space(), {}, 1);
  const std::vector<Vector> first = search.ask(1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0], mixed_space().start());
}

TEST(TpeSearch, AsksAContinuousStartToItsLastDigit) {
  for (const double start : {0.37, 0.61, 0.83}) {
    TpeSearch search(repeated(continuous(0.1, 0.9, start), 2), {}, 1);
    EXPECT_EQ(search.ask(1)[0][1].value, start);
  }
}

TEST(TpeSearch, RefusesOutcomesOfVectorsThatItDidNotAsk) {
  TpeSearch search(mixed_space(), {}, 1);
  (void)search.ask(3);
  EXPECT_THROW(search.tell(std::vector<Outcome>(4)), std::logic_error);
}

TEST(TpeSearch, BeginsAtTheNearestListedValueWhereTheBestOneIsNotListed) {
  Space space;
  space.dimensions = {steps(0, 10, 5, 26)};
  TpeSearch search(space, {}, 1);
  EXPECT_EQ(search.ask(1)[0][0].value, 30);
}

TEST(TpeSearch, NeitherLeavesTheSpaceNorAsksAVectorTwice) {
  const Space space = mixed_space();
  for (const TpeOptions& options : {TpeOptions{}, univariate()}) {
    TpeSearch search(space, options, 5);
    const Found found = surfaces::search(search, scored(mixed_surface), 200);
    EXPECT_EQ(found.asked.size(), 200U);
    for (const Vector& vector : found.asked) ASSERT_TRUE(contains(space, vector)) << vector_text(vector);
    EXPECT_EQ(texts(found.asked).size(), 200U);
    EXPECT_GT(found.best, -0.05);
  }
}

TEST(TpeSearch, GoesOnAsIfNeverStoppedWhenToldAgain) {
  for (const TpeOptions& options : {TpeOptions{}, univariate()}) {
    TpeSearch undisturbed(mixed_space(), options, 11);
    const Found whole = surfaces::search(undisturbed, scored(mixed_surface), 120);
    TpeSearch resumed(mixed_space(), options, 11);
    std::size_t from = 0;
    for (std::size_t batch = 0; batch < whole.sizes.size() / 2; ++batch) {
      const std::vector<Vector> again = resumed.ask(120 - from);
      ASSERT_TRUE(std::equal(again.begin(), again.end(), whole.asked.begin() + static_cast<std::ptrdiff_t>(from)));
      resumed.tell(std::span(whole.told).subspan(from, again.size()));
      from += again.size();
    }
    const Found rest = surfaces::search(resumed, scored(mixed_surface), 120 - from);
    ASSERT_EQ(rest.asked.size(), 120 - from);
    EXPECT_TRUE(std::equal(rest.asked.begin(), rest.asked.end(), whole.asked.begin() + static_cast<std::ptrdiff_t>(from)));
  }
}

TEST(TpeSearch, AsksOtherQuestionsWithAnotherSeed) {
  TpeSearch one(mixed_space(), {}, 1), two(mixed_space(), {}, 2);
  EXPECT_NE(one.ask(10), two.ask(10));
}

TEST(TpeSearch, AsksTheFirstOfABatchAsItWouldAskItAlone) {
  TpeOptions alone;
  alone.batch = 1;
  TpeSearch by_batch(mixed_space(), {}, 3), by_one(mixed_space(), alone, 3);
  const Found start = surfaces::search(by_batch, scored(mixed_surface), 10);
  (void)surfaces::search(by_one, scored(mixed_surface), 10);
  ASSERT_EQ(start.asked.size(), 10U);
  const std::vector<Vector> batch = by_batch.ask(100), single = by_one.ask(100);
  EXPECT_EQ(batch.size(), 16U);
  ASSERT_EQ(single.size(), 1U);
  EXPECT_EQ(single[0], batch[0]);
}

TEST(TpeSearch, SpreadsABatchByCountingPendingVectorsAsBad) {
  const Space space = repeated(continuous(0, 1, 0.5), 1);
  TpeOptions options;
  options.batch = 12;
  TpeSearch batched(space, options, 3);
  (void)surfaces::search(batched, scored(sphere), 10);
  double least = 1, most = 0;
  for (const Vector& vector : batched.ask(12)) {
    least = std::min(least, vector[0].value);
    most = std::max(most, vector[0].value);
  }
  // Without the liar every one of them is the best of 24 draws near the single good trial.
  EXPECT_GT(most - least, 0.2);
}

TEST(TpeSearch, LearnsFromViolationsWhileNothingIsFeasible) {
  const Space space = repeated(steps(0, 1, 15, 7), 4);
  TpeSearch search(space, {}, 4);
  const Found found = surfaces::search(
      search,
      [](const Vector& x) {
        double sum = 0;
        for (const Candidate& c : x) sum += c.value;
        if (sum > 40) return Outcome{kScoreWithoutTrades, false, 0};  // never better than a missed constraint
        return Outcome{kScoreOutsideLimits, false, sum};
      },
      150);
  double early = 0, late = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    early += found.told[i].violation;
    late += found.told[149 - i].violation;
  }
  EXPECT_LT(late, early / 2);
}

TEST(TpeSearch, IsNotLedAstrayByScoresThatAreNone) {
  const Space space = repeated(steps(0, 1, 20, 0), 3);
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const TpeOptions& options : {TpeOptions{}, univariate()}) {
    TpeSearch search(space, options, 8);
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
    EXPECT_GE(found.best, -1);
  }
}

TEST(TpeSearch, DrawsAtRandomWhileAllScoresAreEqual) {
  const Space space = repeated(steps(0, 1, 10, 0), 3);
  TpeSearch search(space, {}, 6);
  const Found found = surfaces::search(search, [](const Vector&) { return Outcome{1, true, 0}; }, 300);
  EXPECT_EQ(texts(found.asked).size(), 300U);
  double sum = 0;
  for (const Vector& vector : found.asked) sum += vector[0].value;
  EXPECT_NEAR(sum / 300, 4.5, 0.5);
}

TEST(TpeSearch, AsksEveryVectorOfASmallSpaceOnceAndEnds) {
  for (const int count : {2, 7}) {
    for (const TpeOptions& options : {TpeOptions{}, univariate()}) {
      Space space = repeated(steps(0, 1, count, 0), count == 2 ? 1 : 3);
      space.dimensions.push_back(listed({4}, 4));
      TpeSearch search(space, options, 9);
      const Found found = surfaces::search(search, scored(sphere), 10'000);
      EXPECT_EQ(found.asked.size(), space.size());
      EXPECT_EQ(texts(found.asked).size(), space.size());
      EXPECT_TRUE(search.ask(5).empty());
    }
  }
}

TEST(TpeSearch, AsksTheOnlyVectorOfASpaceWithoutFreeVariables) {
  Space space;
  space.dimensions = {listed({30}, 30), listed({-1.5}, -1.5)};
  TpeSearch search(space, {}, 9);
  const std::vector<Vector> vectors = search.ask(10);
  ASSERT_EQ(vectors.size(), 1U);
  EXPECT_EQ(vector_text(vectors[0]), "30;-1.5");
  search.tell(std::vector<Outcome>{{1, true, 0}});
  EXPECT_TRUE(search.ask(10).empty());
}

TEST(TpeSearch, FindsTheBestOfOneFreeVariable) {
  TpeSearch search(repeated(continuous(-10, 10, -9), 1), {}, 2);
  EXPECT_GT(surfaces::search(search, scored(sphere), 60).best, -0.01);
}

TEST(TpeSearch, SaysWhereItStandsInBothLanguages) {
  TpeSearch search(mixed_space(), {}, 1);
  EXPECT_EQ(search.status().en, "TPE: random start, 0 of 10 trials");
  (void)surfaces::search(search, scored(mixed_surface), 30);
  EXPECT_EQ(search.status().en, "TPE: 30 trials, model of the 3 best");
  EXPECT_EQ(search.status().ko, "TPE: 30회 시행, 좋은 결과 3개로 추정");
}

}  // namespace
}  // namespace stom::optimize
