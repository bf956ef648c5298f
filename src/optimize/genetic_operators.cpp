#include "optimize/genetic_operators.h"

#include "optimize/space_point.h"

namespace stom::optimize {

std::vector<std::size_t> free_dimensions(const Space& space) {
  std::vector<std::size_t> free;
  for (std::size_t d = 0; d < space.dimensions.size(); ++d) {
    if (!space.dimensions[d].is_fixed()) free.push_back(d);
  }
  return free;
}

void cross(Vector& child, const Vector& other, const std::vector<std::size_t>& free, Random& random) {
  for (const std::size_t d : free) {
    if (random.below(2) == 1) child[d] = other[d];
  }
}

void mutate(Vector& child, const Space& space, const std::vector<std::size_t>& free, double probability, double neighbour, Random& random) {
  constexpr double kContinuousStep = 0.05;
  for (const std::size_t d : free) {
    if (random.uniform() >= probability) continue;
    const Dimension& dimension = space.dimensions[d];
    if (random.uniform() >= neighbour) {
      child[d] = random_value(dimension, random);
    } else if (dimension.continuous) {
      const double moved = child[d].value + kContinuousStep * (dimension.high - dimension.low) * random.normal();
      child[d] = {std::clamp(moved, dimension.low, dimension.high), false};
    } else {
      const std::size_t last = dimension.candidates.size() - 1, at = position_of(dimension, child[d]).value_or(0);
      const bool is_up = at == 0 || (at != last && random.below(2) == 1);
      child[d] = dimension.candidates[is_up ? at + 1 : at - 1];
    }
  }
}

}  // namespace stom::optimize
