#include "optimize/condition_search.h"

#include <stdexcept>

#include "base/error.h"
#include "optimize/combination_order.h"

namespace stom::optimize {
namespace {

constexpr std::uint64_t kMostSets = std::uint64_t{1} << 62;
constexpr std::uint64_t kSwapStreams = std::uint64_t{1} << 48;  // beyond the streams of random draws

void check(const ConditionOptions& options) {
  if (options.buy_count > options.buy_conditions) {
    throw UsageError(message("매수조건이 {}개뿐이어서 {}개를 고를 수 없습니다. 매수조건수를 줄이십시오.",
                             "{} buy conditions cannot be chosen {} at a time: lower the number of buy conditions.", options.buy_conditions,
                             options.buy_count));
  }
  if (options.sell_count > options.sell_conditions) {
    throw UsageError(message("매도조건이 {}개뿐이어서 {}개를 고를 수 없습니다. 매도조건수를 줄이십시오.",
                             "{} sell conditions cannot be chosen {} at a time: lower the number of sell conditions.",
                             options.sell_conditions, options.sell_count));
  }
}

}  // namespace

Space condition_space(std::int64_t average_ticks, std::size_t buy_conditions, std::size_t sell_conditions) {
  Space space;
  const Candidate ticks{static_cast<double>(average_ticks), true};
  space.dimensions.push_back({{ticks}, ticks, false, ticks.value, ticks.value, true});
  const Dimension condition{{{0, true}, {1, true}}, {0, true}, false, 0, 1, true};
  space.dimensions.insert(space.dimensions.end(), buy_conditions + sell_conditions, condition);
  return space;
}

ConditionSearch::ConditionSearch(Space space, const ConditionOptions& options, std::uint64_t seed)
    : space_(std::move(space)), options_(options), seed_(seed) {
  check(options_);
  if (space_.dimensions.size() != 1 + options_.buy_conditions + options_.sell_conditions) {
    throw std::logic_error("the space of a condition search does not have one dimension per condition");
  }
  buy_ = {1, options_.buy_conditions, options_.buy_count};
  sell_ = {1 + options_.buy_conditions, options_.sell_conditions, options_.sell_count};
  const std::uint64_t buys = combination_count(buy_.size, buy_.chosen), sells = combination_count(sell_.size, sell_.chosen);
  set_count_ = buys > kMostSets / sells ? kMostSets : buys * sells;
  if (set_count_ < kMostSets) order_.emplace(set_count_, seed_);
  options_.trials = std::min(std::max<std::uint64_t>(options_.trials, 1), set_count_);
  random_trials_ = options_.random_trials > 0      ? std::min(options_.random_trials, options_.trials)
                   : set_count_ <= options_.trials ? options_.trials
                                                   : std::max<std::uint64_t>(1, options_.trials / 2);
}

Vector ConditionSearch::set_of(const std::vector<std::size_t>& buy, const std::vector<std::size_t>& sell) const {
  Vector vector(space_.dimensions.size(), Candidate{0, true});
  vector[0] = space_.dimensions[0].candidates.empty() ? space_.dimensions[0].start : space_.dimensions[0].candidates.front();
  for (const std::size_t i : buy) vector[buy_.first + i].value = 1;
  for (const std::size_t i : sell) vector[sell_.first + i].value = 1;
  return vector;
}

// The next set in random order that was not asked; none where all were.
std::optional<Vector> ConditionSearch::drawn() {
  while (!order_ || next_draw_ < set_count_) {
    const std::uint64_t place = next_draw_++;
    std::vector<std::size_t> buy, sell;
    if (order_) {
      const std::uint64_t rank = order_->at(place), sells = combination_count(sell_.size, sell_.chosen);
      buy = combination_at(buy_.size, buy_.chosen, rank / sells);
      sell = combination_at(sell_.size, sell_.chosen, rank % sells);
    } else {
      Random random(seed_, place);
      buy = shuffled(buy_.size, random);
      sell = shuffled(sell_.size, random);
      buy.resize(buy_.chosen);
      sell.resize(sell_.chosen);
    }
    Vector vector = set_of(buy, sell);
    if (!asked_.has(vector)) return vector;
  }
  return std::nullopt;
}

std::vector<Vector> ConditionSearch::ask(std::size_t most) {
  std::vector<Vector> part;
  const bool swaps = sets_.size() >= random_trials_;
  const std::uint64_t end = swaps ? options_.trials : random_trials_;
  std::vector<std::size_t> parents;
  std::vector<double> inclusion;
  if (swaps) {
    parents = best_sets();
    inclusion = weights();
  }
  Random random(seed_, kSwapStreams + swap_parts_);
  if (swaps) ++swap_parts_;
  while (part.size() < most && sets_.size() < end) {
    std::optional<Vector> vector;
    if (!parents.empty()) vector = neighbour(parents, inclusion, random);
    if (!vector) vector = drawn();
    if (!vector) break;
    asked_.remember(*vector, {});
    sets_.push_back(*vector);
    part.push_back(std::move(*vector));
  }
  return part;
}

void ConditionSearch::tell(std::span<const Outcome> outcomes) {
  if (outcomes_.size() + outcomes.size() != sets_.size())
    throw std::logic_error("a searcher was told another number of outcomes than it asked for");
  outcomes_.insert(outcomes_.end(), outcomes.begin(), outcomes.end());
}

std::vector<std::size_t> ConditionSearch::best_sets() const {
  std::vector<std::size_t> best;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (is_result(outcomes_[i])) best.push_back(i);
  }
  std::stable_sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) { return is_better(outcomes_[a], outcomes_[b]); });
  best.resize(std::min(best.size(), std::max<std::size_t>(options_.parents, 1)));
  return best;
}

