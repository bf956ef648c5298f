#include "optimize/searcher_factory.h"

#include "base/checksum.h"
#include "base/error.h"
#include "optimize/cma_es_search.h"
#include "optimize/condition_search.h"
#include "optimize/exhaustive_search.h"
#include "optimize/genetic_search.h"
#include "optimize/random_search.h"
#include "optimize/sobol_search.h"
#include "optimize/tpe_search.h"

namespace stom::optimize {
namespace {

// What one pass over the rows scores well at once; a batch is also what a crash can lose. Samplers learn from batch to batch and
// take smaller ones. A sweep of the coordinate search is one batch.
constexpr std::size_t kListBatch = 256, kSamplerBatch = 16, kSweepBatch = 4096, kGeneticBatch = 1000, kConditionBatch = 100;
constexpr std::uint64_t kConditionTrials = 1000;  // 최적화횟수

std::uint64_t stage_seed(std::uint64_t seed, int stage) { return stage == 0 ? seed : checksum(&stage, sizeof stage, seed); }

void make_grid(const StudySpec& spec, const Space& space, std::uint64_t seed, int stage, SearchSetup& setup) {
  if (spec.grid != GridForm::kCoordinate) {
    ExhaustiveOptions options;
    options.shuffled = spec.grid == GridForm::kRandom;
    setup.batch = kListBatch;
    setup.searcher = std::make_unique<ExhaustiveSearch>(space, options, seed);
    return;
  }
  CoordinateOptions options;
  options.steps = spec.repeats;
  options.maintain_ranges = !spec.kind.walk_forward;
  options.auto_ranges = spec.auto_ranges;
  options.random_start = spec.random_start && stage == 0;
  auto search = std::make_unique<CoordinateSearch>(space, options, seed);
  setup.batch = kSweepBatch;
  setup.coordinate = search.get();
  setup.searcher = std::move(search);
}

void make_sampler(const StudySpec& spec, const Space& space, std::uint64_t seed, SearchSetup& setup) {
  // 실행횟수 0: as many trials without a better one as there are variables.
  setup.stagnation = spec.repeats > 0 ? spec.repeats : static_cast<std::int64_t>(space.dimensions.size());
  switch (spec.sampler) {
    case Sampler::kTpe: {
      TpeOptions options;
      setup.batch = options.batch = spec.batch > 0 ? spec.batch : kSamplerBatch;
      options.start_first = !spec.random_start;
      setup.searcher = std::make_unique<TpeSearch>(space, options, seed);
      return;
    }
    case Sampler::kCmaEs: {
      CmaEsOptions options;
      // A generation of its own size, whatever the batch: larger populations learn less from the same number of trials.
      setup.batch = kListBatch;
      options.start_first = !spec.random_start;
      setup.searcher = std::make_unique<CmaEsSearch>(space, options, seed);
      return;
    }
    case Sampler::kBruteForce: {
      // Every vector is its purpose: it stagnates only where the user says so.
      setup.stagnation = spec.repeats;
      setup.batch = kListBatch;
      ExhaustiveOptions options;
      options.shuffled = true;
      setup.searcher = std::make_unique<ExhaustiveSearch>(space, options, seed);
      return;
    }
    case Sampler::kSobol:
      setup.batch = kSamplerBatch;
      setup.searcher = std::make_unique<SobolSearch>(space, SobolOptions{}, seed);
      return;
    case Sampler::kRandom:
      setup.batch = kSamplerBatch;
      setup.searcher = std::make_unique<RandomSearch>(space, RandomOptions{}, seed);
      return;
  }
}

void make_conditions(const StudySpec& spec, const StudyProblem& problem, const Space& space, std::uint64_t seed, SearchSetup& setup) {
  if (spec.buy_condition_count < 0 || spec.sell_condition_count < 0) {
    throw UsageError({"매수조건수와 매도조건수는 0 이상이어야 합니다.", "The numbers of buy and sell conditions must not be negative."});
  }
  ConditionOptions options;
  options.buy_conditions = problem.conditions->buy.conditions.size();
  options.sell_conditions = problem.conditions->sell.conditions.size();
  options.buy_count = static_cast<std::size_t>(spec.buy_condition_count);
  options.sell_count = static_cast<std::size_t>(spec.sell_condition_count);
  options.trials = spec.repeats > 0 ? static_cast<std::uint64_t>(spec.repeats) : kConditionTrials;
  auto search = std::make_unique<ConditionSearch>(space, options, seed);
  setup.batch = kConditionBatch;
  setup.vectors = search->set_count();
  setup.searcher = std::move(search);
}

}  // namespace

SearchSetup make_searcher(const StudySpec& spec, const StudyProblem& problem, const Space& space, int stage) {
  const std::uint64_t seed = stage_seed(spec.seed, stage);
  SearchSetup setup;
  setup.most_trials = spec.most_trials;
  setup.vectors = space.size();
  switch (spec.kind.family) {
    case SearchFamily::kGrid: make_grid(spec, space, seed, stage, setup); break;
    case SearchFamily::kSampler: make_sampler(spec, space, seed, setup); break;
    case SearchFamily::kGenetic: {
      setup.batch = kGeneticBatch;
      setup.searcher = std::make_unique<GeneticSearch>(space, GeneticOptions{}, seed);
      break;
    }
    case SearchFamily::kConditions: make_conditions(spec, problem, space, seed, setup); break;
    case SearchFamily::kNone:
    case SearchFamily::kFinder: break;
  }
  if (spec.batch > 0) setup.batch = spec.batch;
  if (spec.stagnation > 0) setup.stagnation = setup.stagnation > 0 ? std::min(setup.stagnation, spec.stagnation) : spec.stagnation;
  return setup;
}

}  // namespace stom::optimize
