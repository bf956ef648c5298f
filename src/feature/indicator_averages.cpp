// Indicators made of moving averages of the close: APO, PPO, MACD, Bollinger bands. Where two averages have different
// look-backs the library starts the shorter one later, so that both have their first value on the same bar; only the
// full series of APO and PPO starts both averages on the first bar.
#include <algorithm>
#include <cmath>

#include "feature/indicator_rules.h"
#include "feature/moving_average.h"

namespace stom::feature {
namespace {

class AverageOscillator {
 public:
  static constexpr bool kMemoryless = false;
  AverageOscillator(int fast, int slow, AverageType type, bool percent, IndicatorSet set)
      : percent_(percent), lookback_(MovingAverage::lookback(type, slow)),
        fast_from_(set == IndicatorSet::kFull ? 0 : lookback_ - MovingAverage::lookback(type, fast)), fast_(type, fast),
        slow_(type, slow) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() {
    bars_ = 0;
    fast_.reset();
    slow_.reset();
  }
  double push(const Bar& bar) {
    double fast = 0, slow = 0;
    if (bars_++ >= fast_from_) fast_.push(bar.close, fast);
    if (!slow_.push(bar.close, slow)) return kNotYet;
    if (!percent_) return fast - slow;
    return is_nearly_zero(slow) ? 0.0 : (fast - slow) / slow * 100.0;
  }

 private:
  bool percent_;
  int lookback_, fast_from_;
  int bars_ = 0;
  MovingAverage fast_, slow_;
};

class Macd {
 public:
  static constexpr bool kMemoryless = false;
  enum class Part { kLine, kSignal, kHistogram };
  Macd(int fast, int slow, int signal, Part part)
      : part_(part), lookback_(slow + signal - 2), fast_from_(slow - fast), fast_(fast), slow_(slow), signal_(signal) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() {
    bars_ = 0;
    fast_.reset();
    slow_.reset();
    signal_.reset();
  }
  double push(const Bar& bar) {
    double fast = 0, slow = 0, signal = 0;
    if (bars_++ >= fast_from_) fast_.push(bar.close, fast);
    if (!slow_.push(bar.close, slow)) return kNotYet;
    const double line = fast - slow;
    if (!signal_.push(line, signal)) return kNotYet;
    return part_ == Part::kLine ? line : part_ == Part::kSignal ? signal : line - signal;
  }

 private:
  Part part_;
  int lookback_, fast_from_;
  int bars_ = 0;
  ExponentialAverage fast_, slow_, signal_;
};

// A signal period of 1 is below the library's minimum but is noticed late: too little history still gives NaN, then 0.
class MacdWithoutSignal {
 public:
  static constexpr bool kMemoryless = true;
  explicit MacdWithoutSignal(int slow) : lookback_(slow - 2) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() { bars_ = 0; }
  double push(const Bar&) { return bars_++ < lookback_ ? kNotYet : 0.0; }

 private:
  int lookback_;
  int bars_ = 0;
};

// Population standard deviation of the last `period` values from running sums; 0 when the variance is nearly zero.
class RunningDeviation {
 public:
  explicit RunningDeviation(int period) : period_(period), recent_(period_) {}
  void reset() {
    recent_.reset();
    sum_ = squares_ = 0;
  }
  // `mean`: the simple average of the same values where the caller has it, else null.
  double push(double value, const double* mean) {
    const double n = static_cast<double>(period_);
    recent_.push(value);
    sum_ += value;
    squares_ += value * value;
    if (recent_.count() < period_) return kNotYet;
    const double own_mean = sum_ / n;
    const double mean_of_squares = squares_ / n;
    const double oldest = recent_.ago(period_ - 1);
    sum_ -= oldest;
    squares_ -= oldest * oldest;
    const double center = mean != nullptr ? *mean : own_mean;
    const double variance = mean_of_squares - center * center;
    return variance < 1e-8 ? 0.0 : std::sqrt(variance);
  }

 private:
  std::size_t period_;
  RecentRing recent_;
  double sum_ = 0, squares_ = 0;
};

class Bands {
 public:
  static constexpr bool kMemoryless = false;
  Bands(int period, double width, AverageType type)
      : type_(type), lookback_(MovingAverage::lookback(type, period)), deviation_from_(lookback_ - (period - 1)),
        width_(width), middle_(type, period), deviation_(period) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() {
    bars_ = 0;
    middle_.reset();
    deviation_.reset();
  }
  double push(const Bar& bar) {
    double middle = 0;
    const bool ready = middle_.push(bar.close, middle);
    double deviation = 0;
    if (bars_++ >= deviation_from_) deviation = deviation_.push(bar.close, type_ == AverageType::kSimple ? &middle : nullptr);
    return ready ? middle + deviation * width_ : kNotYet;
  }

 private:
  AverageType type_;
  int lookback_, deviation_from_;
  double width_;  // deviations above (+) or below (−) the middle
  int bars_ = 0;
  MovingAverage middle_;
  RunningDeviation deviation_;
};

}  // namespace

RulePtr make_oscillator_rule(IndicatorOutput output, IndicatorSet set, int fast, int slow, int type) {
  return std::make_unique<IndicatorRuleOf<AverageOscillator>>(AverageOscillator(
      std::min(fast, slow), std::max(fast, slow), static_cast<AverageType>(type), output == IndicatorOutput::kPpo, set));
}

RulePtr make_macd_rule(IndicatorOutput output, int fast, int slow, int signal) {
  if (signal == 1) return std::make_unique<IndicatorRuleOf<MacdWithoutSignal>>(MacdWithoutSignal(std::max(fast, slow)));
  const Macd::Part part = output == IndicatorOutput::kMacd         ? Macd::Part::kLine
                          : output == IndicatorOutput::kMacdSignal ? Macd::Part::kSignal
                                                                   : Macd::Part::kHistogram;
  return std::make_unique<IndicatorRuleOf<Macd>>(Macd(std::min(fast, slow), std::max(fast, slow), signal, part));
}

RulePtr make_bands_rule(IndicatorOutput output, int period, double up, double down, int type) {
  const double width = output == IndicatorOutput::kBbUpper ? up : output == IndicatorOutput::kBbLower ? -down : 0.0;
  return std::make_unique<IndicatorRuleOf<Bands>>(Bands(period, width, static_cast<AverageType>(type)));
}

}  // namespace stom::feature
