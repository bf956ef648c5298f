#include "optimize/condition_search.h"

#include "base/error.h"
#include "optimize/combination_order.h"
#include "optimize/objective.h"
#include "optimize/planted_surface.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kBuys = 20, kSells = 8;

ConditionOptions options_of(std::size_t buys, std::size_t sells, std::size_t b, std::size_t s, std::uint64_t trials) {
  ConditionOptions options;
  options.buy_conditions = buys;
  options.sell_conditions = sells;
  options.buy_count = b;
  options.sell_count = s;
  options.trials = trials;
  return options;
}

bool has(const Vector& vector, std::size_t dimension) { return vector[dimension].value == 1; }

// Buy conditions 4 and 12 together are worth 10, buy 6 and 17 and sell 3 and 7 are worth 1 each; all others lose a little.
Outcome planted(const Vector& vector) {
  double score = has(vector, 4) && has(vector, 12) ? 10 : 0;
  for (const std::size_t d : {std::size_t{6}, std::size_t{17}, kBuys + 3, kBuys + 7}) score += has(vector, d) ? 1 : 0;
  for (std::size_t d = 1; d < vector.size(); ++d) score -= has(vector, d) ? 0.01 * static_cast<double>(d * 7 % 11) : 0;
  return {score, true, 0};
}

Outcome first_switch(const Vector& vector) { return {vector[1].value, true, 0}; }

TEST(CombinationOrder, NumbersEverySetOnceInOrder) {
  std::vector<std::vector<std::size_t>> sets;
  for (std::uint64_t rank = 0; rank < combination_count(6, 3); ++rank) sets.push_back(combination_at(6, 3, rank));
  EXPECT_EQ(sets.size(), 20u);
  EXPECT_EQ(sets.front(), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(sets.back(), (std::vector<std::size_t>{3, 4, 5}));
  EXPECT_TRUE(std::is_sorted(sets.begin(), sets.end()));
  EXPECT_EQ(std::set(sets.begin(), sets.end()).size(), 20u);
}

TEST(CombinationOrder, CountsWithoutOverflow) {
  EXPECT_EQ(combination_count(5, 0), 1u);
  EXPECT_EQ(combination_count(5, 5), 1u);
  EXPECT_EQ(combination_count(5, 6), 0u);
  EXPECT_EQ(combination_count(60, 30), 118264581564861424u);
  EXPECT_EQ(combination_count(200, 10), 22451004309013280u);
  EXPECT_EQ(combination_count(500, 250), std::uint64_t{1} << 62);
}

TEST(ConditionSearch, EverySetHasTheAskedNumberOfConditions) {
  const Space space = condition_space(30, kBuys, kSells);
  ConditionSearch search(space, options_of(kBuys, kSells, 4, 2, 600), 1);
  EXPECT_EQ(search.set_count(), 4845u * 28u);
  const SearchRun run = drive(search, space, planted, 10'000, 37);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.asked.size(), 600u);
  EXPECT_EQ(run.distinct().size(), 600u);
  for (const Vector& vector : run.asked) {
    const auto ones = [&](std::size_t first, std::size_t count) {
      return std::count_if(vector.begin() + static_cast<std::ptrdiff_t>(first), vector.begin() + static_cast<std::ptrdiff_t>(first + count),
                           [](const Candidate& c) { return c.value == 1; });
    };
    ASSERT_EQ(ones(1, kBuys), 4);
    ASSERT_EQ(ones(1 + kBuys, kSells), 2);
    ASSERT_EQ(vector[0].value, 30);
  }
}

TEST(ConditionSearch, FindsTheBestOf135660SetsIn1000) {
  const Space space = condition_space(30, kBuys, kSells);
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    ConditionSearch search(space, options_of(kBuys, kSells, 4, 2, 1000), seed);
    const SearchRun run = drive(search, space, planted, 1000, 50);
    for (const std::size_t d : {std::size_t{4}, std::size_t{12}, std::size_t{6}, std::size_t{17}, kBuys + 3, kBuys + 7}) {
      EXPECT_TRUE(has(run.best, d)) << seed << " " << d;
    }
  }
}

TEST(ConditionSearch, ThePlantedPairHasTheHighestLift) {
  const Space space = condition_space(30, kBuys, kSells);
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    ConditionSearch search(space, options_of(kBuys, kSells, 4, 2, 1000), seed);
    drive(search, space, planted, 1000, 50);
    const std::vector<PairLift> pairs = search.best_pairs(5);
    ASSERT_EQ(pairs.size(), 5u);
    EXPECT_EQ(pairs[0].first, 4u) << seed;
    EXPECT_EQ(pairs[0].second, 12u) << seed;
    EXPECT_DOUBLE_EQ(pairs[0].lift, 4) << seed;  // always in the best quarter, as pairs worth 2 may be
    const std::vector<ConditionLift> lifts = search.lifts();
    ASSERT_EQ(lifts.size(), kBuys + kSells);
    EXPECT_GT(lifts[3].lift, 1) << seed;
    EXPECT_EQ(lifts[3].dimension, 4u);
    EXPECT_GT(lifts[3].mean_with, lifts[3].mean_without + 0.5) << seed;
    EXPECT_LT(lifts[1].mean_with, lifts[1].mean_without + 0.5) << seed;
  }
}

