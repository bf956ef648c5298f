#include "net/rate_limiter.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace stom::net {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kRounding = 1e-9;  // tokens are sums of fractions

}  // namespace

TokenBucket::TokenBucket(double per_second, double burst) : rate_(per_second), burst_(burst), tokens_(burst) {}

double TokenBucket::tokens_at(double now) const {
  if (now <= at_) return tokens_;
  const double slow_end = std::clamp(slow_until_, at_, now);
  return std::min(burst_, tokens_ + rate_ * (slow_share_ * (slow_end - at_) + (now - slow_end)));
}

double TokenBucket::ready_in(double now, double amount, double reserve) const {
  if (amount > burst_ + kRounding) return kNever;
  // An amount that the reserve would shut out for ever may have the full bucket.
  const double missing = std::min(amount + reserve, burst_) - tokens_at(now);
  if (missing <= kRounding) return 0.0;
  const double slow_left = std::max(0.0, slow_until_ - now);
  const double filled_slowly = rate_ * slow_share_ * slow_left;
  if (missing <= filled_slowly) return missing / (rate_ * slow_share_);
  return slow_left + (missing - filled_slowly) / rate_;
}

void TokenBucket::take(double now, double amount) {
  tokens_ = tokens_at(now) - amount;
  at_ = std::max(at_, now);
}

void TokenBucket::told_left(double now, double left) {
  tokens_ = std::min(tokens_at(now), left);
  at_ = std::max(at_, now);
}

void TokenBucket::slow_down(double now, double share, double until) {
  tokens_ = tokens_at(now);
  at_ = std::max(at_, now);
  slow_share_ = share;
  slow_until_ = until;
}

void TokenBucket::shift(double seconds) {
  at_ += seconds;
  slow_until_ += seconds;
}

WeightWindow::WeightWindow(double limit, double seconds) : limit_(limit), seconds_(seconds) {}

void WeightWindow::turn_to(double now) {
  const double span = std::floor(now / seconds_);
  if (span <= span_) return;
  span_ = span;
  used_ = 0.0;
}

double WeightWindow::used(double now) const { return std::floor(now / seconds_) > span_ ? 0.0 : used_; }

double WeightWindow::ready_in(double now, double weight, double reserve) const {
  if (weight > limit_) return kNever;
  const double room = std::max(limit_ - reserve, weight);
  if (used(now) + weight <= room + kRounding) return 0.0;
  return (std::max(std::floor(now / seconds_), span_) + 1.0) * seconds_ - now;
}

void WeightWindow::take(double now, double weight) {
  turn_to(now);
  used_ += weight;
}

void WeightWindow::told_used(double now, double used) {
  turn_to(now);
  used_ = std::max(used_, used);
}

void WeightWindow::restart(double now) { span_ = std::floor(now / seconds_); }

void RateLimiter::heed_clock(double now) {
  constexpr double kJitter = 1.0;  // threads and estimates of the venue's time differ by less
  const double step = now - last_;
  if (step >= -kJitter) {
    last_ = std::max(last_, now);
    return;
  }
  last_ = now;
  for (auto& [name, bucket] : buckets_) bucket.shift(step);
  for (auto& [name, window] : windows_) window.restart(now);
  for (auto& [name, until] : holds_) until += step;
}

void RateLimiter::add_bucket(std::string name, double per_second, double burst) {
  const std::lock_guard lock(mutex_);
  buckets_.insert_or_assign(std::move(name), TokenBucket(per_second, burst));
}

void RateLimiter::add_window(std::string name, double limit, double seconds) {
  const std::lock_guard lock(mutex_);
  windows_.insert_or_assign(std::move(name), WeightWindow(limit, seconds));
}

double RateLimiter::reserve_of(Priority priority) const {
  switch (priority) {
    case Priority::kQuery: return reserves_.query;
    case Priority::kEntry: return reserves_.entry;
    case Priority::kExit: return reserves_.exit;
    case Priority::kCancel: break;
  }
  return 0.0;
}

double RateLimiter::request(std::span<const Need> needs, Priority priority, double now) {
  const std::lock_guard lock(mutex_);
  heed_clock(now);
  const double reserve = reserve_of(priority);
  double wait = 0.0;
  const auto heed_hold = [&](std::string_view name) {
    if (const auto held = holds_.find(name); held != holds_.end()) wait = std::max(wait, held->second - now);
  };
  heed_hold({});
  for (const Need& need : needs) {
    heed_hold(need.budget);
    if (const auto bucket = buckets_.find(need.budget); bucket != buckets_.end()) {
      wait = std::max(wait, bucket->second.ready_in(now, need.amount, reserve * bucket->second.burst()));
    } else if (const auto window = windows_.find(need.budget); window != windows_.end()) {
      wait = std::max(wait, window->second.ready_in(now, need.amount, reserve * window->second.limit()));
    } else {
      throw std::out_of_range("no rate budget named " + std::string(need.budget));
    }
  }
  if (wait > 0.0) return wait;
  for (const Need& need : needs) {
    if (const auto bucket = buckets_.find(need.budget); bucket != buckets_.end()) {
      bucket->second.take(now, need.amount);
    } else {
      windows_.find(need.budget)->second.take(now, need.amount);
    }
  }
  return 0.0;
}

void RateLimiter::told_left(std::string_view bucket, double left, double now) {
  const std::lock_guard lock(mutex_);
  heed_clock(now);
  if (const auto found = buckets_.find(bucket); found != buckets_.end()) found->second.told_left(now, left);
}

void RateLimiter::told_used(std::string_view window, double used, double now) {
  const std::lock_guard lock(mutex_);
  heed_clock(now);
  if (const auto found = windows_.find(window); found != windows_.end()) found->second.told_used(now, used);
}

void RateLimiter::slow_down(std::string_view bucket, double share, double until, double now) {
  const std::lock_guard lock(mutex_);
  heed_clock(now);
  if (const auto found = buckets_.find(bucket); found != buckets_.end()) found->second.slow_down(now, share, until);
}

void RateLimiter::hold(std::string_view budget, double until) {
  const std::lock_guard lock(mutex_);
  double& held = holds_.try_emplace(std::string(budget), until).first->second;
  held = std::max(held, until);
}

}  // namespace stom::net
