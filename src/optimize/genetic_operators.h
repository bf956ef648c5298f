// How a child vector is made from its parents; shared by the genetic search and NSGA-II.
#pragma once

#include "optimize/random.h"
#include "optimize/space.h"

namespace stom::optimize {

// Dimensions that are not fixed.
[[nodiscard]] std::vector<std::size_t> free_dimensions(const Space& space);

// Uniform crossover: each free dimension of the child becomes the other parent's with probability 1/2.
void cross(Vector& child, const Vector& other, const std::vector<std::size_t>& free, Random& random);

// Each free dimension changes with `probability`: a `neighbour` share steps to the next candidate (continuous: normally distributed
// with 5 % of the range), the rest draws any value.
void mutate(Vector& child, const Space& space, const std::vector<std::size_t>& free, double probability, double neighbour, Random& random);

}  // namespace stom::optimize
