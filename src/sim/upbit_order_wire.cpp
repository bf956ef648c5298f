// Orders, fills and balances of Upbit, as REST answers and as messages of the private stream.
#include "sim/money.h"
#include "sim/upbit_wire.h"
#include "sim/wire_text.h"

namespace stom::sim::upbit_wire {
namespace {

using venue::kNoTime;
using venue::OrderState;
using venue::OrderType;
using venue::OrderUpdate;
using venue::TimeInForce;

std::string_view type_word(const OrderUpdate& order) {
  if (!order.venue_type.empty()) return order.venue_type;
  switch (order.type) {
    case OrderType::kMarket:
      return "market";
    case OrderType::kMarketByFunds:
      return "price";
    case OrderType::kBest:
      return "best";
    default:
      return "limit";
  }
}

std::string_view time_word(TimeInForce time_in_force) {
  switch (time_in_force) {
    case TimeInForce::kIoc:
      return "ioc";
    case TimeInForce::kFok:
      return "fok";
    case TimeInForce::kPostOnly:
      return "post_only";
    default:
      return "";
  }
}

const Number& zero() {
  static const Number number = Number::of(Decimal{});
  return number;
}
const Number& or_zero(const Number& value) { return value.is_known() ? value : zero(); }

bool is_buy(const OrderUpdate& order) { return order.side.value_or(venue::Side::kBuy) == venue::Side::kBuy; }
std::string_view order_side(const OrderUpdate& order) { return side_word(is_buy(order) ? venue::Side::kBuy : venue::Side::kSell); }

// A number that REST leaves out when it is null: the price of a market sell, the volume of a buy by funds.
void write_known(JsonText& json, WireKey key, const Number& value) {
  if (value.is_known() && !value.decimal().is_zero()) json.quoted(key, value);
}

void write_order(JsonText& json, const OrderUpdate& order, bool with_funds) {
  json.text("market", order.symbol).text("uuid", order.order_id).text("side", order_side(order)).text("ord_type", type_word(order));
  write_known(json, "price", order.price);
  json.text("state", state_word(order)).text("created_at", korean_iso_zone(order.created == kNoTime ? order.time : order.created));
  write_known(json, "volume", order.quantity);
  json.quoted("remaining_volume", or_zero(order.remaining)).quoted("executed_volume", or_zero(order.executed));
  if (with_funds) json.quoted("executed_funds", or_zero(order.executed_value));
  json.quoted("reserved_fee", or_zero(order.reserved_fee))
      .quoted("remaining_fee", or_zero(order.remaining_fee))
      .quoted("paid_fee", or_zero(order.paid_fee))
      .quoted("locked", or_zero(order.locked))
      .quoted("prevented_volume", or_zero(order.prevented_quantity))
      .quoted("prevented_locked", or_zero(order.prevented_value))
      .whole("trades_count", static_cast<std::int64_t>(order.trades));
  if (const std::string_view word = time_word(order.time_in_force); !word.empty()) json.text("time_in_force", word);
  if (!order.client_id.empty()) json.text("identifier", order.client_id);
  if (!order.self_trade_prevention.empty()) json.text("smp_type", order.self_trade_prevention);
}

void write_fills(JsonText& json, const OrderUpdate& order, const std::vector<venue::Fill>& fills) {
  json.list("trades");
  for (const venue::Fill& fill : fills) {
    const Number value = fill.value.is_known() ? fill.value : Number::of(times(fill.price.decimal(), fill.quantity.decimal()));
    json.object()
        .text("market", order.symbol)
        .text("uuid", fill.trade_id)
        .quoted("price", fill.price)
        .quoted("volume", fill.quantity)
        .quoted("funds", value)
        .text("trend", is_buy(order) ? "up" : "down")
        .text("created_at", korean_iso_micros(fill.time))
        .text("side", order_side(order))
        .end_object();
  }
  json.end_list();
}

// What both kinds of myOrder messages carry; null where a number is not known.
void write_message(JsonText& json, const OrderUpdate& order, const venue::Fill* fill, EpochMicros sent) {
  const auto optional = [](const Number& value) { return value.is_known() && !value.decimal().is_zero() ? value : Number{}; };
  const Number average =
      order.average_price.is_known()
          ? order.average_price
          : Number::of(quotient(order.executed_value.decimal(), order.executed.decimal(), Decimal::kPlaces - 2));
  json.object()
      .text({"type", "ty"}, "myOrder")
      .text({"code", "cd"}, order.symbol)
      .text({"uuid", "uid"}, order.order_id)
      .text({"ask_bid", "ab"}, is_buy(order) ? "BID" : "ASK")
      .text({"order_type", "ot"}, type_word(order))
      .text({"state", "s"}, fill != nullptr ? "trade" : state_word(order))
      .text_or_null({"trade_uuid", "tuid"}, fill != nullptr ? std::string_view(fill->trade_id) : std::string_view{})
      .number({"price", "p"}, fill != nullptr ? fill->price : optional(order.price))
      .number({"avg_price", "ap"}, average)
      .number({"volume", "v"}, fill != nullptr ? fill->quantity : optional(order.quantity))
      .number({"remaining_volume", "rv"}, or_zero(order.remaining))
      .number({"executed_volume", "ev"}, or_zero(order.executed))
      .whole({"trades_count", "tc"}, static_cast<std::int64_t>(order.trades))
      .number({"reserved_fee", "rsf"}, or_zero(order.reserved_fee))
      .number({"remaining_fee", "rmf"}, or_zero(order.remaining_fee))
      .number({"paid_fee", "pf"}, or_zero(order.paid_fee))
      .number({"locked", "l"}, or_zero(order.locked))
      .number({"executed_funds", "ef"}, or_zero(order.executed_value))
      .text_or_null({"time_in_force", "tif"}, time_word(order.time_in_force))
      .number({"trade_fee", "tf"}, fill != nullptr ? or_zero(fill->fee) : Number{})
      .raw({"is_maker", "im"}, fill == nullptr || !fill->is_maker ? "null" : *fill->is_maker ? "true" : "false")
      .text_or_null({"identifier", "id"}, order.client_id)
      .text_or_null({"smp_type", "smpt"}, order.self_trade_prevention)
      .number({"prevented_volume", "pv"}, or_zero(order.prevented_quantity))
      .number({"prevented_locked", "pl"}, or_zero(order.prevented_value))
      .millis({"trade_timestamp", "ttms"}, fill != nullptr ? fill->time : kNoTime)
      .millis({"order_timestamp", "otms"}, order.created)
      .millis({"timestamp", "tms"}, sent)
      .text({"stream_type", "st"}, "REALTIME")
      .end_object();
}

void write_account(JsonText& json, const venue::Balance& balance) {
  json.text("currency", balance.asset)
      .quoted("balance", or_zero(balance.available))
      .quoted("locked", or_zero(balance.locked))
      .quoted("avg_buy_price", or_zero(balance.average_buy_price))
      .flag("avg_buy_price_modified", balance.asset == "KRW")
      .text("unit_currency", balance.average_buy_currency.empty() ? "KRW" : balance.average_buy_currency);
}

}  // namespace

std::string_view state_word(const OrderUpdate& order) {
  for (const std::string_view word : {"wait", "watch", "done", "cancel", "prevented"}) {
    if (order.venue_state == word) return word;
  }
  switch (order.state) {
    case OrderState::kFilled:
      return order.type == OrderType::kMarketByFunds ? "cancel" : "done";
    case OrderState::kCancelled:
    case OrderState::kExpired:
    case OrderState::kRejected:
      return "cancel";
    case OrderState::kWaiting:
      return "watch";
    default:
      return "wait";
  }
}

std::string accounts(const std::vector<venue::Balance>& balances) {
  JsonText json;
  json.list();
  for (const venue::Balance& balance : balances) {
    json.object();
    write_account(json, balance);
    json.end_object();
  }
  return json.end_list().take();
}

std::string chance(const venue::OrderChance& chance) {
  const auto words = [](JsonText& json, const char* key, const std::vector<std::string>& list) {
    json.list(key);
    for (const std::string& word : list) json.text(word);
    json.end_list();
  };
  JsonText json;
  json.object()
      .quoted("bid_fee", chance.bid_fee)
      .quoted("ask_fee", chance.ask_fee)
      .quoted("maker_bid_fee", chance.maker_bid_fee)
      .quoted("maker_ask_fee", chance.maker_ask_fee);
  json.object("market").text("id", chance.symbol).text("name", chance.ask_currency + "/" + chance.bid_currency);
  json.list("order_types").text("limit").end_list();
  json.list("order_sides").text("ask").text("bid").end_list();
  words(json, "bid_types", chance.bid_types);
  words(json, "ask_types", chance.ask_types);
  json.object("bid").text("currency", chance.bid_currency).quoted("min_total", chance.min_bid).end_object();
  json.object("ask").text("currency", chance.ask_currency).quoted("min_total", chance.min_ask).end_object();
  json.quoted("max_total", chance.max_total).text("state", chance.state.empty() ? "active" : chance.state).end_object();
  json.object("bid_account");
  write_account(json, chance.bid_account);
  json.end_object().object("ask_account");
  write_account(json, chance.ask_account);
  return json.end_object().end_object().take();
}

std::string order(const OrderUpdate& order, const std::vector<venue::Fill>* fills) {
  JsonText json;
  json.object();
  write_order(json, order, false);
  if (fills != nullptr) write_fills(json, order, *fills);
  return json.end_object().take();
}

std::string orders(const std::vector<OrderUpdate>& orders) {
  JsonText json;
  json.list();
  for (const OrderUpdate& one : orders) {
    json.object();
    write_order(json, one, true);
    json.end_object();
  }
  return json.end_list().take();
}

std::string replaced_order(const OrderUpdate& old, const OrderUpdate& fresh) {
  JsonText json;
  json.object();
  write_order(json, old, false);
  json.text("new_order_uuid", fresh.order_id);
  if (!fresh.client_id.empty()) json.text("new_order_identifier", fresh.client_id);
  return json.end_object().take();
}

std::string cancelled_orders(const std::vector<OrderUpdate>& cancelled) {
  JsonText json;
  json.object().object("success").whole("count", static_cast<std::int64_t>(cancelled.size())).list("orders");
  for (const OrderUpdate& one : cancelled) {
    json.object().text("uuid", one.order_id).text("market", one.symbol);
    if (!one.client_id.empty()) json.text("identifier", one.client_id);
    json.end_object();
  }
  json.end_list().end_object();
  json.object("failed").whole("count", 0).list("orders").end_list().end_object();
  return json.end_object().take();
}

std::string order_message(const OrderUpdate& order, EpochMicros sent, StreamStyle style) {
  JsonText json(style.brief);
  write_message(json, order, nullptr, sent);
  return json.take();
}

std::string fill_message(const venue::Fill& fill, const OrderUpdate& order, EpochMicros sent, StreamStyle style) {
  JsonText json(style.brief);
  write_message(json, order, &fill, sent);
  return json.take();
}

std::string asset_message(const std::vector<venue::Balance>& balances, std::string_view asset_uuid, EpochMicros sent, StreamStyle style) {
  JsonText json(style.brief);
  EpochMicros time = kNoTime;
  json.object().text({"type", "ty"}, "myAsset").text({"asset_uuid", "astuid"}, asset_uuid).list({"assets", "ast"});
  for (const venue::Balance& balance : balances) {
    time = std::max(time, balance.time);
    json.object()
        .text({"currency", "cu"}, balance.asset)
        .number({"balance", "b"}, or_zero(balance.available))
        .number({"locked", "l"}, or_zero(balance.locked))
        .end_object();
  }
  json.end_list()
      .millis({"asset_timestamp", "asttms"}, time == kNoTime ? sent : time)
      .millis({"timestamp", "tms"}, sent)
      .text({"stream_type", "st"}, "REALTIME");
  return json.end_object().take();
}

}  // namespace stom::sim::upbit_wire
