// What the venue says of itself as JSON.
#include "venue/event_json_fields.h"

namespace stom::venue {

void write_fields(JsonLine& line, const Instrument& e) {
  line.text("symbol", e.symbol);
  line.text("base", e.base);
  line.text("quote", e.quote);
  line.text("margin_asset", e.margin_asset);
  line.text("contract_type", e.contract_type);
  line.text("state", e.state);
  line.text("korean_name", e.korean_name);
  line.text("english_name", e.english_name);
  line.flag("warning", e.warning);
  line.texts("cautions", e.cautions);
  line.number("tick", e.tick);
  line.number("min_price", e.min_price);
  line.number("max_price", e.max_price);
  line.number("step", e.step);
  line.number("min_quantity", e.min_quantity);
  line.number("max_quantity", e.max_quantity);
  line.number("market_step", e.market_step);
  line.number("market_min_quantity", e.market_min_quantity);
  line.number("market_max_quantity", e.market_max_quantity);
  line.number("min_notional", e.min_notional);
  line.number("percent_up", e.percent_up);
  line.number("percent_down", e.percent_down);
  if (e.price_decimals >= 0) line.always("price_decimals", static_cast<std::uint64_t>(e.price_decimals));
  if (e.quantity_decimals >= 0) line.always("quantity_decimals", static_cast<std::uint64_t>(e.quantity_decimals));
  line.whole("max_orders", e.max_orders);
  line.texts("order_types", e.order_types);
  line.texts("times_in_force", e.times_in_force);
  std::vector<std::string> groupings;
  for (const Number& grouping : e.groupings) groupings.emplace_back(grouping.text());
  line.texts("groupings", groupings);
  line.time("onboard", e.onboard);
  line.time("delivery", e.delivery);
  line.time("sent", e.sent);
}

void write_fields(JsonLine& line, const RateLimitRule& e) {
  line.text("type", e.type);
  line.text("interval", e.interval);
  line.always("intervals", e.intervals);
  line.always("limit", e.limit);
}

void write_fields(JsonLine& line, const ServerTime& e) { line.time("time", e.time); }

void write_fields(JsonLine& line, const VenueError& e) {
  if (e.code != 0 || e.name.empty()) {
    line.key("code");
    for (const char c : std::to_string(e.code)) line.raw(c);
  }
  line.text("name", e.name);
  line.text("text", e.text);
  line.text("request_id", e.request_id);
}

void write_fields(JsonLine& line, const SubscriptionAnswer& e) {
  line.text("id", e.id);
  line.texts("streams", e.streams);
}

void write_fields(JsonLine& line, const Acknowledgement& e) {
  if (e.code != 0) line.always("code", static_cast<std::uint64_t>(e.code));
  line.text("text", e.text);
  line.text("symbol", e.symbol);
  line.number("countdown", e.countdown);
}

void write_fields(JsonLine& line, const Heartbeat& e) { line.text("text", e.text); }

void write_fields(JsonLine& line, const Ignored& e) {
  line.text("what", e.what);
  line.text("why", e.why);
}

}  // namespace stom::venue
