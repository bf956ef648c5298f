// Orders and account of one venue account: REST requests with the venue's rate limits and clock, the private stream, and the way out
// of doubt. Every request ends in exactly one on_result. What a request without answer did is asked by client id after 0.5, 1, 2 and
// 4 s (then every 5 s while the venue does not answer at all); only the venue's own "no such order", four times, makes it dead.
// Stream events and answers may come twice, late and in any order: the receiver books increments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/secret_text.h"
#include "gateway/endpoints.h"
#include "net/rate_limiter.h"
#include "net/runtime.h"
#include "venue/order_request.h"
#include "venue/outcome.h"
#include "venue/venue_event.h"

namespace stom::gateway {

enum class RequestKind : std::uint8_t { kPlace, kCancel, kAmend, kQuery };

struct RequestResult {
  RequestKind kind = RequestKind::kPlace;
  std::string symbol, client_id;  // as the request named the order; its order id where it had no client id
  // The action is kProceed or kReject; code and text are what the venue said to the request.
  // kProceed: the venue took it (details come by on_order). kReject with order_is_dead: it does not exist and never will.
  // kReject without: refused, an order of that id may live (a cancel that came too late): query follows by itself.
  venue::Outcome outcome;
  // Of kAmend by cancel-and-new: order_is_dead then speaks of the new order, the truth about the old one comes by on_order.
  std::string new_client_id;
};

enum class AccountSource : std::uint8_t { kAnswer, kStream, kQuery };

// What the venue says about the account at one time, whole.
struct AccountPicture {
  EpochMicros asked_at = 0, answered_at = 0;  // local clock: events from before asked_at are contained
  std::vector<venue::OrderUpdate> open_orders;
  std::vector<venue::Balance> balances;
  std::vector<venue::Position> positions;     // Binance; Upbit positions are balances
  bool complete = false;                      // false: some request failed, see problem
  Message problem;
};

// All calls come on the network thread.
class BrokerListener {
 public:
  virtual ~BrokerListener() = default;
  virtual void on_order(const venue::OrderUpdate& order, AccountSource source) = 0;
  virtual void on_fill(const venue::Fill& fill, AccountSource source) = 0;
  virtual void on_balance(const venue::Balance& balance) = 0;
  virtual void on_position(const venue::Position& position) = 0;
  virtual void on_result(const RequestResult& result) = 0;
  virtual void on_account(const AccountPicture& picture) = 0;      // answer to ask_account()
  // The state of one order with all its fills, as the venue knows them; `found` false: four times "no such order".
  virtual void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                                const std::vector<venue::Fill>& fills) = 0;  // answer to ask_order()
  // up false: events may be missing from now on; up true: the stream stands again, ask_account() fills the gap.
  virtual void on_private_stream(bool up, EpochMicros at) = 0;
  virtual void on_alarm(const Message& text, bool stop_trading) = 0;  // wrong keys, ban, clock off by more than 1 s
};

struct BrokerKeys {
  std::string access;
  SecretText secret;
};

struct BrokerOptions {
  venue::Venue venue = venue::Venue::kBinance;
  VenueEndpoints endpoints;
  BrokerKeys keys;
  bool hedge_mode = false;        // Binance
  std::uint64_t seed = 0;         // of nonces in tests and back-off jitter; 0: from the system
  double query_after = 0.5;       // s until an unanswered request is looked up (doubles)
  // s between checks of open orders against what was told, and of orders and holdings while the private stream is down.
  double check_every = 5, check_every_while_down = 2;
};

class Broker {
 public:
  virtual ~Broker() = default;  // closes; no callback after its return

  // All return at once and may be called on any thread.
  virtual void place(const venue::NewOrder& order, net::Priority priority) = 0;
  virtual void cancel(const std::string& symbol, const venue::OrderName& name) = 0;
  // Binance: PUT order (same client id). Upbit: cancel_and_new, `order.client_id` is the new one; its quantity is what is left.
  virtual void amend(const venue::OrderName& old, const venue::NewOrder& order) = 0;
  // Ends in on_order_history and then a result of kind kQuery; the latter alone (refused) where the venue refuses the question.
  virtual void ask_order(const std::string& symbol, const venue::OrderName& name) = 0;
  // One picture for all asks that come before it is begun.
  virtual void ask_account() = 0;
  // Kill switch: cancels all open orders of these symbols with the highest priority. A kCancel result without client id for each.
  virtual void cancel_all(const std::vector<std::string>& symbols) = 0;
  // Binance, before the first entry of a symbol; "no need to change" is success. on_alarm when refused. Entries of the symbol that are
  // placed meanwhile wait for it, at most 5 s; where it was refused they are dead at once (code not_prepared).
  virtual void prepare_symbol(const std::string& symbol, int leverage, const std::string& margin_type) = 0;
  // Local clock to the venue's, as well as it is known; whether it is sure.
  [[nodiscard]] virtual bool clock_is_sure() const = 0;
  virtual void close() = 0;
  // Binance's dead man's switch: the owner lives and says so every second or so. While it does, the venue is told again and again to cancel
  // all orders of the symbols with open entries, so many seconds later; when it falls silent, that happens. 0: no switch. close() takes the
  // switch back (at most 2 s), so that orders stay after an orderly end. Elsewhere nothing happens.
  virtual void keep_orders(double /*seconds*/) {}
};

[[nodiscard]] std::unique_ptr<Broker> make_broker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener);

}  // namespace stom::gateway
