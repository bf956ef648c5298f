// Endpoints and quotation of Upbit; account and orders: upbit_order_desk.cpp.
#include "sim/upbit_desk.h"

#include <nlohmann/json.hpp>

#include "sim/candle_rows.h"
#include "sim/request_check.h"
#include "sim/upbit_wire.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

using nlohmann::ordered_json;


HttpReply quotation_refusal(int status, std::string_view text) { return json_reply(upbit_wire::quotation_error(status, text), status); }

// The parameters of a JSON body in their order; false: not a flat JSON object.
bool body_parameters(std::string_view body, std::vector<Parameter>& out) {
  const ordered_json object = ordered_json::parse(body, nullptr, false);
  if (!object.is_object()) return false;
  for (const auto& [key, value] : object.items()) {
    if (value.is_string()) out.push_back({key, value.get<std::string>()});
    else if (value.is_number() || value.is_boolean()) out.push_back({key, value.dump()});
    else return false;
  }
  return true;
}

std::string joined(const std::vector<Parameter>& parameters) {
  std::string out;
  for (const Parameter& one : parameters) {
    if (!out.empty()) out += '&';
    out += one.name + '=' + one.value;
  }
  return out;
}

constexpr std::string_view kMinutes = "/v1/candles/minutes/";

int whole_or(const std::string& text, int otherwise, int least, int most) {
  std::int64_t value = otherwise;
  if (!text.empty() && !parse_whole(text, value)) value = otherwise;
  return static_cast<int>(std::clamp<std::int64_t>(value, least, most));
}

}  // namespace

HttpReply upbit_refusal_reply(const Refused& refused) { return json_reply(upbit_wire::error(refused), refused.status); }

std::span<const UpbitDesk::Endpoint> UpbitDesk::endpoints() {
  static const Endpoint table[] = {
      {"GET", "/v1/market/all", "market", false, &UpbitDesk::markets},
      {"GET", "/v1/ticker", "ticker", false, &UpbitDesk::tickers},
      {"GET", "/v1/ticker/all", "ticker", false, &UpbitDesk::all_tickers},
      {"GET", "/v1/orderbook", "orderbook", false, &UpbitDesk::books},
      {"GET", "/v1/orderbook/instruments", "orderbook", false, &UpbitDesk::book_instruments},
      {"GET", "/v1/candles/seconds", "candles", false, &UpbitDesk::candles},
      {"GET", "/v1/candles/days", "candles", false, &UpbitDesk::candles},
      {"GET", kMinutes, "candles", false, &UpbitDesk::candles},
      {"GET", "/v1/trades/ticks", "crix-trades", false, &UpbitDesk::ticks},
      {"GET", "/v1/accounts", "default", true, &UpbitDesk::accounts},
      {"GET", "/v1/orders/chance", "default", true, &UpbitDesk::chance},
      {"POST", "/v1/orders", "order", true, &UpbitDesk::new_order},
      {"GET", "/v1/order", "default", true, &UpbitDesk::order},
      {"DELETE", "/v1/order", "default", true, &UpbitDesk::cancel_order},
      {"GET", "/v1/orders/open", "default", true, &UpbitDesk::open_orders},
      {"GET", "/v1/orders/closed", "default", true, &UpbitDesk::closed_orders},
      {"GET", "/v1/orders/uuids", "default", true, &UpbitDesk::orders_by_id},
      {"DELETE", "/v1/orders/open", "order-cancel-all", true, &UpbitDesk::cancel_open_orders},
      {"POST", "/v1/orders/cancel_and_new", "order", true, &UpbitDesk::cancel_and_new},
  };
  return table;
}

std::vector<std::string> UpbitDesk::Request::list(const std::string& name) const {
  std::vector<std::string> out = values_of(parameters, name + "[]");
  if (out.empty()) out = split(value(name), ',');
  return out;
}

bool UpbitDesk::may_connect(const Moment& now) {
  std::vector<Header> unused;
  return !with_limits_ || limits_.take("websocket-connect", {}, false, now.utc, unused);
}

HttpReply UpbitDesk::answer(const HttpCall& call, const Moment& now) {
  const auto table = endpoints();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Endpoint& one) {
    return one.method == call.method && (one.path == kMinutes ? call.path.starts_with(kMinutes) : one.path == call.path);
  });
  if (found == table.end()) return quotation_refusal(404, "no Route matched with those values");
  Request request{call, now, {}, {}, {}};
  const auto finish = [&](HttpReply reply) {
    reply.headers.insert(reply.headers.end(), request.headers.begin(), request.headers.end());
    return reply;
  };
  if (call.method == "POST") {
    if (!call.header("Content-Type").starts_with("application/json") || !body_parameters(call.body, request.parameters))
      return finish(upbit_refusal_reply({400, 0, "validation_error", "잘못된 API 요청입니다."}));
  } else {
    request.parameters = parse_query(call.query);
  }
  if (found->is_private) {
    Identity identity = check_upbit(call.header("Authorization"), joined(request.parameters), floor_.keys);
    if (auto* refused = std::get_if<Refused>(&identity)) return finish(upbit_refusal_reply(*refused));
    request.account = std::get<std::string>(identity);
    if (!floor_.exchange().has_account(request.account)) return finish(upbit_refusal_reply({401, 0, "out_of_scope", "허용되지 않은 기능입니다."}));
  }
  const bool from_browser = !call.header("Origin").empty();
  if (with_limits_ && !limits_.take(std::string(found->group), request.account, from_browser, now.utc, request.headers)) {
    floor_.bans.refused(now.steady);
    HttpReply reply = found->is_private ? upbit_refusal_reply({429, 0, "too_many_requests", "요청 수 제한을 초과했습니다."})
                                        : quotation_refusal(429, "Too many API requests.");
    return finish(std::move(reply));
  }
  floor_.begin(now);
  HttpReply reply = (this->*found->answer)(request);
  floor_.end();
  return finish(std::move(reply));
}

