// From a request to the searcher that answers it, with the batch it is asked in and the stop rules that hold for it
// (optimisation spec 6.2, 12.2).
#pragma once

#include <memory>

#include "optimize/coordinate_search.h"
#include "optimize/study_problem.h"

namespace stom::optimize {

struct SearchSetup {
  std::unique_ptr<Searcher> searcher;
  const CoordinateSearch* coordinate = nullptr;  // the searcher, where it is one: it changes ranges and says so
  std::size_t batch = 1;                         // vectors of one ask(): the request's, else what suits the searcher
  std::uint64_t vectors = 0;                     // that there are to search
  std::int64_t most_trials = 0;
  std::int64_t stagnation = 0;                   // 0: none
};

// A stage is a search of its own; stages of one study never share random numbers. `start` stands in the space.
[[nodiscard]] SearchSetup make_searcher(const StudySpec& spec, const StudyProblem& problem, const Space& space, int stage);

}  // namespace stom::optimize
