#include "gateway/scripted_venue.h"

#include "venue/binance/errors.h"
#include "venue/upbit/errors.h"

namespace stom::gateway::test {

using aggregation::Decimal;
using venue::Fill;
using venue::Method;
using venue::Number;
using venue::OrderState;
using venue::OrderUpdate;
using venue::RestRequest;
using venue::Venue;

namespace {

Decimal decimal(const std::string& text) {
  Decimal value;
  (void)Decimal::parse(text, value);
  return value;
}

RestReply success(std::vector<venue::Event> events) {
  RestReply reply;
  reply.delivery = venue::Delivery::kAnswered;
  reply.status = 200;
  reply.events = std::move(events);
  return reply;
}

}  // namespace

std::string parameter(const RestRequest& request, std::string_view name) {
  for (const venue::Parameter& one : request.parameters) {
    if (one.name == name) return one.value;
  }
  return {};
}

bool ScriptedVenue::happens(double probability) {
  return probability > 0 && std::uniform_real_distribution<double>(0, 1)(random_) < probability;
}

void ScriptedVenue::run_for(double seconds) {
  const double end = time_ + seconds;
  while (agenda_.next_due() <= end) {
    time_ = std::max(time_, agenda_.next_due());
    agenda_.run(time_);
  }
  time_ = end;
}

VenueOrder* ScriptedVenue::find(const std::string& name) {
  if (const auto found = orders_.find(name); found != orders_.end()) return &found->second;
  for (auto& [id, order] : orders_) {
    if (order.update.order_id == name) return &order;
  }
  return nullptr;
}

std::size_t ScriptedVenue::count(Method method, std::string_view path) const {
  return static_cast<std::size_t>(std::count_if(requests_.begin(), requests_.end(), [&](const RestRequest& request) {
    return request.method == method && request.path == path;
  }));
}

void ScriptedVenue::call(RestCall call, RestSession::Done done) {
  requests_.push_back(call.request);
  const double there = 0.01 + (happens(manners_.delay_answer) ? std::uniform_real_distribution<double>(0, 3)(random_) : 0);
  // The caller's patience ends before a lost answer does.
  constexpr double kPatience = 5;
  after(there, [this, call = std::move(call), done = std::move(done)] {
    const RestRequest& request = call.request;
    const auto script = std::find_if(scripts_.begin(), scripts_.end(), [&](const Script& one) {
      return one.method == request.method && one.path == request.path;
    });
    RestReply reply;
    double back = 0.01;
    if (script != scripts_.end()) {
      const Script said = *script;
      scripts_.erase(script);
      if (said.is_handled) (void)handle(request);
      if (said.is_lost) back = kPatience;
      reply = said.is_lost ? lost(request) : refuse(request, said.status, said.body);
    } else if (happens(manners_.lose_request)) {
      back = kPatience;
      reply = lost(request);
    } else if (happens(manners_.server_error)) {
      reply = refuse(request, 500, "<html>");
    } else if (happens(manners_.rate_limited)) {
      reply = refuse(request, 429, venue_ == Venue::kUpbit ? R"({"error":{"name":"too_many_requests","message":""}})"
                                                           : R"({"code":-1003,"msg":"Too many requests"})");
      reply.outcome.wait = 1'000'000;
    } else {
      reply = handle(request);
      if (happens(manners_.lose_answer)) {
        back = kPatience;
        reply = lost(request);
      } else if (happens(manners_.server_error_done)) {
        reply = refuse(request, 502, "");
      } else if (happens(manners_.delay_answer)) {
        back = std::uniform_real_distribution<double>(0, 3)(random_);
      }
    }
    after(back, [done, reply] { done(reply); });
  });
}

RestReply ScriptedVenue::refuse(const RestRequest& request, int status, const std::string& body) const {
  RestReply reply;
  reply.delivery = venue::Delivery::kAnswered;
  reply.status = status;
  venue::Answer answer;
  answer.status = status;
  answer.body = body;
  reply.outcome = venue_ == Venue::kUpbit ? venue::upbit::judge(request, answer, now()) : venue::binance::judge(request, answer, now());
  reply.problem = {body, body};
  return reply;
}

RestReply ScriptedVenue::lost(const RestRequest& request) const {
  RestReply reply;
  reply.delivery = venue::Delivery::kLost;
  reply.outcome = venue::undelivered(request, venue::Delivery::kLost);
  reply.problem = {"잃음", "lost"};
  return reply;
}

RestReply ScriptedVenue::no_such_order(const RestRequest& request) const {
  if (venue_ == Venue::kUpbit) return refuse(request, 404, R"({"error":{"name":"order_not_found","message":""}})");
  const bool is_question = request.method == Method::kGet;
  return refuse(request, 400, fmt::format(R"({{"code":{},"msg":"Unknown order sent."}})", is_question ? -2013 : -2011));
}

RestReply ScriptedVenue::place(const RestRequest& request, bool replaces, const std::string& old) {
  const auto word = [&](const char* upbit, const char* binance) { return parameter(request, venue_ == Venue::kUpbit ? upbit : binance); };
  const std::string id = replaces ? parameter(request, "new_identifier") : word("identifier", "newClientOrderId");
  if (orders_.contains(id)) {
    return venue_ == Venue::kUpbit ? refuse(request, 400, R"({"error":{"name":"duplicated_identifier","message":""}})")
                                   : refuse(request, 400, R"({"code":-4116,"msg":"ClientOrderId is duplicated."})");
  }
  if (!replaces && happens(manners_.refuse)) {
    return venue_ == Venue::kUpbit ? refuse(request, 400, R"({"error":{"name":"insufficient_funds_bid","message":""}})")
                                   : refuse(request, 400, R"({"code":-2019,"msg":"Margin is insufficient."})");
  }
  VenueOrder& order = orders_[id];
  OrderUpdate& update = order.update;
  update.client_id = id;
  update.order_id = fmt::format("v{}", ++order_ids_);
  update.symbol = replaces ? find(old)->update.symbol : word("market", "symbol");
  update.side = venue::Side::kBuy;
  update.type = venue::OrderType::kLimit;
  update.state = OrderState::kOpen;
  update.price = Number::of(decimal(parameter(request, replaces ? "new_price" : "price")));
  const std::string quantity = replaces ? parameter(request, "new_volume") : word("volume", "quantity");
  update.quantity = Number::of(quantity == "remain_only" ? decimal("1") : decimal(quantity));
  update.executed = Number::of(Decimal());
  if (venue_ == Venue::kUpbit) update.paid_fee = Number::of(Decimal());
  send({update});
  if (happens(manners_.fill)) {
    const double soon = std::uniform_real_distribution<double>(0, 20)(random_);
    after(soon, [this, id] { fill(id, "0.25"); });
    after(soon * 1.5, [this, id] { fill(id, "0.5"); });
    if (happens(0.5)) after(soon * 2, [this, id] { fill(id, "0.25"); });
    else after(soon * 2, [this, id] { finish(id, OrderState::kExpired); });
  }
  return success({update});
}

RestReply ScriptedVenue::handle(const RestRequest& request) {
  const std::string& path = request.path;
  if (request.method == Method::kPost && (path == "/fapi/v1/order" || path == "/v1/orders")) return place(request, false, {});
  if (path == "/v1/orders/cancel_and_new") {
    VenueOrder* const old = find(parameter(request, "prev_order_uuid") + parameter(request, "prev_order_identifier"));
    if (old == nullptr || is_final(old->update.state)) return no_such_order(request);
    end(*old, OrderState::kCancelled);
    const OrderUpdate told = old->update;
    (void)place(request, true, told.client_id);
    return success({told});
  }
  if (path == "/fapi/v1/openOrders" || path == "/v1/orders/open" || path == "/fapi/v1/allOpenOrders") {
    std::vector<venue::Event> events;
    const std::string symbols = parameter(request, "symbol") + parameter(request, "market") + parameter(request, "pairs");
    for (auto& [id, order] : orders_) {
      if (is_final(order.update.state) || (!symbols.empty() && symbols.find(order.update.symbol) == std::string::npos)) continue;
      if (request.method == Method::kDelete) end(order, OrderState::kCancelled);
      events.emplace_back(order.update);
    }
    if (request.method == Method::kDelete) events.clear();
    return success(std::move(events));
  }
  if (path == "/fapi/v3/balance" || path == "/v1/accounts") {
    venue::Balance balance;
    balance.asset = venue_ == Venue::kUpbit ? "KRW" : "USDT";
    balance.available = Number::of(decimal("1000"));
    return success({balance});
  }
  if (path == "/fapi/v3/positionRisk") return success({});
  const std::string name = parameter(request, "orderId") + parameter(request, "origClientOrderId") + parameter(request, "uuid") +
                           parameter(request, "identifier");
  VenueOrder* const order = find(name);
  if (order == nullptr) return no_such_order(request);
  if (path == "/fapi/v1/userTrades") return success({order->fills.begin(), order->fills.end()});
  if (request.method == Method::kGet) {
    std::vector<venue::Event> events = {order->update};
    for (Fill fill : order->fills) {
      fill.fee = {};
      if (venue_ == Venue::kUpbit) events.emplace_back(fill);
    }
    return success(std::move(events));
  }
  if (is_final(order->update.state)) return no_such_order(request);
  if (request.method == Method::kDelete) {
    end(*order, OrderState::kCancelled);
    return success({order->update});
  }
  order->update.price = Number::of(decimal(parameter(request, "price")));
  order->update.quantity = Number::of(decimal(parameter(request, "quantity")));
  send({order->update});
  return success({order->update});
}

void ScriptedVenue::end(VenueOrder& order, OrderState state) {
  order.update.state = state;
  send({order.update});
}

void ScriptedVenue::finish(const std::string& client_id, OrderState state) {
  VenueOrder* const order = find(client_id);
  if (order != nullptr && !is_final(order->update.state)) end(*order, state);
}

void ScriptedVenue::fill(const std::string& client_id, const char* quantity) {
  VenueOrder* const order = find(client_id);
  if (order == nullptr || is_final(order->update.state)) return;
  OrderUpdate& update = order->update;
  Fill fill;
  fill.symbol = update.symbol;
  fill.order_id = update.order_id;
  fill.client_id = update.client_id;
  fill.trade_id = fmt::format("t{}", ++trade_ids_);
  fill.side = update.side;
  fill.price = update.price;
  fill.quantity = Number::of(decimal(quantity));
  fill.fee = Number::of(decimal("0.125"));
  const Decimal executed = update.executed.decimal() + fill.quantity.decimal();
  update.executed = Number::of(executed);
  update.trades += 1;
  update.state = executed < update.quantity.decimal() ? OrderState::kPartly : OrderState::kFilled;
  if (venue_ == Venue::kUpbit) update.paid_fee = Number::of(update.paid_fee.decimal() + fill.fee.decimal());
  order->fills.push_back(fill);
  if (venue_ == Venue::kUpbit) fill.fee = {};  // as where the venue sends null
  send({update, fill});
}

void ScriptedVenue::send(const std::vector<venue::Event>& events) {
  if (!stream_ || !is_up_ || happens(manners_.lose_event)) return;
  const int times = happens(manners_.double_event) ? 2 : 1;
  for (int i = 0; i < times; ++i) {
    const double late = happens(manners_.delay_event) ? std::uniform_real_distribution<double>(0, 4)(random_) : 0.005;
    after(late, [this, events] { stream_(events); });
  }
}

}  // namespace stom::gateway::test
