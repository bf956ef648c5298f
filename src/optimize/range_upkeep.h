// What happens to one variable's candidates after a step of the coordinate search (optimisation spec 6.1, "range maintenance"):
// worthless candidates go, a best value at an end makes the range grow there, a variable that makes no difference is frozen.
//
// Differences from the reference: the value of the current vector is never removed; the range grows by the exact decimal step of that end
// (known defect K21); it never grows across zero, where a window or a number of ticks would stop meaning anything.
#pragma once

#include "optimize/searcher.h"

namespace stom::optimize {

struct CandidateScore {
  Candidate value;
  Outcome outcome;
};

struct RangeChange {
  std::vector<Candidate> removed, added;
  bool frozen = false;  // became a fixed value
};

class RangeUpkeep {
 public:
  explicit RangeUpkeep(const Dimension& dimension);

  // scores: all candidates in their order; best: of the sweep that they come from; value: of the current vector.
  // automatic: 범위자동관리.
  [[nodiscard]] RangeChange apply(Dimension& dimension, const Candidate& value, const std::vector<CandidateScore>& scores,
                                  const Outcome& best, bool automatic);

 private:
  void extend(Dimension& dimension, const Candidate& value, RangeChange& change) const;
  [[nodiscard]] bool may_add(const Candidate& value) const;

  std::vector<Candidate> original_, removed_;
};

}  // namespace stom::optimize
