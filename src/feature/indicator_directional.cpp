// Wilder's directional indicators and the average true range: DIM, DIP, ADXR, ATR.
#include <algorithm>
#include <cmath>

#include "feature/indicator_rules.h"
#include "feature/moving_average.h"

namespace stom::feature {
namespace {

double true_range(const Bar& bar, double close_before) {
  double range = bar.high - bar.low;
  const double up = std::fabs(bar.high - close_before), down = std::fabs(bar.low - close_before);
  if (up > range) range = up;
  if (down > range) range = down;
  return range;
}

struct Movement {
  double minus = 0, plus = 0;
};

// The directional movement of one bar: at most one of the two is not zero.
Movement movement(const Bar& bar, const Bar& before) {
  const double up = bar.high - before.high, down = before.low - bar.low;
  if (down > 0 && up < down) return {down, 0};
  if (up > 0 && up > down) return {0, up};
  return {};
}

// Sums of DM and TR: plain over the first period − 1 bars, then Wilder's decay.
struct DirectionalSums {
  double minus = 0, plus = 0, range = 0;

  void add(const Bar& bar, const Bar& before) {
    const Movement move = movement(bar, before);
    minus += move.minus;
    plus += move.plus;
    range += true_range(bar, before.close);
  }
  void decay_and_add(const Bar& bar, const Bar& before, int period) {
    minus = minus - minus / period;
    plus = plus - plus / period;
    range = range - range / period;
    add(bar, before);
  }
};

class DirectionalIndicator {
 public:
  static constexpr bool kMemoryless = false;
  DirectionalIndicator(int period, bool plus) : period_(period), plus_(plus) {}
  [[nodiscard]] int lookback() const { return period_; }
  void reset() { bars_ = 0; }
  double push(const Bar& bar) {
    const int row = bars_++;
    if (row == 0) {
      sums_ = {};
      before_ = bar;
      return kNotYet;
    }
    const Bar before = before_;
    before_ = bar;
    if (period_ == 1) {
      const Movement move = movement(bar, before);
      const double range = true_range(bar, before.close);
      return is_nearly_zero(range) ? 0.0 : (plus_ ? move.plus : move.minus) / range;
    }
    if (row < period_) {
      sums_.add(bar, before);
      return kNotYet;
    }
    sums_.decay_and_add(bar, before, period_);
    return is_nearly_zero(sums_.range) ? 0.0 : 100.0 * ((plus_ ? sums_.plus : sums_.minus) / sums_.range);
  }

 private:
  int period_;
  bool plus_;
  int bars_ = 0;
  Bar before_{};
  DirectionalSums sums_;
};

class DirectionalMovementRating {
 public:
  static constexpr bool kMemoryless = false;
  explicit DirectionalMovementRating(int period) : period_(period), adx_(static_cast<std::size_t>(period)) {}
  [[nodiscard]] int lookback() const { return 3 * period_ - 2; }
  void reset() {
    bars_ = 0;
    adx_.reset();
  }
  double push(const Bar& bar) {
    const int row = bars_ < 3 * period_ ? bars_++ : bars_;
    if (row == 0) {
      sums_ = {};
      total_ = 0;
      before_ = bar;
      return kNotYet;
    }
    const Bar before = before_;
    before_ = bar;
    if (row < period_) {
      sums_.add(bar, before);
      return kNotYet;
    }
    sums_.decay_and_add(bar, before, period_);
    double index = 0;
    const bool has_index = directional_index(index);
    if (row < 2 * period_) {
      if (has_index) total_ += index;
      if (row < 2 * period_ - 1) return kNotYet;
      last_adx_ = total_ / period_;
    } else if (has_index) {
      last_adx_ = (last_adx_ * (period_ - 1) + index) / period_;
    }
    adx_.push(last_adx_);
    if (adx_.count() < static_cast<std::size_t>(period_)) return kNotYet;
    return (last_adx_ + adx_.ago(period_ - 1)) / 2.0;
  }

 private:
  bool directional_index(double& index) const {
    if (is_nearly_zero(sums_.range)) return false;
    const double minus = 100.0 * (sums_.minus / sums_.range), plus = 100.0 * (sums_.plus / sums_.range);
    const double both = minus + plus;
    if (is_nearly_zero(both)) return false;
    index = 100.0 * (std::fabs(minus - plus) / both);
    return true;
  }

  int period_;
  RecentRing adx_;
  int bars_ = 0;
  Bar before_{};
  DirectionalSums sums_;
  double total_ = 0, last_adx_ = 0;
};

class AverageTrueRange {
 public:
  static constexpr bool kMemoryless = false;
  explicit AverageTrueRange(int period) : period_(period) {}
  [[nodiscard]] int lookback() const { return period_; }
  void reset() { bars_ = 0; }
  double push(const Bar& bar) {
    const int row = bars_ <= period_ ? bars_++ : bars_;
    const double close_before = close_before_;
    close_before_ = bar.close;
    if (row == 0) {
      value_ = 0;
      return kNotYet;
    }
    const double range = true_range(bar, close_before);
    if (row <= period_) {
      value_ += range;
      if (row < period_) return kNotYet;
    } else {
      value_ *= period_ - 1;
      value_ += range;
    }
    value_ /= period_;
    return value_;
  }

 private:
  int period_;
  int bars_ = 0;
  double close_before_ = 0, value_ = 0;
};

}  // namespace

RulePtr make_directional_rule(IndicatorOutput output, int period) {
  if (output == IndicatorOutput::kAtr) return std::make_unique<IndicatorRuleOf<AverageTrueRange>>(AverageTrueRange(period));
  if (output == IndicatorOutput::kAdxr) {
    return std::make_unique<IndicatorRuleOf<DirectionalMovementRating>>(DirectionalMovementRating(period));
  }
  return std::make_unique<IndicatorRuleOf<DirectionalIndicator>>(DirectionalIndicator(period, output == IndicatorOutput::kDiPlus));
}

}  // namespace stom::feature
