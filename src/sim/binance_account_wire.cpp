// Account and order answers of Binance REST.
#include "sim/binance_wire.h"
#include "sim/binance_words.h"
#include "sim/money.h"

namespace stom::sim::binance_wire {
namespace {

using venue::kNoTime;

EpochMicros time_of(EpochMicros time, EpochMicros otherwise) { return time == kNoTime ? otherwise : time; }

const Number& first_known(const Number& a, const Number& b) { return a.is_known() ? a : b; }

void write_order(JsonText& json, const venue::OrderUpdate& order, const Instrument& instrument, OrderForm form) {
  const bool is_query = form == OrderForm::kQuery;
  json.object();
  if (is_query) json.text("avgPrice", fixed(order.average_price, std::max(5, instrument.price_decimals)));
  json.text("clientOrderId", order.client_id);
  if (is_query) json.text("cumQuote", plain(first_known(order.executed_value, Number::of(Decimal{}))));
  else json.text("cumQty", quantity_text(order.executed, instrument));
  json.text("executedQty", quantity_text(order.executed, instrument))
      .raw("orderId", id_json(order.order_id))
      .text("origQty", quantity_text(order.quantity, instrument))
      .text("origType", type_word(order))
      .text("price", price_text(order.price, instrument))
      .flag("reduceOnly", order.reduce_only.value_or(false))
      .text("side", side_word(order.side.value_or(venue::Side::kBuy)))
      .text("positionSide", position_side_word(order.position_side))
      .text("status", state_word(order))
      .text("stopPrice", "0")
      .flag("closePosition", false)
      .text("symbol", order.symbol);
  if (is_query) json.whole("time", millis_of(time_of(order.created, order.time)));
  json.text("timeInForce", time_word(order))
      .text("type", type_word(order))
      .whole("updateTime", millis_of(order.time))
      .text("workingType", "CONTRACT_PRICE")
      .flag("priceProtect", false)
      .text("priceMatch", "NONE")
      .text("selfTradePreventionMode", order.self_trade_prevention.empty() ? "EXPIRE_MAKER" : order.self_trade_prevention)
      .whole("goodTillDate", 0)
      .end_object();
}

const Instrument& instrument_of(const std::vector<Instrument>& instruments, const std::string& symbol) {
  static const Instrument none;
  for (const Instrument& one : instruments) {
    if (one.symbol == symbol) return one;
  }
  return none;
}

}  // namespace

std::string balances(const std::vector<venue::Balance>& balances, EpochMicros now) {
  JsonText json;
  json.list();
  for (const venue::Balance& one : balances) {
    json.object()
        .text("accountAlias", "SgsR")
        .text("asset", one.asset)
        .text("balance", money_text(one.wallet))
        .text("crossWalletBalance", money_text(first_known(one.cross_wallet, one.wallet)))
        .text("crossUnPnl", money_text(one.unrealised))
        .text("availableBalance", money_text(one.available))
        .text("maxWithdrawAmount", money_text(first_known(one.withdrawable, one.available)))
        .flag("marginAvailable", true)
        .whole("updateTime", millis_of(time_of(one.time, now)))
        .end_object();
  }
  return json.end_list().take();
}

std::string account(const venue::AccountTotals& totals, const AccountPicture& picture, EpochMicros now) {
  JsonText json;
  json.object()
      .text("totalInitialMargin", money_text(totals.initial_margin))
      .text("totalMaintMargin", money_text(totals.maintenance_margin))
      .text("totalWalletBalance", money_text(totals.wallet))
      .text("totalUnrealizedProfit", money_text(totals.unrealised))
      .text("totalMarginBalance", money_text(totals.margin))
      .text("totalPositionInitialMargin", money_text(totals.initial_margin))
      .text("totalOpenOrderInitialMargin", fixed(Decimal{}, 8))
      .text("totalCrossWalletBalance", money_text(totals.wallet))
      .text("totalCrossUnPnl", money_text(totals.unrealised))
      .text("availableBalance", money_text(totals.available))
      .text("maxWithdrawAmount", money_text(totals.withdrawable))
      .list("assets");
  for (const venue::Balance& one : picture.balances) {
    json.object()
        .text("asset", one.asset)
        .text("walletBalance", money_text(one.wallet))
        .text("unrealizedProfit", money_text(one.unrealised))
        .text("marginBalance", fixed(one.wallet.decimal() + one.unrealised.decimal(), 8))
        .text("maintMargin", money_text(totals.maintenance_margin))
        .text("initialMargin", money_text(totals.initial_margin))
        .text("crossWalletBalance", money_text(first_known(one.cross_wallet, one.wallet)))
        .text("crossUnPnl", money_text(one.unrealised))
        .text("availableBalance", money_text(one.available))
        .text("maxWithdrawAmount", money_text(first_known(one.withdrawable, one.available)))
        .whole("updateTime", millis_of(time_of(one.time, now)))
        .end_object();
  }
  json.end_list().list("positions");
  for (const venue::Position& one : picture.positions) {
    json.object()
        .text("symbol", one.symbol)
        .text("positionSide", position_side_word(one.side))
        .text("positionAmt", plain(one.amount))
        .text("unrealizedProfit", money_text(one.unrealised))
        .text("isolatedMargin", plain(first_known(one.isolated_margin, Number::of(Decimal{}))))
        .text("notional", plain(first_known(one.notional, Number::of(Decimal{}))))
        .text("isolatedWallet", plain(first_known(one.isolated_wallet, Number::of(Decimal{}))))
        .text("initialMargin", money_text(one.initial_margin))
        .text("maintMargin", money_text(one.maintenance_margin))
        .whole("updateTime", millis_of(time_of(one.time, now)))
        .end_object();
  }
  return json.end_list().end_object().take();
}

std::string positions(const std::vector<venue::Position>& positions, EpochMicros now) {
  const Number zero = Number::of(Decimal{});
  JsonText json;
  json.list();
  for (const venue::Position& one : positions) {
    json.object()
        .text("symbol", one.symbol)
        .text("positionSide", position_side_word(one.side))
        .text("positionAmt", plain(one.amount))
        .text("entryPrice", plain(first_known(one.entry_price, zero)))
        .text("breakEvenPrice", plain(first_known(one.break_even_price, zero)))
        .text("markPrice", money_text(one.mark_price))
        .text("unRealizedProfit", money_text(one.unrealised))
        .text("liquidationPrice", plain(first_known(one.liquidation_price, zero)))
        .text("isolatedMargin", plain(first_known(one.isolated_margin, zero)))
        .text("notional", plain(first_known(one.notional, zero)))
        .text("marginAsset", one.margin_asset.empty() ? "USDT" : one.margin_asset)
        .text("isolatedWallet", plain(first_known(one.isolated_wallet, zero)))
        .text("initialMargin", money_text(one.initial_margin))
        .text("maintMargin", money_text(one.maintenance_margin))
        .text("positionInitialMargin", money_text(one.initial_margin))
        .text("openOrderInitialMargin", "0")
        .whole("adl", 0)
        .text("bidNotional", "0")
        .text("askNotional", "0")
        .whole("updateTime", millis_of(time_of(one.time, now)))
        .end_object();
  }
  return json.end_list().take();
}

std::string symbol_config(const std::vector<venue::SymbolSetting>& settings) {
  JsonText json;
  json.list();
  for (const venue::SymbolSetting& one : settings) {
    std::string type = one.margin_type.empty() ? "CROSSED" : one.margin_type;
    for (char& c : type) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    json.object()
        .text("symbol", one.symbol)
        .text("marginType", type == "CROSS" ? "CROSSED" : type)
        .flag("isAutoAddMargin", false)
        .raw("leverage", one.leverage.is_known() ? one.leverage.text() : "20")
        .text("maxNotionalValue", one.max_notional.is_known() ? plain(one.max_notional) : "1000000")
        .end_object();
  }
  return json.end_list().take();
}

std::string leverage(const venue::SymbolSetting& setting) {
  JsonText json;
  return json.object()
      .number("leverage", setting.leverage)
      .text("maxNotionalValue", setting.max_notional.is_known() ? plain(setting.max_notional) : "1000000")
      .text("symbol", setting.symbol)
      .end_object()
      .take();
}

std::string leverage_brackets(const std::vector<Instrument>& instruments) {
  JsonText json;
  json.list();
  for (const Instrument& one : instruments) {
    json.object().text("symbol", one.symbol).raw("notionalCoef", "1.0").list("brackets");
    json.object()
        .whole("bracket", 1)
        .whole("initialLeverage", 125)
        .whole("notionalCap", 300'000)
        .whole("notionalFloor", 0)
        .raw("maintMarginRatio", "0.004")
        .raw("cum", "0.0")
        .end_object();
    json.object()
        .whole("bracket", 2)
        .whole("initialLeverage", 50)
        .whole("notionalCap", 10'000'000)
        .whole("notionalFloor", 300'000)
        .raw("maintMarginRatio", "0.01")
        .raw("cum", "1800.0")
        .end_object();
    json.end_list().end_object();
  }
  return json.end_list().take();
}

std::string commission(std::string_view symbol, const std::string& maker, const std::string& taker) {
  JsonText json;
  return json.object()
      .text("symbol", symbol)
      .text("makerCommissionRate", maker)
      .text("takerCommissionRate", taker)
      .text("rpiCommissionRate", "0.00005")
      .end_object()
      .take();
}

std::string position_mode(bool hedge) {
  JsonText json;
  return json.object().flag("dualSidePosition", hedge).end_object().take();
}

std::string listen_key(std::string_view key) {
  JsonText json;
  return json.object().text("listenKey", key).end_object().take();
}

std::string countdown(std::string_view symbol, std::int64_t millis) {
  JsonText json;
  return json.object().text("symbol", symbol).text("countdownTime", std::to_string(millis)).end_object().take();
}

std::string order(const venue::OrderUpdate& order, const Instrument& instrument, OrderForm form) {
  JsonText json;
  write_order(json, order, instrument, form);
  return json.take();
}

std::string orders(const std::vector<venue::OrderUpdate>& orders, const std::vector<Instrument>& instruments, OrderForm form) {
  JsonText json;
  json.list();
  for (const venue::OrderUpdate& one : orders) write_order(json, one, instrument_of(instruments, one.symbol), form);
  return json.end_list().take();
}

std::string user_trades(const std::vector<venue::Fill>& fills, const Instrument& instrument) {
  JsonText json;
  json.list();
  for (const venue::Fill& fill : fills) {
    const Number value = fill.value.is_known() ? fill.value : Number::of(times(fill.price.decimal(), fill.quantity.decimal()));
    const venue::Side side = fill.side.value_or(venue::Side::kBuy);
    json.object()
        .flag("buyer", side == venue::Side::kBuy)
        .text("commission", money_text(fill.fee))
        .text("commissionAsset", fill.fee_asset.empty() ? "USDT" : fill.fee_asset)
        .raw("id", id_json(fill.trade_id))
        .flag("maker", fill.is_maker.value_or(false))
        .raw("orderId", id_json(fill.order_id))
        .text("price", price_text(fill.price, instrument))
        .text("qty", quantity_text(fill.quantity, instrument))
        .text("quoteQty", plain(value))
        .text("baseQty", quantity_text(fill.quantity, instrument))
        .text("marginAsset", "USDT")
        .text("realizedPnl", money_text(fill.realised_profit))
        .text("side", side_word(side))
        .text("positionSide", position_side_word(fill.position_side))
        .text("symbol", fill.symbol)
        .text("pair", fill.symbol)
        .whole("time", millis_of(fill.time))
        .end_object();
  }
  return json.end_list().take();
}

}  // namespace stom::sim::binance_wire
