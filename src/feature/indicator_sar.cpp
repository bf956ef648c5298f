// Parabolic stop-and-reverse (J. W. Wilder, New Concepts in Technical Trading Systems, 1978).
#include <algorithm>

#include "feature/indicator_rules.h"

namespace stom::feature {
namespace {

class StopAndReverse {
 public:
  static constexpr bool kMemoryless = false;
  StopAndReverse(double acceleration, double maximum) : step_(std::min(acceleration, maximum)), maximum_(maximum) {}
  [[nodiscard]] int lookback() const { return 1; }
  void reset() { bars_ = 0; }
  double push(const Bar& bar) {
    const int row = bars_ < 2 ? bars_++ : bars_;
    const Bar before = before_;
    before_ = bar;
    if (row == 0) return kNotYet;
    // On its first bar the rule looks at the bar itself as the previous one too.
    if (row == 1) start(bar, before);
    return advance(bar, row == 1 ? bar : before);
  }

 private:
  void start(const Bar& bar, const Bar& before) {
    const double up = bar.high - before.high, down = before.low - bar.low;
    is_long_ = !(down > 0 && up < down);
    factor_ = step_;
    extreme_ = is_long_ ? bar.high : bar.low;
    stop_ = is_long_ ? before.low : before.high;
  }

  double advance(const Bar& bar, const Bar& before) {
    const bool reverses = is_long_ ? bar.low <= stop_ : bar.high >= stop_;
    double shown = stop_;
    if (reverses) {
      is_long_ = !is_long_;
      shown = outside(extreme_, bar, before);
      factor_ = step_;
      extreme_ = is_long_ ? bar.high : bar.low;
      stop_ = shown;
    } else if (is_long_ ? bar.high > extreme_ : bar.low < extreme_) {
      extreme_ = is_long_ ? bar.high : bar.low;
      factor_ = std::min(factor_ + step_, maximum_);
    }
    stop_ = outside(stop_ + factor_ * (extreme_ - stop_), bar, before);
    return shown;
  }

  // The stop may not lie inside the range of the last two bars: below their lows when long, above their highs when short.
  [[nodiscard]] double outside(double stop, const Bar& bar, const Bar& before) const {
    if (is_long_) return std::min({stop, before.low, bar.low});
    return std::max({stop, before.high, bar.high});
  }

  double step_, maximum_;
  int bars_ = 0;
  Bar before_{};
  bool is_long_ = true;
  double factor_ = 0, extreme_ = 0, stop_ = 0;
};

}  // namespace

RulePtr make_sar_rule(double acceleration, double maximum) {
  return std::make_unique<IndicatorRuleOf<StopAndReverse>>(StopAndReverse(acceleration, maximum));
}

}  // namespace stom::feature
