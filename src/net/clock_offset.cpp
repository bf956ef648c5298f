#include "net/clock_offset.h"

#include <cmath>

namespace stom::net {

double ClockOffset::bound_at(const Sample& sample, EpochMicros now) const {
  return sample.bound + options_.drift_share * std::abs(static_cast<double>(now - sample.at));
}

const ClockOffset::Sample* ClockOffset::best_at(EpochMicros now) const {
  const Sample* best = nullptr;
  for (const Sample& sample : samples_) {
    // Of equal ones the later.
    if (best == nullptr || bound_at(sample, now) <= bound_at(*best, now)) best = &sample;
  }
  return best;
}

bool ClockOffset::add(EpochMicros sent, EpochMicros received, EpochMicros venue) {
  if (received < sent) return false;
  const double half_trip = static_cast<double>(received - sent) / 2.0;
  const double half_unit = options_.venue_unit_micros / 2.0;
  Sample sample;
  sample.at = sent + (received - sent) / 2;
  // The venue cuts its time down to its unit: on average half a unit is missing.
  sample.offset = static_cast<double>(venue - sent) - half_trip + half_unit;
  sample.bound = half_trip + half_unit;
  if (const Sample* const best = best_at(sample.at)) {
    if (std::abs(sample.offset - best->offset) > sample.bound + bound_at(*best, sample.at)) {
      samples_.clear();
      ++steps_;
    }
  }
  samples_.push_back(sample);
  while (samples_.size() > options_.most_samples ||
         static_cast<double>(sample.at - samples_.front().at) > options_.window_seconds * 1e6) {
    samples_.pop_front();
  }
  return true;
}

double ClockOffset::drift() const {
  // Slope between the narrowest samples of the older and of the newer half.
  if (samples_.size() < 4) return 0.0;
  const std::size_t half = samples_.size() / 2;
  const auto narrower = [](const Sample& a, const Sample& b) { return a.bound < b.bound; };
  const auto old_best = std::min_element(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(half), narrower);
  const auto new_best = std::min_element(samples_.begin() + static_cast<std::ptrdiff_t>(half), samples_.end(), narrower);
  const auto span = static_cast<double>(new_best->at - old_best->at);
  if (span < options_.window_seconds * 1e5) return 0.0;
  return (new_best->offset - old_best->offset) / span;
}

ClockOffset::Estimate ClockOffset::at(EpochMicros now) const {
  Estimate result;
  const Sample* const best = best_at(now);
  if (best == nullptr) return result;
  result.offset_micros = best->offset;
  result.bound_micros = bound_at(*best, now);
  result.drift_share = drift();
  result.is_sure = samples_.size() >= options_.sure_samples && result.bound_micros <= options_.sure_within_micros &&
                   static_cast<double>(now - samples_.back().at) <= options_.window_seconds * 1e6;
  return result;
}

EpochMicros ClockOffset::venue_time(EpochMicros now) const {
  return now + static_cast<EpochMicros>(std::llround(at(now).offset_micros));
}

}  // namespace stom::net
