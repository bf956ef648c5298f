// When a request may go without breaking a venue's limits. Pure: the time (seconds, any steady origin) is passed in.
//
// A bucket holds up to `burst` tokens and fills evenly. A window counts weight in spans aligned to multiples of its length on the clock
// that is passed in. Both are corrected by what the venue's answers say, only ever downwards within what they describe: answers
// arrive late, so requests still on their way are not in their numbers. A hold ("Retry-After") stops everything until a time. A clock that
// is set back by more than a second takes everything with it: nothing waits for the time to come again.
// RateLimiter joins the budgets of one account or address under names; its members may be called on any thread.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace stom::net {

class TokenBucket {
 public:
  TokenBucket(double per_second, double burst);

  // Seconds until `amount` can be taken while `reserve` stays behind; 0: now. Infinite when it never can.
  [[nodiscard]] double ready_in(double now, double amount = 1.0, double reserve = 0.0) const;
  void take(double now, double amount = 1.0);
  // The venue says that only so many are left.
  void told_left(double now, double left);
  // Fills at share × its rate until then (a warning of the venue: half speed for a minute).
  void slow_down(double now, double share, double until);
  [[nodiscard]] double burst() const { return burst_; }
  // The clock was set by so much: what was counted stays.
  void shift(double seconds);

 private:
  [[nodiscard]] double tokens_at(double now) const;

  double rate_, burst_;
  double tokens_, at_ = 0.0;
  double slow_share_ = 1.0, slow_until_ = 0.0;
};

class WeightWindow {
 public:
  WeightWindow(double limit, double seconds);

  [[nodiscard]] double ready_in(double now, double weight, double reserve = 0.0) const;
  void take(double now, double weight);
  // The venue says how much of the present span is used (by everybody on this address).
  void told_used(double now, double used);
  [[nodiscard]] double limit() const { return limit_; }
  [[nodiscard]] double used(double now) const;
  // The clock was set to this: what was used counts in its span.
  void restart(double now);

 private:
  void turn_to(double now);

  double limit_, seconds_;
  double used_ = 0.0;
  double span_ = -1.0;  // number of the span that used_ belongs to
};

// The less urgent must leave a part of every budget to the more urgent: cancel before exit before entry before query.
enum class Priority { kQuery, kEntry, kExit, kCancel };

struct Need {
  std::string_view budget;
  double amount = 1.0;
};

class RateLimiter {
 public:
  // Share of each budget that a priority must leave behind.
  struct Reserves {
    double query = 0.3, entry = 0.2, exit = 0.1;
  };
  RateLimiter() : RateLimiter(Reserves()) {}
  explicit RateLimiter(Reserves reserves) : reserves_(reserves) {}

  void add_bucket(std::string name, double per_second, double burst);
  void add_window(std::string name, double limit, double seconds);

  // 0: the request may go and has been counted in every budget. Otherwise seconds after which to ask again, and nothing was counted.
  // A name that was never added is a mistake of the caller (std::out_of_range).
  [[nodiscard]] double request(std::span<const Need> needs, Priority priority, double now);

  void told_left(std::string_view bucket, double left, double now);
  void told_used(std::string_view window, double used, double now);
  void slow_down(std::string_view bucket, double share, double until, double now);
  // Nothing goes before that time; a later hold stands over an earlier one. An empty name holds everything.
  void hold(std::string_view budget, double until);

 private:
  [[nodiscard]] double reserve_of(Priority priority) const;
  void heed_clock(double now);

  std::mutex mutex_;
  double last_ = 0.0;  // latest time that was passed in
  Reserves reserves_;
  std::map<std::string, TokenBucket, std::less<>> buckets_;
  std::map<std::string, WeightWindow, std::less<>> windows_;
  std::map<std::string, double, std::less<>> holds_;
};

}  // namespace stom::net
