#include "gateway/listen_key.h"

#include "venue/binance/rest_requests.h"

namespace stom::gateway {
namespace {

constexpr double kKeepAlive = 30 * 60.0, kKeepAliveAgain = 60.0, kLongestWait = 30.0;

RestCall call_of(venue::RestRequest request) {
  RestCall call;
  call.request = std::move(request);
  call.kind = "rest";
  call.priority = net::Priority::kExit;  // without it nothing is heard of orders
  call.timeout = 5;
  return call;
}

}  // namespace

void ListenKeyKeeper::make() {
  if (is_making_) return;
  is_making_ = true;
  send();
}

void ListenKeyKeeper::send() {
  port_.call(call_of(venue::binance::make_listen_key()), [this](RestReply reply) {
    const auto* told = reply.events.empty() ? nullptr : std::get_if<venue::ListenKey>(&reply.events.front());
    if (!reply.ok() || told == nullptr || told->key.empty()) {
      if (failures_ == 0 && !reply.problem.en.empty()) on_problem_(reply.problem);
      const double wait = std::min(kLongestWait, static_cast<double>(1 << std::min(failures_++, 5)));
      return port_.after(std::max(wait, static_cast<double>(reply.outcome.wait) / 1e6), [this] { send(); });
    }
    is_making_ = false;
    failures_ = 0;
    const bool is_new = key_ != told->key;
    key_ = told->key;
    keep_alive_in(kKeepAlive);
    on_key_(is_new);
  });
}

void ListenKeyKeeper::keep_alive_in(double seconds) {
  port_.after(seconds, [this, turn = ++turn_] { keep_alive(turn); });
}

void ListenKeyKeeper::keep_alive(std::uint64_t turn) {
  if (turn != turn_ || is_making_) return;
  port_.call(call_of(venue::binance::renew_listen_key()), [this, turn](RestReply reply) {
    if (turn != turn_ || is_making_) return;
    if (reply.ok()) return keep_alive_in(kKeepAlive);
    if (reply.outcome.action == venue::Action::kNewListenKey) return make();
    keep_alive_in(kKeepAliveAgain);
  });
}

}  // namespace stom::gateway
