// Account and orders of Binance.
#include "sim/binance_desk.h"
#include "sim/binance_wire.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

using binance_wire::OrderForm;
using venue::NewOrder;
using venue::OrderName;
using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

Refused missing(const char* parameter) {
  return {400, -1102, {}, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.", parameter)};
}
Refused illegal(const char* parameter) { return {400, -1130, {}, fmt::format("Data sent for parameter '{}' is not valid.", parameter)}; }

bool parse_side(const std::string& word, Side& side) {
  side = word == "SELL" ? Side::kSell : Side::kBuy;
  return word == "BUY" || word == "SELL";
}

OrderType type_of(const std::string& word) {
  if (word == "LIMIT") return OrderType::kLimit;
  if (word == "MARKET") return OrderType::kMarket;
  constexpr std::string_view kConditional[] = {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"};
  const bool is_conditional = std::find(std::begin(kConditional), std::end(kConditional), word) != std::end(kConditional);
  return is_conditional ? OrderType::kConditional : OrderType::kUnknown;
}

TimeInForce time_of(const std::string& word) {
  if (word == "GTC") return TimeInForce::kGtc;
  if (word == "IOC") return TimeInForce::kIoc;
  if (word == "FOK") return TimeInForce::kFok;
  if (word == "GTX") return TimeInForce::kPostOnly;
  if (word == "GTD") return TimeInForce::kGtd;
  return TimeInForce::kUnknown;
}

// Client ids that the venue makes when none is given.
std::string made_client_id(std::uint64_t number) { return fmt::format("web_{:016x}", number); }

bool parse_decimal(const std::string& text, Decimal& value) { return !text.empty() && Decimal::parse(text, value); }

}  // namespace

HttpReply BinanceDesk::balances(Request& request) {
  return json_reply(binance_wire::balances(floor_.exchange().balances(request.account), request.now.exchange));
}

HttpReply BinanceDesk::account(Request& request) {
  const binance_wire::AccountPicture picture{floor_.exchange().balances(request.account), floor_.exchange().positions(request.account)};
  return json_reply(binance_wire::account(floor_.exchange().totals(request.account), picture, request.now.exchange));
}

HttpReply BinanceDesk::positions(Request& request) {
  const std::string symbol = request.value("symbol");
  return json_reply(binance_wire::positions(floor_.exchange().positions(request.account, symbol), request.now.exchange));
}

HttpReply BinanceDesk::symbol_config(Request& request) {
  return json_reply(binance_wire::symbol_config(floor_.exchange().symbol_settings(request.account, request.value("symbol"))));
}

HttpReply BinanceDesk::commission(Request& request) {
  return json_reply(
      binance_wire::commission(request.symbol(), floor_.exchange().maker_fee().text(), floor_.exchange().taker_fee().text()));
}

HttpReply BinanceDesk::leverage_brackets(Request& request) {
  if (request.instrument != nullptr) return json_reply(binance_wire::leverage_brackets({*request.instrument}));
  return json_reply(binance_wire::leverage_brackets(floor_.exchange().instruments()));
}

HttpReply BinanceDesk::position_mode(Request& request) {
  return json_reply(binance_wire::position_mode(floor_.exchange().hedge_mode(request.account)));
}

HttpReply BinanceDesk::set_position_mode(Request& request) {
  const std::string word = request.value("dualSidePosition");
  if (word != "true" && word != "false") return binance_refusal_reply(missing("dualSidePosition"));
  if (const auto refused = floor_.exchange().set_hedge_mode(request.account, word == "true")) return binance_refusal_reply(*refused);
  return json_reply(binance_wire::success());
}

HttpReply BinanceDesk::set_leverage(Request& request) {
  std::int64_t leverage = 0;
  if (!parse_whole(request.value("leverage"), leverage)) return binance_refusal_reply(missing("leverage"));
  if (leverage < 1 || leverage > 125) return binance_refusal_reply({400, -4028, {}, fmt::format("Leverage {} is not valid", leverage)});
  if (const auto refused = floor_.exchange().set_leverage(request.account, request.symbol(), static_cast<int>(leverage)))
    return binance_refusal_reply(*refused);
  floor_.tell(request.account, LeverageEvent{request.symbol(), static_cast<int>(leverage)});
  const auto settings = floor_.exchange().symbol_settings(request.account, request.symbol());
  return json_reply(binance_wire::leverage(settings.at(0)));
}

HttpReply BinanceDesk::set_margin_type(Request& request) {
  const std::string type = request.value("marginType");
  if (type != "ISOLATED" && type != "CROSSED") return binance_refusal_reply(missing("marginType"));
  if (const auto refused = floor_.exchange().set_margin_type(request.account, request.symbol(), type))
    return binance_refusal_reply(*refused);
  return json_reply(binance_wire::success());
}

HttpReply BinanceDesk::new_order(Request& request) {
  NewOrder order;
  order.symbol = request.symbol();
  if (!parse_side(request.value("side"), order.side)) return binance_refusal_reply(missing("side"));
  if (request.value("type").empty()) return binance_refusal_reply(missing("type"));
  order.type = type_of(request.value("type"));
  if (order.type == OrderType::kUnknown) return binance_refusal_reply({400, -1116, {}, "Invalid orderType."});
  if (order.type == OrderType::kConditional) {
    return binance_refusal_reply(
        {400, -4120, {}, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."});
  }
  if (!parse_decimal(request.value("quantity"), order.quantity)) return binance_refusal_reply(missing("quantity"));
  if (order.type == OrderType::kLimit) {
    if (!parse_decimal(request.value("price"), order.price)) return binance_refusal_reply(missing("price"));
    if (request.value("timeInForce").empty()) return binance_refusal_reply(missing("timeInForce"));
    order.time_in_force = time_of(request.value("timeInForce"));
    if (order.time_in_force == TimeInForce::kUnknown) return binance_refusal_reply({400, -1115, {}, "Invalid timeInForce."});
  }
  if (order.type == OrderType::kMarket) {
    for (const char* name : {"price", "timeInForce"}) {
      if (!request.value(name).empty())
        return binance_refusal_reply({400, -1106, {}, fmt::format("Parameter '{}' sent when not required.", name)});
    }
  }
  const std::string prevention = request.value("selfTradePreventionMode");
  constexpr std::string_view kPreventions[] = {"", "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"};
  if (std::find(std::begin(kPreventions), std::end(kPreventions), prevention) == std::end(kPreventions))
    return binance_refusal_reply(illegal("selfTradePreventionMode"));
  const std::string side = request.value("positionSide");
  if (side == "LONG") order.position_side = venue::PositionSide::kLong;
  else if (side == "SHORT") order.position_side = venue::PositionSide::kShort;
  else if (!side.empty() && side != "BOTH") return binance_refusal_reply(illegal("positionSide"));
  const std::string reduce = request.value("reduceOnly");
  if (!reduce.empty() && reduce != "true" && reduce != "false") return binance_refusal_reply(illegal("reduceOnly"));
  order.reduce_only = reduce == "true";
  order.client_id = request.value("newClientOrderId");
  if (order.client_id.empty()) order.client_id = made_client_id(++made_ids_);
  order.self_trade_prevention = prevention;
  const std::string form = request.value("newOrderRespType");
  if (!form.empty() && form != "ACK" && form != "RESULT") return binance_refusal_reply(illegal("newOrderRespType"));

  if (faults_.ask(Fault::kReject, request.now.steady)) return binance_refusal_reply({400, -2019, {}, "Margin is insufficient."});
  const bool in_parts = faults_.ask(Fault::kPartialFill, request.now.steady).has_value();
  if (in_parts) floor_.exchange().set_partial_share(0.5);
  OrderReply reply = floor_.exchange().place(request.account, order);
  if (in_parts) floor_.exchange().set_partial_share(1);
  if (!reply.order) return binance_refusal_reply(reply.refused);
  if (form != "RESULT") {  // only that it was taken
    reply.order->state = venue::OrderState::kOpen;
    reply.order->executed = Number::of(Decimal{});
  }
  return json_reply(binance_wire::order(*reply.order, *request.instrument, OrderForm::kAcknowledgement));
}

std::optional<OrderName> BinanceDesk::name_of(const Request& request) {
  OrderName name{request.value("orderId"), request.value("origClientOrderId")};
  if (name.order_id.empty() && name.client_id.empty()) return std::nullopt;
  if (!name.order_id.empty()) name.client_id.clear();
  return name;
}

HttpReply BinanceDesk::amend_order(Request& request) {
  const auto name = name_of(request);
  if (!name)
    return binance_refusal_reply({400, -1102, {}, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"});
  Side side = Side::kBuy;
  Decimal quantity, price;
  if (!parse_side(request.value("side"), side)) return binance_refusal_reply(missing("side"));
  if (!parse_decimal(request.value("quantity"), quantity)) return binance_refusal_reply(missing("quantity"));
  if (!parse_decimal(request.value("price"), price)) return binance_refusal_reply(missing("price"));
  const OrderReply reply = floor_.exchange().amend(request.account, request.symbol(), *name, quantity, price);
  if (!reply.order) return binance_refusal_reply(reply.refused);
  return json_reply(binance_wire::order(*reply.order, *request.instrument, OrderForm::kAcknowledgement));
}

HttpReply BinanceDesk::order(Request& request) {
  const auto name = name_of(request);
  if (!name)
    return binance_refusal_reply({400, -1102, {}, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"});
  const OrderReply reply = floor_.exchange().order(request.account, request.symbol(), *name);
  if (!reply.order) return binance_refusal_reply(reply.refused);
  return json_reply(binance_wire::order(*reply.order, *request.instrument, OrderForm::kQuery));
}

HttpReply BinanceDesk::cancel_order(Request& request) {
  const auto name = name_of(request);
  if (!name)
    return binance_refusal_reply({400, -1102, {}, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"});
  const OrderReply reply = floor_.exchange().cancel(request.account, request.symbol(), *name);
  if (!reply.order) return binance_refusal_reply(reply.refused);
  return json_reply(binance_wire::order(*reply.order, *request.instrument, OrderForm::kAcknowledgement));
}

HttpReply BinanceDesk::open_orders(Request& request) {
  return json_reply(binance_wire::orders(floor_.exchange().open_orders(request.account, request.value("symbol")),
                                         floor_.exchange().instruments(), OrderForm::kQuery));
}

HttpReply BinanceDesk::cancel_open_orders(Request& request) {
  floor_.exchange().cancel_all(request.account, request.symbol());
  return json_reply(binance_wire::error(200, "The operation of cancel all open order is done."));
}

HttpReply BinanceDesk::countdown(Request& request) {
  std::int64_t millis = 0;
  if (!parse_whole(request.value("countdownTime"), millis) || millis < 0) return binance_refusal_reply(missing("countdownTime"));
  floor_.exchange().countdown_cancel(request.account, request.symbol(), millis * 1000);
  return json_reply(binance_wire::countdown(request.symbol(), millis));
}

HttpReply BinanceDesk::user_trades(Request& request) {
  constexpr std::int64_t kWeek = 7LL * 86'400'000;
  std::vector<venue::Fill> fills = floor_.exchange().fills(request.account, request.symbol());
  const auto most = static_cast<std::size_t>(request.whole("limit", 500, 1000));
  const std::string from_id = request.value("fromId"), start = request.value("startTime"), stop = request.value("endTime");
  const std::int64_t first = request.whole("fromId", 0, INT64_MAX);
  // Without an id: times, by default the last seven days.
  const std::int64_t now = millis_of(request.now.exchange);
  const std::int64_t to = request.whole("endTime", start.empty() ? now : request.whole("startTime", 0, INT64_MAX / 2) + kWeek, INT64_MAX);
  const std::int64_t from = request.whole("startTime", std::max<std::int64_t>(0, to - kWeek), INT64_MAX);
  if (from_id.empty() && to - from > kWeek) {
    return binance_refusal_reply({400, -4166, {}, "Search window is restricted to recent 90 days and 7 days at once."});
  }
  const std::string order_id = request.value("orderId");
  std::erase_if(fills, [&](const venue::Fill& fill) {
    if (!order_id.empty() && fill.order_id != order_id) return true;
    std::int64_t id = 0;
    if (!from_id.empty()) return !parse_whole(fill.trade_id, id) || id < first;
    return millis_of(fill.time) < from || millis_of(fill.time) > to;
  });
  if (fills.size() > most) {
    // The newest, or from an id or a start on the oldest.
    if (from_id.empty() && start.empty()) fills.erase(fills.begin(), fills.end() - static_cast<std::ptrdiff_t>(most));
    else fills.resize(most);
  }
  return json_reply(binance_wire::user_trades(fills, *request.instrument));
}

}  // namespace stom::sim