TEST(ConditionLift, FollowsItsFormulaOnAHandMadeSample) {
  const auto set = [](int a, int b, int c) { return Vector{{30, true}, {double(a), true}, {double(b), true}, {double(c), true}}; };
  const std::vector<Vector> sets = {set(1, 1, 0), set(1, 0, 1), set(0, 1, 1), set(1, 1, 0),
                                    set(0, 1, 1), set(1, 0, 1), set(0, 1, 1), set(0, 1, 1)};
  // The best quarter is two of eight: the sets that score 9 and 8; a set without trades counts as drawn, not as a result.
  const std::vector<Outcome> outcomes = {
      {9, true, 0}, {1, true, 0}, {2, true, 0}, {8, true, 0}, {0, true, 0}, {kScoreWithoutTrades, false, 0}, {3, true, 0}, {5, true, 0}};
  const std::vector<ConditionLift> lifts = condition_lifts(sets, outcomes);
  ASSERT_EQ(lifts.size(), 3u);
  EXPECT_EQ(lifts[0].count, 4);
  EXPECT_DOUBLE_EQ(lifts[0].lift, 1.0 / (4.0 / 8));
  EXPECT_DOUBLE_EQ(lifts[0].mean_with, (9.0 + 1 + 8) / 3);
  EXPECT_DOUBLE_EQ(lifts[0].mean_without, (2.0 + 0 + 3 + 5) / 4);
  EXPECT_DOUBLE_EQ(lifts[1].lift, 1.0 / (6.0 / 8));
  EXPECT_DOUBLE_EQ(lifts[2].lift, 0);
  const std::vector<PairLift> pairs = pair_lifts(sets, outcomes, 10, 2);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].first, 1u);
  EXPECT_EQ(pairs[0].second, 2u);
  EXPECT_DOUBLE_EQ(pairs[0].lift, 4);
  EXPECT_EQ(pairs[1].count, 4);  // neither of the others has a lift; this one has the higher mean
  EXPECT_DOUBLE_EQ(pairs[1].mean, 2.5);
  EXPECT_DOUBLE_EQ(pairs[2].mean, 1);
}

TEST(ConditionSearch, EnumeratesWhereAllSetsFitIntoTheBudget) {
  // Fewer sets than one batch of the reference.
  const Space space = condition_space(30, 4, 3);
  ConditionSearch search(space, options_of(4, 3, 2, 1, 1000), 1);
  const SearchRun run = drive(search, space, first_switch, 1000, 7);
  EXPECT_TRUE(run.ended);
  EXPECT_EQ(run.distinct().size(), 18u);
  EXPECT_EQ(run.asked.size(), 18u);
}

TEST(ConditionSearch, NeverRepeatsASetWhenHardlyAnyAreLeft) {
  // 60 sets and a budget of 59: swaps and draws may not repeat.
  const Space space = condition_space(30, 5, 4);
  ConditionSearch search(space, options_of(5, 4, 2, 2, 59), 3);
  const SearchRun run = drive(search, space, first_switch, 1000, 4);
  EXPECT_EQ(run.asked.size(), 59u);
  EXPECT_EQ(run.distinct().size(), 59u);
}

