#include "optimize/haircut.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "optimize/normal_distribution.h"

namespace stom::optimize {
namespace {

// Two-sided as in the paper; a ratio that is not positive would never be chosen, so it does not count as a discovery.
double p_value(double sharpe, double days) { return sharpe > 0 ? 2 * normal_cdf(-sharpe * std::sqrt(days)) : 1.0; }

// Σ 1/j for j = 1 … n, by its asymptotic series where it is exact to the last digits.
double harmonic(double n) {
  constexpr double kEulerGamma = 0.57721566490153286061, kSummedUpTo = 1000;
  if (n > kSummedUpTo) return std::log(n) + kEulerGamma + 1 / (2 * n) - 1 / (12 * n * n);
  double sum = 0;
  for (double j = 1; j <= n; ++j) sum += 1 / j;
  return sum;
}

// Smallest over the ranks from `rank` (1 …) on of N·c(N)/i·p(i); unseen tests have p = 1 and come last.
double bhy_p(const std::vector<double>& sorted, std::size_t rank, double tests) {
  const double factor = tests * harmonic(tests);
  double adjusted = 1;
  for (std::size_t i = sorted.size(); i >= rank; --i) adjusted = std::min(adjusted, factor / static_cast<double>(i) * sorted[i - 1]);
  return adjusted;
}

double holm_p(const std::vector<double>& sorted, std::size_t rank, double tests) {
  double adjusted = 0;
  for (std::size_t i = 1; i <= rank; ++i) adjusted = std::max(adjusted, (tests - static_cast<double>(i) + 1) * sorted[i - 1]);
  return adjusted;
}

}  // namespace

Haircut haircut_sharpe(std::span<const double> trial_sharpes, double best, double days, double trials) {
  if (!(best > 0) || !(days > 0)) return {};
  const double own = p_value(best, days);
  std::vector<double> sorted;
  bool found = false;
  for (const double sharpe : trial_sharpes) {
    sorted.push_back(p_value(sharpe, days));
    found = found || sharpe == best;
  }
  if (!found) sorted.push_back(own);
  std::sort(sorted.begin(), sorted.end());
  const auto rank = static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), own) - sorted.begin()) + 1;
  const double tests = std::max(trials, static_cast<double>(sorted.size()));
  const auto back = [&](double p) {
    if (p >= 1) return 0.0;
    // A p value that vanished (t above 37) cannot be adjusted; the ratio then stays.
    return p > 0 ? std::min(best, -normal_quantile(p / 2) / std::sqrt(days)) : best;
  };
  return {back(tests * own), back(holm_p(sorted, rank, tests)), back(bhy_p(sorted, rank, tests))};
}

}  // namespace stom::optimize
