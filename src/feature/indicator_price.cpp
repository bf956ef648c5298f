// Indicators of prices alone: MOM, ROC, RSI, WILLR, CCI, AROON.
#include <cmath>

#include "feature/indicator_rules.h"
#include "feature/moving_average.h"
#include "feature/window_extremum.h"

namespace stom::feature {
namespace {

class Momentum {
 public:
  static constexpr bool kMemoryless = true;
  Momentum(int period, bool rate) : period_(period), rate_(rate), closes_(period_ + 1) {}
  [[nodiscard]] int lookback() const { return static_cast<int>(period_); }
  void reset() { closes_.reset(); }
  double push(const Bar& bar) {
    closes_.push(bar.close);
    if (closes_.count() <= period_) return kNotYet;
    const double before = closes_.ago(period_);
    if (!rate_) return bar.close - before;
    return before != 0 ? (bar.close / before - 1.0) * 100.0 : 0.0;
  }

 private:
  std::size_t period_;
  bool rate_;
  RecentRing closes_;
};

class RelativeStrength {
 public:
  static constexpr bool kMemoryless = false;
  explicit RelativeStrength(int period) : period_(period) {}
  [[nodiscard]] int lookback() const { return period_; }
  void reset() { changes_ = -1; }
  double push(const Bar& bar) {
    if (changes_ < 0) {
      changes_ = 0;
      gain_ = loss_ = 0;
      before_ = bar.close;
      return kNotYet;
    }
    const double change = bar.close - before_;
    before_ = bar.close;
    const bool seeded = changes_ >= period_;
    if (seeded) {
      loss_ *= period_ - 1;
      gain_ *= period_ - 1;
    }
    if (change < 0) loss_ -= change;
    else gain_ += change;
    if (!seeded && ++changes_ < period_) return kNotYet;
    loss_ /= period_;
    gain_ /= period_;
    const double total = gain_ + loss_;
    return is_nearly_zero(total) ? 0.0 : 100 * (gain_ / total);
  }

 private:
  int period_;
  int changes_ = -1;
  double before_ = 0, gain_ = 0, loss_ = 0;
};

class WilliamsR {
 public:
  static constexpr bool kMemoryless = true;
  explicit WilliamsR(int period) : period_(period), highest_(period, true), lowest_(period, false) {}
  [[nodiscard]] int lookback() const { return period_ - 1; }
  void reset() {
    highest_.reset();
    lowest_.reset();
  }
  double push(const Bar& bar) {
    const double high = highest_.push(bar.high), low = lowest_.push(bar.low);
    if (!highest_.full()) return kNotYet;
    const double range = (high - low) / (-100.0);
    return range != 0.0 ? (high - bar.close) / range : 0.0;
  }

 private:
  int period_;
  WindowExtremum highest_, lowest_;
};

class CommodityChannel {
 public:
  static constexpr bool kMemoryless = false;  // the order of the sums depends on where the series starts
  explicit CommodityChannel(int period) : typical_(period) {}
  [[nodiscard]] int lookback() const { return static_cast<int>(typical_.size()) - 1; }
  void reset() { count_ = 0; }
  double push(const Bar& bar) {
    const double last = (bar.high + bar.low + bar.close) / 3;
    typical_[count_ % typical_.size()] = last;
    if (++count_ < typical_.size()) return kNotYet;
    const double period = static_cast<double>(typical_.size());
    double mean = 0;
    for (const double value : typical_) mean += value;
    mean /= period;
    double deviation = 0;
    for (const double value : typical_) deviation += std::fabs(value - mean);
    const double distance = last - mean;
    return distance != 0.0 && deviation != 0.0 ? distance / (0.015 * (deviation / period)) : 0.0;
  }

 private:
  std::vector<double> typical_;
  std::size_t count_ = 0;
};

class Aroon {
 public:
  static constexpr bool kMemoryless = true;
  Aroon(int period, bool up) : period_(period), up_(up), extremum_(period + 1, up) {}
  [[nodiscard]] int lookback() const { return period_; }
  void reset() { extremum_.reset(); }
  double push(const Bar& bar) {
    extremum_.push(up_ ? bar.high : bar.low);
    if (!extremum_.full()) return kNotYet;
    return 100.0 / static_cast<double>(period_) * (period_ - extremum_.rows_since());
  }

 private:
  int period_;
  bool up_;
  WindowExtremum extremum_;
};

}  // namespace

RulePtr make_price_rule(IndicatorOutput output, int period) {
  switch (output) {
    case IndicatorOutput::kMom: return std::make_unique<IndicatorRuleOf<Momentum>>(Momentum(period, false));
    case IndicatorOutput::kRoc: return std::make_unique<IndicatorRuleOf<Momentum>>(Momentum(period, true));
    case IndicatorOutput::kRsi: return std::make_unique<IndicatorRuleOf<RelativeStrength>>(RelativeStrength(period));
    case IndicatorOutput::kWillr: return std::make_unique<IndicatorRuleOf<WilliamsR>>(WilliamsR(period));
    case IndicatorOutput::kCci: return std::make_unique<IndicatorRuleOf<CommodityChannel>>(CommodityChannel(period));
    default: return std::make_unique<IndicatorRuleOf<Aroon>>(Aroon(period, output == IndicatorOutput::kAroonUp));
  }
}

}  // namespace stom::feature
