// Stochastics: raw %K of the last fast_k bars, smoothed once (fast D, slow K) or twice (slow D).
#include "feature/indicator_rules.h"
#include "feature/moving_average.h"
#include "feature/window_extremum.h"

namespace stom::feature {
namespace {

class Stochastic {
 public:
  static constexpr bool kMemoryless = false;
  // shows_second: the value is the second average, else the first; both start on the second one's first bar.
  Stochastic(int fast_k, MovingAverage first, MovingAverage second, int smoothing_lookback, bool shows_second)
      : lookback_(fast_k - 1 + smoothing_lookback), shows_second_(shows_second), highest_(fast_k, true),
        lowest_(fast_k, false), first_(std::move(first)), second_(std::move(second)) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() {
    highest_.reset();
    lowest_.reset();
    first_.reset();
    second_.reset();
  }
  double push(const Bar& bar) {
    const double high = highest_.push(bar.high), low = lowest_.push(bar.low);
    if (!highest_.full()) return kNotYet;
    const double range = (high - low) / 100.0;
    const double raw = range != 0.0 ? (bar.close - low) / range : 0.0;
    double first = 0, second = 0;
    if (!first_.push(raw, first) || !second_.push(first, second)) return kNotYet;
    return shows_second_ ? second : first;
  }

 private:
  int lookback_;
  bool shows_second_;
  WindowExtremum highest_, lowest_;
  MovingAverage first_, second_;
};

}  // namespace

// The fast pair is the same chain with a first average of period 1: %K unchanged, %D its average.
RulePtr make_stochastic_rule(IndicatorOutput output, int fast_k, int slow_k, int slow_k_type, int slow_d, int slow_d_type) {
  const AverageType k_type = static_cast<AverageType>(slow_k_type), d_type = static_cast<AverageType>(slow_d_type);
  const bool second = output == IndicatorOutput::kStochSlowD || output == IndicatorOutput::kStochFastD;
  return std::make_unique<IndicatorRuleOf<Stochastic>>(
      Stochastic(fast_k, MovingAverage(k_type, slow_k), MovingAverage(d_type, slow_d),
                 MovingAverage::lookback(k_type, slow_k) + MovingAverage::lookback(d_type, slow_d), second));
}

}  // namespace stom::feature
