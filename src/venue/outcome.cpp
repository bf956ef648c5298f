#include "venue/outcome.h"

#include <charconv>

namespace stom::venue {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

}  // namespace

Outcome undelivered(const RestRequest& request, Delivery delivery) {
  Outcome outcome;
  outcome.code = delivery == Delivery::kLost ? "lost" : "unsent";
  // Even an unsent order is asked for: what the network says of itself is not proof.
  outcome.action = request.changes_orders ? Action::kUnknown : Action::kRetry;
  outcome.wait = kSecond / 2;
  return outcome;
}

Outcome unreadable(const RestRequest& request, int status) {
  Outcome outcome;
  outcome.code = std::to_string(status);
  outcome.action = request.changes_orders ? Action::kUnknown : Action::kRetry;
  outcome.wait = kSecond;
  return outcome;
}

EpochMicros retry_after(const std::vector<Header>& headers, EpochMicros otherwise) {
  const std::string* text = find_header(headers, "Retry-After");
  if (text == nullptr) return otherwise;
  std::int64_t seconds = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (result.ec != std::errc{} || result.ptr != text->data() + text->size() || seconds < 0) return otherwise;
  constexpr std::int64_t kLongest = 30 * 24 * 3600;
  return std::min(seconds, kLongest) * kSecond;
}

}  // namespace stom::venue
