#include "venue/binance/rest_requests.h"

#include "base/error.h"

namespace stom::venue::binance {
namespace {

constexpr const char* kWeightGroup = "REQUEST_WEIGHT";

RestRequest make(Method method, const char* path, int weight, Security security, std::vector<Parameter> parameters = {}) {
  RestRequest request;
  request.method = method;
  request.path = path;
  request.parameters = std::move(parameters);
  request.security = security;
  request.group = kWeightGroup;
  request.weight = weight;
  return request;
}

RestRequest get(const char* path, int weight, Security security, std::vector<Parameter> parameters = {}) {
  return make(Method::kGet, path, weight, security, std::move(parameters));
}

RestRequest changing(Method method, const char* path, int weight, std::vector<Parameter> parameters) {
  RestRequest request = make(method, path, weight, Security::kSigned, std::move(parameters));
  request.changes_orders = true;
  return request;
}

void add_symbol(RestRequest& request, std::string_view symbol) {
  if (!symbol.empty()) request.parameters.push_back({"symbol", std::string(symbol)});
}

void add_time(RestRequest& request, const char* name, EpochMicros time) {
  if (time != kNoTime) request.parameters.push_back({name, std::to_string(time / 1000)});
}

Parameter named(const OrderName& name) {
  if (!name.order_id.empty()) return {"orderId", name.order_id};
  if (!name.client_id.empty()) return {"origClientOrderId", name.client_id};
  throw UsageError(message("주문 번호가 없습니다.", "the order has no id."));
}

const char* word(Side side) { return side == Side::kBuy ? "BUY" : "SELL"; }

const char* word(TimeInForce time_in_force) {
  switch (time_in_force) {
    case TimeInForce::kGtc:
      return "GTC";
    case TimeInForce::kIoc:
      return "IOC";
    case TimeInForce::kFok:
      return "FOK";
    case TimeInForce::kPostOnly:
      return "GTX";
    default:
      throw UsageError(message("이 주문에 쓸 수 없는 체결 조건입니다.", "this time in force is not possible here."));
  }
}

void require_positive(aggregation::Decimal value, const char* ko, const char* en) {
  if (!value.is_positive()) throw UsageError(message("{0}이(가) 0보다 커야 합니다.", "the {1} must be positive.", ko, en));
}

int depth_weight(int limit) { return limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20; }
int kline_weight(int limit) { return limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1000 ? 5 : 10; }

}  // namespace

bool is_valid_client_id(std::string_view id) {
  const auto is_allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '/' || c == '_' ||
           c == '-';
  };
  return !id.empty() && id.size() <= 36 && std::all_of(id.begin(), id.end(), is_allowed);
}

RestRequest server_time() { return get("/fapi/v1/time", 1, Security::kNone); }
RestRequest exchange_info() { return get("/fapi/v1/exchangeInfo", 1, Security::kNone); }

RestRequest depth(std::string_view symbol, int limit) {
  return get("/fapi/v1/depth", depth_weight(limit), Security::kNone, {{"symbol", std::string(symbol)}, {"limit", std::to_string(limit)}});
}

RestRequest klines(std::string_view symbol, std::string_view interval, EpochMicros from, EpochMicros to, int limit) {
  RestRequest request = get("/fapi/v1/klines", kline_weight(limit), Security::kNone,
                            {{"symbol", std::string(symbol)}, {"interval", std::string(interval)}});
  add_time(request, "startTime", from);
  add_time(request, "endTime", to);
  request.parameters.push_back({"limit", std::to_string(limit)});
  return request;
}

RestRequest aggregate_trades(std::string_view symbol, std::uint64_t from_id, int limit) {
  return get("/fapi/v1/aggTrades", 20, Security::kNone,
             {{"symbol", std::string(symbol)}, {"fromId", std::to_string(from_id)}, {"limit", std::to_string(limit)}});
}

RestRequest aggregate_trades_between(std::string_view symbol, EpochMicros from, EpochMicros to, int limit) {
  RestRequest request = get("/fapi/v1/aggTrades", 20, Security::kNone, {{"symbol", std::string(symbol)}});
  add_time(request, "startTime", from);
  add_time(request, "endTime", to);
  request.parameters.push_back({"limit", std::to_string(limit)});
  return request;
}

RestRequest day_tickers(std::string_view symbol) {
  RestRequest request = get("/fapi/v1/ticker/24hr", symbol.empty() ? 40 : 1, Security::kNone);
  add_symbol(request, symbol);
  return request;
}

RestRequest balances() { return get("/fapi/v3/balance", 5, Security::kSigned); }
RestRequest account() { return get("/fapi/v3/account", 5, Security::kSigned); }

RestRequest positions(std::string_view symbol) {
  RestRequest request = get("/fapi/v3/positionRisk", 5, Security::kSigned);
  add_symbol(request, symbol);
  return request;
}

RestRequest symbol_config(std::string_view symbol) {
  RestRequest request = get("/fapi/v1/symbolConfig", 5, Security::kSigned);
  add_symbol(request, symbol);
  return request;
}

RestRequest commission_rate(std::string_view symbol) {
  return get("/fapi/v1/commissionRate", 20, Security::kSigned, {{"symbol", std::string(symbol)}});
}

RestRequest leverage_brackets(std::string_view symbol) {
  RestRequest request = get("/fapi/v1/leverageBracket", 1, Security::kSigned);
  add_symbol(request, symbol);
  return request;
}

RestRequest position_mode() { return get("/fapi/v1/positionSide/dual", 30, Security::kSigned); }
RestRequest set_position_mode(bool hedge) {
  return make(Method::kPost, "/fapi/v1/positionSide/dual", 1, Security::kSigned, {{"dualSidePosition", hedge ? "true" : "false"}});
}

