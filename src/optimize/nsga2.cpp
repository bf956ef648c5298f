#include "optimize/nsga2.h"

#include <stdexcept>

#include "optimize/genetic_operators.h"
#include "optimize/space_point.h"

namespace stom::optimize {

Nsga2::Nsga2(Space space, const Nsga2Options& options, std::uint64_t seed)
    : space_(std::move(space)), options_(options), seed_(seed), free_(free_dimensions(space_)) {
  options_.population = std::max<std::size_t>(options_.population, 4);
  if (options_.mutation <= 0) options_.mutation = 1.0 / static_cast<double>(std::max<std::size_t>(free_.size(), 1));
  if (is_countable(space_)) order_.emplace(space_.size(), seed_);
  open_generation();
}

std::optional<Vector> Nsga2::drawn(Random& random) {
  if (!order_) return random_vector(space_, random);
  while (next_place_ < order_->count()) {
    Vector vector = vector_at(space_, order_->at(next_place_++));
    if (!asked_.has(vector)) return vector;
  }
  return std::nullopt;
}

// The better of two random members: the lower front, then the emptier neighbourhood.
const Nsga2::Member& Nsga2::winner(Random& random) const {
  const Member& a = members_[random.below(members_.size())];
  const Member& b = members_[random.below(members_.size())];
  return b.rank < a.rank || (b.rank == a.rank && b.crowding > a.crowding) ? b : a;
}

void Nsga2::open_generation() {
  constexpr int kMostMutations = 30;
  Random random(seed_, static_cast<std::uint64_t>(generation_));
  batch_.clear();
  told_.clear();
  handed_out_ = 0;
  const auto add = [&](Vector vector) {
    asked_.remember(vector, {});
    batch_.push_back(std::move(vector));
  };
  if (members_.empty()) add(start_vector(space_, random));
  while (batch_.size() < options_.population) {
    std::optional<Vector> vector;
    if (!members_.empty()) {
      Vector child = winner(random).vector;
      if (random.uniform() < options_.crossover) cross(child, winner(random).vector, free_, random);
      mutate(child, space_, free_, options_.mutation, options_.neighbour, random);
      for (int i = 0; i < kMostMutations && asked_.has(child); ++i) {
        mutate(child, space_, free_, options_.mutation, options_.neighbour, random);
      }
      if (!asked_.has(child)) vector = std::move(child);
    }
    if (!vector) vector = drawn(random);
    if (!vector) break;
    add(std::move(*vector));
  }
}

std::vector<Vector> Nsga2::ask(std::size_t most) {
  const std::size_t count = std::min(most, batch_.size() - handed_out_);
  const auto first = batch_.begin() + static_cast<std::ptrdiff_t>(handed_out_);
  handed_out_ += count;
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

void Nsga2::tell(std::span<const ParetoOutcome> outcomes) {
  if (told_.size() + outcomes.size() != handed_out_) {
    throw std::logic_error("a searcher was told another number of outcomes than it asked for");
  }
  told_.insert(told_.end(), outcomes.begin(), outcomes.end());
  if (batch_.empty() || told_.size() < batch_.size()) return;
  select();
  ++generation_;
  open_generation();
}

void Nsga2::select() {
  for (std::size_t i = 0; i < batch_.size(); ++i) members_.push_back({batch_[i], told_[i], 0, 0});
  std::vector<ParetoOutcome> outcomes;
  for (const Member& member : members_) outcomes.push_back(member.outcome);
  const std::vector<int> ranks = front_ranks(outcomes);
  for (int rank = 0, left = static_cast<int>(members_.size()); left > 0; ++rank) {
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (ranks[i] == rank) front.push_back(i);
    }
    const std::vector<double> crowding = crowding_distances(outcomes, front);
    for (std::size_t i = 0; i < front.size(); ++i) {
      members_[front[i]].rank = rank;
      members_[front[i]].crowding = crowding[i];
    }
    left -= static_cast<int>(front.size());
  }
  std::stable_sort(members_.begin(), members_.end(),
                   [](const Member& a, const Member& b) { return a.rank != b.rank ? a.rank < b.rank : a.crowding > b.crowding; });
  members_.resize(std::min(members_.size(), options_.population));
}

std::vector<Nsga2::Member> Nsga2::front() const {
  std::vector<Member> front;
  for (const Member& member : members_) {
    if (member.rank == 0 && is_result(member.outcome)) front.push_back(member);
  }
  std::stable_sort(front.begin(), front.end(),
                   [](const Member& a, const Member& b) { return a.outcome.objectives > b.outcome.objectives; });
  return front;
}

Message Nsga2::status() const {
  return message("다목적 탐색 {}세대, 탐색 {}개, 최적 집합 {}개", "NSGA-II generation {}, {} vectors asked, {} on the front", generation_,
                 asked_.size() - batch_.size() + handed_out_, front().size());
}

}  // namespace stom::optimize
