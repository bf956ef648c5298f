#include "optimize/nsga2.h"

#include "optimize/objective.h"
#include "optimize/planted_surface.h"

namespace stom::optimize {
namespace {

using Objectives = std::function<ParetoOutcome(const Vector&)>;

// Near (2, 2) the first, near (9, 5) the second objective is best; further variables only cost.
ParetoOutcome two_bowls(const Vector& v) {
  double cost = 0;
  for (std::size_t d = 3; d < v.size(); ++d) cost += v[d].value;
  const double a = std::pow(v[1].value - 2, 2) + std::pow(v[2].value - 2, 2), b = std::pow(v[1].value - 9, 2) + std::pow(v[2].value - 5, 2);
  return {{-a - cost, -b - cost}, true, 0};
}

struct FrontRun {
  std::vector<Vector> asked;
  std::vector<ParetoOutcome> outcomes;
};

FrontRun drive(Nsga2& search, const Space& space, const Objectives& objectives, std::size_t budget, std::size_t batch) {
  FrontRun run;
  while (run.asked.size() < budget) {
    const std::vector<Vector> vectors = search.ask(std::min(batch, budget - run.asked.size()));
    if (vectors.empty()) break;
    std::vector<ParetoOutcome> outcomes;
    for (const Vector& vector : vectors) {
      EXPECT_TRUE(contains(space, vector));
      outcomes.push_back(objectives(vector));
    }
    search.tell(outcomes);
    run.asked.insert(run.asked.end(), vectors.begin(), vectors.end());
    run.outcomes.insert(run.outcomes.end(), outcomes.begin(), outcomes.end());
  }
  return run;
}

std::set<std::vector<double>> points(const std::vector<Nsga2::Member>& front) {
  std::set<std::vector<double>> result;
  for (const Nsga2::Member& member : front) result.insert(member.outcome.objectives);
  return result;
}

// By comparing every vector with every other one.
std::set<std::vector<double>> true_front(const Space& space, const Objectives& objectives) {
  std::vector<ParetoOutcome> all;
  for (std::uint64_t i = 0; i < space.size(); ++i) all.push_back(objectives(vector_at(space, i)));
  std::set<std::vector<double>> front;
  for (const ParetoOutcome& a : all) {
    if (is_result(a) && std::none_of(all.begin(), all.end(), [&](const ParetoOutcome& b) { return dominates(b, a); }))
      front.insert(a.objectives);
  }
  return front;
}

TEST(Pareto, RanksFrontsOfAHandMadeSet) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<ParetoOutcome> outcomes = {{{1, 5}, true, 0},  {{5, 1}, true, 0},    {{3, 3}, true, 0},
                                               {{2, 2}, true, 0},  {{1, 1}, true, 0},    {{9, 9}, false, 2},
                                               {{9, 9}, false, 1}, {{none, 9}, true, 3}, {{kScoreWithoutTrades, 9}, true, 4}};
  EXPECT_EQ(front_ranks(outcomes), (std::vector<int>{0, 0, 0, 1, 2, 4, 3, 5, 6}));
}

TEST(Pareto, CrowdingIsTheSidesOfTheBoxBetweenNeighbours) {
  const std::vector<ParetoOutcome> outcomes = {{{0, 10}, true, 0}, {{1, 6}, true, 0}, {{4, 5}, true, 0}, {{10, 0}, true, 0}};
  const std::vector<double> distances = crowding_distances(outcomes, {0, 1, 2, 3});
  EXPECT_TRUE(std::isinf(distances[0]));
  EXPECT_TRUE(std::isinf(distances[3]));
  EXPECT_DOUBLE_EQ(distances[1], 4 / 10.0 + 5 / 10.0);
  EXPECT_DOUBLE_EQ(distances[2], 9 / 10.0 + 6 / 10.0);
}

TEST(Nsga2, FindsMostOfTheFrontIn2000Of20736) {
  const Space space = cube(4, 12);
  const std::set<std::vector<double>> truth = true_front(cube(2, 12), two_bowls);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Nsga2 search(space, {}, seed);
    drive(search, space, two_bowls, 2000, 64);
    const std::set<std::vector<double>> found = points(search.front());
    std::size_t hits = 0;
    for (const auto& point : found) hits += truth.count(point);
    EXPECT_GE(hits * 10, truth.size() * 9) << seed << ": " << hits << " of " << truth.size();
    EXPECT_GE(hits * 10, found.size() * 9) << seed;
  }
}

TEST(Nsga2, KeepsTheWholeFrontWhenTheSpaceIsUsedUp) {
  const Space space = cube(2, 10);
  Nsga2 search(space, {}, 3);
  const FrontRun run = drive(search, space, two_bowls, 10'000, 17);
  EXPECT_EQ(run.asked.size(), 100u);
  EXPECT_EQ(points(search.front()), true_front(space, two_bowls));
}

TEST(Nsga2, MarksAndMissingScoresNeverReachTheFront) {
  const Space space = cube(3, 10);
  const Objectives broken = [](const Vector& v) {
    ParetoOutcome outcome = two_bowls(v);
    if (v[3].value == 0) outcome.objectives = {std::numeric_limits<double>::quiet_NaN(), 1};
    if (v[3].value == 1) outcome = {{1e9, kScoreWithoutTrades}, true, 0};
    if (v[3].value == 2) outcome.feasible = false;
    return outcome;
  };
  Nsga2 search(space, {}, 3);
  drive(search, space, broken, 1000, 50);
  ASSERT_FALSE(search.front().empty());
  for (const Nsga2::Member& member : search.front()) EXPECT_EQ(member.vector[3].value, 3);
  Nsga2 barren(space, {}, 3);
  drive(
      barren, space,
      [](const Vector&) {
        return ParetoOutcome{{0, 0}, false, 1};
      },
      500, 50);
  EXPECT_TRUE(barren.front().empty());
}

TEST(Nsga2, ToldAgainItAsksTheSameAndNeverTwice) {
  const Space space = cube(4, 12);
  Nsga2 search(space, {}, 5), again(space, {}, 5), other(space, {}, 6);
  const FrontRun run = drive(search, space, two_bowls, 1500, 33);
  EXPECT_EQ(drive(again, space, two_bowls, 1500, 1500).asked, run.asked);
  EXPECT_NE(drive(other, space, two_bowls, 1500, 33).asked, run.asked);
  std::set<std::string> texts;
  for (const Vector& vector : run.asked) texts.insert(vector_text(vector));
  EXPECT_EQ(texts.size(), run.asked.size());
}

}  // namespace
}  // namespace stom::optimize
