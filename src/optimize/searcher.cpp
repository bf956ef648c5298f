#include "optimize/searcher.h"

#include "optimize/outcome_rank.h"

namespace stom::optimize {

bool is_result(const Outcome& outcome) { return rank(outcome).group == 0; }

bool is_better(const Outcome& a, const Outcome& b) { return ranks_before(rank(a), rank(b)); }

}  // namespace stom::optimize
