// Account and orders of Upbit.
#include "sim/upbit_desk.h"
#include "sim/upbit_wire.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

using venue::NewOrder;
using venue::OrderName;
using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

HttpReply wrong_request(const char* text) { return upbit_refusal_reply({400, 0, "validation_error", text}); }
HttpReply wrong_parameter() { return upbit_refusal_reply({400, 0, "invalid_parameter", "잘못된 파라미터"}); }

bool parse_amount(const std::string& text, Decimal& value) {
  // Plain digits only: the venue refuses exponents.
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos && Decimal::parse(text, value);
}

// The words of an order request; `prefix` "new_" in cancel_and_new.
struct OrderWords {
  std::string type, volume, price, time_in_force, prevention, identifier;
};

// False: the words do not make an order.
bool read_words(const OrderWords& words, NewOrder& order) {
  if (words.type == "limit") order.type = OrderType::kLimit;
  else if (words.type == "price") order.type = OrderType::kMarketByFunds;
  else if (words.type == "market") order.type = OrderType::kMarket;
  else if (words.type == "best") order.type = OrderType::kBest;
  else return false;
  if (words.time_in_force.empty()) order.time_in_force = TimeInForce::kGtc;
  else if (words.time_in_force == "ioc") order.time_in_force = TimeInForce::kIoc;
  else if (words.time_in_force == "fok") order.time_in_force = TimeInForce::kFok;
  else if (words.time_in_force == "post_only") order.time_in_force = TimeInForce::kPostOnly;
  else return false;
  const bool by_funds = order.type == OrderType::kMarketByFunds || (order.type == OrderType::kBest && order.side == Side::kBuy);
  const bool needs_price = by_funds || order.type == OrderType::kLimit, needs_volume = !by_funds;
  if (needs_price != !words.price.empty() || needs_volume != !words.volume.empty()) return false;
  if (needs_price && !parse_amount(words.price, order.price)) return false;
  if (needs_volume && !parse_amount(words.volume, order.quantity)) return false;
  constexpr std::string_view kPreventions[] = {"", "cancel_maker", "cancel_taker", "reduce", "none"};
  if (std::find(std::begin(kPreventions), std::end(kPreventions), words.prevention) == std::end(kPreventions)) return false;
  order.self_trade_prevention = words.prevention;
  order.client_id = words.identifier;
  return true;
}

std::optional<OrderName> name_of(const std::string& uuid, const std::string& identifier) {
  if (uuid.empty() && identifier.empty()) return std::nullopt;
  return OrderName{uuid, uuid.empty() ? identifier : std::string{}};
}

