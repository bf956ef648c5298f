#include "optimize/tpe_search.h"

#include <stdexcept>

#include "optimize/parzen_estimator.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kFullWeight = 25;  // so many of the newest trials weigh 1, older ones less
constexpr int kRounds = 4;               // of draws, while all that was drawn is known

// Weight of trial `i` (0 oldest) of n: 1/n … 1 in even steps, then 1 for the newest.
double ramp(std::size_t i, std::size_t n) {
  if (n <= kFullWeight || i >= n - kFullWeight) return 1;
  const std::size_t steps = n - kFullWeight - 1;
  const double first = 1 / static_cast<double>(n);
  return steps == 0 ? first : first + (1 - first) * static_cast<double>(i) / static_cast<double>(steps);
}

struct Sample {
  std::vector<const Point*> points;
  std::vector<double> weights;
};

// l(x) or g(x): one estimator over all variables, or one for each.
class Model {
 public:
  Model(const std::vector<ParzenAxis>& axes, const Sample& sample, bool joint) {
    std::vector<double> numbers;
    if (joint) {
      for (const Point* point : sample.points) numbers.insert(numbers.end(), point->begin(), point->end());
      parts_.push_back(ParzenEstimator::joint(axes, numbers, sample.weights));
      return;
    }
    for (std::size_t k = 0; k < axes.size(); ++k) {
      numbers.clear();
      for (const Point* point : sample.points) numbers.push_back((*point)[k]);
      parts_.push_back(ParzenEstimator::by_gaps(axes[k], numbers, sample.weights));
    }
  }
  [[nodiscard]] std::size_t size() const { return parts_.size(); }
  [[nodiscard]] const ParzenEstimator& operator[](std::size_t i) const { return parts_[i]; }

 private:
  std::vector<ParzenEstimator> parts_;
};

struct Drawn {
  Point point;
  double ratio = 0;  // ln l(x) − ln g(x)
};

std::vector<ParzenAxis> axes_of(const FreeVariables& variables) {
  std::vector<ParzenAxis> axes;
  for (std::size_t i = 0; i < variables.count(); ++i) {
    const FreeVariable& variable = variables[i];
    axes.push_back(variable.is_continuous() ? ParzenAxis{0, 1, false}
                                            : ParzenAxis{-0.5, static_cast<double>(variable.candidates.size()) - 0.5, true});
  }
  return axes;
}

// Points of one round, best ratio first. Joint: whole points compete. Else every variable takes its own best draw: one point.
std::vector<Drawn> draw_round(const Model& good, const Model& rest, std::size_t variables, int candidates, Random& random) {
  const bool joint = good.size() == 1 && variables != 1;
  std::vector<Drawn> drawn;
  if (joint) {
    for (int i = 0; i < candidates; ++i) {
      Drawn& one = drawn.emplace_back();
      one.point.resize(variables);
      good[0].draw(random, one.point);
      one.ratio = good[0].log_density(one.point) - rest[0].log_density(one.point);
    }
    std::stable_sort(drawn.begin(), drawn.end(), [](const Drawn& a, const Drawn& b) { return a.ratio > b.ratio; });
    return drawn;
  }
  // By variable; the second-best draws of all variables make the second point, and so on.
  drawn.resize(static_cast<std::size_t>(candidates), {Point(variables), 0});
  for (std::size_t k = 0; k < variables; ++k) {
    std::vector<std::pair<double, double>> values;  // ratio, coordinate
    for (int i = 0; i < candidates; ++i) {
      double x = 0;
      good[k].draw(random, {&x, 1});
      values.emplace_back(good[k].log_density({&x, 1}) - rest[k].log_density({&x, 1}), x);
    }
    std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < values.size(); ++i) drawn[i].point[k] = values[i].second;
  }
  return drawn;
}

}  // namespace

TpeSearch::TpeSearch(const Space& space, TpeOptions options, std::uint64_t seed) : variables_(space), options_(options), seed_(seed) {}

bool TpeSearch::is_known(const Vector& vector) const { return known_.count(vector_hash(vector)) != 0; }

