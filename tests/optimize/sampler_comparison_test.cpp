// TPE and CMA-ES against random vectors: medians over 30 seeds at the same number of trials, and a planted region.
#include <gtest/gtest.h>

#include "optimize/cma_es_search.h"
#include "optimize/tpe_search.h"
#include "search_surfaces.h"

namespace stom::optimize {
namespace {

using namespace surfaces;

constexpr std::uint64_t kSeeds = 30;

struct Problem {
  const char* name;
  Space space;
  Surface surface;
  std::size_t budget;
};

// Free dimensions 0, 2 and 3: a continuous, a listed and an unevenly listed one.
double mixed(const Vector& x) {
  return -std::pow(x[0].value - 0.6, 2) - std::pow((x[2].value - 13) / 10, 2) - std::pow(std::log2(x[3].value) / 4 - 1.2, 2);
}

std::vector<Problem> problems() {
  Space mixed_axes;
  mixed_axes.dimensions = {continuous(-2, 3, -1.5), listed({30}, 30), steps(0, 1, 20, 0), listed({1, 2, 3, 5, 8, 13, 21, 34, 55, 89}, 1),
                            listed({-1.5}, -1.5)};
  return {{"sphere", repeated(continuous(-2, 3, -1.5), 5), sphere, 120},
          {"Rosenbrock", repeated(continuous(-2, 2, -1.5), 5), rosenbrock, 200},
          {"Rastrigin", repeated(continuous(-5, 5, 4), 3), rastrigin, 200},
          {"sphere in steps", repeated(steps(-2, 0.2, 20, -1), 8), sphere, 160},
          {"Rosenbrock in steps", repeated(steps(-2, 0.25, 17, -1.5), 5), rosenbrock, 200},
          {"mixed", mixed_axes, mixed, 150}};
}

double best_at_random(const Problem& problem, std::uint64_t seed) {
  Random random(seed, 1ULL << 40);
  double best = -1e300;
  for (std::size_t trial = 0; trial < problem.budget; ++trial) {
    Vector vector;
    for (const Dimension& dimension : problem.space.dimensions) {
      vector.push_back(dimension.continuous ? Candidate{dimension.low + random.uniform() * (dimension.high - dimension.low), false}
                                            : dimension.candidates[random.below(dimension.candidates.size())]);
    }
    best = std::max(best, problem.surface(vector));
  }
  return best;
}

using MakeSearcher = std::unique_ptr<Searcher> (*)(const Space& space, std::uint64_t seed);

void expect_better_than_random(MakeSearcher make) {
  for (const Problem& problem : problems()) {
    std::vector<double> searched, random;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      searched.push_back(search(*make(problem.space, seed), scored(problem.surface), problem.budget).best);
      random.push_back(best_at_random(problem, seed));
    }
    // Not by luck: what is missing to the best score 0 is half as much or less.
    EXPECT_GT(median(searched), median(random) / 2) << problem.name;
  }
}

// Seeds whose best of `budget` trials lies in the planted region: 243 of 720,000 vectors, an even chance in 2,050 random trials.
int seeds_in_planted_region(MakeSearcher make, std::size_t budget) {
  const Space space = planted_space();
  int count = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    if (search(*make(space, seed), planted, budget).best >= 90) ++count;
  }
  return count;
}

std::unique_ptr<Searcher> joint_tpe(const Space& space, std::uint64_t seed) {
  return std::make_unique<TpeSearch>(space, TpeOptions{}, seed);
}

std::unique_ptr<Searcher> tpe_by_variable(const Space& space, std::uint64_t seed) {
  TpeOptions options;
  options.multivariate = false;
  return std::make_unique<TpeSearch>(space, options, seed);
}

std::unique_ptr<Searcher> cma_es(const Space& space, std::uint64_t seed) {
  return std::make_unique<CmaEsSearch>(space, CmaEsOptions{}, seed);
}

TEST(SamplerComparison, JointTpeBeatsRandomSearchInMedian) { expect_better_than_random(joint_tpe); }

TEST(SamplerComparison, TpeByVariableBeatsRandomSearchInMedian) { expect_better_than_random(tpe_by_variable); }

TEST(SamplerComparison, CmaEsBeatsRandomSearchInMedian) { expect_better_than_random(cma_es); }

TEST(SamplerComparison, TpeFindsThePlantedRegionIn300Trials) { EXPECT_GE(seeds_in_planted_region(joint_tpe, 300), 27); }

TEST(SamplerComparison, CmaEsFindsThePlantedRegionIn500Trials) { EXPECT_GE(seeds_in_planted_region(cma_es, 500), 27); }

}  // namespace
}  // namespace stom::optimize
