// The check beside the private stream: every 5 s, while there are live orders, the open orders are asked for and compared with what was
// told; while the stream is down every 2 s, with balances and positions. An order that the venue shows further than it was told, does not
// show any more, or that lacks fills, is looked up whole.
#pragma once

#include "gateway/account_questions.h"
#include "gateway/known_orders.h"
#include "gateway/order_lookup.h"

namespace stom::gateway {

struct OrderWatchOptions {
  double every = 5, every_while_down = 2;  // seconds
  double fill_patience = 1.5;              // so long may a fill be behind its order on the stream
};

class OrderWatch {
 public:
  OrderWatch(BrokerPort& port, const VenueCalls& calls, OrderWatchOptions options, KnownOrders& known, BrokerNews& news);
  ~OrderWatch();
  OrderWatch(const OrderWatch&) = delete;
  OrderWatch& operator=(const OrderWatch&) = delete;

  void begin();
  void set_stream(bool up);  // up: checks at once
  void check_soon(double seconds);
  // Asks for an order and all its fills.
  void look_up(const std::string& order_id);
  // Open orders of a picture: what they say beyond what was told. `scope`: symbols that were asked, empty for all.
  void compare(const AccountPicture& picture, const std::vector<std::string>& scope);

 private:
  void cycle();
  void next_cycle();
  void look_up(KnownOrder& order);

  BrokerPort& port_;
  const VenueCalls& calls_;
  OrderWatchOptions options_;
  KnownOrders& known_;
  BrokerNews& news_;
  AccountQuestions questions_;
  std::vector<std::shared_ptr<OrderLookup>> lookups_;
  bool is_up_ = false, is_asking_ = false;
  std::uint64_t turn_ = 0;  // of the cycle that is waited for
};

}  // namespace stom::gateway
