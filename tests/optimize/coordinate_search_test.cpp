#include "optimize/coordinate_search.h"

#include "base/error.h"
#include "optimize/objective.h"
#include "optimize/planted_surface.h"

namespace stom::optimize {
namespace {

std::vector<std::string> texts(const std::vector<Vector>& vectors) {
  std::vector<std::string> result;
  for (const Vector& vector : vectors) result.push_back(vector_text(vector));
  return result;
}

std::vector<std::string> change_texts(const CoordinateSearch& search) {
  std::vector<std::string> result;
  for (const SearchChange& change : search.changes()) result.push_back(fmt::format("{} {}", change.step, change.text.ko));
  return result;
}

CoordinateOptions plain(int steps = 0) {
  CoordinateOptions options;
  options.steps = steps;
  options.maintain_ranges = false;
  return options;
}

CoordinateOptions automatic(int steps = 0) {
  CoordinateOptions options;
  options.steps = steps;
  options.auto_ranges = true;
  return options;
}

Surface of_first(std::function<double(double)> score) {
  return [score = std::move(score)](const Vector& vector) { return Outcome{score(vector[1].value), true, 0}; };
}

TEST(CoordinateSearch, AsksTheStartThenEveryOtherCandidateOfEveryVariableOnce) {
  const Space space = cube(2, 3, 1);
  CoordinateSearch search(space, plain(), 0);
  EXPECT_EQ(texts(search.ask(10)), (std::vector<std::string>{"30;1;1"}));
  search.tell(std::vector<Outcome>{{0, true, 0}});
  EXPECT_EQ(texts(search.ask(3)), (std::vector<std::string>{"30;0;1", "30;2;1", "30;1;0"}));
  search.tell(std::vector<Outcome>{{-1, true, 0}, {-1, true, 0}, {-1, true, 0}});
  EXPECT_EQ(texts(search.ask(3)), (std::vector<std::string>{"30;1;2"}));
  search.tell(std::vector<Outcome>{{-1, true, 0}});
  EXPECT_TRUE(search.ask(3).empty());
}

TEST(CoordinateSearch, FindsTheBowlInTwoSweeps) {
  // 8 variables × 10 candidates: start, one sweep of 72, the combination, one more sweep.
  const Space space = cube(8, 10);
  CoordinateSearch search(space, plain(), 0);
  const SearchRun run = drive(search, space, bowl(10), 1 + 72 + 1 + 72, 500);
  EXPECT_EQ(run.best_outcome.score, 0);
  EXPECT_EQ(search.current(), run.best);
  EXPECT_TRUE(drive(search, space, bowl(10), 1, 1).ended);
}

TEST(CoordinateSearch, MovesOneVariableWhereMovingAllWouldBeWorse) {
  // From (0, 0) each variable alone is best near 10: both at once overshoot (known defect K20).
  const Space space = cube(2, 12);
  CoordinateSearch search(space, plain(), 0);
  const SearchRun run = drive(search, space, ridge, 200, 500);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.best_outcome.score, 0);
  EXPECT_EQ(vector_text(run.best), "30;3;7");
  EXPECT_EQ(search.current(), run.best);
}

TEST(CoordinateSearch, AddsMovesOneByOneWhileTheScoreRises) {
  // Alone, each of a, b, c gains; a and b together gain more, c with either loses.
  const Surface surface = [](const Vector& vector) {
    const double a = vector[1].value, b = vector[2].value, c = vector[3].value;
    return Outcome{3 * a + 2 * b + 1 * c - 5 * c * (a + b) + 100, true, 0};
  };
  const Space space = cube(3, 2);
  CoordinateSearch search(space, plain(1), 0);
  const SearchRun run = drive(search, space, surface, 100, 100);
  EXPECT_EQ(texts(run.asked),
            (std::vector<std::string>{"30;0;0;0", "30;1;0;0", "30;0;1;0", "30;0;0;1", "30;1;1;1", "30;1;1;0", "30;1;0;1"}));
  EXPECT_EQ(vector_text(search.current()), "30;1;1;0");
  EXPECT_EQ(change_texts(search), (std::vector<std::string>{"1 self.vars[1] 최적값 변경 0 → 1", "1 self.vars[2] 최적값 변경 0 → 1"}));
}

TEST(CoordinateSearch, TheCurrentVectorIsAlwaysTheBestScoredSoFar) {
  // A rough surface with many interactions.
  const Surface rough = [](const Vector& vector) {
    double score = 0;
    for (std::size_t a = 1; a < vector.size(); ++a) {
      for (std::size_t b = a; b < vector.size(); ++b)
        score += std::sin(3.7 * vector[a].value * vector[b].value + static_cast<double>(a * b));
    }
    return Outcome{score, true, 0};
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Space space = cube(5, 6);
    CoordinateOptions options = plain();
    options.random_start = true;
    CoordinateSearch search(space, options, seed);
    const SearchRun run = drive(search, space, rough, 100'000, 64);
    EXPECT_TRUE(run.ended);
    EXPECT_EQ(search.current(), run.best) << seed;
    EXPECT_EQ(run.distinct().size(), run.asked.size()) << seed;
  }
}

TEST(CoordinateSearch, FindsALoneSpikeOnTheAxesOfItsStart) {
  const Space space = cube(6, 10, 4);
  Vector at = space.start();
  at[5] = {9, true};
  CoordinateSearch search(space, plain(), 0);
  // Elsewhere all scores are equal; one start and one sweep see it.
  const SearchRun run = drive(search, space, spike(at), 1 + 54, 100);
  EXPECT_EQ(run.best, at);
}

TEST(CoordinateSearch, EqualScoresMoveAlongTheDirectionOfTheRange) {
  Space space = cube(2, 5, 2);
  space.dimensions[2] = integers(4, 0, 2);
  CoordinateSearch search(space, plain(1), 0);
  drive(
      search, space,
      [](const Vector&) {
        return Outcome{1, true, 0};
      },
      100, 100);
  EXPECT_EQ(vector_text(search.current()), "30;4;0");
}

TEST(CoordinateSearch, MarksAndMissingScoresNeverWinNorDriftAlongTheRange) {
  const Space space = cube(2, 5, 2);
  for (const double mark : {kScoreWithoutTrades, kScoreOutsideLimits, std::numeric_limits<double>::quiet_NaN()}) {
    CoordinateSearch search(space, plain(), 0);
    const SearchRun run = drive(
        search, space,
        [mark](const Vector&) {
          return Outcome{mark, true, 0};
        },
        100, 100);
    EXPECT_TRUE(run.ended);
    EXPECT_EQ(search.current(), space.start());
    CoordinateSearch other(space, plain(), 0);
    const Surface mostly = [mark](const Vector& vector) { return Outcome{vector[1].value == 3 ? -5e9 : mark, true, 0}; };
    EXPECT_EQ(drive(other, space, mostly, 100, 100).best_outcome.score, -5e9);
    EXPECT_EQ(other.current()[1].value, 3);
  }
}

TEST(CoordinateSearch, EndsAfterTheGivenNumberOfSteps) {
  const Space space = cube(2, 30);
  CoordinateSearch one(space, plain(1), 0);
  const SearchRun run = drive(one, space, ridge, 10'000, 100);
  EXPECT_LE(run.asked.size(), 1u + 58u + 2u);
  EXPECT_LT(run.best_outcome.score, 0);
}

TEST(CoordinateSearch, RemovesCandidatesWithoutTrades) {
  const Space space = cube(1, 6, 2);
  CoordinateSearch search(space, CoordinateOptions{}, 0);
  const auto surface = of_first([](double x) { return x == 0 || x == 4 ? kScoreWithoutTrades : x == 2 ? 5.0 : -x; });
  EXPECT_TRUE(drive(search, space, surface, 100, 100).ended);
  EXPECT_EQ(change_texts(search), (std::vector<std::string>{"1 self.vars[1] 범위 삭제 [0, 4]"}));
  EXPECT_EQ(search.space().dimensions[1].candidates.size(), 4u);
}

TEST(CoordinateSearch, FreezesAVariableOfWhichNothingElseTrades) {
  const Space space = cube(2, 4, 2);
  CoordinateSearch search(space, CoordinateOptions{}, 0);
  const Surface surface = [](const Vector& vector) {
    return Outcome{vector[1].value == 2 ? vector[2].value : kScoreWithoutTrades, true, 0};
  };
  drive(search, space, surface, 100, 100);
  EXPECT_TRUE(search.space().dimensions[1].is_fixed());
  EXPECT_EQ(vector_text(search.current()), "30;2;3");
  EXPECT_EQ(change_texts(search)[1], "1 self.vars[1] 범위 고정 [2]");
}

TEST(CoordinateSearch, AutomaticRangesDropTheWorstAndFreezeWhatMakesNoDifference) {
  // Best 100 at x = 3: below 25 go; y has two distinct scores only.
  const Surface surface = [](const Vector& vector) {
    return Outcome{100 - 10 * (vector[1].value - 3) * (vector[1].value - 3) + (vector[2].value > 1 ? 1 : 0), true, 0};
  };
  const Space space = cube(2, 9, 3);
  CoordinateSearch search(space, automatic(1), 0);
  drive(search, space, surface, 100, 100);
  std::vector<double> left;
  for (const Candidate& candidate : search.space().dimensions[1].candidates) left.push_back(candidate.value);
  EXPECT_EQ(left, (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_TRUE(search.space().dimensions[2].is_fixed());
}

TEST(CoordinateSearch, AutomaticRangesGrowTowardsTheBestInExactDecimals) {
  Space space = cube(1, 2);
  Dimension& dimension = space.dimensions[1];
  dimension.candidates.clear();
  for (const double value : {0.1, 0.125, 0.15, 0.175, 0.2, 0.225, 0.25}) dimension.candidates.push_back({value, false});
  dimension.start = {0.175, false};
  CoordinateSearch search(space, automatic(), 0);
  // All worth about the same, best at 0.35 beyond the end.
  const Surface surface = of_first([](double x) { return 100 - std::fabs(x - 0.35); });
  std::vector<double> asked;
  for (std::vector<Vector> vectors = search.ask(100); !vectors.empty(); vectors = search.ask(100)) {
    std::vector<Outcome> outcomes;
    for (const Vector& vector : vectors) {
      asked.push_back(vector[1].value);
      outcomes.push_back(surface(vector));
    }
    search.tell(outcomes);
  }
  EXPECT_EQ(search.current()[1].value, 0.35);
  for (const double grown : {0.275, 0.3, 0.325, 0.35, 0.375}) EXPECT_EQ(std::count(asked.begin(), asked.end(), grown), 1) << grown;
  EXPECT_EQ(change_texts(search)[1], "1 self.vars[1] 범위 추가 [0.275]");
  EXPECT_EQ(search.space().dimensions[1].high, 0.375);
}

TEST(CoordinateSearch, AFullRangeLosesItsOtherEndWhenItGrows) {
  const Space space = cube(1, 20, 10);
  CoordinateSearch search(space, automatic(1), 0);
  const Surface surface = of_first([](double x) { return 100 + x; });
  drive(search, space, surface, 100, 100);
  EXPECT_EQ(search.space().dimensions[1].candidates.size(), 20u);
  EXPECT_EQ(search.space().dimensions[1].candidates.front().value, 1);
  EXPECT_EQ(search.space().dimensions[1].candidates.back().value, 20);
}

TEST(CoordinateSearch, RangesNeverGrowAcrossZero) {
  Space space = cube(1, 2);
  space.dimensions[1] = integers(1, 9, 5);
  CoordinateSearch search(space, automatic(), 0);
  const Surface surface = of_first([](double x) { return 100 - x; });
  drive(search, space, surface, 100, 100);
  EXPECT_EQ(search.space().dimensions[1].low, 1);
  EXPECT_EQ(search.current()[1].value, 1);
}

TEST(CoordinateSearch, ARemovedValueDoesNotComeBack) {
  Dimension dimension = integers(1, 8, 2);
  RangeUpkeep upkeep(dimension);
  std::vector<CandidateScore> scores;
  for (const Candidate& value : dimension.candidates) scores.push_back({value, {value.value == 1 ? 1.0 : 100.0 - value.value, true, 0}});
  const RangeChange change = upkeep.apply(dimension, {2, true}, scores, {98, true, 0}, true);
  EXPECT_EQ(change.removed, (std::vector<Candidate>{{1, true}}));
  EXPECT_TRUE(change.added.empty());  // 2 is the first now, but 1 was removed
}

TEST(CoordinateSearch, WithoutMaintenanceEveryQuestionLiesInTheSpace) {
  const Space space = cube(3, 20, 10);
  CoordinateOptions options = automatic();
  options.maintain_ranges = false;
  CoordinateSearch search(space, options, 0);
  // The best lies at the ends: with maintenance the ranges would grow. drive() checks every vector.
  const SearchRun run = drive(
      search, space,
      [](const Vector& v) {
        return Outcome{v[1].value - v[2].value + 100, true, 0};
      },
      1000, 50);
  EXPECT_TRUE(run.ended);
  EXPECT_TRUE(std::all_of(search.changes().begin(), search.changes().end(),
                          [](const SearchChange& c) { return c.text.en.find("changed") != std::string::npos; }));
}

TEST(CoordinateSearch, RandomStartsFollowTheSeed) {
  const Space space = cube(6, 10, 0);
  CoordinateOptions options = plain();
  options.random_start = true;
  const auto start = [&](std::uint64_t seed) { return CoordinateSearch(space, options, seed).current(); };
  EXPECT_EQ(start(1), start(1));
  EXPECT_NE(start(1), start(2));
  EXPECT_TRUE(contains(space, start(3)));
}

TEST(CoordinateSearch, ToldAgainItAsksTheSameAndBatchesDoNotMatter) {
  const Space space = cube(4, 8, 2);
  CoordinateSearch search(space, automatic(), 7), again(space, automatic(), 7), wide(space, automatic(), 7);
  const Surface surface = [](const Vector& v) {
    return Outcome{500 - std::pow(v[1].value + v[2].value - v[3].value * v[4].value / 3, 2), true, 0};
  };
  const SearchRun run = drive(search, space, surface, 5000, 9);
  expect_replay(again, run, 9);
  EXPECT_EQ(drive(wide, space, surface, 5000, 5000).asked, run.asked);
  EXPECT_EQ(again.current(), search.current());
}

TEST(CoordinateSearch, ASpaceOfOneVectorIsScoredOnce) {
  const Space space = cube(2, 1);
  CoordinateSearch search(space, plain(), 0);
  const SearchRun run = drive(search, space, bowl(1), 10, 10);
  EXPECT_EQ(run.asked.size(), 1u);
  EXPECT_TRUE(run.ended);
}

TEST(CoordinateSearch, RefusesAVariableWithoutSteps) {
  Space space = cube(1, 3);
  space.dimensions[1].continuous = true;
  EXPECT_THROW(CoordinateSearch(space, plain(), 0), UsageError);
}

}  // namespace
}  // namespace stom::optimize
