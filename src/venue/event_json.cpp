#include "venue/event_json.h"

namespace stom::venue {
namespace {

class Line {
 public:
  Line(std::string& out, std::string_view event, Venue venue) : out_(out) {
    out_ += "{\"event\":";
    write_json_string(event, out_);
    text("venue", name(venue));
  }
  void end() { out_ += '}'; }

  void key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    write_json_string(key, out_);
    out_ += ':';
  }
  // Unknown values are left out.
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    write_json_string(value, out_);
  }
  void number(std::string_view name, const Number& value) { text(name, value.text()); }
  void time(std::string_view name, EpochMicros value) {
    if (value == kNoTime) return;
    key(name);
    out_ += std::to_string(value);
  }
  void whole(std::string_view name, std::uint64_t value) {
    if (value == 0) return;
    key(name);
    out_ += std::to_string(value);
  }
  void always(std::string_view name, std::uint64_t value) {
    key(name);
    out_ += std::to_string(value);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
  }
  void flag(std::string_view name, std::optional<bool> value) {
    if (value) flag(name, *value);
  }
  void side(std::string_view name, std::optional<Side> value) {
    if (value) text(name, *value == Side::kBuy ? "buy" : "sell");
  }
  void levels(std::string_view name, const std::vector<Level>& levels) {
    key(name);
    out_ += '[';
    for (const Level& level : levels) {
      if (out_.back() != '[') out_ += ',';
      out_ += "[\"";
      out_ += level.price.text();
      if (level.quantity >= aggregation::Decimal{}) out_ += "\",\"" + level.quantity.text() + "\"]";
      else out_ += "\",null]";
    }
    out_ += ']';
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    key(name);
    out_ += '[';
    for (const std::string& value : values) {
      if (out_.back() != '[') out_ += ',';
      write_json_string(value, out_);
    }
    out_ += ']';
  }
  void open(std::string_view name, char bracket) {
    key(name);
    out_ += bracket;
  }
  void raw(char c) { out_ += c; }
  [[nodiscard]] char last() const { return out_.back(); }

 private:
  std::string& out_;
};

std::string_view word(PositionSide side) {
  constexpr std::string_view kWords[] = {"", "both", "long", "short"};
  return kWords[static_cast<std::size_t>(side)];
}
std::string_view word(OrderType type) {
  constexpr std::string_view kWords[] = {"", "limit", "market", "market_by_funds", "best", "conditional"};
  return kWords[static_cast<std::size_t>(type)];
}
std::string_view word(TimeInForce value) {
  constexpr std::string_view kWords[] = {"", "gtc", "ioc", "fok", "post_only", "gtd"};
  return kWords[static_cast<std::size_t>(value)];
}
std::string_view word(OrderState state) {
  constexpr std::string_view kWords[] = {"", "waiting", "open", "partly", "filled", "cancelled", "expired", "rejected"};
  return kWords[static_cast<std::size_t>(state)];
}
std::string_view word(OrderCause cause) {
  constexpr std::string_view kWords[] = {"answer", "new", "trade", "cancel", "expiry", "amendment", "liquidation", "prevention"};
  return kWords[static_cast<std::size_t>(cause)];
}

void fields(Line& line, const Trade& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("quantity", e.quantity);
  line.side("taker", e.taker);
  line.always("id", e.id);
  line.flag("aggregate", e.aggregate);
  line.flag("ordinary", e.ordinary);
  if (e.aggregate) {
    line.always("first_id", e.first_id);
    line.always("last_id", e.last_id);
  }
  line.number("quantity_without_rpi", e.quantity_without_rpi);
  line.number("previous_close", e.previous_close);
  line.number("best_bid", e.best_bid);
  line.number("best_bid_size", e.best_bid_size);
  line.number("best_ask", e.best_ask);
  line.number("best_ask_size", e.best_ask_size);
  if (e.snapshot) line.flag("snapshot", true);
}

void fields(Line& line, const BookPicture& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.flag("complete", e.complete);
  line.whole("last_update_id", e.last_update_id);
  line.number("bid_total", e.bid_total);
  line.number("ask_total", e.ask_total);
  line.number("grouping", e.grouping);
  line.levels("bids", e.bids);
  line.levels("asks", e.asks);
  if (e.snapshot) line.flag("snapshot", true);
}

void fields(Line& line, const BookChange& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.always("first_id", e.first_id);
  line.always("last_id", e.last_id);
  if (e.has_previous_id) line.always("previous_id", e.previous_id);
  line.levels("bids", e.bids);
  line.levels("asks", e.asks);
}

void fields(Line& line, const BookTop& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.whole("update_id", e.update_id);
  line.number("bid", e.bid);
  line.number("bid_size", e.bid_size);
  line.number("ask", e.ask);
  line.number("ask_size", e.ask_size);
}

