// Endpoints, market data and listen keys of Binance; account and orders: binance_account_desk.cpp.
#include "sim/binance_desk.h"

#include "sim/binance_wire.h"
#include "sim/candle_rows.h"
#include "sim/request_check.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

// The plain tickers of symbols that were traded, and their instruments.
void traded_tickers(VenueFloor& floor, const venue::Instrument* only, std::vector<venue::Ticker>& tickers,
                    std::vector<venue::Instrument>& instruments) {
  for (const venue::Instrument& one : floor.exchange().instruments()) {
    if (only != nullptr && only->symbol != one.symbol) continue;
    venue::Ticker ticker = floor.exchange().ticker(one.symbol);
    if (!ticker.price.is_known()) continue;
    tickers.push_back(std::move(ticker));
    instruments.push_back(one);
  }
}

}  // namespace

HttpReply binance_refusal_reply(const Refused& refused) { return json_reply(binance_wire::error(refused), refused.status); }

std::span<const BinanceDesk::Endpoint> BinanceDesk::endpoints() {
  using D = BinanceDesk;
  static const Endpoint table[] = {
      {"GET", "/fapi/v1/time", 1, 0, Access::kOpen, Symbol::kNone, &D::time},
      {"GET", "/fapi/v1/exchangeInfo", 1, 0, Access::kOpen, Symbol::kNone, &D::exchange_info},
      {"GET", "/fapi/v1/depth", 0, 0, Access::kOpen, Symbol::kMust, &D::depth},
      {"GET", "/fapi/v1/klines", 0, 0, Access::kOpen, Symbol::kMust, &D::klines},
      {"GET", "/fapi/v1/aggTrades", 20, 0, Access::kOpen, Symbol::kMust, &D::aggregate_trades},
      {"GET", "/fapi/v1/ticker/24hr", 0, 0, Access::kOpen, Symbol::kMay, &D::day_tickers},
      {"GET", "/api/v3/ticker/price", 4, 0, Access::kOpen, Symbol::kMay, &D::prices},
      {"GET", "/fapi/v3/balance", 5, 0, Access::kSigned, Symbol::kNone, &D::balances},
      {"GET", "/fapi/v3/account", 5, 0, Access::kSigned, Symbol::kNone, &D::account},
      {"GET", "/fapi/v3/positionRisk", 5, 0, Access::kSigned, Symbol::kMay, &D::positions},
      {"GET", "/fapi/v1/symbolConfig", 5, 0, Access::kSigned, Symbol::kMay, &D::symbol_config},
      {"GET", "/fapi/v1/commissionRate", 20, 0, Access::kSigned, Symbol::kMust, &D::commission},
      {"GET", "/fapi/v1/leverageBracket", 1, 0, Access::kSigned, Symbol::kMay, &D::leverage_brackets},
      {"GET", "/fapi/v1/positionSide/dual", 30, 0, Access::kSigned, Symbol::kNone, &D::position_mode},
      {"POST", "/fapi/v1/positionSide/dual", 1, 0, Access::kSigned, Symbol::kNone, &D::set_position_mode},
      {"POST", "/fapi/v1/leverage", 1, 0, Access::kSigned, Symbol::kMust, &D::set_leverage},
      {"POST", "/fapi/v1/marginType", 1, 0, Access::kSigned, Symbol::kMust, &D::set_margin_type},
      {"POST", "/fapi/v1/order", 0, 1, Access::kSigned, Symbol::kMust, &D::new_order},
      {"PUT", "/fapi/v1/order", 1, 1, Access::kSigned, Symbol::kMust, &D::amend_order},
      {"GET", "/fapi/v1/order", 1, 0, Access::kSigned, Symbol::kMust, &D::order},
      {"DELETE", "/fapi/v1/order", 1, 0, Access::kSigned, Symbol::kMust, &D::cancel_order},
      {"GET", "/fapi/v1/openOrders", 0, 0, Access::kSigned, Symbol::kMay, &D::open_orders},
      {"DELETE", "/fapi/v1/allOpenOrders", 1, 0, Access::kSigned, Symbol::kMust, &D::cancel_open_orders},
      {"POST", "/fapi/v1/countdownCancelAll", 10, 0, Access::kSigned, Symbol::kMust, &D::countdown},
      {"GET", "/fapi/v1/userTrades", 5, 0, Access::kSigned, Symbol::kMust, &D::user_trades},
      {"POST", "/fapi/v1/listenKey", 1, 0, Access::kKey, Symbol::kNone, &D::make_listen_key},
      {"PUT", "/fapi/v1/listenKey", 1, 0, Access::kKey, Symbol::kNone, &D::renew_listen_key},
      {"DELETE", "/fapi/v1/listenKey", 1, 0, Access::kKey, Symbol::kNone, &D::close_listen_key},
  };
  return table;
}

