// REST calls of one venue: rate limits, signatures, the venue's clock, and what the answers mean.
//
// Every call is answered exactly once, on the network thread, unless the session is closed first: then it is dropped. Calls wait until
// their budgets have room, the more urgent first. What is sent more than once: a GET whose answer was lost, unreadable, a server error or a
// rate limit (`tries` in all, with back-off), and anything, once, after the venue refused the time stamp or the nonce, which says that
// nothing was executed. Requests that change orders are otherwise sent once: what became of them is in outcome and order_is_dead.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/secret_text.h"
#include "gateway/endpoints.h"
#include "gateway/venue_limits.h"
#include "net/clock_offset.h"
#include "net/http_client.h"
#include "net/runtime.h"

namespace stom::gateway {

// The exact bytes of a request, signed where its security asks for it. `venue_time`: the venue's clock.
using Signer = std::function<venue::WireRequest(const venue::RestRequest& request, EpochMicros venue_time)>;
// Keeps the keys; every use has a fresh nonce.
[[nodiscard]] Signer make_signer(venue::Venue venue, std::string access, SecretText secret);

struct RestCall {
  venue::RestRequest request;
  net::Priority priority = net::Priority::kQuery;
  std::string kind;        // of venue Messages::parse; "": by the answer itself
  std::string symbol;      // for answers that name none
  double timeout = 0;      // of each try, seconds; 0: 10
  double most_wait = 0;    // for a free budget; 0: as long as it takes. Longer: answered as unsent
  int tries = 4;           // GET only
};

struct RestReply {
  venue::Delivery delivery = venue::Delivery::kUnsent;
  venue::Outcome outcome;              // kProceed: the events are the venue's answer
  int status = 0;                      // HTTP; 0: no answer
  std::vector<venue::Event> events;    // of a success
  Message problem;                     // for people; empty at success
  EpochMicros sent_at = 0, answered_at = 0;  // local clock, of the last try; 0: never

  [[nodiscard]] bool ok() const { return outcome.action == venue::Action::kProceed; }
};

struct RestSessionOptions {
  venue::Venue venue = venue::Venue::kBinance;
  net::Endpoint endpoint;
  Signer sign;                           // empty: public requests only
  std::shared_ptr<VenueLimits> limits;   // empty: its own
  std::size_t connections = 4;
  std::size_t most_waiting = 4096;
  bool measure_clock = false;            // Binance: at start, every 10 min, and when the venue refuses a time stamp
  std::uint64_t seed = 0;                // of back-off jitter
  // Clock off by more than a second, ban, wrong keys (stop_trading). Network thread.
  std::function<void(const Message& text, bool stop_trading)> on_notice;
};

class RestSession {
 public:
  using Done = std::function<void(RestReply)>;

  // Throws FileError when the CA file cannot be used.
  RestSession(net::Runtime& runtime, RestSessionOptions options);
  ~RestSession();  // closes
  RestSession(const RestSession&) = delete;
  RestSession& operator=(const RestSession&) = delete;

  // Any thread.
  void call(RestCall call, Done done);
  // Asks the venue's time now (three questions). Binance only: Upbit tells no time and signs none.
  void measure_clock();
  [[nodiscard]] net::ClockOffset::Estimate clock() const;
  // Local time as the venue would tell it; local time itself until it is known.
  [[nodiscard]] EpochMicros venue_now() const;
  // After its return no callback runs (on the network thread too).
  void close();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace stom::gateway
