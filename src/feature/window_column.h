// Window columns: a batch form (a day's rows at once) and a streaming form (one row at a time, O(1) amortised; direct
// means and sums of non-integer columns O(window)). Both give the same bits; tests compare them and the scalar twins.
#pragma once

#include <memory>
#include <span>

#include "feature/keys.h"

namespace stom::feature {

struct WindowSettings {
  market::Market market{};
  market::Frame frame{};
  WindowScope scope = WindowScope::kStom;
};

// Batch form of one column over the days of one symbol, in order. Keeps what later days need (rolling state, last rows),
// never the rows themselves: memory O(window). Not shared between threads.
class WindowColumn {
 public:
  WindowColumn(const WindowKey& key, const WindowSettings& settings);
  ~WindowColumn();
  WindowColumn(WindowColumn&&) noexcept;
  WindowColumn& operator=(WindowColumn&&) noexcept;

  [[nodiscard]] market::Field source() const;
  // The next day: `source` holds its rows of the source field; `out` (same size) receives the column.
  // Held + scope stom continues over the day boundary; everything else starts new at the first row.
  void extend_day(std::span<const double> source, std::span<double> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Streaming form, same numbers row by row.
class WindowStream {
 public:
  WindowStream(const WindowKey& key, const WindowSettings& settings);
  ~WindowStream();
  WindowStream(WindowStream&&) noexcept;
  WindowStream& operator=(WindowStream&&) noexcept;

  void start_day();
  double push(double source);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One value of a direct window over exactly `window` rows, for calls whose window is not known before the run.
[[nodiscard]] double direct_window(WindowFunction function, const WindowSettings& settings, std::span<const double> window);

// Sum as the array library does it: 8 lanes, blocks of 128, halves split at multiples of 8.
[[nodiscard]] double pairwise_sum(const double* values, std::size_t count);

// RP(atan2(gap·cf, window)/(2π)·360, 2); the multiplication is written as the reference writes it (spec 6.4):
// held columns divide by 100 and 100000000, direct calls multiply by 0.01 and 0.00000001.
[[nodiscard]] double angle(WindowFunction function, market::Market market, bool held, double gap, int window);

}  // namespace stom::feature
