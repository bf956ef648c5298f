#include "feature/indicator.h"

#include <algorithm>
#include <deque>

#include "feature/indicator_rules.h"
#include "feature/moving_average.h"

namespace stom::feature {
namespace {

constexpr int kLongestPeriod = 100'000;
constexpr double kLargestReal = 3e37;

// Reads a key's parameters one after the other and notes whether all were legal.
class ParameterReader {
 public:
  explicit ParameterReader(const IndicatorKey& key) : key_(key) {}
  int period(int position, int least) {
    const IndicatorParameter& parameter = key_.parameters[position];
    const bool good = parameter.is_integer && parameter.value >= least && parameter.value <= kLongestPeriod;
    legal_ = legal_ && good;
    return good ? static_cast<int>(parameter.value) : least;
  }
  int average_type(int position) {
    const IndicatorParameter& parameter = key_.parameters[position];
    const bool good = parameter.is_integer && MovingAverage::supports(parameter.value);
    legal_ = legal_ && good;
    return good ? static_cast<int>(parameter.value) : 0;
  }
  double real(int position, double least) {
    const double value = key_.parameters[position].value;
    legal_ = legal_ && value >= least && value <= kLargestReal;
    return value;
  }
  // The rule, or null after an illegal parameter. `make` runs only on legal ones.
  template <typename Make>
  [[nodiscard]] RulePtr rule(const Make& make) const {
    return legal_ ? make() : nullptr;
  }

 private:
  const IndicatorKey& key_;
  bool legal_ = true;
};

}  // namespace

RulePtr make_indicator_rule(const IndicatorKey& key, IndicatorSet set) {
  using Output = IndicatorOutput;
  const Output output = key.output;
  if (output == Output::kAd || (output == Output::kObv && !key.lookback)) return make_volume_rule(output, 0, 0);
  if (output == Output::kObv || key.parameters[0].value == 0) return nullptr;
  ParameterReader read(key);
  switch (output) {
    case Output::kAdosc: {
      const int fast = read.period(0, 2), slow = read.period(1, 2);
      return read.rule([&] { return make_volume_rule(output, fast, slow); });
    }
    case Output::kMfi: {
      const int period = read.period(0, 2);
      return read.rule([&] { return make_volume_rule(output, period, 0); });
    }
    case Output::kMom:
    case Output::kRoc: {
      const int period = read.period(0, 1);
      return read.rule([&] { return make_price_rule(output, period); });
    }
    case Output::kRsi:
    case Output::kWillr:
    case Output::kCci:
    case Output::kAroonUp:
    case Output::kAroonDown: {
      const int period = read.period(0, 2);
      return read.rule([&] { return make_price_rule(output, period); });
    }
    case Output::kAtr:
    case Output::kDiMinus:
    case Output::kDiPlus:
    case Output::kAdxr: {
      const int period = read.period(0, output == Output::kAdxr ? 2 : 1);
      return read.rule([&] { return make_directional_rule(output, period); });
    }
    case Output::kApo:
    case Output::kPpo: {
      const int fast = read.period(0, 2), slow = read.period(1, 2), type = read.average_type(2);
      return read.rule([&] { return make_oscillator_rule(output, set, fast, slow, type); });
    }
    case Output::kMacd:
    case Output::kMacdSignal:
    case Output::kMacdHistogram: {
      const int fast = read.period(0, 2), slow = read.period(1, 2), signal = read.period(2, 1);
      return read.rule([&] { return make_macd_rule(output, fast, slow, signal); });
    }
    case Output::kBbUpper:
    case Output::kBbMiddle:
    case Output::kBbLower: {
      const int period = read.period(0, 2), type = read.average_type(3);
      const double up = read.real(1, -kLargestReal), down = read.real(2, -kLargestReal);
      return read.rule([&] { return make_bands_rule(output, period, up, down, type); });
    }
    case Output::kStochSlowK:
    case Output::kStochSlowD: {
      const int fast_k = read.period(0, 1), slow_k = read.period(1, 1), slow_d = read.period(3, 1);
      const int k_type = read.average_type(2), d_type = read.average_type(4);
      return read.rule([&] { return make_stochastic_rule(output, fast_k, slow_k, k_type, slow_d, d_type); });
    }
    case Output::kStochFastK:
    case Output::kStochFastD: {
      const int fast_k = read.period(0, 1), fast_d = read.period(1, 1), type = read.average_type(2);
      return read.rule([&] { return make_stochastic_rule(output, fast_k, 1, 0, fast_d, type); });
    }
    case Output::kSar: {
      const double acceleration = read.real(0, 0), maximum = read.real(1, 0);
      return read.rule([&] { return make_sar_rule(acceleration, maximum); });
    }
    case Output::kAd:
    case Output::kObv: break;
  }
  return nullptr;
}

void indicator_column(const IndicatorKey& key, IndicatorSet set, const Bars& day, std::span<double> out) {
  const RulePtr rule = make_indicator_rule(key, set);
  if (rule) rule->column(set, day, out);
  else std::ranges::fill(out, 0.0);
}

double indicator_at_last(const IndicatorKey& key, IndicatorSet set, const Bars& bars) {
  const RulePtr rule = make_indicator_rule(key, set);
  if (!rule) return 0.0;
  const std::size_t count = bars.close.size();
  const std::size_t lookback = static_cast<std::size_t>(rule->lookback());
  double value = kNotYet;
  if (count <= lookback) return value;
  for (std::size_t i = set == IndicatorSet::kFull ? 0 : count - 1 - lookback; i < count; ++i) {
    value = rule->push({bars.high[i], bars.low[i], bars.close[i], bars.volume[i]});
  }
  return value;
}

struct IndicatorStream::State {
  State(const IndicatorKey& key, IndicatorSet chosen)
      : rule(make_indicator_rule(key, chosen)), set(chosen), lookback(rule ? static_cast<std::size_t>(rule->lookback()) : 0) {}
  RulePtr rule;
  IndicatorSet set;
  std::size_t lookback;
  std::deque<Bar> recent;  // set kStom: at most lookback + 1 bars of the day
};

IndicatorStream::IndicatorStream(const IndicatorKey& key, IndicatorSet set) : state_(std::make_unique<State>(key, set)) {}
IndicatorStream::~IndicatorStream() = default;
IndicatorStream::IndicatorStream(IndicatorStream&&) noexcept = default;
IndicatorStream& IndicatorStream::operator=(IndicatorStream&&) noexcept = default;

void IndicatorStream::start_day() {
  state_->recent.clear();
  if (state_->rule) state_->rule->reset();
}

double IndicatorStream::push(double high, double low, double close, double volume) {
  State& state = *state_;
  if (!state.rule) return 0.0;
  const Bar bar{high, low, close, volume};
  if (state.set == IndicatorSet::kFull) return state.rule->push(bar);
  state.recent.push_back(bar);
  if (state.recent.size() > state.lookback + 1) state.recent.pop_front();
  if (state.recent.size() <= state.lookback) return kNotYet;
  state.rule->reset();
  double value = kNotYet;
  for (const Bar& past : state.recent) value = state.rule->push(past);
  return value;
}

}  // namespace stom::feature
