// User data events of Binance.
#include "sim/binance_wire.h"
#include "sim/binance_words.h"
#include "sim/money.h"

namespace stom::sim::binance_wire {

std::string order_event(const venue::OrderUpdate& order, const venue::Fill* fill, const Instrument& instrument, EpochMicros sent) {
  const Number zero = Number::of(Decimal{});
  const EpochMicros time = fill != nullptr ? fill->time : order.time;
  JsonText json;
  json.object().text("e", "ORDER_TRADE_UPDATE").whole("E", millis_of(sent)).whole("T", millis_of(time)).object("o");
  json.text("s", order.symbol)
      .text("c", order.client_id)
      .text("S", side_word(order.side.value_or(venue::Side::kBuy)))
      .text("o", type_word(order))
      .text("f", time_word(order))
      .text("q", quantity_text(order.quantity, instrument))
      .text("p", price_text(order.price, instrument))
      .text("ap", price_text(order.average_price, instrument))
      .text("sp", "0")
      .text("x", fill != nullptr && order.cause != venue::OrderCause::kLiquidation ? "TRADE" : cause_word(order))
      .text("X", state_word(order))
      .raw("i", id_json(order.order_id))
      .text("l", quantity_text(fill != nullptr ? fill->quantity : zero, instrument))
      .text("z", quantity_text(order.executed, instrument))
      .text("L", price_text(fill != nullptr ? fill->price : zero, instrument));
  if (fill != nullptr) json.text("N", fill->fee_asset.empty() ? "USDT" : fill->fee_asset).text("n", money_text(fill->fee));
  json.whole("T", millis_of(time))
      .raw("t", fill != nullptr ? id_json(fill->trade_id) : "0")
      .text("b", "0")
      .text("a", "0")
      .flag("m", fill != nullptr && fill->is_maker.value_or(false))
      .flag("R", order.reduce_only.value_or(false))
      .text("wt", "CONTRACT_PRICE")
      .text("ot", type_word(order))
      .text("ps", position_side_word(order.position_side))
      .flag("cp", false)
      .text("rp", fill != nullptr && fill->realised_profit.is_known() ? money_text(fill->realised_profit) : "0")
      .flag("pP", false)
      .whole("si", 0)
      .whole("ss", 0)
      .text("V", order.self_trade_prevention.empty() ? "EXPIRE_MAKER" : order.self_trade_prevention)
      .text("pm", "NONE")
      .whole("gtd", 0)
      .text("er", std::to_string(order.expiry_reason));
  return json.end_object().end_object().take();
}

std::string trade_lite_event(const venue::OrderUpdate& order, const venue::Fill& fill, const Instrument& instrument, EpochMicros sent) {
  JsonText json;
  json.object()
      .text("e", "TRADE_LITE")
      .whole("E", millis_of(sent))
      .whole("T", millis_of(fill.time))
      .text("s", order.symbol)
      .text("q", quantity_text(order.quantity, instrument))
      .text("p", price_text(order.price, instrument))
      .flag("m", fill.is_maker.value_or(false))
      .text("c", order.client_id)
      .text("S", side_word(order.side.value_or(venue::Side::kBuy)))
      .text("L", price_text(fill.price, instrument))
      .text("l", quantity_text(fill.quantity, instrument))
      .raw("t", id_json(fill.trade_id))
      .raw("i", id_json(order.order_id));
  return json.end_object().take();
}

std::string account_event(const AccountPicture& picture, EpochMicros sent) {
  const auto known = [](const Number& number) { return number.is_known() ? plain(number) : std::string("0"); };
  std::string reason = "ORDER";
  EpochMicros time = venue::kNoTime;
  for (const venue::Balance& one : picture.balances) {
    if (!one.reason.empty()) reason = one.reason;
    time = std::max(time, one.time);
  }
  for (const venue::Position& one : picture.positions) time = std::max(time, one.time);
  JsonText json;
  json.object().text("e", "ACCOUNT_UPDATE").whole("E", millis_of(sent)).whole("T", millis_of(time == venue::kNoTime ? sent : time));
  json.object("a").text("m", reason).list("B");
  for (const venue::Balance& one : picture.balances) {
    json.object()
        .text("a", one.asset)
        .text("wb", money_text(one.wallet))
        .text("cw", money_text(one.cross_wallet.is_known() ? one.cross_wallet : one.wallet))
        .text("bc", known(one.change))
        .end_object();
  }
  json.end_list().list("P");
  for (const venue::Position& one : picture.positions) {
    json.object()
        .text("s", one.symbol)
        .text("pa", known(one.amount))
        .text("ep", known(one.entry_price))
        .text("bep", known(one.break_even_price))
        .text("cr", known(one.realised))
        .text("up", money_text(one.unrealised))
        .text("mt", one.margin_type == "isolated" || one.margin_type == "ISOLATED" ? "isolated" : "cross")
        .text("iw", known(one.isolated_wallet))
        .text("ps", position_side_word(one.side))
        .end_object();
  }
  return json.end_list().end_object().end_object().take();
}

std::string leverage_event(std::string_view symbol, int leverage, EpochMicros sent) {
  JsonText json;
  json.object().text("e", "ACCOUNT_CONFIG_UPDATE").whole("E", millis_of(sent)).whole("T", millis_of(sent));
  return json.object("ac").text("s", symbol).whole("l", leverage).end_object().end_object().take();
}

std::string listen_key_expired_event(std::string_view key, EpochMicros sent) {
  JsonText json;
  return json.object().text("e", "listenKeyExpired").whole("E", millis_of(sent)).text("listenKey", key).end_object().take();
}

}  // namespace stom::sim::binance_wire
