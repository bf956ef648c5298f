#include "optimize/space_point.h"

namespace stom::optimize {

Candidate fixed_value(const Dimension& dimension) { return dimension.candidates.empty() ? dimension.start : dimension.candidates.front(); }

Candidate value_at(const Dimension& dimension, double unit) {
  if (dimension.is_fixed()) return fixed_value(dimension);
  if (dimension.continuous)
    return {std::clamp(dimension.low + unit * (dimension.high - dimension.low), dimension.low, dimension.high), false};
  const std::size_t count = dimension.candidates.size();
  return dimension.candidates[std::min(static_cast<std::size_t>(unit * static_cast<double>(count)), count - 1)];
}

Candidate random_value(const Dimension& dimension, Random& random) {
  if (dimension.is_fixed()) return fixed_value(dimension);
  if (dimension.continuous) return value_at(dimension, random.uniform());
  return dimension.candidates[random.below(dimension.candidates.size())];
}

std::optional<std::size_t> position_of(const Dimension& dimension, const Candidate& value) {
  const auto at = std::find(dimension.candidates.begin(), dimension.candidates.end(), value);
  if (at == dimension.candidates.end()) return std::nullopt;
  return static_cast<std::size_t>(at - dimension.candidates.begin());
}

Vector vector_at(const Space& space, std::uint64_t index) {
  Vector vector(space.dimensions.size());
  for (std::size_t d = vector.size(); d-- > 0;) {
    const Dimension& dimension = space.dimensions[d];
    if (dimension.is_fixed()) {
      vector[d] = fixed_value(dimension);
      continue;
    }
    vector[d] = dimension.candidates[index % dimension.candidates.size()];
    index /= dimension.candidates.size();
  }
  return vector;
}

Vector random_vector(const Space& space, Random& random) {
  Vector vector;
  for (const Dimension& dimension : space.dimensions) vector.push_back(random_value(dimension, random));
  return vector;
}

Vector start_vector(const Space& space, Random& random) {
  Vector vector;
  for (const Dimension& dimension : space.dimensions) {
    if (dimension.continuous) {
      vector.push_back({std::clamp(dimension.start.value, dimension.low, dimension.high), false});
    } else {
      vector.push_back(position_of(dimension, dimension.start) ? dimension.start : random_value(dimension, random));
    }
  }
  return vector;
}

bool contains(const Space& space, const Vector& vector) {
  if (vector.size() != space.dimensions.size()) return false;
  for (std::size_t d = 0; d < vector.size(); ++d) {
    const Dimension& dimension = space.dimensions[d];
    const bool is_in = dimension.continuous   ? vector[d].value >= dimension.low && vector[d].value <= dimension.high
                       : dimension.is_fixed() ? vector[d] == fixed_value(dimension)
                                              : position_of(dimension, vector[d]).has_value();
    if (!is_in) return false;
  }
  return true;
}

bool has_continuous(const Space& space) {
  return std::any_of(space.dimensions.begin(), space.dimensions.end(), [](const Dimension& d) { return d.continuous; });
}

bool is_countable(const Space& space) { return !has_continuous(space) && space.size() < (std::uint64_t{1} << 62); }

}  // namespace stom::optimize
