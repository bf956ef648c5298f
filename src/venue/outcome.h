// What a venue's answer to a request means, in one vocabulary: what to do next and what is known about the order.
// Only the venue's own words make an order dead: a cut connection, a timeout or a server error never does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "venue/rest_request.h"

namespace stom::venue {

enum class Action : std::uint8_t {
  kProceed,        // success, or already as wished
  kRetry,          // not executed; the same request may be sent again after `wait`
  kUnknown,        // it may have been executed: ask by client id before anything else
  kReject,         // refused for good
  kRateLimited,    // wait; a request that changes orders must be looked up before it is sent again
  kBanned,         // no REST at all until `wait` is over; alarm
  kResyncClock,    // measure the clock offset, then retry once
  kNewNonce,       // retry once with another nonce
  kNewListenKey,   // the key is unknown: make a new one
  kReconcile,      // compare with the venue's orders and positions, book the truth
  kFindDuplicate,  // the client id is taken: look that order up
  kMarketHalted,   // this market takes no orders
  kStopTrading,    // keys or permissions are wrong: stop, alarm
};

struct Outcome {
  Action action = Action::kProceed;
  // The venue said that the order does not exist or will not: it may be forgotten. Never set for a lost answer.
  bool order_is_dead = false;
  bool refresh_account = false;      // balances, margin or positions are not what was thought
  EpochMicros wait = 0;              // before the next request, microseconds
  std::string code, text;            // the venue's own words
};

// How the exchange of bytes ended, before anything is known of the content.
enum class Delivery : std::uint8_t {
  kAnswered,  // status and body are the venue's
  kLost,      // timeout, reset, closed: the request may have arrived
  kUnsent,    // no byte was written
};

struct Answer {
  Delivery delivery = Delivery::kAnswered;
  int status = 0;  // HTTP
  std::vector<Header> headers;
  std::string body;
};

// What a lost or unsent request means, and an answer that is not the venue's language (proxy page, cut body).
[[nodiscard]] Outcome undelivered(const RestRequest& request, Delivery delivery);
[[nodiscard]] Outcome unreadable(const RestRequest& request, int status);
// Retry-After in seconds; `otherwise` where there is none.
[[nodiscard]] EpochMicros retry_after(const std::vector<Header>& headers, EpochMicros otherwise);

}  // namespace stom::venue