TEST(ConditionSearch, TheFirstPhaseDrawsEverySetEquallyOften) {
  const Space space = condition_space(30, 4, 3);
  std::map<std::string, int> hits;
  for (std::uint64_t seed = 0; seed < 9000; ++seed) {
    ConditionSearch search(space, options_of(4, 3, 2, 1, 10), seed);
    ++hits[vector_text(search.ask(1).front())];
  }
  ASSERT_EQ(hits.size(), 18u);
  double chi_square = 0;
  for (const auto& [set, count] : hits) chi_square += (count - 500.0) * (count - 500.0) / 500.0;
  EXPECT_LT(chi_square, 40.8);  // 17 degrees of freedom, p = 0.001
}

TEST(ConditionSearch, SpacesBeyondCountingAreDrawnToo) {
  const Space space = condition_space(30, 300, 200);
  ConditionSearch search(space, options_of(300, 200, 40, 30, 60), 3);
  EXPECT_EQ(search.set_count(), std::uint64_t{1} << 62);
  const SearchRun run = drive(
      search, space,
      [](const Vector& v) {
        return Outcome{v[1].value, true, 0};
      },
      1000, 20);
  EXPECT_EQ(run.distinct().size(), 60u);
}

TEST(ConditionSearch, RefusesToChooseMoreThanThereAre) {
  EXPECT_THROW(ConditionSearch(condition_space(30, 3, 3), options_of(3, 3, 4, 1, 10), 0), UsageError);
  EXPECT_THROW(ConditionSearch(condition_space(30, 3, 3), options_of(3, 3, 1, 4, 10), 0), UsageError);
}

TEST(ConditionSearch, SetsWithoutTradesNeverLead) {
  // Only sets with buy 2 trade, all at a loss.
  const Space space = condition_space(30, 12, 6);
  const Surface surface = [](const Vector& v) {
    return v[2].value == 1 ? Outcome{-3e9 + v[5].value, true, 0} : Outcome{kScoreWithoutTrades, false, 0};
  };
  ConditionSearch search(space, options_of(12, 6, 3, 2, 300), 1);
  const SearchRun run = drive(search, space, surface, 300, 25);
  EXPECT_EQ(run.best_outcome.score, -3e9 + 1);
  EXPECT_GT(search.lifts()[1].lift, 2);
  ConditionSearch barren(space, options_of(12, 6, 3, 2, 300), 1);
  EXPECT_EQ(drive(
                barren, space,
                [](const Vector&) {
                  return Outcome{kScoreWithoutTrades, false, 0};
                },
                1000, 25)
                .asked.size(),
            300u);
}

TEST(ConditionSearch, MoreTrialsGoOnFromTheSameQuestions) {
  const Space space = condition_space(30, kBuys, kSells);
  ConditionOptions options = options_of(kBuys, kSells, 4, 2, 100);
  options.random_trials = 60;
  ConditionSearch search(space, options, 7);
  options.trials = 200;
  ConditionSearch extended(space, options, 7);
  const SearchRun run = drive(search, space, planted, 1000, 20), longer = drive(extended, space, planted, 1000, 20);
  ASSERT_EQ(run.asked.size(), 100u);
  ASSERT_EQ(longer.asked.size(), 200u);
  EXPECT_TRUE(std::equal(run.asked.begin(), run.asked.end(), longer.asked.begin()));
}

TEST(ConditionSearch, ToldAgainItAsksTheSame) {
  const Space space = condition_space(30, kBuys, kSells);
  const ConditionOptions options = options_of(kBuys, kSells, 4, 2, 400);
  ConditionSearch search(space, options, 7), again(space, options, 7), other(space, options, 8);
  const SearchRun run = drive(search, space, planted, 400, 33);
  expect_replay(again, run, 33);
  EXPECT_NE(drive(other, space, planted, 400, 33).asked, run.asked);
}

}  // namespace
}  // namespace stom::optimize
