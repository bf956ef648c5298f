// Upbit's REST calls: finds the endpoint, checks budget, signature and parameters, asks the exchange, answers in the venue's words.
#pragma once

#include <set>
#include <span>

#include "sim/http_call.h"
#include "sim/rate_limits.h"
#include "sim/stream_talk.h"
#include "sim/venue_floor.h"

namespace stom::sim {

[[nodiscard]] HttpReply upbit_refusal_reply(const Refused& refused);

class UpbitDesk {
 public:
  UpbitDesk(VenueFloor& floor, FaultPlan& faults, bool with_limits) : floor_(floor), faults_(faults), with_limits_(with_limits) {}

  [[nodiscard]] HttpReply answer(const HttpCall& call, const Moment& now);
  // Budget of connects to the sockets.
  [[nodiscard]] bool may_connect(const Moment& now);

 private:
  struct Request {
    const HttpCall& call;
    const Moment& now;
    std::vector<Parameter> parameters;  // of the query, or of the JSON body
    std::string account;                // of signed requests
    std::vector<Header> headers;        // for the answer
    [[nodiscard]] std::string value(std::string_view name) const { return value_of(parameters, name); }
    // A list: "name[]" repeated, or comma-separated under `name`.
    [[nodiscard]] std::vector<std::string> list(const std::string& name) const;
  };
  using Answer = HttpReply (UpbitDesk::*)(Request&);
  struct Endpoint {
    std::string_view method, path, group;
    bool is_private = false;
    Answer answer = nullptr;
  };
  [[nodiscard]] static std::span<const Endpoint> endpoints();

  HttpReply markets(Request& request);
  HttpReply tickers(Request& request);
  HttpReply all_tickers(Request& request);
  HttpReply books(Request& request);
  HttpReply book_instruments(Request& request);
  HttpReply candles(Request& request);
  HttpReply ticks(Request& request);
  // upbit_order_desk.cpp
  HttpReply accounts(Request& request);
  HttpReply chance(Request& request);
  HttpReply new_order(Request& request);
  HttpReply order(Request& request);
  HttpReply cancel_order(Request& request);
  HttpReply open_orders(Request& request);
  HttpReply closed_orders(Request& request);
  HttpReply orders_by_id(Request& request);
  HttpReply cancel_open_orders(Request& request);
  HttpReply cancel_and_new(Request& request);

  [[nodiscard]] OrderReply place(const std::string& account, const venue::NewOrder& order, const Moment& now);
  [[nodiscard]] std::vector<std::string> known_markets(const std::vector<std::string>& codes) const;

  VenueFloor& floor_;
  FaultPlan& faults_;
  bool with_limits_;
  UpbitLimits limits_;
  std::set<std::pair<std::string, std::string>> burnt_;  // account and identifier of orders that an injected fault refused
};

}  // namespace stom::sim
