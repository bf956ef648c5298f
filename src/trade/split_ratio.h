// Share of the bet for the n-th partial order, in percent (back-test spec 9.1).
#pragma once

namespace stom::trade {

// method 1…3, count 1…5, done 0…count−1.
[[nodiscard]] double split_ratio(int method, int count, int done);

}  // namespace stom::trade
