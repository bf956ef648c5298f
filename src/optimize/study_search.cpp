#include "optimize/study_search.h"

#include <unordered_map>

#include "base/error.h"

namespace stom::optimize {
namespace {

class Loop {
 public:
  Loop(SearchContext& context, SearchSetup& setup, TrialEvaluator& evaluator, int stage)
      : context_(context), setup_(setup), evaluator_(evaluator), stage_(stage), stored_(context.store.trials(context.info.id, stage)) {}

  StageSearch run() {
    for (int generation = 0;; ++generation) {
      context_.stop.throw_if_requested();
      const std::int64_t count = static_cast<std::int64_t>(result_.trials.size()), limit = limit_after(count);
      if (limit <= count) return end(StopReason::kTrials);
      const std::vector<Vector> vectors = setup_.searcher->ask(std::min(setup_.batch, static_cast<std::size_t>(limit - count)));
      if (vectors.empty()) return end(StopReason::kExhausted);
      const bool is_stored = count < static_cast<std::int64_t>(stored_.size());
      if (is_stored) take_stored(vectors);
      else if (!score(vectors, generation)) return end(StopReason::kError);
      tell(static_cast<std::size_t>(count), is_stored);
      if (result_.trials.size() < stored_.size()) continue;
      if (const auto reason = stop_rule()) return end(*reason);
    }
  }

 private:
  StageSearch end(StopReason reason) {
    result_.reason = reason;
    return std::move(result_);
  }

  // Batches are cut short at the limit; an extended study repeats the cuts of its earlier limits.
  [[nodiscard]] std::int64_t limit_after(std::int64_t count) const {
    std::int64_t limit = setup_.most_trials >= static_cast<std::int64_t>(stored_.size()) ? setup_.most_trials : 0;
    for (const std::int64_t earlier : context_.spec.earlier_limits) {
      if (earlier > count && (limit <= count || earlier < limit) && earlier <= static_cast<std::int64_t>(stored_.size())) limit = earlier;
    }
    return limit;
  }

  void take_stored(const std::vector<Vector>& vectors) {
    for (const Vector& vector : vectors) {
      const std::size_t number = result_.trials.size();
      if (number >= stored_.size() || stored_[number].vector != vector) {
        throw DatabaseError(
            message("{}번 연구의 시행 {}은(는) 이 프로그램이 묻는 벡터가 아닙니다. 다른 버전으로 실행한 연구이거나 파일이 바뀌었습니다. 새 "
                    "연구로 시작하십시오.",
                    "Trial {1} of study {0} is not what this program would ask: it was run by another version, or the file was changed. "
                    "Start a new study.",
                    context_.info.id, number));
      }
      add(std::move(stored_[number]));
    }
  }

  // A vector that was scored before in this stage is a copy of that trial.
  bool score(const std::vector<Vector>& vectors, int generation) {
    std::vector<StoredTrial> batch(vectors.size());
    std::vector<Vector> unknown;
    std::vector<std::size_t> places;
    std::unordered_map<std::uint64_t, std::size_t> in_batch;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      StoredTrial& trial = batch[i];
      trial.stage = stage_;
      trial.number = static_cast<std::int64_t>(result_.trials.size() + i);
      trial.generation = generation;
      trial.vector = vectors[i];
      const std::uint64_t key = vector_hash(vectors[i]);
      if (const auto known = first_.find(key); known != first_.end()) {
        trial.copy_of = static_cast<std::int64_t>(known->second);
      } else if (const auto [other, is_new] = in_batch.emplace(key, i); !is_new) {
        trial.copy_of = batch[other->second].number;
      } else {
        unknown.push_back(vectors[i]);
        places.push_back(i);
      }
    }
    std::vector<TrialResult> results;
    if (!unknown.empty()) results = evaluator_.evaluate(unknown, context_.progress, context_.stop, result_.error);
    if (result_.error) return false;
    for (std::size_t i = 0; i < results.size(); ++i) {
      // −0 would come back from the store as 0.
      results[i].outcome.score += 0.0;
      results[i].outcome.violation += 0.0;
      batch[places[i]].result = std::move(results[i]);
    }
    const auto base = static_cast<std::int64_t>(result_.trials.size());
    for (StoredTrial& trial : batch) {
      if (trial.copy_of < 0) continue;
      trial.result = trial.copy_of < base ? result_.trials[static_cast<std::size_t>(trial.copy_of)].result
                                          : batch[static_cast<std::size_t>(trial.copy_of - base)].result;
    }
    context_.store.append(context_.info.id, batch);
    for (StoredTrial& trial : batch) add(std::move(trial));
    return true;
  }

