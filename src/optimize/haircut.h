// Harvey & Liu 2015, "Backtesting": what is left of a Sharpe ratio when its p value is adjusted for the number of tests.
#pragma once

#include <span>

namespace stom::optimize {

struct Haircut {
  double bonferroni = 0, holm = 0, bhy = 0;  // adjusted Sharpe ratios per day; BHY: Benjamini & Yekutieli 2001
};
// `trials`: tests made, where more were made than have a Sharpe ratio here; the others then count as failures (p = 1).
[[nodiscard]] Haircut haircut_sharpe(std::span<const double> trial_sharpes, double best, double days, double trials = 0);

}  // namespace stom::optimize
