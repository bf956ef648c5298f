#include "optimize/genetic_search.h"

#include "optimize/genetic_operators.h"
#include "optimize/space_point.h"

namespace stom::optimize {

GeneticSearch::GeneticSearch(Space space, GeneticOptions options, std::uint64_t seed)
    : space_(std::move(space)), options_(std::move(options)), seed_(seed), free_(free_dimensions(space_)) {
  options_.population = std::max<std::size_t>(options_.population, 4);
  if (options_.mutation <= 0) options_.mutation = 1.0 / static_cast<double>(std::max<std::size_t>(free_.size(), 1));
  enumerates_ = is_countable(space_) && space_.size() <= options_.population;
  if (is_countable(space_)) order_.emplace(space_.size(), seed_);
  open_first();
}

// A random vector that was not drawn before; none where all were.
std::optional<Vector> GeneticSearch::drawn(Random& random) {
  if (!order_) return random_vector(space_, random);
  if (next_place_ == order_->count()) return std::nullopt;
  return vector_at(space_, order_->at(next_place_++));
}

void GeneticSearch::open_first() {
  Random random(seed_, 0);
  std::vector<Vector> wanted;
  KnownOutcomes planned;
  const auto add = [&](Vector vector) {
    if (wanted.size() >= options_.population || !contains(space_, vector) || planned.has(vector)) return;
    planned.remember(vector, {});
    wanted.push_back(std::move(vector));
  };
  add(start_vector(space_, random));
  for (const Vector& vector : options_.known) add(vector);
  while (wanted.size() < options_.population) {
    std::optional<Vector> vector = drawn(random);
    if (!vector) break;
    add(std::move(*vector));
  }
  batch_.open(std::move(wanted));
}

std::vector<Vector> GeneticSearch::ask(std::size_t most) { return batch_.next(most); }

void GeneticSearch::tell(std::span<const Outcome> outcomes) {
  batch_.tell(outcomes);
  if (!batch_.is_complete() || ended_) return;
  known_.remember(batch_);
  select();
  ended_ = enumerates_ || (options_.patience > 0 && stale_ >= options_.patience);
  batch_.open({});
  if (!ended_) open_next();
}

void GeneticSearch::select() {
  const std::size_t elite = std::max<std::size_t>(1, static_cast<std::size_t>(options_.elite * static_cast<double>(options_.population)));
  const bool had_members = !members_.empty();
  const Outcome best_before = had_members ? members_.front().outcome : Outcome{};
  members_.resize(std::min(members_.size(), elite));
  for (std::size_t i = 0; i < batch_.vectors().size(); ++i) members_.push_back({batch_.vectors()[i], batch_.outcomes()[i]});
  std::stable_sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) { return is_better(a.outcome, b.outcome); });
  stale_ = had_members && !is_better(members_.front().outcome, best_before) ? stale_ + 1 : 0;
}

// The members are sorted: the smallest place of a few random ones.
const GeneticSearch::Member& GeneticSearch::winner(Random& random) const {
  std::uint64_t place = members_.size() - 1;
  for (int i = 0; i < std::max(options_.tournament, 1); ++i) place = std::min(place, random.below(members_.size()));
  return members_[place];
}

std::optional<Vector> GeneticSearch::fresh(Vector child, const KnownOutcomes& planned, Random& random) {
  constexpr int kMostMutations = 30;
  const auto is_new = [&](const Vector& vector) { return !known_.has(vector) && !planned.has(vector); };
  for (int i = 0; i < kMostMutations && !is_new(child); ++i) mutate(child, space_, free_, options_.mutation, options_.neighbour, random);
  if (is_new(child)) return child;
  for (std::optional<Vector> vector = drawn(random); vector; vector = drawn(random)) {
    if (is_new(*vector)) return vector;
  }
  return std::nullopt;
}

void GeneticSearch::open_next() {
  ++generation_;
  Random random(seed_, static_cast<std::uint64_t>(generation_));
  const std::size_t elite = std::max<std::size_t>(1, static_cast<std::size_t>(options_.elite * static_cast<double>(options_.population)));
  std::vector<Vector> wanted;
  KnownOutcomes planned;
  for (std::size_t i = elite; i < options_.population; ++i) {
    Vector child = winner(random).vector;
    if (random.uniform() < options_.crossover) cross(child, winner(random).vector, free_, random);
    mutate(child, space_, free_, options_.mutation, options_.neighbour, random);
    std::optional<Vector> vector = fresh(std::move(child), planned, random);
    if (!vector) break;  // every vector was scored
    planned.remember(*vector, {});
    wanted.push_back(std::move(*vector));
  }
  ended_ = wanted.empty();
  batch_.open(std::move(wanted));
}

Message GeneticSearch::status() const {
  if (enumerates_) return message("유전 탐색: 모든 경우 {}개", "genetic search: all {} vectors", batch_.vectors().size() + known_.size());
  return message("유전 탐색 {}세대, 탐색 {}개, 개선 없는 세대 {}",
                 "genetic search generation {}, {} vectors scored, {} generations without a better one", generation_, known_.size(),
                 stale_);
}

}  // namespace stom::optimize