  void add(StoredTrial trial) {
    const std::size_t number = result_.trials.size();
    first_.emplace(vector_hash(trial.vector), number);
    result_.trials.push_back(std::move(trial));
    if (number > 0 && is_better(result_.trials[number].result.outcome, result_.trials[result_.best].result.outcome)) result_.best = number;
  }

  void tell(std::size_t first, bool is_stored) {
    const std::span<const StoredTrial> batch = std::span(result_.trials).subspan(first);
    std::vector<Outcome> outcomes;
    for (const StoredTrial& trial : batch) outcomes.push_back(trial.result.outcome);
    setup_.searcher->tell(outcomes);
    batches_.push_back(result_.trials.size());
    if (!is_stored) context_.listener.on_batch(context_.info, batch, &result_.trials[result_.best], setup_.searcher->status());
    if (setup_.coordinate == nullptr) return;
    for (; changes_ < setup_.coordinate->changes().size(); ++changes_) {
      if (!is_stored) context_.listener.on_event(setup_.coordinate->changes()[changes_].text);
    }
  }

  [[nodiscard]] std::optional<StopReason> stop_rule() const {
    const StoredTrial& best = result_.trials[result_.best];
    const StudySpec& spec = context_.spec;
    if (spec.target_score && best.result.outcome.feasible && best.result.outcome.score >= *spec.target_score) return StopReason::kTarget;
    // Counted from the end of the best one's batch: a batch larger than the rule gives the searcher one chance to learn from it.
    const std::size_t end_of_batch = *std::upper_bound(batches_.begin(), batches_.end(), result_.best);
    if (setup_.stagnation > 0 && result_.trials.size() - end_of_batch >= static_cast<std::size_t>(setup_.stagnation))
      return StopReason::kStagnation;
    if (context_.deadline > 0 && monotonic_seconds() >= context_.deadline) return StopReason::kTime;
    return {};
  }

  SearchContext& context_;
  SearchSetup& setup_;
  TrialEvaluator& evaluator_;
  int stage_;
  std::vector<StoredTrial> stored_;
  StageSearch result_;
  std::unordered_map<std::uint64_t, std::size_t> first_;  // vector → its first trial
  std::vector<std::size_t> batches_;                      // number of trials at the end of each
  std::size_t changes_ = 0;                               // of the coordinate search, told so far
};

}  // namespace

Message reason_text(StopReason reason) {
  switch (reason) {
    case StopReason::kExhausted: return {"탐색이 끝났습니다.", "The search has come to its end."};
    case StopReason::kTrials: return {"시행 수 한도에 이르렀습니다.", "The limit of trials is reached."};
    case StopReason::kStagnation: return {"정한 횟수만큼 더 나은 벡터가 없어 멈췄습니다.", "Stopped: no better vector for as many trials as asked."};
    case StopReason::kTarget: return {"목표 기준값에 이르렀습니다.", "The target score is reached."};
    case StopReason::kTime: return {"시간 한도에 이르렀습니다. 이어서 실행할 수 있습니다.", "The time limit is reached; the study can be resumed."};
    case StopReason::kError: break;
  }
  return {"전략 오류로 멈췄습니다.", "Stopped by a strategy error."};
}

StageSearch search_stage(SearchContext& context, SearchSetup& setup, TrialEvaluator& evaluator, int stage) {
  return Loop(context, setup, evaluator, stage).run();
}

}  // namespace stom::optimize
