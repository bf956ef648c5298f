#include "optimize/coordinate_search.h"

#include "base/error.h"
#include "optimize/space_point.h"

namespace stom::optimize {
namespace {

constexpr int kMostSteps = 100;

Vector with(Vector vector, std::size_t variable, const Candidate& value) {
  vector[variable] = value;
  return vector;
}

std::string listed(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates) text += (text.empty() ? "" : ", ") + candidate_text(candidate);
  return text;
}

}  // namespace

CoordinateSearch::CoordinateSearch(Space space, const CoordinateOptions& options, std::uint64_t seed)
    : space_(std::move(space)), options_(options) {
  for (std::size_t v = 0; v < space_.dimensions.size(); ++v) {
    if (space_.dimensions[v].continuous) {
      throw UsageError(message("그리드 최적화에는 self.vars[{}]의 간격이 필요합니다. 범위간격 자동탐색을 끄거나 간격을 적어 주십시오.",
                               "The grid search needs a step for self.vars[{}]: give one or turn automatic steps off.", v));
    }
    upkeep_.emplace_back(space_.dimensions[v]);
  }
  Random random(seed, 0);
  current_ = options_.random_start ? random_vector(space_, random) : start_vector(space_, random);
  batch_.open({current_});
}

std::vector<Vector> CoordinateSearch::ask(std::size_t most) { return batch_.next(most); }

void CoordinateSearch::tell(std::span<const Outcome> outcomes) {
  batch_.tell(outcomes);
  if (batch_.is_complete() && phase_ != Phase::kEnded) advance();
}

void CoordinateSearch::advance() {
  known_.remember(batch_);
  for (;;) {
    std::vector<Vector> wanted = next_phase();
    if (phase_ == Phase::kEnded) wanted.clear();
    std::vector<Vector> unknown;
    for (Vector& vector : wanted) {
      if (!known_.has(vector)) unknown.push_back(std::move(vector));
    }
    if (unknown.empty() && phase_ != Phase::kEnded) continue;
    batch_.open(std::move(unknown));
    return;
  }
}

std::vector<Vector> CoordinateSearch::next_phase() {
  switch (phase_) {
    case Phase::kStart:
      take(current_);
      return begin_step();
    case Phase::kSweep:
      return choose_moves();
    case Phase::kCombined:
      return judge_combined();
    case Phase::kGreedy:
      return judge_greedy();
    case Phase::kEnded:
      break;
  }
  return {};
}

void CoordinateSearch::take(Vector vector) {
  current_ = std::move(vector);
  outcome_ = known_.of(current_);
  for (std::size_t v = 0; v < current_.size(); ++v) space_.dimensions[v].start = current_[v];
}

std::vector<Vector> CoordinateSearch::begin_step() {
  if (step_ == (options_.steps > 0 ? options_.steps : kMostSteps) || space_.free_count() == 0) {
    phase_ = Phase::kEnded;
    return {};
  }
  ++step_;
  phase_ = Phase::kSweep;
  base_ = current_;
  std::vector<Vector> wanted;
  for (std::size_t v = 0; v < space_.dimensions.size(); ++v) {
    if (space_.dimensions[v].is_fixed()) continue;
    for (const Candidate& value : space_.dimensions[v].candidates) {
      if (!(value == base_[v])) wanted.push_back(with(base_, v, value));
    }
  }
  return wanted;
}

std::vector<Vector> CoordinateSearch::choose_moves() {
  moves_.clear();
  sweep_best_ = outcome_;
  for (std::size_t v = 0; v < space_.dimensions.size(); ++v) {
    const Dimension& dimension = space_.dimensions[v];
    if (dimension.is_fixed()) continue;
    Move best{v, base_[v], outcome_};
    for (const Candidate& value : dimension.candidates) {
      const Outcome& outcome = known_.of(with(base_, v, value));
      const bool is_further = dimension.ascending ? value.value > best.value.value : value.value < best.value.value;
      const bool is_tie = is_result(outcome) && is_result(best.outcome) && outcome.score == best.outcome.score;
      if (is_better(outcome, best.outcome) || (is_tie && is_further)) best = {v, value, outcome};
    }
    if (is_better(best.outcome, sweep_best_)) sweep_best_ = best.outcome;
    if (!(best.value == base_[v])) moves_.push_back(best);
  }
  std::stable_sort(moves_.begin(), moves_.end(), [](const Move& a, const Move& b) { return is_better(a.outcome, b.outcome); });
  if (moves_.size() < 2) {
    if (!moves_.empty()) take(with(base_, moves_[0].variable, moves_[0].value));
    return end_step();
  }
  phase_ = Phase::kCombined;
  Vector combined = base_;
  for (const Move& move : moves_) combined[move.variable] = move.value;
  return {combined};
}

