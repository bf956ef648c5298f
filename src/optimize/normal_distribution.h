// The standard normal distribution to nearly full double precision; both are pure and the same on every machine of one libm.
#pragma once

namespace stom::optimize {

[[nodiscard]] double normal_cdf(double x);
// Inverse of normal_cdf for 0 < p < 1 (Wichura 1988, algorithm AS 241, PPND16); ±infinity at the ends.
[[nodiscard]] double normal_quantile(double p);

}  // namespace stom::optimize
