#include "venue/upbit/stream_requests.h"

#include "venue/event_json.h"

namespace stom::venue::upbit {
namespace {

void write_codes(const Subscription& subscription, std::string& out) {
  out += ",\"codes\":[";
  for (const std::string& code : subscription.codes) {
    if (out.back() != '[') out += ',';
    write_json_string(subscription.units > 0 ? fmt::format("{}.{}", code, subscription.units) : code, out);
  }
  out += ']';
}

}  // namespace

std::string subscribe_frame(std::string_view ticket, std::span<const Subscription> subscriptions, Format format) {
  constexpr std::string_view kFormats[] = {"DEFAULT", "SIMPLE", "JSON_LIST", "SIMPLE_LIST"};
  std::string out = "[{\"ticket\":";
  write_json_string(ticket, out);
  out += '}';
  for (const Subscription& subscription : subscriptions) {
    out += ",{\"type\":";
    write_json_string(subscription.type, out);
    // Codes on myAsset are an error of their own (WRONG_FORMAT).
    if (!subscription.codes.empty() && subscription.type != "myAsset") write_codes(subscription, out);
    if (subscription.only_realtime) out += ",\"is_only_realtime\":true";
    if (subscription.only_snapshot) out += ",\"is_only_snapshot\":true";
    out += '}';
  }
  out += ",{\"format\":\"";
  out += kFormats[static_cast<std::size_t>(format)];
  return out + "\"}]";
}

std::string list_subscriptions_frame(std::string_view ticket) {
  std::string out = "[{\"ticket\":";
  write_json_string(ticket, out);
  return out + "},{\"method\":\"LIST_SUBSCRIPTIONS\"}]";
}

}  // namespace stom::venue::upbit
