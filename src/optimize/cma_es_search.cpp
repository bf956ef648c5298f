#include "optimize/cma_es_search.h"

#include <unordered_set>

namespace stom::optimize {
namespace {

constexpr int kIdleGenerations = 20;  // without any new vector: the run has settled
constexpr int kIdleRestarts = 3;      // so many in a row: the space is nearly exhausted
constexpr std::uint64_t kStartStream = 1ULL << 63;  // where runs start: apart from the samples

}  // namespace

CmaEsSearch::CmaEsSearch(const Space& space, CmaEsOptions options, std::uint64_t seed)
    : variables_(space), options_(options), seed_(seed) {
  if (options_.start_first || variables_.count() == 0) batch_.open({variables_.start_vector()});
}

std::vector<Vector> CmaEsSearch::ask(std::size_t most) {
  for (int idle = 0; batch_.is_complete() && !is_exhausted_; ++idle) {
    if (known_.size() >= variables_.size()) {
      is_exhausted_ = true;
    } else if (variables_.count() < 2 || idle >= kIdleGenerations * kIdleRestarts) {
      open_unknown_vector();
    } else {
      if (idle > 0 && idle % kIdleGenerations == 0) run_.reset();
      next_generation();
    }
  }
  return batch_.next(most);
}

void CmaEsSearch::tell(std::span<const Outcome> outcomes) {
  batch_.tell(outcomes);
  if (batch_.is_complete()) known_.remember(batch_);
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
    for (const Vector& vector : sample_vectors_) ranks.push_back(rank(known_.of(vector)));
    run_->update(samples_, ranks);
  }
  samples_.clear();
  sample_vectors_.clear();
  if (!run_ || run_->has_ended()) begin_run();
  std::vector<Vector> unknown;
  std::unordered_set<std::uint64_t> keys;
  for (std::size_t i = 0; i < run_->population(); ++i) {
    Random random = next_random();
    samples_.push_back(run_->sample(random));
    sample_vectors_.push_back(variables_.vector_at(samples_.back().place));
    const Vector& vector = sample_vectors_.back();
    if (!known_.has(vector) && keys.insert(vector_hash(vector)).second) unknown.push_back(vector);
  }
  batch_.open(std::move(unknown));
}

// Outside of any generation: only remembered. One for one variable and for the last vectors of a space.
void CmaEsSearch::open_unknown_vector() {
  Random random = next_random();
  const auto is_known = [this](const Vector& vector) { return known_.has(vector); };
  const std::optional<Point> point = variables_.unknown_point(random, known_.size(), is_known);
  if (point) {
    batch_.open({variables_.vector_at(*point)});
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
