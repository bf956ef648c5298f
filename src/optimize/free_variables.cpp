#include "optimize/free_variables.h"

#include "optimize/space_point.h"

namespace stom::optimize {
namespace {

constexpr std::uint64_t kLargestSize = 1ULL << 62;
constexpr int kRandomTries = 100;

std::vector<Candidate> ascending(std::vector<Candidate> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return a.value != b.value ? a.value < b.value : a.is_integer && !b.is_integer;
  });
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

double nearest(const std::vector<Candidate>& candidates, double value) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (std::abs(candidates[i].value - value) < std::abs(candidates[best].value - value)) best = i;
  }
  return static_cast<double>(best);
}

}  // namespace

FreeVariables::FreeVariables(const Space& space) {
  for (std::size_t i = 0; i < space.dimensions.size(); ++i) {
    const Dimension& dimension = space.dimensions[i];
    fixed_.push_back(fixed_value(dimension));
    if (dimension.continuous) {
      if (!(dimension.low < dimension.high)) {
        fixed_.back() = {dimension.low, false};
        continue;
      }
      variables_.push_back({i, {}, dimension.low, dimension.high});
      start_.push_back(std::clamp((dimension.start.value - dimension.low) / (dimension.high - dimension.low), 0.0, 1.0));
      size_ = kLargestSize;
      continue;
    }
    std::vector<Candidate> candidates = ascending(dimension.candidates);
    if (candidates.size() < 2) continue;
    start_.push_back(nearest(candidates, dimension.start.value));
    size_ = size_ > kLargestSize / candidates.size() ? kLargestSize : size_ * candidates.size();
    variables_.push_back({i, std::move(candidates), 0, 0});
  }
  start_vector_ = vector_at(start_);
  // Not by way of the coordinate, which may change the last digit.
  for (const FreeVariable& variable : variables_) {
    if (!variable.is_continuous()) continue;
    start_vector_[variable.dimension].value = std::clamp(space.dimensions[variable.dimension].start.value, variable.low, variable.high);
  }
}

Vector FreeVariables::vector_at(const Point& point) const {
  Vector vector = fixed_;
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const FreeVariable& variable = variables_[i];
    Candidate& value = vector[variable.dimension];
    if (variable.is_continuous()) {
      value = {std::clamp(variable.low + point[i] * (variable.high - variable.low), variable.low, variable.high), false};
    } else {
      value = variable.candidates[static_cast<std::size_t>(point[i])];
    }
  }
  return vector;
}

Point FreeVariables::random_point(Random& random) const {
  Point point(variables_.size());
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    point[i] = variables_[i].is_continuous() ? random.uniform() : static_cast<double>(random.below(variables_[i].candidates.size()));
  }
  return point;
}

std::optional<Point> FreeVariables::unknown_point(Random& random, std::uint64_t known,
                                                  const std::function<bool(const Vector&)>& is_known) const {
  if (known >= size_) return std::nullopt;
  Point point = random_point(random);
  for (int i = 1; i < kRandomTries && is_known(vector_at(point)); ++i) point = random_point(random);
  // Few are left: walk the lists like the wheels of a counter. Among known + 1 vectors in a row one is not known.
  for (std::uint64_t steps = 0; is_known(vector_at(point)); ++steps) {
    if (steps > known) return std::nullopt;  // continuous values of less than one part in 2^53 of their size
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (variables_[i].is_continuous()) continue;
      point[i] += 1;
      if (point[i] < static_cast<double>(variables_[i].candidates.size())) break;
      point[i] = 0;
    }
  }
  return point;
}

}  // namespace stom::optimize
