// Own orders, fills and the account as JSON.
#include "venue/event_json_fields.h"

namespace stom::venue {
namespace {

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

}  // namespace

void write_fields(JsonLine& line, const OrderUpdate& e) {
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

void write_fields(JsonLine& line, const Fill& e) {
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

void write_fields(JsonLine& line, const Balance& e) {
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

void write_fields(JsonLine& line, const Position& e) {
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

void write_fields(JsonLine& line, const AccountTotals& e) {
  line.time("time", e.time);
  line.number("wallet", e.wallet);
  line.number("margin", e.margin);
  line.number("available", e.available);
  line.number("unrealised", e.unrealised);
  line.number("initial_margin", e.initial_margin);
  line.number("maintenance_margin", e.maintenance_margin);
  line.number("withdrawable", e.withdrawable);
}

void write_fields(JsonLine& line, const MarginCall& e) {
  line.time("sent", e.sent);
  line.number("cross_wallet", e.cross_wallet);
  line.open("positions", '[');
  for (const Position& position : e.positions) {
    if (line.last() != '[') line.raw(',');
    line.raw('{');
    write_fields(line, position);
    line.raw('}');
  }
  line.raw(']');
}

void write_fields(JsonLine& line, const ListenKey& e) { line.text("key", e.key); }

void write_fields(JsonLine& line, const ListenKeyExpired& e) {
  line.text("key", e.key);
  line.time("sent", e.sent);
}

void write_fields(JsonLine& line, const SymbolSetting& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.number("leverage", e.leverage);
  line.number("max_notional", e.max_notional);
  line.text("margin_type", e.margin_type);
}

void write_fields(JsonLine& line, const AccountMode& e) {
  line.flag("hedge", e.hedge);
  line.flag("multi_assets", e.multi_assets);
  line.time("time", e.time);
}

void write_fields(JsonLine& line, const LeverageBracket& e) {
  line.text("symbol", e.symbol);
  line.always("bracket", static_cast<std::uint64_t>(e.bracket));
  line.number("initial_leverage", e.initial_leverage);
  line.number("notional_floor", e.notional_floor);
  line.number("notional_cap", e.notional_cap);
  line.number("maintenance_rate", e.maintenance_rate);
}

void write_fields(JsonLine& line, const Commission& e) {
  line.text("symbol", e.symbol);
  line.number("maker", e.maker);
  line.number("taker", e.taker);
  line.number("rpi", e.rpi);
}

void write_fields(JsonLine& line, const OrderChance& e) {
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
  write_fields(line, e.bid_account);
  line.raw('}');
  line.open("ask_account", '{');
  write_fields(line, e.ask_account);
  line.raw('}');
}

}  // namespace stom::venue
