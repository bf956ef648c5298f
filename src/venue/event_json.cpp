#include "venue/event_json.h"

#include "venue/event_json_fields.h"

namespace stom::venue {
namespace {

// In the order of the variant.
constexpr std::string_view kNames[] = {"trade",          "book",         "book_change",      "book_top",
                                       "ticker",         "candle",       "mark_price",       "liquidation",
                                       "order",          "fill",         "balance",          "position",
                                       "account_totals", "margin_call",  "listen_key",       "listen_key_expired",
                                       "symbol_setting", "account_mode", "leverage_bracket", "commission",
                                       "order_chance",   "instrument",   "rate_limit_rule",  "server_time",
                                       "error",          "subscription", "acknowledgement",  "heartbeat",
                                       "ignored"};
static_assert(std::size(kNames) == std::variant_size_v<Event>);

}  // namespace

std::string_view name(Venue venue) { return venue == Venue::kUpbit ? "upbit" : "binance"; }

std::string_view event_name(const Event& event) { return kNames[event.index()]; }

void write_json_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void write_json(const Event& event, Venue venue, std::string& out) {
  JsonLine line(out, event_name(event), venue);
  std::visit([&](const auto& one) { write_fields(line, one); }, event);
  line.end();
}

}  // namespace stom::venue
