#include "optimize/stability_map.h"

#include <limits>

#include <gtest/gtest.h>

#include "optimize/objective.h"
#include "optimize/walk_forward_figures.h"

namespace stom::optimize {
namespace {

const std::vector<std::vector<double>> kCandidates = {{10, 20, 30, 40}, {1, 2, 3}};

// Every vector of the grid, scored; the best is (30, 2).
std::vector<ScoredVector> grid(double (*score)(double, double)) {
  std::vector<ScoredVector> trials;
  for (const double x : kCandidates[0]) {
    for (const double y : kCandidates[1]) trials.push_back({{x, y}, score(x, y), true});
  }
  return trials;
}
constexpr std::size_t kBest = 2 * 3 + 1;

TEST(StabilityMap, ALoneSpikeIsFlagged) {
  const StabilityMap map = stability_map(grid([](double x, double y) { return x == 30 && y == 2 ? 10.0 : 1.0; }), kBest, kCandidates);
  EXPECT_EQ(map.neighbours, 4);
  EXPECT_DOUBLE_EQ(map.neighbour_ratio, 0.1);
  EXPECT_TRUE(map.lone_peak);
}

TEST(StabilityMap, APlateauIsNot) {
  const auto plateau = [](double x, double y) { return 10 - std::fabs(x - 30) / 10 - std::fabs(y - 2); };
  const StabilityMap map = stability_map(grid(plateau), kBest, kCandidates);
  EXPECT_DOUBLE_EQ(map.neighbour_ratio, 0.9);
  EXPECT_FALSE(map.lone_peak);
  ASSERT_EQ(map.cells.size(), 7u);
  EXPECT_EQ(map.cells[0].variable, 0);
  EXPECT_EQ(map.cells[0].value, 10);
  EXPECT_EQ(map.cells[0].score, 8);
  EXPECT_EQ(map.cells[2].score, 10);
  EXPECT_EQ(map.cells[6].variable, 1);
  EXPECT_EQ(map.cells[6].score, 9);
}

TEST(StabilityMap, MarksOfVectorsThatMayNotWinCountAsZero) {
  const std::vector<ScoredVector> trials = {{{30, 2}, 10, true},
                                            {{20, 2}, kScoreOutsideLimits, false},
                                            {{40, 2}, kScoreWithoutTrades, true},
                                            {{30, 1}, 8, true},
                                            {{30, 3}, std::numeric_limits<double>::quiet_NaN(), true}};
  const StabilityMap map = stability_map(trials, 0, kCandidates);
  EXPECT_EQ(map.neighbours, 4);
  EXPECT_DOUBLE_EQ(map.neighbour_ratio, 0.2);
  EXPECT_TRUE(map.lone_peak);
}

TEST(StabilityMap, UnknownNeighboursAreNoVerdict) {
  const std::vector<ScoredVector> trials = {{{30, 2}, 10, true}, {{10, 2}, 1, true}, {{20, 1}, 1, true}};
  const StabilityMap map = stability_map(trials, 0, kCandidates);
  EXPECT_EQ(map.neighbours, 0);
  EXPECT_FALSE(map.lone_peak);
  EXPECT_EQ(map.cells[0].score, 1);
  EXPECT_TRUE(std::isnan(map.cells[1].score));
  EXPECT_TRUE(stability_map({}, 0, kCandidates).cells.empty());
}

TEST(StabilityMap, AVariableWithoutCandidatesShowsWhatWasScored) {
  const std::vector<ScoredVector> trials = {{{0.5}, 4, true}, {{0.7}, 3, true}, {{0.2}, 1, true}};
  const StabilityMap map = stability_map(trials, 0, {});
  ASSERT_EQ(map.cells.size(), 3u);
  EXPECT_EQ(map.cells[0].value, 0.2);
  EXPECT_EQ(map.cells[2].score, 3);
  EXPECT_EQ(map.neighbours, 0);
}

TEST(StabilityMap, ANegativeBestHasNoPeak) {
  const StabilityMap map = stability_map(grid([](double x, double y) { return x == 30 && y == 2 ? -1.0 : -9.0; }), kBest, kCandidates);
  EXPECT_EQ(map.neighbour_ratio, 0);
  EXPECT_FALSE(map.lone_peak);
}

TEST(WalkForwardFigures, EfficiencyComparesResultsPerDay) {
  // 300 on 30 days in sample, 40 on 10 days outside: 4 a day against 10.
  const std::vector<WalkForwardOutcome> windows = {{200, 50, 15, 5, {10, 1}}, {100, -10, 15, 5, {40, 1}}, {0, 0, 0, 0, {30, 3}}};
  const WalkForwardFigures figures = walk_forward_figures(windows, kCandidates);
  EXPECT_DOUBLE_EQ(figures.efficiency, 0.4);
  EXPECT_DOUBLE_EQ(figures.profitable_share, 1.0 / 3);
  EXPECT_EQ(figures.drift, (std::vector<std::vector<double>>{{3, 0}, {-1, 2}}));
}

TEST(WalkForwardFigures, DriftCountsStepsOfAnyList) {
  const std::vector<std::vector<double>> candidates = {{5, 4, 3}, {1, 10, 100}, {}};
  const std::vector<WalkForwardOutcome> windows = {{1, 1, 1, 1, {5, 1, 0.5}}, {1, 1, 1, 1, {3, 55, 0.75}}, {1, 1, 1, 1, {3.5, 100, 0.75}}};
  EXPECT_EQ(walk_forward_figures(windows, candidates).drift, (std::vector<std::vector<double>>{{2, 1.5, 0.25}, {-0.5, 0.5, 0}}));
}

TEST(WalkForwardFigures, LosingInSampleHasNoEfficiency) {
  EXPECT_EQ(walk_forward_figures(std::vector<WalkForwardOutcome>{{-5, 3, 10, 5, {}}}, {}).efficiency, 0);
  EXPECT_EQ(walk_forward_figures(std::vector<WalkForwardOutcome>{{5, 3, 10, 0, {}}}, {}).efficiency, 0);
  EXPECT_TRUE(walk_forward_figures({}, {}).drift.empty());
}

}  // namespace
}  // namespace stom::optimize
