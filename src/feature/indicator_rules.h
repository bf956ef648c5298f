// One class per indicator: the library's recursion, fed bar by bar from a fresh start, NaN until `lookback` bars have
// gone before. Fed with a whole day it gives the full-series value (set kFull); fed with the last lookback + 1 bars
// alone it gives what the library returns for a single last value (set kStom). A rule is made for one set.
#pragma once

#include <limits>
#include <memory>

#include "feature/indicator.h"

namespace stom::feature {

struct Bar {
  double high, low, close, volume;
};

inline constexpr double kNotYet = std::numeric_limits<double>::quiet_NaN();

// The library's idea of zero for denominators.
[[nodiscard]] inline bool is_nearly_zero(double value) { return -1e-8 < value && value < 1e-8; }

class IndicatorRule {
 public:
  virtual ~IndicatorRule() = default;
  [[nodiscard]] virtual int lookback() const = 0;
  virtual void reset() = 0;
  virtual double push(const Bar& bar) = 0;
  virtual void column(IndicatorSet set, const Bars& day, std::span<double> out) = 0;
};

// Wraps a rule type (lookback, reset, push; kMemoryless when its value depends on the last lookback + 1 bars only, by
// the same arithmetic wherever it started) so that whole columns run without virtual calls.
template <typename Rule>
class IndicatorRuleOf final : public IndicatorRule {
 public:
  explicit IndicatorRuleOf(Rule rule) : rule_(std::move(rule)) {}
  [[nodiscard]] int lookback() const override { return rule_.lookback(); }
  void reset() override { rule_.reset(); }
  double push(const Bar& bar) override { return rule_.push(bar); }

  void column(IndicatorSet set, const Bars& day, std::span<double> out) override {
    const auto bar = [&day](std::size_t i) { return Bar{day.high[i], day.low[i], day.close[i], day.volume[i]}; };
    if (set == IndicatorSet::kFull || Rule::kMemoryless) {
      rule_.reset();
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = rule_.push(bar(i));
      return;
    }
    const std::size_t lookback = static_cast<std::size_t>(rule_.lookback());
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = kNotYet;
      if (i < lookback) continue;
      rule_.reset();
      for (std::size_t j = i - lookback; j < i; ++j) rule_.push(bar(j));
      out[i] = rule_.push(bar(i));
    }
  }

 private:
  Rule rule_;
};

// The rule of an indicator; null when a parameter is unset or illegal (the value is 0 then).
[[nodiscard]] std::unique_ptr<IndicatorRule> make_indicator_rule(const IndicatorKey& key, IndicatorSet set);

// Parameters have been checked. `part` chooses among the outputs of one function.
using RulePtr = std::unique_ptr<IndicatorRule>;
RulePtr make_price_rule(IndicatorOutput output, int period);  // MOM ROC RSI WILLR CCI AROONU AROOND
RulePtr make_directional_rule(IndicatorOutput output, int period);  // DIM DIP ADXR ATR
RulePtr make_volume_rule(IndicatorOutput output, int period, int slow_period);  // AD ADOSC OBV MFI
RulePtr make_oscillator_rule(IndicatorOutput output, IndicatorSet set, int fast, int slow, int type);  // APO PPO
RulePtr make_macd_rule(IndicatorOutput output, int fast, int slow, int signal);
RulePtr make_bands_rule(IndicatorOutput output, int period, double up, double down, int type);
RulePtr make_stochastic_rule(IndicatorOutput output, int fast_k, int slow_k, int slow_k_type, int slow_d, int slow_d_type);
RulePtr make_sar_rule(double acceleration, double maximum);

}  // namespace stom::feature
