#include "gateway/venue_limits.h"

namespace stom::gateway {
namespace {

using venue::Venue;

constexpr double kHalfSpeedSeconds = 60;
// What a bucket keeps at a warning: enough that the least urgent need not wait for its reserve to fill at half speed.
constexpr double kLeftAtWarning = 0.4;

double seconds(EpochMicros time) { return static_cast<double>(time) / 1e6; }

std::string budget_name(const std::string& budget, EpochMicros period) { return fmt::format("{}/{}", budget, period / 1'000'000); }
std::string pace_name(const std::string& budget) { return budget + " pace"; }

// Names of all budgets of a request, which must outlive the needs that refer to them.
struct Needs {
  std::vector<std::string> names;
  std::vector<net::Need> needs;
};

Needs needs_of(Venue venue, const venue::RestRequest& request) {
  Needs result;
  const std::vector<venue::Charge> charges = venue::charges(venue, request);
  result.names.reserve(2 * charges.size());
  for (const venue::Charge& charge : charges) {
    const std::string name = budget_name(charge.budget, charge.period);
    result.needs.push_back({result.names.emplace_back(name), static_cast<double>(charge.amount)});
    if (venue == Venue::kBinance) result.needs.push_back({result.names.emplace_back(pace_name(name)), static_cast<double>(charge.amount)});
  }
  return result;
}

}  // namespace

VenueLimits::VenueLimits(Venue venue) : venue_(venue) {
  for (const venue::RateLimit& limit : venue::published_limits(venue)) add(limit);
}

void VenueLimits::add(const venue::RateLimit& limit) {
  const std::string name = budget_name(limit.budget, limit.period);
  const auto amount = static_cast<double>(limit.limit);
  const bool is_upbit = venue_ == Venue::kUpbit;
  // Upbit: burst and what fills meanwhile must fit into any one second together.
  const double share = is_upbit ? 0.2 : 0.25, burst = std::max(1.0, share * amount);
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(known_[name], limit.limit) == limit.limit) return;
    bursts_[is_upbit ? name : pace_name(name)] = burst;
  }
  if (is_upbit) return limiter_.add_bucket(name, (1 - share) * amount / seconds(limit.period), burst);
  limiter_.add_window(name, amount, seconds(limit.period));
  // A bucket beside the window spreads the weight, and can be slowed down.
  limiter_.add_bucket(pace_name(name), amount / seconds(limit.period), burst);
}

double VenueLimits::request(const venue::RestRequest& request, net::Priority priority, EpochMicros now) {
  const Needs needs = needs_of(venue_, request);
  return limiter_.request(needs.needs, priority, seconds(now));
}

void VenueLimits::learn(const std::vector<venue::Header>& headers, EpochMicros now) {
  for (const venue::BudgetNote& note : venue::read_budgets(venue_, headers, now)) {
    const std::string name = budget_name(note.budget, note.period);
    if (note.kind == venue::NoteKind::kLeft) limiter_.told_left(name, static_cast<double>(note.value), seconds(now));
    else limiter_.told_used(name, static_cast<double>(note.value), seconds(now));
  }
}

void VenueLimits::learn(const venue::RateLimitRule& rule) {
  if (venue::RateLimit limit; venue::announced_limit(rule, limit)) add(limit);
}

void VenueLimits::heed(const venue::RestRequest& request, const venue::Outcome& outcome, EpochMicros now) {
  const double until = seconds(now + outcome.wait);
  if (outcome.action == venue::Action::kBanned) {
    limiter_.hold({}, until);
    return;
  }
  if (outcome.action != venue::Action::kRateLimited) return;
  // Binance counts the weight by address: whoever goes on after its warning, even with what weighs nothing, is banned. Only the count of
  // orders (-1015) is a matter of orders alone.
  if (venue_ == Venue::kBinance && outcome.code != "-1015") limiter_.hold({}, until);
  const Needs needs = needs_of(venue_, request);
  for (const net::Need& need : needs.needs) {
    limiter_.hold(need.budget, until);
    double left = 0;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = bursts_.find(std::string(need.budget)); found != bursts_.end()) left = kLeftAtWarning * found->second;
    }
    limiter_.told_left(need.budget, left, seconds(now));
    limiter_.slow_down(need.budget, 0.5, until + kHalfSpeedSeconds, seconds(now));
  }
}

}  // namespace stom::gateway
