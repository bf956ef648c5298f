#include "feature/window_column.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "feature/held_sum.h"
#include "feature/window_rules.h"

namespace stom::feature {

struct WindowColumn::State {
  State(const WindowKey& k, const WindowSettings& settings)
      : key(k), aggregate(info(k.function).aggregate), window(k.window),
        continues(k.held && settings.scope == WindowScope::kStom),
        missing(continues ? std::numeric_limits<double>::quiet_NaN() : 0.0),
        rounding(mean_rounding(k.function, settings, k.held)),
        factor(angle_factor(k.function, settings.market, k.held)) {}

  WindowKey key;
  Aggregate aggregate;
  std::size_t window;
  bool continues;  // over day boundaries
  double missing;  // the value of rows that have fewer than `window` rows behind them
  MeanRounding rounding;
  AngleFactor factor;
  std::optional<PairwisePlan> plan;

  std::vector<double> tail;  // the last ≤ window rows of earlier days
  // Held sums: until a value is not a whole number the running state follows from the tail and is not kept.
  bool whole_numbers = true;
  HeldSum running;

  // Calls kernel(in, count, out) for every row that has a whole window; `in` is contiguous.
  template <typename Kernel>
  void each_full_window(std::span<const double> source, std::span<double> out, const Kernel& kernel) {
    const std::size_t before = window - 1;
    const std::size_t have = std::min(tail.size(), before);
    const std::size_t too_short = std::min(source.size(), before - have);
    std::fill_n(out.begin(), too_short, missing);
    const std::size_t joined_end = std::min(source.size(), before);  // rows whose window begins in the tail
    if (have > 0 && joined_end > too_short) {
      std::vector<double> joined(tail.end() - static_cast<std::ptrdiff_t>(have), tail.end());
      joined.insert(joined.end(), source.begin(), source.begin() + static_cast<std::ptrdiff_t>(joined_end));
      kernel(joined.data(), joined_end - too_short, out.data() + too_short);
    }
    if (source.size() > before) kernel(source.data(), source.size() - before, out.data() + before);
  }

  void direct_sums(std::span<const double> source, std::span<double> out) {
    const int w = key.window;
    if (source.size() < window) {
      std::ranges::fill(out, missing);
    } else if (all_exact_integers(source, exact_integer_limit(w))) {
      each_full_window(source, out, [w](const double* in, std::size_t n, double* to) { rolling_integer_sum(in, n, w, to); });
    } else {
      if (!plan) plan.emplace(w);
      each_full_window(source, out, [this](const double* in, std::size_t n, double* to) { plan->sums(in, n, to); });
    }
  }

  // Returns what the results still have to be divided by: the constant-run rule works on whole means.
  double held_sums(std::span<const double> source, std::span<double> out) {
    const bool mean = aggregate == Aggregate::kMean;
    const int w = key.window;
    if (!continues) {
      whole_numbers = true;
      running = HeldSum();
    }
    if (whole_numbers && all_exact_integers(source, exact_integer_limit(w))) {
      // Every step of the compensated sum would be exact: same bits, several times faster.
      each_full_window(source, out, [w](const double* in, std::size_t n, double* to) { rolling_integer_sum(in, n, w, to); });
      return w;
    }
    if (whole_numbers) running = HeldSum(tail);
    whole_numbers = false;
    std::vector<double> joined = tail;
    const std::size_t have = tail.size();
    joined.insert(joined.end(), source.begin(), source.end());
    for (std::size_t row = 0; row < source.size(); ++row) {
      const std::size_t at = have + row;
      if (at >= window) running.remove(joined[at - window]);
      running.add(joined[at]);
      if (at + 1 < window) out[row] = missing;
      else out[row] = mean ? running.mean(w, joined.data() + (at + 1 - window)) : running.sum(w);
    }
    return 1;
  }

  void keep_tail(std::span<const double> source) {
    if (!continues) return;
    if (source.size() >= window) {
      tail.assign(source.end() - static_cast<std::ptrdiff_t>(window), source.end());
      return;
    }
    tail.insert(tail.end(), source.begin(), source.end());
    if (tail.size() > window) tail.erase(tail.begin(), tail.end() - static_cast<std::ptrdiff_t>(window));
  }
};

WindowColumn::WindowColumn(const WindowKey& key, const WindowSettings& settings)
    : state_(std::make_unique<State>(key, settings)) {}
WindowColumn::~WindowColumn() = default;
WindowColumn::WindowColumn(WindowColumn&&) noexcept = default;
WindowColumn& WindowColumn::operator=(WindowColumn&&) noexcept = default;

market::Field WindowColumn::source() const { return info(state_->key.function).source; }

void WindowColumn::extend_day(std::span<const double> source, std::span<double> out) {
  State& state = *state_;
  const int w = state.key.window;
  switch (state.aggregate) {
    case Aggregate::kMax:
      state.each_full_window(source, out, [w](const double* in, std::size_t n, double* to) { rolling_max(in, n, w, to); });
      break;
    case Aggregate::kMin:
      state.each_full_window(source, out, [w](const double* in, std::size_t n, double* to) { rolling_min(in, n, w, to); });
      break;
    case Aggregate::kAngle:
      state.each_full_window(source, out, [w, &state](const double* in, std::size_t n, double* to) {
        rolling_angle(in, n, w, state.factor, to);
      });
      break;
    case Aggregate::kMean:
    case Aggregate::kSum: {
      double divisor = w;
      if (state.key.held) divisor = state.held_sums(source, out);
      else state.direct_sums(source, out);
      if (state.aggregate == Aggregate::kMean) finish_means(out, divisor, state.rounding);
      break;
    }
  }
  state.keep_tail(source);
}

double direct_window(WindowFunction function, const WindowSettings& settings, std::span<const double> window) {
  if (window.empty()) return 0.0;
  const int w = static_cast<int>(window.size());
  double value = 0;
  switch (info(function).aggregate) {
    case Aggregate::kMax: rolling_max_scalar(window.data(), 1, w, &value); return value;
    case Aggregate::kMin: rolling_min_scalar(window.data(), 1, w, &value); return value;
    case Aggregate::kSum: return pairwise_sum(window.data(), window.size());
    case Aggregate::kAngle: return angle(function, settings.market, false, window.back() - window.front(), w);
    case Aggregate::kMean: break;
  }
  return round_mean(pairwise_sum(window.data(), window.size()) / w, mean_rounding(function, settings, false));
}

}  // namespace stom::feature
