// What a venue's answers say of its rate limits, for the limiter that all roles of an account share. Pure: nothing is
// counted here, headers become notes.
//
// Upbit: "Remaining-Req: group=order; min=1800; sec=11": so many are left in this second; min is obsolete. Binance:
// X-MBX-USED-WEIGHT-1M and X-MBX-ORDER-COUNT-10S / -1M: so much is used in the span that is running.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "venue/rest_request.h"
#include "venue/venue_event.h"

namespace stom::venue {

// One budget: RestRequest::group (Upbit's groups, REQUEST_WEIGHT), or ORDERS for order counts.
struct RateLimit {
  std::string budget;
  EpochMicros period = 0;  // spans begin at multiples of it on the venue's clock
  std::int64_t limit = 0;
};

enum class NoteKind : std::uint8_t { kLeft, kUsed };

struct BudgetNote {
  std::string budget;
  EpochMicros period = 0;
  NoteKind kind = NoteKind::kUsed;
  std::int64_t value = 0;
  EpochMicros span_end = 0;  // until when the note can hold
};

// As published; exchangeInfo may say otherwise (announced_limit).
[[nodiscard]] std::span<const RateLimit> published_limits(Venue venue);
// False for an interval that is none (SECOND, MINUTE, HOUR, DAY) or a limit of 0.
[[nodiscard]] bool announced_limit(const RateLimitRule& rule, RateLimit& limit);

// `now`: the venue's time of the answer as well as it is known. Headers that are not understood are passed over.
[[nodiscard]] std::vector<BudgetNote> read_budgets(Venue venue, const std::vector<Header>& headers, EpochMicros now);

// Budgets that a request is charged to, and how much.
struct Charge {
  std::string budget;
  EpochMicros period = 0;
  int amount = 0;
};
[[nodiscard]] std::vector<Charge> charges(Venue venue, const RestRequest& request);

}  // namespace stom::venue
