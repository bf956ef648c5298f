// Vectors of a space by their number, by coordinates of the unit cube, and by chance; whether a vector is in a space.
#pragma once

#include <cstddef>
#include <optional>

#include "optimize/random.h"
#include "optimize/space.h"

namespace stom::optimize {

// The value of a dimension that is not searched.
[[nodiscard]] Candidate fixed_value(const Dimension& dimension);
// Equal shares of [0, 1) for the candidates in their order; continuous dimensions are cut linearly.
[[nodiscard]] Candidate value_at(const Dimension& dimension, double unit);
[[nodiscard]] Candidate random_value(const Dimension& dimension, Random& random);
// Position of the value among the candidates.
[[nodiscard]] std::optional<std::size_t> position_of(const Dimension& dimension, const Candidate& value);

// Vector number `index` of a space without continuous dimensions, the last dimension turning fastest; index < size().
[[nodiscard]] Vector vector_at(const Space& space, std::uint64_t index);
[[nodiscard]] Vector random_vector(const Space& space, Random& random);
// The start vector; where the start of a dimension is none of its candidates, a random candidate.
[[nodiscard]] Vector start_vector(const Space& space, Random& random);
[[nodiscard]] bool contains(const Space& space, const Vector& vector);
[[nodiscard]] bool has_continuous(const Space& space);
// True where size() is the real number of vectors, not its upper bound.
[[nodiscard]] bool is_countable(const Space& space);

}  // namespace stom::optimize
