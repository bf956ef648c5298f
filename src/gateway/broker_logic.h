// A broker without sockets: requests, the check beside the stream, and the account, joined around one book of what was told. Pure but for
// the port: a scripted venue in virtual time runs it in tests, the brokers of the venues run it on the network thread.
#pragma once

#include <set>

#include "gateway/order_requests.h"
#include "gateway/order_watch.h"

namespace stom::gateway {

// Whether it can stay in the book.
[[nodiscard]] bool may_rest(const venue::NewOrder& order);

struct BrokerLogicOptions {
  OrderRequestsOptions requests;
  OrderWatchOptions watch;
  bool silent_fee_is_zero = false;  // Binance leaves the fee out of a fill that cost none
};

class BrokerLogic : private BrokerNews {
 public:
  BrokerLogic(BrokerPort& port, const VenueCalls& calls, BrokerLogicOptions options, BrokerListener& listener);

  [[nodiscard]] OrderRequests& requests() { return requests_; }
  void begin() { watch_.begin(); }
  void ask_account();
  void cancel_all(const std::vector<std::string>& symbols);

  // What one message of the private stream said.
  void on_stream(const std::vector<venue::Event>& events);
  // Of the private stream; told on to the listener when it changes.
  void set_stream(bool up);
  void alarm(const Message& text, bool stop_trading) override;
  void check_now() { watch_.check_soon(0); }

  // Symbols of our own orders that work or may work.
  struct WorkingSymbols {
    std::set<std::string> with_entries, all;
  };
  [[nodiscard]] WorkingSymbols working_symbols();

 private:
  void order(venue::OrderUpdate order, AccountSource source) override;
  void fill(venue::Fill fill, AccountSource source) override;
  void balance(const venue::Balance& balance) override { listener_.on_balance(balance); }
  void position(const venue::Position& position) override { listener_.on_position(position); }
  void result(RequestResult result) override { listener_.on_result(result); }
  void history(const std::string& client_id, bool found, const venue::OrderUpdate& order, std::vector<venue::Fill> fills) override;
  void whole(const venue::OrderUpdate& order, std::vector<venue::Fill> fills) override;
  void account(AccountPicture picture);
  void stream_order(const venue::OrderUpdate& order);
  [[nodiscard]] bool stream_fill(venue::Fill fill, const venue::OrderUpdate* order);

  BrokerPort& port_;
  BrokerListener& listener_;
  bool silent_fee_is_zero_;
  KnownOrders known_;
  OrderRequests requests_;
  AccountQuestions questions_;
  OrderWatch watch_;
  std::optional<bool> is_up_;
};

}  // namespace stom::gateway
