#include <cmath>
#include <deque>
#include <limits>
#include <vector>

#include "feature/held_sum.h"
#include "feature/window_column.h"
#include "feature/window_rules.h"

namespace stom::feature {
namespace {

// The last `window` values, contiguous. Rows are appended and the unused front is cut away now and then.
class RecentValues {
 public:
  explicit RecentValues(std::size_t window) : window_(window) {}
  void clear() { values_.clear(); }
  void push(double value) {
    if (values_.size() >= 2 * window_ + kSlack) values_.erase(values_.begin(), values_.end() - static_cast<std::ptrdiff_t>(window_));
    values_.push_back(value);
  }
  [[nodiscard]] bool full() const { return values_.size() >= window_; }
  // Oldest value of the window; only when full.
  [[nodiscard]] const double* window() const { return values_.data() + (values_.size() - window_); }

 private:
  static constexpr std::size_t kSlack = 256;
  std::size_t window_;
  std::vector<double> values_;
};

// Greatest or smallest of the last `window` values: a queue of candidates, best first (each row enters and leaves once).
class Extremum {
 public:
  Extremum(std::int64_t window, bool greatest) : window_(window), sign_(greatest ? 1.0 : -1.0) {}
  void clear() { *this = Extremum(window_, sign_ > 0); }
  double push(double value) {
    const std::int64_t row = row_++;
    if (std::isnan(value)) {
      last_nan_ = row;
      candidates_.clear();  // nothing before it can show until it has left the window
    } else {
      while (!candidates_.empty() && sign_ * candidates_.back().value < sign_ * value) candidates_.pop_back();
      candidates_.push_back({row, value});
    }
    if (last_nan_ >= 0 && row - last_nan_ < window_) return std::numeric_limits<double>::quiet_NaN();
    while (candidates_.front().row <= row - window_) candidates_.pop_front();
    return candidates_.front().value;
  }

 private:
  struct Candidate {
    std::int64_t row;
    double value;
  };
  std::int64_t window_;
  double sign_;
  std::int64_t row_ = 0, last_nan_ = -1;
  std::deque<Candidate> candidates_;
};

// The exact sum of the last `window` values as long as all of them are whole numbers that cannot lose a digit.
class WholeNumberSum {
 public:
  explicit WholeNumberSum(int window) : limit_(exact_integer_limit(window)) {}
  void clear() { sum_ = 0, others_ = 0; }
  void add(double value) {
    if (is_whole(value)) sum_ += value;
    else ++others_;
  }
  void remove(double value) {
    if (is_whole(value)) sum_ -= value;
    else --others_;
  }
  [[nodiscard]] bool exact() const { return others_ == 0; }
  [[nodiscard]] double sum() const { return sum_; }

 private:
  [[nodiscard]] bool is_whole(double value) const { return std::fabs(value) <= limit_ && nearest_integer(value) == value; }
  double limit_;
  double sum_ = 0;
  long others_ = 0;
};

}  // namespace

struct WindowStream::State {
  State(const WindowKey& k, const WindowSettings& settings)
      : key(k), aggregate(info(k.function).aggregate), continues(k.held && settings.scope == WindowScope::kStom),
        missing(continues ? std::numeric_limits<double>::quiet_NaN() : 0.0),
        rounding(mean_rounding(k.function, settings, k.held)), factor(angle_factor(k.function, settings.market, k.held)),
        recent(static_cast<std::size_t>(k.window)), extremum(k.window, aggregate == Aggregate::kMax), whole(k.window) {}

  WindowKey key;
  Aggregate aggregate;
  bool continues;
  double missing;
  MeanRounding rounding;
  AngleFactor factor;
  RecentValues recent;
  Extremum extremum;
  WholeNumberSum whole;
  HeldSum held;

  void clear() {
    recent.clear();
    extremum.clear();
    whole.clear();
    held = HeldSum();
  }

  double push_sum(double value) {
    const bool was_full = recent.full();
    const double leaving = was_full ? *recent.window() : 0;
    recent.push(value);
    const bool mean = aggregate == Aggregate::kMean;
    double result = 0;
    if (key.held) {
      if (was_full) held.remove(leaving);
      held.add(value);
      if (!recent.full()) return missing;
      result = mean ? held.mean(key.window, recent.window()) : held.sum(key.window);
    } else {
      if (was_full) whole.remove(leaving);
      whole.add(value);
      if (!recent.full()) return missing;
      result = whole.exact() ? whole.sum() : pairwise_sum(recent.window(), static_cast<std::size_t>(key.window));
      if (mean) result /= key.window;
    }
    return mean ? round_mean(result, rounding) : result;
  }
};

WindowStream::WindowStream(const WindowKey& key, const WindowSettings& settings)
    : state_(std::make_unique<State>(key, settings)) {}
WindowStream::~WindowStream() = default;
WindowStream::WindowStream(WindowStream&&) noexcept = default;
WindowStream& WindowStream::operator=(WindowStream&&) noexcept = default;

void WindowStream::start_day() {
  if (!state_->continues) state_->clear();
}

double WindowStream::push(double source) {
  State& state = *state_;
  switch (state.aggregate) {
    case Aggregate::kMean:
    case Aggregate::kSum: return state.push_sum(source);
    case Aggregate::kMax:
    case Aggregate::kMin: {
      state.recent.push(source);
      const double best = state.extremum.push(source);
      return state.recent.full() ? best : state.missing;
    }
    case Aggregate::kAngle: break;
  }
  state.recent.push(source);
  if (!state.recent.full()) return state.missing;
  double result = 0;
  rolling_angle_scalar(state.recent.window(), 1, state.key.window, state.factor, &result);
  return result;
}

}  // namespace stom::feature
