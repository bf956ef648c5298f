#include "venue/binance/errors.h"

#include <charconv>

#include "venue/binance/messages.h"
#include "venue/venue_event.h"

namespace stom::venue::binance {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

struct Rule {
  int code;
  Action action;
  bool dead = false, refresh = false;
};

// Ascending distance from zero. Codes that are not listed are final rejects: the venue understood and refused.
constexpr Rule kRules[] = {
    {-1000, Action::kUnknown},
    {-1001, Action::kUnknown},
    {-1003, Action::kRateLimited},
    {-1006, Action::kUnknown},
    {-1007, Action::kUnknown},
    {-1008, Action::kRetry},
    {-1015, Action::kRateLimited, true},
    {-1016, Action::kMarketHalted, true},
    {-1021, Action::kResyncClock, true},
    {-1022, Action::kStopTrading, true},
    {-1125, Action::kNewListenKey},
    {-2010, Action::kReconcile},
    {-2011, Action::kReconcile},
    {-2013, Action::kReconcile},
    {-2014, Action::kStopTrading, true},
    {-2015, Action::kStopTrading, true},
    {-2018, Action::kReject, true, true},
    {-2019, Action::kReject, true, true},
    {-2021, Action::kReconcile, true, true},
    {-2022, Action::kReconcile, true, true},
    {-2023, Action::kReject, true, true},
    {-2024, Action::kReject, true, true},
    {-2025, Action::kReject, true, true},
    {-2026, Action::kReject, true, true},
    {-2027, Action::kReject, true, true},
    {-2028, Action::kReject, true, true},
    {-4046, Action::kProceed},  // margin type is already so
    {-4059, Action::kProceed},  // position mode is already so
    {-4116, Action::kFindDuplicate},
    {-4118, Action::kReject, true, true},
    {-5021, Action::kReject, true},  // FOK not fillable: like a cancel
    {-5022, Action::kReject, true},  // post-only would take: like a cancel
};

Rule rule_of(int code) {
  for (const Rule& rule : kRules) {
    if (rule.code == code) return rule;
  }
  return {code, Action::kReject, true};
}

bool places_order(const RestRequest& request) { return request.changes_orders && request.method == Method::kPost; }

// "Way too many requests; IP(…) banned until 1659146400000. …": the time that is left, or none.
bool ban_in_text(std::string_view text, EpochMicros now, EpochMicros& wait) {
  constexpr std::string_view kWords = "banned until ";
  const std::size_t at = text.find(kWords);
  if (at == std::string_view::npos) return false;
  const std::string_view rest = text.substr(at + kWords.size());
  std::int64_t millis = 0;
  if (std::from_chars(rest.data(), rest.data() + rest.size(), millis).ec != std::errc{} || millis <= 0 || millis > 253'402'300'800'000)
    return false;
  constexpr EpochMicros kLongest = 30LL * 24 * 3600 * kSecond;
  wait = std::clamp<EpochMicros>(millis * 1000 - now, kSecond, kLongest);
  return true;
}

EpochMicros rest_of_minute(EpochMicros now) { return 60 * kSecond - (now % (60 * kSecond) + 60 * kSecond) % (60 * kSecond); }

}  // namespace

Outcome judge(const RestRequest& request, const Answer& answer, EpochMicros now) {
  if (answer.delivery != Delivery::kAnswered) return undelivered(request, answer.delivery);
  const bool success = answer.status >= 200 && answer.status < 300;
  constexpr std::size_t kLongestError = 4096;
  if (success && answer.body.size() > kLongestError) return {};
  Outcome outcome;
  Messages messages;
  std::vector<Event> events;
  const bool readable = messages.parse(answer.body, events, "error").kind != aggregation::ParseKind::kBad && events.size() == 1 &&
                        std::holds_alternative<VenueError>(events[0]);
  if (success && !readable) return {};
  int code = 0;
  if (readable) {
    const VenueError& error = std::get<VenueError>(events[0]);
    code = error.code;
    outcome.code = std::to_string(code);
    outcome.text = error.text;
  } else {
    outcome.code = std::to_string(answer.status);
  }
  EpochMicros ban = 0;
  const bool banned = ban_in_text(outcome.text, now, ban);
  if (answer.status == 418 || (banned && (answer.status == 429 || code == -1003))) {
    outcome.action = Action::kBanned;
    outcome.wait = retry_after(answer.headers, banned ? ban : 120 * kSecond);
    return outcome;
  }
  if (answer.status == 429) {
    outcome.action = Action::kRateLimited;
    outcome.order_is_dead = code == -1015 && places_order(request);
    outcome.wait = retry_after(answer.headers, rest_of_minute(now));
    return outcome;
  }
  const Rule rule = readable ? rule_of(code) : Rule{0, Action::kUnknown};
  if (answer.status >= 500 || !readable) {
    // "Unknown error" may have been executed; "Service Unavailable" and overload were not.
    const bool not_executed = code == -1008 || outcome.text.find("Service Unavailable") != std::string::npos ||
                              (answer.status == 503 && answer.body.find("Service Unavailable") != std::string::npos);
    outcome.action = not_executed || !request.changes_orders ? Action::kRetry : Action::kUnknown;
    outcome.wait = kSecond;
    if (answer.status == 403) {  // the firewall in front of the venue
      outcome.action = request.changes_orders ? Action::kUnknown : Action::kRateLimited;
      outcome.wait = retry_after(answer.headers, 60 * kSecond);
    }
    return outcome;
  }
  outcome.action = rule.action == Action::kUnknown && !request.changes_orders ? Action::kRetry : rule.action;
  outcome.order_is_dead = rule.dead && places_order(request);
  outcome.refresh_account = rule.refresh;
  if (outcome.action == Action::kRateLimited)
    outcome.wait = retry_after(answer.headers, code == -1015 ? 10 * kSecond : rest_of_minute(now));
  if (outcome.action == Action::kRetry) outcome.wait = kSecond;
  return outcome;
}

}  // namespace stom::venue::binance
