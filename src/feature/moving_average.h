// The moving averages that indicators are built from, fed one value at a time. Sums are kept and corrected in the order
// that the reference's indicator library uses, so results are bit-equal to its series, seeded at the first value fed.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace stom::feature {

// The most recent values; ago(0) is the newest. Holds at least `capacity` of them.
class RecentRing {
 public:
  explicit RecentRing(std::size_t capacity = 1);
  void reset() { count_ = 0; }
  void push(double value) { values_[count_++ & mask_] = value; }
  [[nodiscard]] double ago(std::size_t rows) const { return values_[(count_ - 1 - rows) & mask_]; }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::vector<double> values_;
  std::size_t mask_;
  std::size_t count_ = 0;
};

// Numbers of the reference's matype parameter; 7 (MAMA) is not supported, others do not exist.
enum class AverageType : std::uint8_t {
  kSimple = 0, kExponential = 1, kWeighted = 2, kDoubleExponential = 3, kTripleExponential = 4, kTriangular = 5,
  kAdaptive = 6, kT3 = 8,
};

class SimpleAverage {
 public:
  explicit SimpleAverage(int period);
  void reset();
  bool push(double value, double& out);

 private:
  std::size_t period_;
  RecentRing recent_;
  double total_ = 0;
};

// Seeded by the mean of the first `period` values.
class ExponentialAverage {
 public:
  // kStep: e += (x − e)·k; kBlend: e = k·x + (1 − k)·e. The library writes T3 in the second form.
  enum class Form : std::uint8_t { kStep, kBlend };
  explicit ExponentialAverage(int period, Form form = Form::kStep);
  void reset();
  bool push(double value, double& out);

 private:
  int period_;
  Form form_;
  double factor_;
  int count_ = 0;
  double value_ = 0;
};

class WeightedAverage {
 public:
  explicit WeightedAverage(int period);
  void reset();
  bool push(double value, double& out);

 private:
  std::size_t period_;
  double divider_;
  RecentRing recent_;
  double sum_ = 0, weighted_ = 0, trailing_ = 0;
};

// `depth` exponential averages of one another: 2 = DEMA, 3 = TEMA, 6 = T3.
class NestedAverage {
 public:
  NestedAverage(int period, int depth);
  void reset();
  bool push(double value, double& out);

 private:
  std::vector<ExponentialAverage> stages_;
};

class TriangularAverage {
 public:
  explicit TriangularAverage(int period);
  void reset();
  bool push(double value, double& out);

 private:
  [[nodiscard]] double at(std::size_t from_oldest) const { return recent_.ago(period_ - 1 - from_oldest); }
  void start();
  void advance();

  std::size_t period_;
  bool odd_;
  double factor_;
  RecentRing recent_;
  double numerator_ = 0, falling_ = 0, rising_ = 0, oldest_ = 0;
};

class AdaptiveAverage {
 public:
  explicit AdaptiveAverage(int period);
  void reset();
  bool push(double value, double& out);

 private:
  std::size_t period_;
  RecentRing recent_;
  double changes_ = 0, trailing_ = 0, value_ = 0;
};

class MovingAverage {
 public:
  // Period 1 of any type is the value itself.
  MovingAverage(AverageType type, int period);
  static bool supports(double type);
  // Values that have to go before the first output.
  static int lookback(AverageType type, int period);

  void reset();
  bool push(double value, double& out);

 private:
  using Any = std::variant<std::monostate, SimpleAverage, ExponentialAverage, WeightedAverage, NestedAverage,
                           TriangularAverage, AdaptiveAverage>;
  static Any make(AverageType type, int period);
  Any average_;
};

}  // namespace stom::feature
