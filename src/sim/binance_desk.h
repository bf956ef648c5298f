// Binance USD-M's REST calls (and spot's price list): finds the endpoint, checks weight, key, signature and parameters, asks the
// exchange, answers in the venue's words.
#pragma once

#include <span>
#include "sim/http_call.h"
#include "sim/listen_keys.h"
#include "sim/rate_limits.h"
#include "sim/stream_talk.h"
#include "sim/venue_floor.h"

namespace stom::sim {

[[nodiscard]] HttpReply binance_refusal_reply(const Refused& refused);

class BinanceDesk {
 public:
  BinanceDesk(VenueFloor& floor, FaultPlan& faults, bool with_limits, std::uint64_t seed)
      : floor_(floor), faults_(faults), with_limits_(with_limits), listen_keys_(seed) {}

  // `window`: how far timestamps may be off (request_check.h).
  [[nodiscard]] HttpReply answer(const HttpCall& call, const Moment& now, EpochMicros window);
  [[nodiscard]] std::string account_of_listen_key(const std::string& key, const Moment& now) const {
    return listen_keys_.account_of(key, now.steady);
  }
  // Tells the streams whose keys have run out; `all`: every key runs out now.
  void expire_listen_keys(const Moment& now, bool all);
  // Book ids of REST answers and streams: in steps, so that a REST picture lies between two changes.
  [[nodiscard]] static std::uint64_t rest_id(std::uint64_t picture) { return picture * 10 + 5; }
  [[nodiscard]] static std::uint64_t stream_id(std::uint64_t picture) { return picture * 10; }

 private:
  struct Request {
    const Moment& now;
    std::vector<Parameter> parameters;
    std::string account;
    const venue::Instrument* instrument = nullptr;  // of the parameter "symbol", if there is one
    std::vector<Header> headers;
    [[nodiscard]] std::string value(std::string_view name) const { return value_of(parameters, name); }
    [[nodiscard]] const std::string& symbol() const { return instrument->symbol; }
    [[nodiscard]] std::int64_t whole(std::string_view name, std::int64_t otherwise, std::int64_t most) const;
  };
  using Answer = HttpReply (BinanceDesk::*)(Request&);
  enum class Access : std::uint8_t { kOpen, kKey, kSigned };
  enum class Symbol : std::uint8_t { kNone, kMay, kMust };
  struct Endpoint {
    std::string_view method, path;
    int weight = 1, orders = 0;
    Access access = Access::kOpen;
    Symbol symbol = Symbol::kNone;
    Answer answer = nullptr;
  };
  [[nodiscard]] static std::span<const Endpoint> endpoints();
  [[nodiscard]] static int weight_of(const Endpoint& endpoint, const std::vector<Parameter>& parameters);

  HttpReply time(Request& request);
  HttpReply exchange_info(Request& request);
  HttpReply depth(Request& request);
  HttpReply klines(Request& request);
  HttpReply aggregate_trades(Request& request);
  HttpReply day_tickers(Request& request);
  HttpReply prices(Request& request);
  HttpReply make_listen_key(Request& request);
  HttpReply renew_listen_key(Request& request);
  HttpReply close_listen_key(Request& request);
  // binance_account_desk.cpp
  HttpReply balances(Request& request);
  HttpReply account(Request& request);
  HttpReply positions(Request& request);
  HttpReply symbol_config(Request& request);
  HttpReply commission(Request& request);
  HttpReply leverage_brackets(Request& request);
  HttpReply position_mode(Request& request);
  HttpReply set_position_mode(Request& request);
  HttpReply set_leverage(Request& request);
  HttpReply set_margin_type(Request& request);
  HttpReply new_order(Request& request);
  HttpReply amend_order(Request& request);
  HttpReply order(Request& request);
  HttpReply cancel_order(Request& request);
  HttpReply open_orders(Request& request);
  HttpReply cancel_open_orders(Request& request);
  HttpReply countdown(Request& request);
  HttpReply user_trades(Request& request);
  [[nodiscard]] static std::optional<venue::OrderName> name_of(const Request& request);

  VenueFloor& floor_;
  FaultPlan& faults_;
  bool with_limits_;
  BinanceLimits limits_;
  ListenKeys listen_keys_;
  std::uint64_t made_ids_ = 0;
};

}  // namespace stom::sim
