// 그리드: the coordinate search of optimisation spec 6.1. Every candidate of every variable is scored in one sweep while the other
// variables stay; then the variables move to their best candidates.
//
// Corrected (known defects K20, K21): after a sweep the combined move is scored too. It is taken when it is at least as good as the best
// single move; otherwise that single move is taken and further ones are added one by one, the best first, while the score rises. So the
// current vector is always one that was scored, and the best so far. A vector is scored once. A step that changes neither the vector nor a
// range ends the search, because the next one would ask nothing new. A sweep is asked in parts of at most `most`; the search moves when all
// parts are told.
#pragma once

#include "optimize/answer_batch.h"
#include "optimize/range_upkeep.h"

namespace stom::optimize {

struct CoordinateOptions {
  int steps = 0;                // 실행횟수; 0: until nothing changes, 100 at most
  bool maintain_ranges = true;  // off in walk-forward
  bool auto_ranges = false;     // 범위자동관리
  bool random_start = false;    // Alt: every free variable starts at a random candidate
};

struct SearchChange {
  int step = 0;
  Message text;
};

class CoordinateSearch : public Searcher {
 public:
  // Throws UsageError where a dimension has no candidates to list (continuous).
  CoordinateSearch(Space space, const CoordinateOptions& options, std::uint64_t seed);

  [[nodiscard]] std::vector<Vector> ask(std::size_t most) override;
  void tell(std::span<const Outcome> outcomes) override;
  [[nodiscard]] Message status() const override;

  // Ranges after maintenance; start: the current vector.
  [[nodiscard]] const Space& space() const { return space_; }
  [[nodiscard]] const Vector& current() const { return current_; }
  // 최적값 변경, 범위 삭제, 범위 추가, 범위 고정: in the order of steps and variables.
  [[nodiscard]] const std::vector<SearchChange>& changes() const { return changes_; }

 private:
  struct Move {
    std::size_t variable = 0;
    Candidate value;
    Outcome outcome;
  };
  enum class Phase { kStart, kSweep, kCombined, kGreedy, kEnded };

  void advance();
  [[nodiscard]] std::vector<Vector> next_phase();
  [[nodiscard]] std::vector<Vector> begin_step();
  [[nodiscard]] std::vector<Vector> choose_moves();
  [[nodiscard]] std::vector<Vector> judge_combined();
  [[nodiscard]] std::vector<Vector> judge_greedy();
  [[nodiscard]] std::vector<Vector> end_step();
  [[nodiscard]] std::vector<Vector> greedy_vectors() const;
  void maintain(std::size_t variable);
  void take(Vector vector);

  Space space_;
  CoordinateOptions options_;
  std::vector<RangeUpkeep> upkeep_;
  KnownOutcomes known_;
  AnswerBatch batch_;
  Phase phase_ = Phase::kStart;
  int step_ = 0;
  Vector current_, base_;    // base_: the vector that the sweep varied
  Outcome outcome_;          // of current_
  Outcome sweep_best_;       // over base_ and its sweep
  std::vector<Move> moves_;  // not yet taken, the best first
  bool grew_ = false;
  std::size_t last_moves_ = 0;  // 최적값 변경 개수 of the last step
  std::vector<SearchChange> changes_;
};

}  // namespace stom::optimize
