// Indicators with volume: AD, ADOSC, OBV, MFI.
#include <algorithm>
#include <vector>

#include "feature/indicator_rules.h"

namespace stom::feature {
namespace {

// What a bar adds to accumulation/distribution: nothing when it has no range.
double accumulated(double sum, const Bar& bar) {
  const double range = bar.high - bar.low;
  return range > 0.0 ? sum + ((bar.close - bar.low) - (bar.high - bar.close)) / range * bar.volume : sum;
}

class Accumulation {
 public:
  static constexpr bool kMemoryless = false;
  [[nodiscard]] int lookback() const { return 0; }
  void reset() { sum_ = 0; }
  double push(const Bar& bar) { return sum_ = accumulated(sum_, bar); }

 private:
  double sum_ = 0;
};

class AccumulationOscillator {
 public:
  static constexpr bool kMemoryless = false;
  AccumulationOscillator(int fast, int slow)
      : lookback_(std::max(fast, slow) - 1), fast_factor_(2.0 / (fast + 1.0)), slow_factor_(2.0 / (slow + 1.0)) {}
  [[nodiscard]] int lookback() const { return lookback_; }
  void reset() { bars_ = 0; }
  double push(const Bar& bar) {
    if (bars_ == 0) {
      sum_ = accumulated(0, bar);
      fast_ = slow_ = sum_;
    } else {
      sum_ = accumulated(sum_, bar);
      fast_ = fast_factor_ * sum_ + (1.0 - fast_factor_) * fast_;
      slow_ = slow_factor_ * sum_ + (1.0 - slow_factor_) * slow_;
    }
    return bars_++ < lookback_ ? kNotYet : fast_ - slow_;
  }

 private:
  int lookback_;
  double fast_factor_, slow_factor_;
  int bars_ = 0;
  double sum_ = 0, fast_ = 0, slow_ = 0;
};

class OnBalanceVolume {
 public:
  static constexpr bool kMemoryless = false;
  [[nodiscard]] int lookback() const { return 0; }
  void reset() { is_first_ = true; }
  double push(const Bar& bar) {
    if (is_first_) value_ = bar.volume;
    else if (bar.close > before_) value_ += bar.volume;
    else if (bar.close < before_) value_ -= bar.volume;
    is_first_ = false;
    before_ = bar.close;
    return value_;
  }

 private:
  bool is_first_ = true;
  double before_ = 0, value_ = 0;
};

class MoneyFlow {
 public:
  static constexpr bool kMemoryless = false;
  explicit MoneyFlow(int period) : flows_(static_cast<std::size_t>(period)) {}
  [[nodiscard]] int lookback() const { return static_cast<int>(flows_.size()); }
  void reset() { bars_ = 0; }
  double push(const Bar& bar) {
    const double typical = (bar.high + bar.low + bar.close) / 3.0;
    const double change = typical - before_;
    before_ = typical;
    const std::size_t row = bars_++;
    if (row == 0) {
      in_ = out_ = 0;
      return kNotYet;
    }
    Flow& flow = flows_[(row - 1) % flows_.size()];
    if (row > flows_.size()) {
      in_ -= flow.in;
      out_ -= flow.out;
    }
    const double money = typical * bar.volume;
    flow = {};
    if (change < 0) {
      flow.out = money;
      out_ += money;
    } else if (change > 0) {
      flow.in = money;
      in_ += money;
    }
    if (row < flows_.size()) return kNotYet;
    const double total = in_ + out_;
    return total < 1.0 ? 0.0 : 100.0 * (in_ / total);
  }

 private:
  struct Flow {
    double in = 0, out = 0;
  };
  std::vector<Flow> flows_;
  std::size_t bars_ = 0;
  double before_ = 0, in_ = 0, out_ = 0;
};

}  // namespace

RulePtr make_volume_rule(IndicatorOutput output, int period, int slow_period) {
  switch (output) {
    case IndicatorOutput::kAd: return std::make_unique<IndicatorRuleOf<Accumulation>>(Accumulation());
    case IndicatorOutput::kAdosc:
      return std::make_unique<IndicatorRuleOf<AccumulationOscillator>>(AccumulationOscillator(period, slow_period));
    case IndicatorOutput::kObv: return std::make_unique<IndicatorRuleOf<OnBalanceVolume>>(OnBalanceVolume());
    default: return std::make_unique<IndicatorRuleOf<MoneyFlow>>(MoneyFlow(period));
  }
}

}  // namespace stom::feature