void fields(Line& line, const Ticker& e) {
  line.text("symbol", e.symbol);
  line.text("day", e.day == DayKind::kUtcDay ? "utc" : "rolling_24h");
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("open", e.open);
  line.number("high", e.high);
  line.number("low", e.low);
  line.number("previous_close", e.previous_close);
  line.number("change_rate", e.change_rate);
  line.number("change", e.change);
  line.number("last_quantity", e.last_quantity);
  line.number("day_volume", e.day_volume);
  line.number("day_value", e.day_value);
  line.number("day_buy", e.day_buy);
  line.number("day_sell", e.day_sell);
  line.number("volume_24h", e.volume_24h);
  line.number("value_24h", e.value_24h);
  line.whole("trades", e.trades);
  line.text("state", e.state);
  line.text("warning", e.warning);
  line.text("delisting_date", e.delisting_date);
  line.flag("suspended", e.suspended);
  if (e.snapshot) line.flag("snapshot", true);
}

void fields(Line& line, const Candle& e) {
  line.text("symbol", e.symbol);
  line.text("interval", e.interval);
  line.time("time", e.time);
  line.time("end", e.end);
  line.time("sent", e.sent);
  line.number("open", e.open);
  line.number("high", e.high);
  line.number("low", e.low);
  line.number("close", e.close);
  line.number("volume", e.volume);
  line.number("value", e.value);
  line.number("buy_volume", e.buy_volume);
  line.number("buy_value", e.buy_value);
  line.whole("trades", e.trades);
  line.flag("closed", e.closed);
}

void fields(Line& line, const MarkPrice& e) {
  line.text("symbol", e.symbol);
  line.time("sent", e.sent);
  line.number("mark", e.mark);
  line.number("index", e.index);
  line.number("settle", e.settle);
  line.number("funding_rate", e.funding_rate);
  line.time("next_funding", e.next_funding);
}

void fields(Line& line, const Liquidation& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.side("side", e.side);
  line.number("price", e.price);
  line.number("average_price", e.average_price);
  line.number("quantity", e.quantity);
  line.number("executed", e.executed);
  line.text("status", e.status);
}

void fields(Line& line, const OrderUpdate& e) {
  line.text("symbol", e.symbol);
  line.text("order_id", e.order_id);
  line.text("client_id", e.client_id);
  line.side("side", e.side);
  line.text("position_side", word(e.position_side));
  line.text("type", word(e.type));
  line.text("time_in_force", word(e.time_in_force));
  line.text("state", word(e.state));
  if (e.state != OrderState::kUnknown) line.flag("final", is_final(e.state));
  line.text("cause", word(e.cause));
  line.text("venue_state", e.venue_state);
  line.text("venue_type", e.venue_type);
  line.time("time", e.time);
  line.time("created", e.created);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("average_price", e.average_price);
  line.number("stop_price", e.stop_price);
  line.number("quantity", e.quantity);
  line.number("executed", e.executed);
  line.number("remaining", e.remaining);
  line.number("executed_value", e.executed_value);
  line.number("paid_fee", e.paid_fee);
  line.number("reserved_fee", e.reserved_fee);
  line.number("remaining_fee", e.remaining_fee);
  line.number("locked", e.locked);
  line.whole("trades", e.trades);
  line.flag("reduce_only", e.reduce_only);
  line.flag("close_position", e.close_position);
  line.text("self_trade_prevention", e.self_trade_prevention);
  line.number("prevented_quantity", e.prevented_quantity);
  line.number("prevented_value", e.prevented_value);
  line.whole("expiry_reason", static_cast<std::uint64_t>(e.expiry_reason));
  line.text("replacement_id", e.replacement_id);
  line.text("replacement_client_id", e.replacement_client_id);
  line.text("algo_id", e.algo_id);
  line.text("reject_reason", e.reject_reason);
  if (e.is_forced) line.flag("forced", true);
  if (e.snapshot) line.flag("snapshot", true);
}

void fields(Line& line, const Fill& e) {
  line.text("symbol", e.symbol);
  line.text("order_id", e.order_id);
  line.text("client_id", e.client_id);
  line.text("trade_id", e.trade_id);
  line.side("side", e.side);
  line.text("position_side", word(e.position_side));
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("quantity", e.quantity);
  line.number("value", e.value);
  line.number("fee", e.fee);
  line.text("fee_asset", e.fee_asset);
  line.flag("is_maker", e.is_maker);
  line.number("realised_profit", e.realised_profit);
  if (e.is_lite) line.flag("lite", true);
}

void fields(Line& line, const Balance& e) {
  line.text("asset", e.asset);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("wallet", e.wallet);
  line.number("available", e.available);
  line.number("locked", e.locked);
  line.number("cross_wallet", e.cross_wallet);
  line.number("unrealised", e.unrealised);
  line.number("change", e.change);
  line.number("withdrawable", e.withdrawable);
  line.number("average_buy_price", e.average_buy_price);
  line.text("average_buy_currency", e.average_buy_currency);
  line.text("reason", e.reason);
}

