// The rate budgets of one venue, shared by everything in this process that calls it: what a request costs, what the venue's answers say is
// left, and what a warning (429) or a ban (418) means. Upbit's groups are buckets, Binance's weights and order counts are windows on the
// venue's clock. All members may be called on any thread; `now` is the venue's time as well as it is known.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/time.h"
#include "net/rate_limiter.h"
#include "venue/outcome.h"
#include "venue/rate_limit_headers.h"
#include "venue/venue_event.h"

namespace stom::gateway {

class VenueLimits {
 public:
  explicit VenueLimits(venue::Venue venue);

  // 0: the request may go and has been counted. Otherwise the seconds after which to ask again.
  [[nodiscard]] double request(const venue::RestRequest& request, net::Priority priority, EpochMicros now);
  // What the headers of an answer say.
  void learn(const std::vector<venue::Header>& headers, EpochMicros now);
  // exchangeInfo may announce other limits than the published ones.
  void learn(const venue::RateLimitRule& rule);
  // kRateLimited: the request's budgets (Binance: everything, unless only orders were counted) rest for outcome.wait, and the budgets then
  // go at half speed for a minute. kBanned: everything rests.
  void heed(const venue::RestRequest& request, const venue::Outcome& outcome, EpochMicros now);

 private:
  void add(const venue::RateLimit& limit);

  venue::Venue venue_;
  net::RateLimiter limiter_;
  std::mutex mutex_;                           // of the next two
  std::map<std::string, std::int64_t> known_;  // limit of each budget
  std::map<std::string, double> bursts_;       // of each bucket
};

}  // namespace stom::gateway
