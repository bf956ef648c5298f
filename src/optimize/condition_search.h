// 최적화OC: which b of the buy conditions and s of the sell conditions together trade best. A set is a vector of switches:
// dimension 0 is the fixed number of average ticks, then one 0/1 dimension per buy condition, then one per sell condition; exactly b and s
// are 1.
//
// First sets drawn uniformly without replacement (exact, any batch size), then swaps: a good set gives up one condition for another, of
// which half are drawn by how often they stood in the best quarter of sets (cross-entropy). No set is scored twice. Where all sets fit into
// the budget they are enumerated. Outcomes matter from the second phase on; a part of the first phase never mixes with one of the second.
#pragma once

#include <optional>

#include "optimize/answer_batch.h"
#include "optimize/condition_lift.h"
#include "optimize/index_permutation.h"
#include "optimize/random.h"

namespace stom::optimize {

struct ConditionOptions {
  std::size_t buy_conditions = 0, sell_conditions = 0;  // |B|, |S|: lengths of the lists
  std::size_t buy_count = 10, sell_count = 5;           // b, s: 매수조건수, 매도조건수
  std::uint64_t trials = 1000;                          // 최적화횟수
  // Of the first phase; 0: half of the trials, or all where every set fits in. A study that may be extended says a number, so that
  // more trials later do not change the questions already asked.
  std::uint64_t random_trials = 0;
  std::size_t parents = 10;  // best sets whose neighbours are tried
};

[[nodiscard]] Space condition_space(std::int64_t average_ticks, std::size_t buy_conditions, std::size_t sell_conditions);

class ConditionSearch : public Searcher {
 public:
  // Throws UsageError where more conditions are to be chosen than there are, or the space does not fit the numbers.
  ConditionSearch(Space space, const ConditionOptions& options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

  // C(|B|, b) · C(|S|, s), at most 2^62.
  [[nodiscard]] std::uint64_t set_count() const { return set_count_; }
  // Of the sets of the first phase.
  [[nodiscard]] std::vector<ConditionLift> lifts() const;
  [[nodiscard]] std::vector<PairLift> best_pairs(std::size_t most) const;

 private:
  struct Group {  // of switches of one side
    std::size_t first = 1, size = 0, chosen = 0;
    [[nodiscard]] bool can_swap() const { return chosen > 0 && chosen < size; }
  };

  [[nodiscard]] Vector set_of(const std::vector<std::size_t>& buy, const std::vector<std::size_t>& sell) const;
  [[nodiscard]] std::optional<Vector> drawn();
  [[nodiscard]] std::optional<Vector> neighbour(const std::vector<std::size_t>& parents, const std::vector<double>& weights,
                                                Random& random) const;
  void swap_one(Vector& vector, const std::vector<double>& weights, Random& random) const;
  [[nodiscard]] std::vector<std::size_t> best_sets() const;
  [[nodiscard]] std::vector<double> weights() const;

  Space space_;
  ConditionOptions options_;
  std::uint64_t seed_, set_count_ = 0, random_trials_ = 0;
  Group buy_, sell_;
  std::optional<IndexPermutation> order_;  // where the sets can be counted
  std::uint64_t next_draw_ = 0, swap_parts_ = 0;
  KnownOutcomes asked_;            // every set asked so far
  std::vector<Vector> sets_;       // in the order asked
  std::vector<Outcome> outcomes_;  // of the first sets_
};

}  // namespace stom::optimize