// Per dimension: the share of its sets that belong to the best quarter of all, one success in four added for the unseen.
std::vector<double> ConditionSearch::weights() const {
  std::vector<double> weights(space_.dimensions.size(), 0.25);
  for (const ConditionLift& lift : condition_lifts(std::span(sets_).first(outcomes_.size()), outcomes_)) {
    const auto count = static_cast<double>(lift.count);
    weights[lift.dimension] = (0.25 * lift.lift * count + 0.25) / (count + 1);
  }
  return weights;
}

void ConditionSearch::swap_one(Vector& vector, const std::vector<double>& weights, Random& random) const {
  const std::uint64_t buy_swaps = buy_.chosen * (buy_.size - buy_.chosen), sell_swaps = sell_.chosen * (sell_.size - sell_.chosen);
  const Group& group = random.below(buy_swaps + sell_swaps) < buy_swaps ? buy_ : sell_;
  std::vector<std::size_t> inside, outside;
  for (std::size_t d = group.first; d < group.first + group.size; ++d) (vector[d].value == 1 ? inside : outside).push_back(d);
  const std::size_t leaving = inside[random.below(inside.size())];
  std::size_t joining = outside[random.below(outside.size())];
  if (random.below(2) == 1) {
    double sum = 0;
    for (const std::size_t d : outside) sum += weights[d];
    double left = random.uniform() * sum;
    for (const std::size_t d : outside) {
      joining = d;
      left -= weights[d];
      if (left < 0) break;
    }
  }
  vector[leaving].value = 0;
  vector[joining].value = 1;
}

std::optional<Vector> ConditionSearch::neighbour(const std::vector<std::size_t>& parents, const std::vector<double>& weights,
                                                 Random& random) const {
  constexpr int kMostSwaps = 30;
  if (!buy_.can_swap() && !sell_.can_swap()) return std::nullopt;
  // The better of two random parents, so that the front leads without ending all other lines.
  const std::uint64_t a = random.below(parents.size()), b = random.below(parents.size());
  Vector vector = sets_[parents[std::min(a, b)]];
  for (int i = 0; i < kMostSwaps; ++i) {
    swap_one(vector, weights, random);
    if (!asked_.has(vector)) return vector;
  }
  return std::nullopt;
}

std::vector<ConditionLift> ConditionSearch::lifts() const {
  const std::size_t count = std::min<std::size_t>(outcomes_.size(), random_trials_);
  return condition_lifts(std::span(sets_).first(count), std::span(outcomes_).first(count));
}

std::vector<PairLift> ConditionSearch::best_pairs(std::size_t most) const {
  const std::size_t count = std::min<std::size_t>(outcomes_.size(), random_trials_);
  return pair_lifts(std::span(sets_).first(count), std::span(outcomes_).first(count), most);
}

Message ConditionSearch::status() const {
  if (outcomes_.size() < random_trials_) {
    return message("조건 탐색 {}/{} (무작위)", "condition search {} of {} (random)", outcomes_.size(), options_.trials);
  }
  return message("조건 탐색 {}/{} (조건 교체)", "condition search {} of {} (swaps)", outcomes_.size(), options_.trials);
}

}  // namespace stom::optimize