void fields(Line& line, const Position& e) {
  line.text("symbol", e.symbol);
  line.text("position_side", word(e.side));
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("amount", e.amount);
  line.number("entry_price", e.entry_price);
  line.number("break_even_price", e.break_even_price);
  line.number("mark_price", e.mark_price);
  line.number("liquidation_price", e.liquidation_price);
  line.number("unrealised", e.unrealised);
  line.number("realised", e.realised);
  line.number("notional", e.notional);
  line.number("isolated_margin", e.isolated_margin);
  line.number("isolated_wallet", e.isolated_wallet);
  line.number("initial_margin", e.initial_margin);
  line.number("maintenance_margin", e.maintenance_margin);
  line.number("leverage", e.leverage);
  line.text("margin_type", e.margin_type);
  line.text("margin_asset", e.margin_asset);
  line.text("reason", e.reason);
}

void fields(Line& line, const AccountTotals& e) {
  line.time("time", e.time);
  line.number("wallet", e.wallet);
  line.number("margin", e.margin);
  line.number("available", e.available);
  line.number("unrealised", e.unrealised);
  line.number("initial_margin", e.initial_margin);
  line.number("maintenance_margin", e.maintenance_margin);
  line.number("withdrawable", e.withdrawable);
}

void fields(Line& line, const MarginCall& e) {
  line.time("sent", e.sent);
  line.number("cross_wallet", e.cross_wallet);
  line.open("positions", '[');
  for (const Position& position : e.positions) {
    if (line.last() != '[') line.raw(',');
    line.raw('{');
    fields(line, position);
    line.raw('}');
  }
  line.raw(']');
}

void fields(Line& line, const ListenKey& e) { line.text("key", e.key); }

void fields(Line& line, const ListenKeyExpired& e) {
  line.text("key", e.key);
  line.time("sent", e.sent);
}

void fields(Line& line, const SymbolSetting& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.number("leverage", e.leverage);
  line.number("max_notional", e.max_notional);
  line.text("margin_type", e.margin_type);
}

void fields(Line& line, const AccountMode& e) {
  line.flag("hedge", e.hedge);
  line.flag("multi_assets", e.multi_assets);
  line.time("time", e.time);
}

void fields(Line& line, const LeverageBracket& e) {
  line.text("symbol", e.symbol);
  line.always("bracket", static_cast<std::uint64_t>(e.bracket));
  line.number("initial_leverage", e.initial_leverage);
  line.number("notional_floor", e.notional_floor);
  line.number("notional_cap", e.notional_cap);
  line.number("maintenance_rate", e.maintenance_rate);
}

void fields(Line& line, const Commission& e) {
  line.text("symbol", e.symbol);
  line.number("maker", e.maker);
  line.number("taker", e.taker);
  line.number("rpi", e.rpi);
}

void fields(Line& line, const OrderChance& e) {
  line.text("symbol", e.symbol);
  line.text("state", e.state);
  line.number("bid_fee", e.bid_fee);
  line.number("ask_fee", e.ask_fee);
  line.number("maker_bid_fee", e.maker_bid_fee);
  line.number("maker_ask_fee", e.maker_ask_fee);
  line.text("bid_currency", e.bid_currency);
  line.text("ask_currency", e.ask_currency);
  line.number("min_bid", e.min_bid);
  line.number("min_ask", e.min_ask);
  line.number("max_total", e.max_total);
  line.texts("bid_types", e.bid_types);
  line.texts("ask_types", e.ask_types);
  line.open("bid_account", '{');
  fields(line, e.bid_account);
  line.raw('}');
  line.open("ask_account", '{');
  fields(line, e.ask_account);
  line.raw('}');
}

void fields(Line& line, const Instrument& e) {
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

void fields(Line& line, const RateLimitRule& e) {
  line.text("type", e.type);
  line.text("interval", e.interval);
  line.always("intervals", e.intervals);
  line.always("limit", e.limit);
}

void fields(Line& line, const ServerTime& e) { line.time("time", e.time); }

void fields(Line& line, const VenueError& e) {
  if (e.code != 0 || e.name.empty()) {
    line.key("code");
    for (const char c : std::to_string(e.code)) line.raw(c);
  }
  line.text("name", e.name);
  line.text("text", e.text);
  line.text("request_id", e.request_id);
}

void fields(Line& line, const SubscriptionAnswer& e) {
  line.text("id", e.id);
  line.texts("streams", e.streams);
}

void fields(Line& line, const Acknowledgement& e) {
  if (e.code != 0) line.always("code", static_cast<std::uint64_t>(e.code));
  line.text("text", e.text);
  line.text("symbol", e.symbol);
  line.number("countdown", e.countdown);
}

void fields(Line& line, const Heartbeat& e) { line.text("text", e.text); }

void fields(Line& line, const Ignored& e) {
  line.text("what", e.what);
  line.text("why", e.why);
}

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
  Line line(out, event_name(event), venue);
  std::visit([&](const auto& one) { fields(line, one); }, event);
  line.end();
}

}  // namespace stom::venue
