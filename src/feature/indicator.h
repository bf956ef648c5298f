// The 28 indicators of minute rows, on today's rows only: close = 현재가, high = 분봉고가, low = 분봉저가,
// volume = 분당거래대금. Set kStom gives the value that the reference shows: the library function evaluated at the last
// bar alone, recursion seeded at last − lookback (spec 8.2, golden stream_* columns). Set kFull gives the full-series
// value (golden whole_* columns). Too little history: NaN. Parameter unset or illegal: 0.
#pragma once

#include <memory>
#include <span>

#include "feature/keys.h"

namespace stom::feature {

struct Bars {
  std::span<const double> high, low, close, volume;
};

// Writes the indicator at every row of the day: out[i] is what a strategy sees at row i.
void indicator_column(const IndicatorKey& key, IndicatorSet set, const Bars& day, std::span<double> out);

// The value at the last of the given bars; the scalar twin of indicator_column.
[[nodiscard]] double indicator_at_last(const IndicatorKey& key, IndicatorSet set, const Bars& bars);

// Streaming form: bars of one day as they close. kStom keeps the last look-back bars, kFull the recursion state.
class IndicatorStream {
 public:
  IndicatorStream(const IndicatorKey& key, IndicatorSet set);
  ~IndicatorStream();
  IndicatorStream(IndicatorStream&&) noexcept;
  IndicatorStream& operator=(IndicatorStream&&) noexcept;

  void start_day();
  double push(double high, double low, double close, double volume);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stom::feature