// Weights that depend on the parameters; the others stand in the table.
int BinanceDesk::weight_of(const Endpoint& endpoint, const std::vector<Parameter>& parameters) {
  const auto limit = [&](std::int64_t otherwise) {
    std::int64_t value = otherwise;
    return parse_whole(value_of(parameters, "limit"), value) ? value : otherwise;
  };
  if (endpoint.path.ends_with("/depth")) {
    const std::int64_t levels = limit(500);
    return levels <= 50 ? 2 : levels <= 100 ? 5 : levels <= 500 ? 10 : 20;
  }
  if (endpoint.path.ends_with("/klines")) {
    const std::int64_t rows = limit(500);
    return rows < 100 ? 1 : rows < 500 ? 2 : rows <= 1000 ? 5 : 10;
  }
  if (endpoint.path.ends_with("/24hr") || endpoint.path.ends_with("/openOrders")) return find(parameters, "symbol") == nullptr ? 40 : 1;
  return endpoint.weight;
}

std::int64_t BinanceDesk::Request::whole(std::string_view name, std::int64_t otherwise, std::int64_t most) const {
  std::int64_t number = otherwise;
  if (!parse_whole(value(name), number)) number = otherwise;
  return std::clamp<std::int64_t>(number, 0, most);
}

HttpReply BinanceDesk::answer(const HttpCall& call, const Moment& now, EpochMicros window) {
  const auto table = endpoints();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Endpoint& one) { return one.method == call.method && one.path == call.path; });
  if (found == table.end())
    return binance_refusal_reply({404, -5000, {}, fmt::format("Path {}, Method {} is invalid", call.path, call.method)});
  Request request{now, parse_query(call.query), {}, nullptr, {}};
  for (Parameter& one : parse_query(call.body)) request.parameters.push_back(std::move(one));
  const auto finish = [&](HttpReply reply) {
    reply.headers.insert(reply.headers.end(), request.headers.begin(), request.headers.end());
    return reply;
  };
  const std::string owner(call.header("X-MBX-APIKEY"));
  const BinanceLimits::Verdict verdict =
      with_limits_ ? limits_.take(weight_of(*found, request.parameters), found->orders, owner, now.utc, request.headers)
                   : BinanceLimits::Verdict::kAllowed;
  if (verdict != BinanceLimits::Verdict::kAllowed) {
    floor_.bans.refused(now.steady);
    const bool by_orders = verdict == BinanceLimits::Verdict::kOrders;
    const EpochMicros left = by_orders ? 10 * kSecond : limits_.minute_end(now.utc) - now.utc;
    request.headers.push_back({"Retry-After", std::to_string((left + kSecond - 1) / kSecond)});
    return finish(binance_refusal_reply(
        by_orders ? Refused{429, -1015, {}, "Too many new orders; current limit is 300 orders per 10 SECOND."}
                  : Refused{429, -1003, {}, "Too many requests; current limit of IP(127.0.0.1) is 2400 requests per minute. Please use the "
                                            "websocket for live updates to avoid polling the API."}));
  }
  if (found->access != Access::kOpen) {
    Identity identity =
        found->access == Access::kKey ? check_binance_key(call, floor_.keys) : check_binance(call, floor_.keys, now.exchange, window);
    if (auto* refused = std::get_if<Refused>(&identity)) return finish(binance_refusal_reply(*refused));
    request.account = std::get<std::string>(identity);
    if (!floor_.exchange().has_account(request.account))
      return finish(binance_refusal_reply({401, -2015, {}, "Invalid API-key, IP, or permissions for action."}));
  }
  const std::string symbol = request.value("symbol");
  if (found->symbol == Symbol::kMust && symbol.empty()) {
    return finish(binance_refusal_reply({400, -1102, {}, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."}));
  }
  if (found->symbol != Symbol::kNone && !symbol.empty()) {
    request.instrument = floor_.instrument(symbol);
    if (request.instrument == nullptr) return finish(binance_refusal_reply({400, -1121, {}, "Invalid symbol."}));
  }
  floor_.begin(now);
  HttpReply reply = (this->*found->answer)(request);
  floor_.end();
  return finish(std::move(reply));
}

void BinanceDesk::expire_listen_keys(const Moment& now, bool all) {
  floor_.begin(now);
  for (const ListenKeys::Gone& gone : listen_keys_.expire(all ? INT64_MAX : now.steady))
    floor_.tell(gone.account, KeyExpiredEvent{gone.key});
}

HttpReply BinanceDesk::time(Request& request) {
  EpochMicros shown = request.now.exchange;
  if (const auto seconds = faults_.ask(Fault::kWrongClock, request.now.steady)) shown += static_cast<EpochMicros>((*seconds > 0 ? *seconds : kWrongClockSeconds) * 1e6);
  return json_reply(binance_wire::server_time(shown));
}

HttpReply BinanceDesk::exchange_info(Request& request) {
  return json_reply(binance_wire::exchange_info(floor_.exchange().instruments(), request.now.exchange));
}

HttpReply BinanceDesk::depth(Request& request) {
  venue::BookPicture book = floor_.exchange().book(request.symbol());
  book.last_update_id = rest_id(book.last_update_id);
  const auto levels = static_cast<std::size_t>(request.whole("limit", 500, 1000));
  return json_reply(binance_wire::depth(book, *request.instrument, levels, request.now.exchange));
}

HttpReply BinanceDesk::klines(Request& request) {
  const std::string interval = request.value("interval");
  if (candle_length(interval) == 0) return binance_refusal_reply({400, -1120, {}, "Invalid interval."});
  const std::int64_t from = request.whole("startTime", -1, INT64_MAX / 1000),
                     to = request.whole("endTime", INT64_MAX / 1000, INT64_MAX / 1000);
  const auto most = static_cast<std::size_t>(request.whole("limit", 500, 1500));
  const bool has_start = !request.value("startTime").empty();
  std::vector<venue::Candle> candles = candles_between(floor_.exchange(), request.symbol(), interval, has_start ? from * 1000 : INT64_MIN,
                                                       to * 1000, has_start ? SIZE_MAX : most);
  if (candles.size() > most) candles.resize(most);  // from a start time on: the oldest
  return json_reply(binance_wire::klines(candles, *request.instrument));
}

HttpReply BinanceDesk::aggregate_trades(Request& request) {
  const auto most = static_cast<std::size_t>(request.whole("limit", 500, 1000));
  const std::string from_id = request.value("fromId");
  std::vector<venue::Trade> trades =
      floor_.exchange().trades(request.symbol(), static_cast<std::uint64_t>(request.whole("fromId", 0, INT64_MAX)), SIZE_MAX);
  const bool has_times = !request.value("startTime").empty() || !request.value("endTime").empty();
  const std::int64_t from = request.whole("startTime", 0, INT64_MAX), to = request.whole("endTime", INT64_MAX, INT64_MAX);
  std::erase_if(trades, [&](const venue::Trade& one) { return millis_of(one.time) < from || millis_of(one.time) > to; });
  if (trades.size() > most) {
    if (from_id.empty() && !has_times) trades.erase(trades.begin(), trades.end() - static_cast<std::ptrdiff_t>(most));
    else trades.resize(most);
  }
  return json_reply(binance_wire::aggregate_trades(trades, *request.instrument));
}

HttpReply BinanceDesk::day_tickers(Request& request) {
  std::vector<venue::Ticker> tickers;
  std::vector<venue::Instrument> instruments;
  traded_tickers(floor_, request.instrument, tickers, instruments);
  if (request.instrument != nullptr && !tickers.empty())
    return json_reply(binance_wire::day_ticker(tickers.front(), instruments.front(), request.now.exchange));
  std::string out = "[";
  for (std::size_t i = 0; i < tickers.size(); ++i) {
    if (i > 0) out += ',';
    out += binance_wire::day_ticker(tickers[i], instruments[i], request.now.exchange);
  }
  return json_reply(out + ']');
}

HttpReply BinanceDesk::prices(Request& request) {
  std::vector<venue::Ticker> tickers;
  std::vector<venue::Instrument> instruments;
  traded_tickers(floor_, request.instrument, tickers, instruments);
  return json_reply(binance_wire::prices(tickers, instruments, request.instrument == nullptr || tickers.empty()));
}

HttpReply BinanceDesk::make_listen_key(Request& request) {
  return json_reply(binance_wire::listen_key(listen_keys_.open(request.account, request.now.steady)));
}

HttpReply BinanceDesk::renew_listen_key(Request& request) {
  if (!listen_keys_.renew(request.account, request.now.steady))
    return binance_refusal_reply({400, -1125, {}, "This listenKey does not exist."});
  return json_reply(binance_wire::listen_key(listen_keys_.open(request.account, request.now.steady)));
}

HttpReply BinanceDesk::close_listen_key(Request& request) {
  for (const ListenKeys::Gone& gone : listen_keys_.close(request.account)) floor_.tell(gone.account, KeyExpiredEvent{gone.key});
  return json_reply("{}");
}

}  // namespace stom::sim