// The page of a list.
template <typename T>
std::vector<T> page_of(std::vector<T> all, std::int64_t page, std::int64_t limit) {
  const auto begin = static_cast<std::size_t>((page - 1) * limit);
  if (begin >= all.size()) return {};
  const std::size_t end = std::min(all.size(), begin + static_cast<std::size_t>(limit));
  return {all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::int64_t whole_or(const std::string& text, std::int64_t otherwise, std::int64_t most) {
  std::int64_t value = otherwise;
  if (!parse_whole(text, value)) value = otherwise;
  return std::clamp<std::int64_t>(value, 1, most);
}

bool holds(const std::vector<std::string>& list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

void newest_first(std::vector<venue::OrderUpdate>& orders, const std::string& order_by) {
  std::stable_sort(orders.begin(), orders.end(), [&](const venue::OrderUpdate& a, const venue::OrderUpdate& b) {
    return order_by == "asc" ? a.created < b.created : a.created > b.created;
  });
}

}  // namespace

HttpReply UpbitDesk::accounts(Request& request) {
  return json_reply(upbit_wire::accounts(floor_.exchange().balances(request.account)));
}

HttpReply UpbitDesk::chance(Request& request) {
  const std::string market = request.value("market");
  if (floor_.instrument(market) == nullptr) return upbit_refusal_reply({404, 0, "notfoundmarket", "마켓 정보를 찾을 수 없습니다."});
  return json_reply(upbit_wire::chance(floor_.exchange().chance(request.account, market)));
}

OrderReply UpbitDesk::place(const std::string& account, const NewOrder& order, const Moment& now) {
  OrderReply reply;
  const std::pair<std::string, std::string> identity{account, order.client_id};
  if (!order.client_id.empty() && burnt_.count(identity) != 0) {
    reply.refused = {400, 0, "duplicated_identifier", "이미 사용된 identifier 입니다."};
    return reply;
  }
  if (faults_.ask(Fault::kReject, now.steady)) {
    // An identifier is used up also by an order that failed.
    if (!order.client_id.empty()) burnt_.insert(identity);
    const bool buys = order.side == Side::kBuy;
    reply.refused = {400, 0, buys ? "insufficient_funds_bid" : "insufficient_funds_ask",
                     buys ? "주문가능한 금액(KRW)이 부족합니다." : "주문가능한 수량이 부족합니다."};
    return reply;
  }
  const bool in_parts = faults_.ask(Fault::kPartialFill, now.steady).has_value();
  if (in_parts) floor_.exchange().set_partial_share(0.5);
  reply = floor_.exchange().place(account, order);
  if (in_parts) floor_.exchange().set_partial_share(1);
  return reply;
}

HttpReply UpbitDesk::new_order(Request& request) {
  NewOrder order;
  order.symbol = request.value("market");
  const std::string side = request.value("side");
  if (floor_.instrument(order.symbol) == nullptr) return upbit_refusal_reply({404, 0, "notfoundmarket", "마켓 정보를 찾을 수 없습니다."});
  if (side != "bid" && side != "ask") return wrong_parameter();
  order.side = side == "bid" ? Side::kBuy : Side::kSell;
  const OrderWords words{request.value("ord_type"),      request.value("volume"),   request.value("price"),
                         request.value("time_in_force"), request.value("smp_type"), request.value("identifier")};
  if (!read_words(words, order)) return wrong_request("잘못된 API 요청입니다.");
  const OrderReply reply = place(request.account, order, request.now);
  return reply.order ? json_reply(upbit_wire::order(*reply.order, nullptr), 201) : upbit_refusal_reply(reply.refused);
}

HttpReply UpbitDesk::order(Request& request) {
  const auto name = name_of(request.value("uuid"), request.value("identifier"));
  if (!name) return wrong_request("uuid나 identifier가 필요합니다.");
  const OrderReply reply = floor_.exchange().order(request.account, {}, *name);
  if (!reply.order) return upbit_refusal_reply(reply.refused);
  const std::vector<venue::Fill> fills = floor_.exchange().fills_of(request.account, reply.order->order_id);
  return json_reply(upbit_wire::order(*reply.order, &fills));
}

HttpReply UpbitDesk::cancel_order(Request& request) {
  const auto name = name_of(request.value("uuid"), request.value("identifier"));
  if (!name) return wrong_request("uuid나 identifier가 필요합니다.");
  const OrderReply reply = floor_.exchange().cancel(request.account, {}, *name);
  return reply.order ? json_reply(upbit_wire::order(*reply.order, nullptr)) : upbit_refusal_reply(reply.refused);
}

HttpReply UpbitDesk::open_orders(Request& request) {
  std::vector<std::string> states = request.list("states");
  if (const std::string state = request.value("state"); !state.empty()) states.push_back(state);
  if (states.empty()) states = {"wait"};
  std::vector<venue::OrderUpdate> orders = floor_.exchange().open_orders(request.account, request.value("market"));
  std::erase_if(orders, [&](const venue::OrderUpdate& one) { return !holds(states, upbit_wire::state_word(one)); });
  newest_first(orders, request.value("order_by"));
  const std::int64_t page = whole_or(request.value("page"), 1, 1'000'000), limit = whole_or(request.value("limit"), 100, 100);
  return json_reply(upbit_wire::orders(page_of(std::move(orders), page, limit)));
}

HttpReply UpbitDesk::closed_orders(Request& request) {
  constexpr EpochMicros kWeek = 7LL * 86'400 * 1'000'000;
  std::vector<std::string> states = request.list("states");
  if (const std::string state = request.value("state"); !state.empty()) states.push_back(state);
  if (states.empty()) states = {"done", "cancel"};
  const std::string start = request.value("start_time"), stop = request.value("end_time");
  EpochMicros from = 0, to = 0;
  if ((!start.empty() && !parse_iso(start, from)) || (!stop.empty() && !parse_iso(stop, to))) return wrong_parameter();
  if (stop.empty()) to = start.empty() ? request.now.exchange : from + kWeek;
  else if (stop.size() == 20 || stop.size() == 19 || stop.size() == 25) to += 999'999;  // a whole second is meant
  if (start.empty()) from = to - kWeek;
  if (to < from || to - from > kWeek + 1'000'000) return wrong_parameter();
  std::vector<venue::OrderUpdate> orders = floor_.exchange().closed_orders(request.account, request.value("market"), from, to);
  std::erase_if(orders, [&](const venue::OrderUpdate& one) { return !holds(states, upbit_wire::state_word(one)); });
  newest_first(orders, request.value("order_by"));
  return json_reply(upbit_wire::orders(page_of(std::move(orders), 1, whole_or(request.value("limit"), 100, 1000))));
}

HttpReply UpbitDesk::orders_by_id(Request& request) {
  const std::vector<std::string> uuids = request.list("uuids"), identifiers = request.list("identifiers");
  if (uuids.empty() == identifiers.empty() || uuids.size() > 100 || identifiers.size() > 100) return wrong_parameter();
  const std::string market = request.value("market");
  std::vector<venue::OrderUpdate> orders;
  const auto add = [&](const OrderName& name) {
    const OrderReply reply = floor_.exchange().order(request.account, {}, name);
    if (reply.order && (market.empty() || reply.order->symbol == market)) orders.push_back(*reply.order);
  };
  for (const std::string& uuid : uuids) add({uuid, {}});
  for (const std::string& identifier : identifiers) add({{}, identifier});
  newest_first(orders, request.value("order_by"));
  return json_reply(upbit_wire::orders(orders));
}

HttpReply UpbitDesk::cancel_open_orders(Request& request) {
  const std::vector<std::string> pairs = request.list("pairs"), excluded = request.list("exclude_pairs"),
                                 quotes = request.list("quote_currencies");
  const std::string side = request.value("cancel_side");
  if (!side.empty() && side != "all" && side != "bid" && side != "ask") return wrong_parameter();
  std::optional<Side> only;
  if (side == "bid") only = Side::kBuy;
  if (side == "ask") only = Side::kSell;
  const auto count = static_cast<std::size_t>(whole_or(request.value("count"), 20, 300));
  std::vector<venue::OrderUpdate> chosen = floor_.exchange().open_orders(request.account);
  std::erase_if(chosen, [&](const venue::OrderUpdate& one) {
    const std::string quote = one.symbol.substr(0, one.symbol.find('-'));
    return (!pairs.empty() && !holds(pairs, one.symbol)) || holds(excluded, one.symbol) || (!quotes.empty() && !holds(quotes, quote)) ||
           (only && one.side != only);
  });
  newest_first(chosen, request.value("order_by"));
  if (chosen.size() > count) chosen.resize(count);
  std::vector<venue::OrderUpdate> cancelled;
  for (const venue::OrderUpdate& one : chosen) {
    if (const OrderReply reply = floor_.exchange().cancel(request.account, {}, {one.order_id, {}}); reply.order)
      cancelled.push_back(*reply.order);
  }
  return json_reply(upbit_wire::cancelled_orders(cancelled));
}

HttpReply UpbitDesk::cancel_and_new(Request& request) {
  const auto name = name_of(request.value("prev_order_uuid"), request.value("prev_order_identifier"));
  if (!name) return wrong_request("prev_order_uuid나 prev_order_identifier가 필요합니다.");
  const OrderReply old = floor_.exchange().order(request.account, {}, *name);
  if (!old.order) return upbit_refusal_reply(old.refused);
  NewOrder order;
  order.symbol = old.order->symbol;
  order.side = old.order->side.value_or(Side::kBuy);
  OrderWords words{request.value("new_ord_type"),      request.value("new_volume"),   request.value("new_price"),
                   request.value("new_time_in_force"), request.value("new_smp_type"), request.value("new_identifier")};
  if (words.volume == "remain_only") words.volume = old.order->remaining.decimal().text();
  if (!read_words(words, order)) return wrong_request("잘못된 API 요청입니다.");
  const OrderReply cancelled = floor_.exchange().cancel(request.account, {}, *name);
  if (!cancelled.order) return upbit_refusal_reply(cancelled.refused);
  const OrderReply fresh = place(request.account, order, request.now);
  if (!fresh.order) return upbit_refusal_reply(fresh.refused);
  return json_reply(upbit_wire::replaced_order(*cancelled.order, *fresh.order), 201);
}

}  // namespace stom::sim
