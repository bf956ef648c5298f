#include "optimize/cma_es_search.h"

#include <cassert>

namespace stom::optimize {
namespace {

constexpr int kIdleGenerations = 20;  // without any new vector: the run has settled
constexpr int kIdleRestarts = 3;      // so many in a row: the space is nearly exhausted
constexpr std::uint64_t kStartStream = 1ULL << 63;  // where runs start: apart from the samples

}  // namespace

CmaEsSearch::CmaEsSearch(const Space& space, CmaEsOptions options, std::uint64_t seed) : variables_(space), options_(options), seed_(seed) {
  if (options_.start_first || variables_.count() == 0) queue_.push_back(variables_.vector_at(variables_.start()));
}

std::vector<Vector> CmaEsSearch::ask(std::size_t most) {
  assert(asked_.empty());
  int idle = 0;
  while (queue_.empty() && !is_exhausted_) {
    if (known_.size() >= variables_.size()) {
      is_exhausted_ = true;
    } else if (variables_.count() < 2 || idle >= kIdleGenerations * kIdleRestarts) {
      queue_unknown_vector();
    } else {
      if (idle > 0 && idle % kIdleGenerations == 0) run_.reset();
      next_generation();
      ++idle;
    }
  }
  std::vector<Vector> vectors(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(std::min(most, queue_.size())));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(vectors.size()));
  for (const Vector& vector : vectors) asked_.push_back(vector_hash(vector));
  return vectors;
}

void CmaEsSearch::tell(std::span<const Outcome> outcomes) {
  assert(outcomes.size() == asked_.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) known_.emplace(asked_[i], rank(outcomes[i]));
  asked_.clear();
}

void CmaEsSearch::begin_run() {
  const std::size_t dimensions = variables_.count();
  std::size_t population = 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(dimensions)));
  population = std::max(population, options_.batch);
  for (int i = 0; i < restarts_ && population < options_.largest_population; ++i) population *= 2;
  const bool at_start = restarts_ == 0 && options_.start_first;
  Random random(seed_, kStartStream + static_cast<std::uint64_t>(restarts_));
  const Point start = variables_.start();
  std::vector<std::size_t> cells;
  std::vector<double> mean;
  for (std::size_t i = 0; i < dimensions; ++i) {
    cells.push_back(variables_[i].candidates.size());
    const double place = cells[i] > 0 ? (start[i] + 0.5) / static_cast<double>(cells[i]) : start[i];
    const double elsewhere = restarts_ == 0 ? 0.5 : random.uniform();
    mean.push_back(at_start ? place : elsewhere);
  }
  run_.emplace(std::move(cells), std::move(mean), options_.sigma, population);
  ++restarts_;
}

// Learns from the current generation, whose outcomes are all known, and draws the next one.
void CmaEsSearch::next_generation() {
  if (run_ && !samples_.empty()) {
    std::vector<OutcomeRank> ranks;
    for (const std::uint64_t key : sample_keys_) ranks.push_back(known_.at(key));
    run_->update(samples_, ranks);
  }
  samples_.clear();
  sample_keys_.clear();
  if (!run_ || run_->has_ended()) begin_run();
  for (std::size_t i = 0; i < run_->population(); ++i) {
    Random random = next_random();
    samples_.push_back(run_->sample(random));
    const Vector vector = variables_.vector_at(samples_.back().place);
    const std::uint64_t key = vector_hash(vector);
    const bool is_new = known_.count(key) == 0 && std::find(sample_keys_.begin(), sample_keys_.end(), key) == sample_keys_.end();
    sample_keys_.push_back(key);
    if (is_new) queue_.push_back(vector);
  }
}

// Outside of any generation: only remembered. One for one variable and for the last vectors of a space.
void CmaEsSearch::queue_unknown_vector() {
  Random random = next_random();
  const auto is_known = [this](const Vector& vector) { return known_.count(vector_hash(vector)) != 0; };
  const std::optional<Point> point = variables_.unknown_point(random, known_.size(), is_known);
  if (point) {
    queue_.push_back(variables_.vector_at(*point));
  } else {
    is_exhausted_ = true;
  }
}

Message CmaEsSearch::status() const {
  if (variables_.count() < 2) {
    return message("CMA-ES: 움직이는 변수가 하나 이하라 무작위로 찾습니다 ({}회)",
                   "CMA-ES: fewer than two free variables, random search ({} trials)", known_.size());
  }
  return message("CMA-ES: {}회 시행, 재시작 {}회, {}세대, 집단 크기 {}",
                 "CMA-ES: {} trials, {} restarts, generation {}, population {}", known_.size(), std::max(restarts_ - 1, 0),
                 run_ ? run_->generation() : 0, run_ ? run_->population() : 0);
}

}  // namespace stom::optimize
