// One search of a study: ask, look up or score, store, tell, until a stop rule holds. Internal to the study runner.
#pragma once

#include "optimize/searcher_factory.h"

namespace stom::optimize {

enum class StopReason : std::uint8_t { kExhausted, kTrials, kStagnation, kTarget, kTime, kError };
[[nodiscard]] Message reason_text(StopReason reason);

struct StageSearch {
  std::vector<StoredTrial> trials;
  std::size_t best = 0;                  // position in trials; the earliest of equals
  StopReason reason = StopReason::kExhausted;
  std::optional<VectorError> error;      // reason kError: the batch with the vector is not stored
};

struct SearchContext {
  const StudySpec& spec;
  StudyInfo& info;
  StudyStore& store;
  StudyListener& listener;
  Progress& progress;
  const StopFlag& stop;
  double deadline = 0;                   // monotonic seconds; 0: none
};

// Trials that the store has of the stage are told without scoring them again, in the batches in which they were asked; stop rules hold from
// the end of them on. Throws DatabaseError where they are not what this program asks, Cancelled when stopped.
[[nodiscard]] StageSearch search_stage(SearchContext& context, SearchSetup& setup, TrialEvaluator& evaluator, int stage);

}  // namespace stom::optimize
