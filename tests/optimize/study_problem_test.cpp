#include "optimize/study_problem.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "optimize/searcher_factory.h"

namespace stom::optimize {
namespace {

StudySpec request(const char* kind) {
  StudySpec spec;
  spec.kind = *find_run_kind(kind);
  spec.base.market = market::Market::kStock;
  spec.base.frame = market::Frame::kMinute;
  spec.base.average_list = {3, 5};
  spec.base.average_ticks = 3;
  spec.base.bet = 1'000'000;
  spec.base.buy_text = "if not (등락율 > self.vars[1] and 현재가 > 현재가N(self.vars[2])):\n    매수 = False\n";
  spec.base.sell_text = "if 보유시간 >= self.vars[3] or 등락율 < self.vars[1]:\n    매도 = True\n";
  spec.range_text =
      "self.vars[0] = [[3, 5, 2], 3]\nself.vars[1] = [[-3, 3, 1.5], 0.0]\nself.vars[2] = [[9, 1, -4], 5]\nself.vars[3] = [[2, 8, 2], 4]\n";
  return spec;
}

std::vector<std::size_t> sizes(const StudyProblem& problem) {
  std::vector<std::size_t> sizes;
  for (const Dimension& dimension : problem.space.dimensions) sizes.push_back(dimension.candidates.size());
  return sizes;
}

std::string refusal(const StudySpec& spec) {
  try {
    const StudyProblem problem = make_problem(spec);
    (void)make_searcher(spec, problem, problem.space, 0);
    return "";
  } catch (const UsageError& error) {
    EXPECT_FALSE(error.text().ko.empty());
    return error.text().en;
  }
}

TEST(StudyProblem, BothSidesAreSearchedUnlessOneIsChosen) {
  StudySpec spec = request("o");
  EXPECT_EQ(sizes(make_problem(spec)), (std::vector<std::size_t>{2, 5, 3, 4}));
  spec.side = OptimizedSide::kBuyOnly;
  const StudyProblem buy = make_problem(spec);
  EXPECT_EQ(sizes(buy), (std::vector<std::size_t>{1, 5, 3, 1}));
  EXPECT_EQ(buy.space.dimensions[3].candidates.front(), (Candidate{4, true}));
  // self.vars[1] is read by both texts.
  ASSERT_EQ(buy.notices.size(), 1u);
  EXPECT_NE(buy.notices.front().en.find("self.vars[1]"), std::string::npos);
  spec.side = OptimizedSide::kSellOnly;
  EXPECT_EQ(sizes(make_problem(spec)), (std::vector<std::size_t>{1, 5, 1, 4}));
  spec.base.sell_text = "매도 = True\n";
  EXPECT_NE(refusal(spec).find("No variable that the chosen side reads"), std::string::npos);
}

TEST(StudyProblem, FixedVariablesAndStepsAreTheSamplersAffair) {
  StudySpec spec = request("b");
  spec.fixed_variables = {3};
  EXPECT_EQ(sizes(make_problem(spec)), (std::vector<std::size_t>{2, 5, 3, 1}));
  spec.auto_step = true;
  const StudyProblem problem = make_problem(spec);
  // Decimals become continuous, integers every one of the range, in its direction.
  EXPECT_TRUE(problem.space.dimensions[1].continuous);
  EXPECT_EQ(problem.space.dimensions[1].low, -3);
  EXPECT_EQ(problem.space.dimensions[1].high, 3);
  ASSERT_EQ(problem.space.dimensions[2].candidates.size(), 9u);
  EXPECT_EQ(problem.space.dimensions[2].candidates.front(), (Candidate{9, true}));
  EXPECT_EQ(problem.space.dimensions[2].candidates.back(), (Candidate{1, true}));
  // Columns exist for the listed average ticks alone.
  EXPECT_EQ(problem.space.dimensions[0].candidates.size(), 2u);
  spec.kind = *find_run_kind("o");
  EXPECT_EQ(sizes(make_problem(spec)), (std::vector<std::size_t>{2, 5, 3, 4}));
  spec = request("b");
  spec.fixed_variables = {4};
  EXPECT_NE(refusal(spec).find("Fixed variable 4"), std::string::npos);
}

TEST(StudyProblem, AverageTicksMustBeAmongThoseLoaded) {
  StudySpec spec = request("o");
  spec.base.average_list = {3};
  EXPECT_NE(refusal(spec).find("ranges:1:"), std::string::npos);
  spec = request("oc");
  spec.base.average_ticks = 30;
  spec.buy_conditions = "not (등락율 > 1)\n";
  spec.sell_conditions = "보유시간 >= 4\n";
  spec.buy_condition_count = spec.sell_condition_count = 1;
  EXPECT_NE(refusal(spec).find("average ticks 30"), std::string::npos);
}

TEST(StudyProblem, APlainRunHasTheValuesOfItsVector) {
  const StudyProblem problem = make_problem(request("o"));
  const backtest::RunSpec run = plain_run(problem, {{5, true}, {1.5, false}, {1, true}, {8, true}});
  EXPECT_EQ(run.average_ticks, 5);
  EXPECT_EQ(run.vars.values, (std::vector<double>{5, 1.5, 1, 8}));
  EXPECT_EQ(run.vars.is_integer, (std::vector<std::uint8_t>{1, 0, 1, 1}));
}

TEST(StudyProblem, WhatIsNoSearchIsRefused) {
  EXPECT_NE(refusal(request("backtest")).find("is no search"), std::string::npos);
  EXPECT_NE(refusal(request("bf")).find("is no search"), std::string::npos);
}

TEST(SearcherFactory, EveryFamilyAndSamplerAsksVectorsOfTheSpace) {
  const auto expect_vectors = [](const StudySpec& spec) {
    const StudyProblem problem = make_problem(spec);
    const SearchSetup setup = make_searcher(spec, problem, problem.space, 0);
    ASSERT_NE(setup.searcher, nullptr);
    EXPECT_GE(setup.batch, 1u);
    const auto vectors = setup.searcher->ask(setup.batch);
    ASSERT_FALSE(vectors.empty());
    EXPECT_LE(vectors.size(), setup.batch);
    for (const Vector& vector : vectors) EXPECT_EQ(vector.size(), problem.space.dimensions.size());
  };
  for (const Sampler sampler : {Sampler::kTpe, Sampler::kBruteForce, Sampler::kCmaEs, Sampler::kSobol, Sampler::kRandom}) {
    StudySpec spec = request("b");
    spec.sampler = sampler;
    expect_vectors(spec);
  }
  for (const GridForm grid : {GridForm::kCoordinate, GridForm::kFull, GridForm::kRandom}) {
    StudySpec spec = request("o");
    spec.grid = grid;
    expect_vectors(spec);
  }
  StudySpec genetic = request("og");
  genetic.range_text = "self.vars[0] = [[3], 3]\nself.vars[1] = [[1, 2], 1]\nself.vars[2] = [[1, 2], 1]\nself.vars[3] = [[1, 2], 1]\n";
  expect_vectors(genetic);
  StudySpec conditions = request("oc");
  conditions.buy_conditions = "not (등락율 > 1)\nnot (현재가 > 현재가N(1))\n";
  conditions.sell_conditions = "보유시간 >= 4\n수익률 > 2\n";
  conditions.buy_condition_count = conditions.sell_condition_count = 1;
  expect_vectors(conditions);
  conditions.buy_condition_count = 3;
  EXPECT_NE(refusal(conditions), "");
}

TEST(SearcherFactory, StopRulesFollowTheRequest) {
  const auto setup = [](StudySpec spec) {
    const StudyProblem problem = make_problem(spec);
    return make_searcher(spec, problem, problem.space, 0);
  };
  StudySpec spec = request("b");
  EXPECT_EQ(setup(spec).stagnation, 4);  // as many as there are variables
  spec.repeats = 50;
  EXPECT_EQ(setup(spec).stagnation, 50);
  spec.stagnation = 20;
  EXPECT_EQ(setup(spec).stagnation, 20);
  spec.batch = 7;
  EXPECT_EQ(setup(spec).batch, 7u);
  EXPECT_EQ(setup(request("o")).stagnation, 0);
  EXPECT_EQ(setup(request("o")).vectors, 2u * 5 * 3 * 4);
}

// A study stores the batch that was chosen for it: asked with that, the search must be the same one.
TEST(SearcherFactory, TheChosenBatchGivenAgainIsTheSameSearch) {
  const auto questions = [](const StudySpec& spec, std::size_t& batch) {
    const StudyProblem problem = make_problem(spec);
    const SearchSetup setup = make_searcher(spec, problem, problem.space, 0);
    batch = setup.batch;
    std::vector<std::vector<Vector>> asked;
    for (int i = 0; i < 3; ++i) {
      const std::vector<Vector>& vectors = asked.emplace_back(setup.searcher->ask(batch));
      std::vector<Outcome> outcomes;
      for (const Vector& vector : vectors) outcomes.push_back({vector[1].value * vector[2].value, true, 0});
      setup.searcher->tell(outcomes);
    }
    return asked;
  };
  std::vector<StudySpec> specs;
  for (const Sampler sampler : {Sampler::kTpe, Sampler::kBruteForce, Sampler::kCmaEs, Sampler::kSobol, Sampler::kRandom}) {
    specs.push_back(request("b"));
    specs.back().sampler = sampler;
  }
  specs.push_back(request("o"));
  for (StudySpec& spec : specs) {
    std::size_t batch = 0, again = 0;
    const auto first = questions(spec, batch);
    spec.batch = batch;
    EXPECT_EQ(questions(spec, again), first);
    EXPECT_EQ(again, batch);
  }
}

TEST(SearcherFactory, StagesDrawDifferentNumbers) {
  StudySpec spec = request("b");
  spec.sampler = Sampler::kRandom;
  const StudyProblem problem = make_problem(spec);
  const auto first = [&](int stage) { return make_searcher(spec, problem, problem.space, stage).searcher->ask(10); };
  EXPECT_EQ(first(1), first(1));
  EXPECT_NE(first(0), first(1));
  EXPECT_NE(first(1), first(2));
}

}  // namespace
}  // namespace stom::optimize
