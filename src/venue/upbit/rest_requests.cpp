#include "venue/upbit/rest_requests.h"

#include "base/error.h"

namespace stom::venue::upbit {
namespace {

RestRequest get(const char* path, const char* group, std::vector<Parameter> parameters, Security security = Security::kNone) {
  RestRequest request;
  request.path = path;
  request.group = group;
  request.parameters = std::move(parameters);
  request.security = security;
  return request;
}

RestRequest changing(Method method, const char* path, const char* group, std::vector<Parameter> parameters) {
  RestRequest request = get(path, group, std::move(parameters), Security::kSigned);
  request.method = method;
  request.changes_orders = true;
  return request;
}

std::string joined(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += ',';
    out += text;
  }
  return out;
}

// "2026-11-20T00:15:02Z"
std::string iso_time(EpochMicros time) {
  std::int64_t seconds = time / 1'000'000;
  if (time % 1'000'000 < 0) --seconds;
  std::string text = readable(second_key(seconds));
  text[10] = 'T';
  return text + 'Z';
}

Parameter named(const OrderName& name, const char* id_key, const char* client_key) {
  if (!name.order_id.empty()) return {id_key, name.order_id};
  if (!name.client_id.empty()) return {client_key, name.client_id};
  throw UsageError(message("주문 번호가 없습니다.", "the order has no id."));
}

const char* word(TimeInForce time_in_force) {
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

const char* word(OrderType type) {
  switch (type) {
    case OrderType::kLimit:
      return "limit";
    case OrderType::kMarketByFunds:
      return "price";
    case OrderType::kMarket:
      return "market";
    case OrderType::kBest:
      return "best";
    default:
      throw UsageError(message("업비트에 없는 주문 종류입니다.", "Upbit has no such order type."));
  }
}

void check(const NewOrder& order, bool may_be_rest) {
  const auto refuse = [](const char* ko, const char* en) { throw UsageError(Message{ko, en}); };
  const bool is_buy = order.side == Side::kBuy;
  const bool by_funds = order.type == OrderType::kMarketByFunds || (order.type == OrderType::kBest && is_buy);
  if (order.type == OrderType::kMarketByFunds && !is_buy) refuse("금액 지정 시장가는 매수 주문입니다.", "an order by funds is a buy.");
  if (order.type == OrderType::kMarket && is_buy) refuse("업비트 시장가 매수는 금액으로 냅니다.", "a market buy of Upbit is made by funds.");
  if ((order.type == OrderType::kLimit || by_funds) && !order.price.is_positive())
    refuse("주문 가격이 0보다 커야 합니다.", "the price must be positive.");
  if (!by_funds && !may_be_rest && !order.quantity.is_positive()) refuse("주문 수량이 0보다 커야 합니다.", "the quantity must be positive.");
  const bool is_prompt = order.time_in_force == TimeInForce::kIoc || order.time_in_force == TimeInForce::kFok;
  if (order.type == OrderType::kBest && !is_prompt) refuse("최유리 주문에는 ioc나 fok가 있어야 합니다.", "a best order needs ioc or fok.");
  if (order.time_in_force == TimeInForce::kPostOnly && !order.self_trade_prevention.empty() && order.self_trade_prevention != "none") {
    refuse("post_only 주문에는 smp_type을 쓸 수 없습니다.", "post_only excludes a smp_type.");
  }
  if (order.time_in_force == TimeInForce::kGtd) refuse("업비트에는 GTD가 없습니다.", "Upbit has no GTD.");
  if (!is_valid_client_id(order.client_id)) refuse("identifier는 1~64자여야 합니다.", "an identifier has 1 to 64 characters.");
}

}  // namespace

bool is_valid_client_id(std::string_view id) { return !id.empty() && id.size() <= 64; }

RestRequest markets(bool details) { return get("/v1/market/all", "market", {{"is_details", details ? "true" : "false"}}); }
RestRequest tickers(std::span<const std::string> codes) { return get("/v1/ticker", "ticker", {{"markets", joined(codes)}}); }
RestRequest all_tickers(std::string_view quotes) { return get("/v1/ticker/all", "ticker", {{"quote_currencies", std::string(quotes)}}); }
RestRequest order_book(std::span<const std::string> codes, int levels) {
  return get("/v1/orderbook", "orderbook", {{"markets", joined(codes)}, {"count", std::to_string(levels)}});
}
RestRequest book_instruments(std::span<const std::string> codes) {
  return get("/v1/orderbook/instruments", "orderbook", {{"markets", joined(codes)}});
}

RestRequest candles(CandleUnit unit, int minutes, std::string_view market, EpochMicros before, int count) {
  RestRequest request = get("", "candles", {{"market", std::string(market)}});
  request.path = unit == CandleUnit::kSecond ? "/v1/candles/seconds"
                 : unit == CandleUnit::kDay  ? "/v1/candles/days"
                                             : fmt::format("/v1/candles/minutes/{}", minutes);
  if (before != kNoTime) request.parameters.push_back({"to", iso_time(before)});
  request.parameters.push_back({"count", std::to_string(count)});
  return request;
}

RestRequest trades(std::string_view market, std::uint64_t cursor, int days_ago, int count) {
  RestRequest request = get("/v1/trades/ticks", "crix-trades", {{"market", std::string(market)}, {"count", std::to_string(count)}});
  if (cursor != 0) request.parameters.push_back({"cursor", std::to_string(cursor)});
  if (days_ago != 0) request.parameters.push_back({"days_ago", std::to_string(days_ago)});
  return request;
}

RestRequest accounts() { return get("/v1/accounts", "default", {}, Security::kSigned); }
RestRequest order_chance(std::string_view market) {
  return get("/v1/orders/chance", "default", {{"market", std::string(market)}}, Security::kSigned);
}

RestRequest new_order(const NewOrder& order) {
  check(order, false);
  const bool is_buy = order.side == Side::kBuy;
  const bool by_funds = order.type == OrderType::kMarketByFunds || (order.type == OrderType::kBest && is_buy);
  RestRequest request = changing(Method::kPost, "/v1/orders", "order", {{"market", order.symbol}, {"side", is_buy ? "bid" : "ask"}});
  auto& parameters = request.parameters;
  if (!by_funds) parameters.push_back({"volume", order.quantity.text()});
  if (by_funds || order.type == OrderType::kLimit) parameters.push_back({"price", order.price.text()});
  parameters.push_back({"ord_type", word(order.type)});
  if (const std::string time_in_force = word(order.time_in_force); !time_in_force.empty())
    parameters.push_back({"time_in_force", time_in_force});
  if (!order.self_trade_prevention.empty()) parameters.push_back({"smp_type", order.self_trade_prevention});
  parameters.push_back({"identifier", order.client_id});
  return request;
}

RestRequest order(const OrderName& name) { return get("/v1/order", "default", {named(name, "uuid", "identifier")}, Security::kSigned); }
RestRequest cancel_order(const OrderName& name) {
  return changing(Method::kDelete, "/v1/order", "default", {named(name, "uuid", "identifier")});
}

RestRequest open_orders(std::string_view market, int page, int limit) {
  RestRequest request = get("/v1/orders/open", "default", {}, Security::kSigned);
  if (!market.empty()) request.parameters.push_back({"market", std::string(market)});
  request.parameters.push_back({"states[]", "wait"});
  request.parameters.push_back({"states[]", "watch"});
  request.parameters.push_back({"page", std::to_string(page)});
  request.parameters.push_back({"limit", std::to_string(limit)});
  return request;
}

RestRequest closed_orders(std::string_view market, EpochMicros from, EpochMicros to, int limit) {
  RestRequest request = get("/v1/orders/closed", "default", {}, Security::kSigned);
  if (!market.empty()) request.parameters.push_back({"market", std::string(market)});
  request.parameters.push_back({"states[]", "done"});
  request.parameters.push_back({"states[]", "cancel"});
  request.parameters.push_back({"start_time", iso_time(from)});
  request.parameters.push_back({"end_time", iso_time(to)});
  request.parameters.push_back({"limit", std::to_string(limit)});
  return request;
}

RestRequest orders_by_client_id(std::span<const std::string> ids) {
  if (ids.empty() || ids.size() > 100) throw UsageError(message("주문은 1~100건씩 조회합니다.", "orders are asked for 1 to 100 at a time."));
  RestRequest request = get("/v1/orders/uuids", "default", {}, Security::kSigned);
  for (const std::string& id : ids) request.parameters.push_back({"identifiers[]", id});
  return request;
}

RestRequest cancel_open_orders(std::string_view pairs, std::string_view side) {
  RestRequest request = changing(Method::kDelete, "/v1/orders/open", "order-cancel-all", {{"cancel_side", std::string(side)}});
  if (!pairs.empty()) request.parameters.push_back({"pairs", std::string(pairs)});
  return request;
}

RestRequest cancel_and_new(const OrderName& old, const NewOrder& order) {
  check(order, true);
  RestRequest request =
      changing(Method::kPost, "/v1/orders/cancel_and_new", "order", {named(old, "prev_order_uuid", "prev_order_identifier")});
  auto& parameters = request.parameters;
  const bool by_funds = order.type == OrderType::kMarketByFunds || (order.type == OrderType::kBest && order.side == Side::kBuy);
  parameters.push_back({"new_ord_type", word(order.type)});
  if (!by_funds) parameters.push_back({"new_volume", order.quantity.is_positive() ? order.quantity.text() : "remain_only"});
  if (by_funds || order.type == OrderType::kLimit) parameters.push_back({"new_price", order.price.text()});
  if (const std::string time_in_force = word(order.time_in_force); !time_in_force.empty())
    parameters.push_back({"new_time_in_force", time_in_force});
  if (!order.self_trade_prevention.empty()) parameters.push_back({"new_smp_type", order.self_trade_prevention});
  parameters.push_back({"new_identifier", order.client_id});
  return request;
}

}  // namespace stom::venue::upbit