std::vector<std::string> UpbitDesk::known_markets(const std::vector<std::string>& codes) const {
  for (const std::string& code : codes) {
    if (floor_.instrument(code) == nullptr) return {};
  }
  return codes;
}

HttpReply UpbitDesk::markets(Request& request) {
  return json_reply(upbit_wire::markets(floor_.exchange().instruments(), request.value("is_details") == "true"));
}

HttpReply UpbitDesk::tickers(Request& request) {
  const std::vector<std::string> codes = known_markets(split(request.value("markets"), ','));
  if (codes.empty()) return quotation_refusal(404, "Code not found");
  std::vector<venue::Ticker> tickers;
  for (const std::string& code : codes) tickers.push_back(floor_.exchange().ticker(code));
  std::erase_if(tickers, [](const venue::Ticker& one) { return !one.price.is_known(); });  // nothing was traded yet
  return json_reply(upbit_wire::tickers(tickers));
}

HttpReply UpbitDesk::all_tickers(Request& request) {
  const std::vector<std::string> quotes = split(request.value("quote_currencies"), ',');
  std::vector<venue::Ticker> tickers;
  for (const venue::Instrument& one : floor_.exchange().instruments()) {
    const std::string quote = one.symbol.substr(0, one.symbol.find('-'));
    if (!quotes.empty() && std::find(quotes.begin(), quotes.end(), quote) == quotes.end()) continue;
    tickers.push_back(floor_.exchange().ticker(one.symbol));
  }
  std::erase_if(tickers, [](const venue::Ticker& one) { return !one.price.is_known(); });
  return json_reply(upbit_wire::tickers(tickers));
}

HttpReply UpbitDesk::books(Request& request) {
  const std::vector<std::string> codes = known_markets(split(request.value("markets"), ','));
  if (codes.empty()) return quotation_refusal(404, "Code not found");
  const int count = whole_or(request.value("count"), 30, 1, 30);
  std::vector<venue::BookPicture> books;
  for (const std::string& code : codes) books.push_back(floor_.exchange().book(code));
  return json_reply(upbit_wire::books(books, static_cast<std::size_t>(count)));
}

HttpReply UpbitDesk::book_instruments(Request& request) {
  std::vector<venue::Instrument> instruments;
  for (const std::string& code : known_markets(split(request.value("markets"), ','))) instruments.push_back(*floor_.instrument(code));
  if (instruments.empty()) return quotation_refusal(404, "Code not found");
  return json_reply(upbit_wire::book_instruments(instruments));
}

HttpReply UpbitDesk::candles(Request& request) {
  const std::string market = request.value("market");
  if (floor_.instrument(market) == nullptr) return quotation_refusal(404, "Code not found");
  int unit = request.call.path.ends_with("/seconds") ? 0 : -1;
  if (request.call.path.starts_with(kMinutes)) {
    unit = whole_or(request.call.path.substr(kMinutes.size()), 0, 0, 1000);
    constexpr int kUnits[] = {1, 3, 5, 10, 15, 30, 60, 240};
    if (std::find(std::begin(kUnits), std::end(kUnits), unit) == std::end(kUnits)) return quotation_refusal(400, "Invalid unit");
  }
  EpochMicros to = request.now.exchange + 1;
  if (const std::string text = request.value("to"); !text.empty() && !parse_iso(text, to))
    return quotation_refusal(400, "Invalid parameter: to");
  const std::string interval = unit < 0 ? "1d" : unit == 0 ? "1s" : fmt::format("{}m", unit);
  const auto count = static_cast<std::size_t>(whole_or(request.value("count"), 1, 1, 200));
  // Candles that began before `to`; one more tells the close before of the oldest day.
  return json_reply(upbit_wire::candles(newest_candles(floor_.exchange(), market, interval, to, count), unit));
}

HttpReply UpbitDesk::ticks(Request& request) {
  const std::string market = request.value("market");
  if (floor_.instrument(market) == nullptr) return quotation_refusal(404, "Code not found");
  const auto count = static_cast<std::size_t>(whole_or(request.value("count"), 1, 1, 500));
  std::int64_t cursor = INT64_MAX;
  if (const std::string text = request.value("cursor"); !text.empty() && !parse_whole(text, cursor))
    return quotation_refusal(400, "Invalid parameter: cursor");
  std::vector<venue::Trade> newest = floor_.exchange().trades(market, 0, 5000);
  std::reverse(newest.begin(), newest.end());
  std::erase_if(newest, [&](const venue::Trade& one) { return static_cast<std::int64_t>(one.id) >= cursor; });
  if (const int days = whole_or(request.value("days_ago"), 0, 0, 7); days != 0) {
    constexpr EpochMicros kDay = 86'400'000'000;
    const EpochMicros day = request.now.exchange - request.now.exchange % kDay - days * kDay;
    std::erase_if(newest, [&](const venue::Trade& one) { return one.time < day || one.time >= day + kDay; });
  }
  if (newest.size() > count) newest.resize(count);
  return json_reply(upbit_wire::ticks(newest));
}

}  // namespace stom::sim