std::vector<Vector> CoordinateSearch::judge_combined() {
  Vector combined = base_;
  for (const Move& move : moves_) combined[move.variable] = move.value;
  if (!is_better(moves_[0].outcome, known_.of(combined))) {
    take(std::move(combined));
    return end_step();
  }
  take(with(base_, moves_[0].variable, moves_[0].value));
  moves_.erase(moves_.begin());
  phase_ = Phase::kGreedy;
  return greedy_vectors();
}

std::vector<Vector> CoordinateSearch::greedy_vectors() const {
  std::vector<Vector> vectors;
  for (const Move& move : moves_) vectors.push_back(with(current_, move.variable, move.value));
  return vectors;
}

std::vector<Vector> CoordinateSearch::judge_greedy() {
  const std::vector<Vector> vectors = greedy_vectors();
  std::size_t best = 0;
  for (std::size_t i = 1; i < vectors.size(); ++i) {
    if (is_better(known_.of(vectors[i]), known_.of(vectors[best]))) best = i;
  }
  if (!is_better(known_.of(vectors[best]), outcome_)) return end_step();
  take(vectors[best]);
  moves_.erase(moves_.begin() + static_cast<std::ptrdiff_t>(best));
  return moves_.empty() ? end_step() : greedy_vectors();
}

void CoordinateSearch::maintain(std::size_t variable) {
  Dimension& dimension = space_.dimensions[variable];
  std::vector<CandidateScore> scores;
  for (const Candidate& value : dimension.candidates) scores.push_back({value, known_.of(with(base_, variable, value))});
  const RangeChange change = upkeep_[variable].apply(dimension, current_[variable], scores, sweep_best_, options_.auto_ranges);
  if (!change.removed.empty()) {
    changes_.push_back(
        {step_, message("self.vars[{}] 범위 삭제 [{}]", "self.vars[{}] range: removed [{}]", variable, listed(change.removed))});
  }
  if (!change.added.empty()) {
    changes_.push_back({step_, message("self.vars[{}] 범위 추가 [{}]", "self.vars[{}] range: added [{}]", variable, listed(change.added))});
  }
  if (change.frozen) {
    changes_.push_back({step_, message("self.vars[{}] 범위 고정 [{}]", "self.vars[{}] range: frozen at [{}]", variable,
                                       candidate_text(current_[variable]))});
  }
  grew_ = grew_ || !change.added.empty();
}

std::vector<Vector> CoordinateSearch::end_step() {
  last_moves_ = 0;
  grew_ = false;
  for (std::size_t v = 0; v < current_.size(); ++v) {
    if (!(current_[v] == base_[v])) {
      ++last_moves_;
      changes_.push_back({step_, message("self.vars[{}] 최적값 변경 {} → {}", "self.vars[{}] best value changed {} → {}", v,
                                         candidate_text(base_[v]), candidate_text(current_[v]))});
    }
    if (options_.maintain_ranges && !space_.dimensions[v].is_fixed()) maintain(v);
  }
  if (last_moves_ == 0 && !grew_) {
    phase_ = Phase::kEnded;
    return {};
  }
  return begin_step();
}

Message CoordinateSearch::status() const {
  if (phase_ == Phase::kEnded) return message("그리드 {}단계에서 끝", "grid search ended at step {}", step_);
  return message("그리드 {}단계, 지난 단계 최적값 변경 {}개", "grid search step {}, {} values changed in the last step", step_,
                 last_moves_);
}

}  // namespace stom::optimize