std::vector<Vector> TpeSearch::ask(std::size_t most) {
  std::size_t count = std::min(most, std::max<std::size_t>(options_.batch, 1));
  const auto startup = static_cast<std::size_t>(std::max(options_.startup, 1));
  if (points_.size() < startup) count = std::min(most, startup - points_.size());
  std::vector<Vector> vectors;
  while (vectors.size() < count) {
    const std::optional<Point> point = propose(points_.size());
    if (!point) break;
    const bool is_start = points_.empty() && options_.start_first;
    vectors.push_back(is_start ? variables_.start_vector() : variables_.vector_at(*point));
    known_.insert(vector_hash(vectors.back()));
    points_.push_back(*point);
  }
  return vectors;
}

std::optional<Point> TpeSearch::propose(std::size_t trial) const {
  if (trial == 0 && options_.start_first) return variables_.start();
  Random random(seed_, trial);
  if (known_.size() < variables_.size() && ranks_.size() >= static_cast<std::size_t>(std::max(options_.startup, 1))) {
    const std::vector<std::size_t> good = good_trials();
    if (!good.empty()) {
      if (const auto point = propose_by_model(random, trial, good)) return point;
    }
  }
  return variables_.unknown_point(random, known_.size(), [this](const Vector& vector) { return is_known(vector); });
}

std::vector<std::size_t> TpeSearch::good_trials() const {
  const auto share = static_cast<std::size_t>(std::ceil(options_.good_share * static_cast<double>(ranks_.size())));
  std::vector<std::size_t> good(best_.begin(), best_.begin() + static_cast<std::ptrdiff_t>(std::min(share, best_.size())));
  // What is no better than the worst tells nothing about where to look: without trades anywhere, or one score everywhere.
  while (!good.empty() && ranks_[good.back()] == worst_) good.pop_back();
  std::sort(good.begin(), good.end());
  return good;
}

std::optional<Point> TpeSearch::propose_by_model(Random& random, std::size_t trial, std::span<const std::size_t> good) const {
  Sample of_good, of_rest;
  for (std::size_t i = 0; i < good.size(); ++i) {
    of_good.points.push_back(&points_[good[i]]);
    of_good.weights.push_back(ramp(i, good.size()));
  }
  const std::size_t rest = trial - good.size();
  for (std::size_t i = trial, position = rest; i-- > 0 && of_rest.points.size() < options_.most_kernels;) {
    if (std::binary_search(good.begin(), good.end(), i)) continue;
    of_rest.points.push_back(&points_[i]);
    of_rest.weights.push_back(ramp(--position, rest));
  }
  const std::vector<ParzenAxis> axes = axes_of(variables_);
  const bool joint = options_.multivariate && axes.size() > 1;
  const Model good_model(axes, of_good, joint), rest_model(axes, of_rest, joint);
  for (int round = 0; round < kRounds; ++round) {
    for (const Drawn& drawn : draw_round(good_model, rest_model, axes.size(), options_.candidates, random)) {
      if (!is_known(variables_.vector_at(drawn.point))) return drawn.point;
    }
  }
  return std::nullopt;
}

void TpeSearch::tell(std::span<const Outcome> outcomes) {
  if (ranks_.size() + outcomes.size() != points_.size()) {
    throw std::logic_error("a searcher was told another number of outcomes than it asked for");
  }
  for (const Outcome& outcome : outcomes) {
    const std::size_t trial = ranks_.size();
    ranks_.push_back(rank(outcome));
    if (trial == 0 || ranks_before(worst_, ranks_.back())) worst_ = ranks_.back();
    // Behind its equals: the first trial of a score stays ahead.
    const auto is_before = [this](std::size_t a, std::size_t b) { return ranks_before(ranks_[a], ranks_[b]); };
    const auto place = std::upper_bound(best_.begin(), best_.end(), trial, is_before);
    best_.insert(place, trial);
    if (best_.size() > static_cast<std::size_t>(std::max(options_.most_good, 1))) best_.pop_back();
  }
}

Message TpeSearch::status() const {
  const std::size_t told = ranks_.size();
  if (told < static_cast<std::size_t>(options_.startup)) {
    return message("TPE: 무작위 시작 {}/{}회", "TPE: random start, {} of {} trials", told, options_.startup);
  }
  return message("TPE: {}회 시행, 좋은 결과 {}개로 추정", "TPE: {} trials, model of the {} best", told, good_trials().size());
}

}  // namespace stom::optimize
