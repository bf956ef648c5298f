// How far the venue's clock is from ours, and how surely. Pure: times are passed in (microseconds, ours from base/time.h).
//
// A question that left at `sent`, was answered at `received` and carries the venue's time puts the offset (venue minus ours) into
// [venue − received, venue − sent]: the middle is the estimate, half the round trip (and half the venue's unit of time) its bound
// (Cristian 1989). Of the samples of a window the narrowest counts, each widened by what both clocks may have drifted since. A sample
// that contradicts the estimate means that a clock was set: the older samples are dropped, and the offset is unsure until a second
// sample agrees.
#pragma once

#include <cstdint>
#include <deque>

#include "base/time.h"

namespace stom::net {

struct ClockOffsetOptions {
  double window_seconds = 1800.0;       // samples older than this are dropped
  std::size_t most_samples = 64;
  double venue_unit_micros = 1000.0;    // venues tell milliseconds
  double drift_share = 50e-6;           // by how much two clocks may run apart (50 µs a second)
  double sure_within_micros = 250000.0;  // a wider bound is unsure
  std::size_t sure_samples = 2;          // that agree
};

class ClockOffset {
 public:
  struct Estimate {
    bool is_sure = false;
    double offset_micros = 0.0;  // add to our time to get the venue's
    double bound_micros = 0.0;   // the true offset lies within ± this
    double drift_share = 0.0;    // how much faster the venue's clock runs; 0 until the samples span a tenth of the window
  };

  explicit ClockOffset(ClockOffsetOptions options = {}) : options_(options) {}

  // False: not usable (answer before question).
  bool add(EpochMicros sent, EpochMicros received, EpochMicros venue);
  [[nodiscard]] Estimate at(EpochMicros now) const;
  // Our time as the venue would tell it.
  [[nodiscard]] EpochMicros venue_time(EpochMicros now) const;
  // How often a clock was set, seen by contradicting samples.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Sample {
    EpochMicros at = 0;  // middle of sent and received
    double offset = 0.0, bound = 0.0;
  };
  [[nodiscard]] double bound_at(const Sample& sample, EpochMicros now) const;
  [[nodiscard]] const Sample* best_at(EpochMicros now) const;
  [[nodiscard]] double drift() const;

  ClockOffsetOptions options_;
  std::deque<Sample> samples_;  // oldest first
  std::uint64_t steps_ = 0;
};

}  // namespace stom::net
