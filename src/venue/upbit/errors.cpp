#include "venue/upbit/errors.h"

#include "venue/upbit/messages.h"
#include "venue/venue_event.h"

namespace stom::venue::upbit {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

struct Rule {
  std::string_view name;
  Action action;
  bool dead = false, refresh = false;
};

// Names of the venue's error object; what is not listed follows the HTTP status.
constexpr Rule kRules[] = {
    {"insufficient_funds_bid", Action::kReject, true, true},
    {"insufficient_funds_ask", Action::kReject, true, true},
    {"under_min_total_bid", Action::kReject, true},
    {"under_min_total_ask", Action::kReject, true},
    {"over_krw_funds_bid", Action::kReject, true},
    {"over_krw_funds_ask", Action::kReject, true},
    {"invalid_price_bid", Action::kReject, true},
    {"invalid_price_ask", Action::kReject, true},
    {"invalid_volume_bid", Action::kReject, true},
    {"invalid_volume_ask", Action::kReject, true},
    {"invalid_parameter", Action::kReject, true},
    {"validation_error", Action::kReject, true},
    {"invalid_time_in_force", Action::kReject, true},
    {"invalid_post_only", Action::kReject, true},
    {"create_ask_error", Action::kReject, true},
    {"create_bid_error", Action::kReject, true},
    {"duplicated_identifier", Action::kFindDuplicate},
    {"nonce_used", Action::kNewNonce, true},
    {"invalid_query_payload", Action::kStopTrading, true},
    {"jwt_verification", Action::kStopTrading, true},
    {"expired_access_key", Action::kStopTrading, true},
    {"invalid_access_key", Action::kStopTrading, true},
    {"no_authorization_ip", Action::kStopTrading, true},
    {"no_authorization_i_p", Action::kStopTrading, true},
    {"no_authorization_token", Action::kStopTrading, true},
    {"out_of_scope", Action::kStopTrading, true},
    {"order_not_found", Action::kReconcile},
    {"notfoundmarket", Action::kReconcile},
    {"market_offline", Action::kMarketHalted, true},
    {"too_many_requests", Action::kRateLimited},
    {"internal_server_error", Action::kUnknown},
};

const Rule* rule_of(std::string_view name) {
  for (const Rule& rule : kRules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

// Only what would have made a new order can be dead by a refusal; a refused cancel leaves the order alive.
bool places_order(const RestRequest& request) { return request.changes_orders && request.method == Method::kPost; }

EpochMicros rest_of_second(EpochMicros now) { return kSecond - (now % kSecond + kSecond) % kSecond; }

}  // namespace

Outcome judge(const RestRequest& request, const Answer& answer, EpochMicros now) {
  if (answer.delivery != Delivery::kAnswered) return undelivered(request, answer.delivery);
  if (answer.status >= 200 && answer.status < 300) return {};
  Outcome outcome;
  Messages messages;
  std::vector<Event> events;
  const bool readable = messages.parse(answer.body, events, "error").kind != aggregation::ParseKind::kBad && events.size() == 1 &&
                        std::holds_alternative<VenueError>(events[0]);
  if (readable) {
    const VenueError& error = std::get<VenueError>(events[0]);
    outcome.code = error.name.empty() ? std::to_string(error.code) : error.name;
    outcome.text = error.text;
  } else {
    outcome.code = std::to_string(answer.status);
  }
  if (answer.status == 429) {
    outcome.action = Action::kRateLimited;
    outcome.wait = retry_after(answer.headers, rest_of_second(now));
    return outcome;
  }
  if (answer.status == 418) {
    outcome.action = Action::kBanned;
    outcome.wait = retry_after(answer.headers, 60 * kSecond);
    return outcome;
  }
  if (answer.status >= 500 || answer.status < 400) {
    const Outcome lost = unreadable(request, answer.status);
    outcome.action = lost.action;
    outcome.wait = lost.wait;
    return outcome;
  }
  if (const Rule* rule = readable ? rule_of(outcome.code) : nullptr; rule != nullptr) {
    outcome.action = rule->action == Action::kUnknown && !request.changes_orders ? Action::kRetry : rule->action;
    outcome.order_is_dead = rule->dead && places_order(request);
    outcome.refresh_account = rule->refresh;
    if (outcome.action == Action::kRateLimited) outcome.wait = rest_of_second(now);
    return outcome;
  }
  // A page of something between us and the venue says nothing of the order.
  if (!readable) {
    const Outcome lost = unreadable(request, answer.status);
    outcome.action = answer.status == 401 || answer.status == 403 ? Action::kStopTrading : lost.action;
    outcome.wait = lost.wait;
    return outcome;
  }
  outcome.action = answer.status == 401 ? Action::kStopTrading : answer.status == 404 ? Action::kReconcile : Action::kReject;
  outcome.order_is_dead = outcome.action != Action::kReconcile && places_order(request);
  return outcome;
}

Outcome judge_frame(std::string_view name) {
  Outcome outcome;
  outcome.code = name;
  if (name == "TOO_MANY_REQUEST") {
    outcome.action = Action::kRateLimited;
    outcome.wait = kSecond;
  } else if (name == "INVALID_AUTH") {
    outcome.action = Action::kStopTrading;
  } else if (const Rule* rule = rule_of(name); rule != nullptr) {
    outcome.action = rule->action;
  } else {
    outcome.action = Action::kReject;  // the request itself is wrong: NO_TYPE, NO_CODES …
  }
  return outcome;
}

}  // namespace stom::venue::upbit
