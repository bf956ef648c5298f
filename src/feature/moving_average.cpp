#include "feature/moving_average.h"

#include <bit>
#include <cmath>

namespace stom::feature {
namespace {

constexpr double kNearlyZero = 1e-8;

}  // namespace

RecentRing::RecentRing(std::size_t capacity) : values_(std::bit_ceil(capacity)), mask_(values_.size() - 1) {}

SimpleAverage::SimpleAverage(int period) : period_(period), recent_(period_) {}

void SimpleAverage::reset() {
  recent_.reset();
  total_ = 0;
}

bool SimpleAverage::push(double value, double& out) {
  recent_.push(value);
  total_ += value;
  if (recent_.count() < period_) return false;
  out = total_ / static_cast<double>(period_);
  total_ -= recent_.ago(period_ - 1);
  return true;
}

ExponentialAverage::ExponentialAverage(int period, Form form)
    : period_(period), form_(form), factor_(2.0 / (static_cast<double>(period) + 1)) {}

void ExponentialAverage::reset() {
  count_ = 0;
  value_ = 0;
}

bool ExponentialAverage::push(double value, double& out) {
  if (count_ < period_) {
    value_ += value;
    if (++count_ < period_) return false;
    value_ /= period_;
  } else if (form_ == Form::kStep) {
    value_ = (value - value_) * factor_ + value_;
  } else {
    value_ = factor_ * value + (1 - factor_) * value_;
  }
  out = value_;
  return true;
}

WeightedAverage::WeightedAverage(int period)
    : period_(period), divider_(static_cast<double>(period_ * (period_ + 1) / 2)), recent_(period_) {}

void WeightedAverage::reset() {
  recent_.reset();
  sum_ = weighted_ = trailing_ = 0;
}

bool WeightedAverage::push(double value, double& out) {
  recent_.push(value);
  const std::size_t count = recent_.count();
  if (count < period_) {
    sum_ += value;
    weighted_ += value * static_cast<double>(count);
    return false;
  }
  sum_ += value;
  sum_ -= trailing_;
  weighted_ += value * static_cast<double>(period_);
  trailing_ = recent_.ago(period_ - 1);
  out = weighted_ / divider_;
  weighted_ -= sum_;
  return true;
}

NestedAverage::NestedAverage(int period, int depth)
    : stages_(depth, ExponentialAverage(period, depth == 6 ? ExponentialAverage::Form::kBlend : ExponentialAverage::Form::kStep)) {}

void NestedAverage::reset() {
  for (ExponentialAverage& stage : stages_) stage.reset();
}

bool NestedAverage::push(double value, double& out) {
  double e[6];
  double input = value;
  for (std::size_t depth = 0; depth < stages_.size(); ++depth) {
    if (!stages_[depth].push(input, e[depth])) return false;
    input = e[depth];
  }
  if (stages_.size() == 2) {
    out = 2.0 * e[0] - e[1];
  } else if (stages_.size() == 3) {
    out = e[2] + (3.0 * e[0] - 3.0 * e[1]);
  } else {
    constexpr double kVolumeFactor = 0.7;
    constexpr double kSquare = kVolumeFactor * kVolumeFactor;
    constexpr double c1 = -(kSquare * kVolumeFactor);
    constexpr double c2 = 3.0 * (kSquare - c1);
    constexpr double c3 = -6.0 * kSquare - 3.0 * (kVolumeFactor - c1);
    constexpr double c4 = 1.0 + 3.0 * kVolumeFactor - c1 + 3.0 * kSquare;
    out = c1 * e[5] + c2 * e[4] + c3 * e[3] + c4 * e[2];
  }
  return true;
}

TriangularAverage::TriangularAverage(int period) : period_(period), odd_(period % 2 == 1), recent_(period_) {
  const double half = static_cast<double>(period_ / 2);
  factor_ = 1.0 / (odd_ ? (half + 1) * (half + 1) : half * (half + 1));
}

void TriangularAverage::reset() { recent_.reset(); }

// The weighted sum of a full window: older half with rising weights (`falling_` holds its plain sum), newer half.
void TriangularAverage::start() {
  const std::size_t newer = odd_ ? period_ / 2 + 1 : period_ / 2;  // first row of the newer half
  numerator_ = falling_ = rising_ = 0;
  for (std::size_t i = newer; i-- > 0;) {
    falling_ += at(i);
    numerator_ += falling_;
  }
  for (std::size_t i = newer; i < period_; ++i) {
    rising_ += at(i);
    numerator_ += rising_;
  }
}

void TriangularAverage::advance() {
  const double today = at(period_ - 1);
  numerator_ -= falling_;
  falling_ -= oldest_;
  const double middle = at(odd_ ? period_ / 2 : period_ / 2 - 1);
  falling_ += middle;
  if (odd_) {
    numerator_ += rising_;
    rising_ -= middle;
  } else {
    rising_ -= middle;
    numerator_ += rising_;
  }
  rising_ += today;
  numerator_ += today;
}

bool TriangularAverage::push(double value, double& out) {
  recent_.push(value);
  if (recent_.count() < period_) return false;
  if (recent_.count() == period_) start();
  else advance();
  oldest_ = at(0);
  out = numerator_ * factor_;
  return true;
}

AdaptiveAverage::AdaptiveAverage(int period) : period_(period), recent_(period_ + 1) {}

void AdaptiveAverage::reset() {
  recent_.reset();
  changes_ = 0;
}

bool AdaptiveAverage::push(double value, double& out) {
  constexpr double kSlowest = 2.0 / (30.0 + 1.0);
  constexpr double kRange = 2.0 / (2.0 + 1.0) - kSlowest;
  recent_.push(value);
  const std::size_t count = recent_.count();
  if (count == 1) return false;
  const double before = recent_.ago(1);
  if (count <= period_ + 1) {
    changes_ += std::fabs(before - value);
    if (count < period_ + 1) return false;
    value_ = before;
  }
  const double oldest = recent_.ago(period_);
  if (count > period_ + 1) {
    changes_ -= std::fabs(trailing_ - oldest);
    changes_ += std::fabs(value - before);
  }
  const double change = value - oldest;
  trailing_ = oldest;
  const bool is_flat = std::fabs(changes_) < kNearlyZero;
  const double efficiency = changes_ <= change || is_flat ? 1.0 : std::fabs(change / changes_);
  double factor = efficiency * kRange + kSlowest;
  factor *= factor;
  value_ = (value - value_) * factor + value_;
  out = value_;
  return true;
}

MovingAverage::Any MovingAverage::make(AverageType type, int period) {
  if (period == 1) return std::monostate();
  switch (type) {
    case AverageType::kSimple: return SimpleAverage(period);
    case AverageType::kExponential: return ExponentialAverage(period);
    case AverageType::kWeighted: return WeightedAverage(period);
    case AverageType::kDoubleExponential: return NestedAverage(period, 2);
    case AverageType::kTripleExponential: return NestedAverage(period, 3);
    case AverageType::kTriangular: return TriangularAverage(period);
    case AverageType::kAdaptive: return AdaptiveAverage(period);
    case AverageType::kT3: return NestedAverage(period, 6);
  }
  return std::monostate();
}

MovingAverage::MovingAverage(AverageType type, int period) : average_(make(type, period)) {}

bool MovingAverage::supports(double type) { return (type >= 0 && type <= 6) || type == 8; }

int MovingAverage::lookback(AverageType type, int period) {
  if (period == 1) return 0;
  switch (type) {
    case AverageType::kDoubleExponential: return 2 * (period - 1);
    case AverageType::kTripleExponential: return 3 * (period - 1);
    case AverageType::kT3: return 6 * (period - 1);
    case AverageType::kAdaptive: return period;
    default: return period - 1;
  }
}

void MovingAverage::reset() {
  std::visit([](auto& average) {
    if constexpr (!std::is_same_v<std::decay_t<decltype(average)>, std::monostate>) average.reset();
  }, average_);
}

bool MovingAverage::push(double value, double& out) {
  return std::visit([&](auto& average) {
    if constexpr (std::is_same_v<std::decay_t<decltype(average)>, std::monostate>) {
      out = value;
      return true;
    } else {
      return average.push(value, out);
    }
  }, average_);
}

}  // namespace stom::feature