RestRequest set_leverage(std::string_view symbol, int leverage) {
  if (leverage < 1 || leverage > 125) throw UsageError(message("레버리지는 1~125입니다: {}", "leverage goes from 1 to 125, got {}", leverage));
  return make(Method::kPost, "/fapi/v1/leverage", 1, Security::kSigned,
              {{"symbol", std::string(symbol)}, {"leverage", std::to_string(leverage)}});
}

RestRequest set_margin_type(std::string_view symbol, MarginType type) {
  return make(Method::kPost, "/fapi/v1/marginType", 1, Security::kSigned,
              {{"symbol", std::string(symbol)}, {"marginType", type == MarginType::kIsolated ? "ISOLATED" : "CROSSED"}});
}

RestRequest user_trades(std::string_view symbol, std::uint64_t from_id, EpochMicros from, EpochMicros to, int limit) {
  RestRequest request = get("/fapi/v1/userTrades", 5, Security::kSigned, {{"symbol", std::string(symbol)}});
  // The venue takes either an id or times.
  if (from_id != 0) {
    request.parameters.push_back({"fromId", std::to_string(from_id)});
  } else {
    add_time(request, "startTime", from);
    add_time(request, "endTime", to);
  }
  request.parameters.push_back({"limit", std::to_string(limit)});
  return request;
}

RestRequest trades_of_order(std::string_view symbol, std::string_view order_id) {
  return get("/fapi/v1/userTrades", 5, Security::kSigned,
             {{"symbol", std::string(symbol)}, {"orderId", std::string(order_id)}, {"limit", "1000"}});
}

RestRequest new_order(const NewOrder& order) {
  const bool is_limit = order.type == OrderType::kLimit;
  if (!is_limit && order.type != OrderType::kMarket) {
    throw UsageError(message("바이낸스 선물 주문은 지정가나 시장가입니다.", "an order of Binance futures is LIMIT or MARKET."));
  }
  if (!is_valid_client_id(order.client_id)) throw UsageError(message("잘못된 주문 이름입니다: '{}'", "not a client order id: '{}'", order.client_id));
  const bool is_hedged = order.position_side == PositionSide::kLong || order.position_side == PositionSide::kShort;
  if (is_hedged && order.reduce_only)
    throw UsageError(message("양방향 모드에서는 reduceOnly를 쓸 수 없습니다.", "reduceOnly is not possible in hedge mode."));
  require_positive(order.quantity, "주문 수량", "quantity");
  if (is_limit) require_positive(order.price, "주문 가격", "price");
  RestRequest request = changing(Method::kPost, "/fapi/v1/order", 0, {{"symbol", order.symbol}, {"side", word(order.side)}});
  request.orders = 1;
  auto& parameters = request.parameters;
  if (is_hedged) parameters.push_back({"positionSide", order.position_side == PositionSide::kLong ? "LONG" : "SHORT"});
  parameters.push_back({"type", is_limit ? "LIMIT" : "MARKET"});
  if (is_limit) parameters.push_back({"timeInForce", word(order.time_in_force)});
  parameters.push_back({"quantity", order.quantity.text()});
  if (is_limit) parameters.push_back({"price", order.price.text()});
  if (order.reduce_only) parameters.push_back({"reduceOnly", "true"});
  parameters.push_back({"newClientOrderId", order.client_id});
  parameters.push_back({"newOrderRespType", "RESULT"});
  if (!order.self_trade_prevention.empty()) parameters.push_back({"selfTradePreventionMode", order.self_trade_prevention});
  return request;
}

RestRequest amend_order(std::string_view symbol, const OrderName& name, Side side, aggregation::Decimal quantity,
                        aggregation::Decimal price) {
  require_positive(quantity, "주문 수량", "quantity");
  require_positive(price, "주문 가격", "price");
  RestRequest request = changing(
      Method::kPut, "/fapi/v1/order", 1,
      {{"symbol", std::string(symbol)}, named(name), {"side", word(side)}, {"quantity", quantity.text()}, {"price", price.text()}});
  request.orders = 1;
  return request;
}

RestRequest order(std::string_view symbol, const OrderName& name) {
  return get("/fapi/v1/order", 1, Security::kSigned, {{"symbol", std::string(symbol)}, named(name)});
}

RestRequest cancel_order(std::string_view symbol, const OrderName& name) {
  return changing(Method::kDelete, "/fapi/v1/order", 1, {{"symbol", std::string(symbol)}, named(name)});
}

RestRequest open_orders(std::string_view symbol) {
  RestRequest request = get("/fapi/v1/openOrders", symbol.empty() ? 40 : 1, Security::kSigned);
  add_symbol(request, symbol);
  return request;
}

RestRequest cancel_open_orders(std::string_view symbol) {
  return changing(Method::kDelete, "/fapi/v1/allOpenOrders", 1, {{"symbol", std::string(symbol)}});
}

RestRequest countdown_cancel(std::string_view symbol, int milliseconds) {
  return make(Method::kPost, "/fapi/v1/countdownCancelAll", 10, Security::kSigned,
              {{"symbol", std::string(symbol)}, {"countdownTime", std::to_string(milliseconds)}});
}

RestRequest make_listen_key() { return make(Method::kPost, "/fapi/v1/listenKey", 1, Security::kKeyOnly); }
RestRequest renew_listen_key() { return make(Method::kPut, "/fapi/v1/listenKey", 1, Security::kKeyOnly); }
RestRequest close_listen_key() { return make(Method::kDelete, "/fapi/v1/listenKey", 1, Security::kKeyOnly); }

}  // namespace stom::venue::binance
