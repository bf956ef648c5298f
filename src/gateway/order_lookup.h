// Finds one order with all its fills, whatever it takes: questions by the schedule of unknown_orders.h until the venue has told it, has
// said four times that it does not exist, or has refused the question four times. An answer is kept alive by the question on its way.
#pragma once

#include <memory>

#include "gateway/broker_port.h"
#include "gateway/unknown_orders.h"
#include "gateway/venue_calls.h"

namespace stom::gateway {

enum class LookupEnd : std::uint8_t { kFound, kNotFound, kRefused };

struct LookupResult {
  LookupEnd end = LookupEnd::kFound;
  venue::OrderUpdate order;        // of kFound
  std::vector<venue::Fill> fills;  // all, except where the venue keeps back what it said was executed
  venue::Outcome outcome;          // of the last answer
};

class OrderLookup : public std::enable_shared_from_this<OrderLookup> {
 public:
  using Done = std::function<void(LookupResult)>;
  struct What {
    std::string symbol;
    venue::OrderName name;
    double first_wait = 0.5;
    bool at_once = false;  // the first question does not wait
    net::Priority priority = net::Priority::kQuery;
  };

  OrderLookup(BrokerPort& port, const VenueCalls& calls, What what, Done done);
  void begin();
  void drop() { done_ = nullptr; }  // nobody waits any more

 private:
  void ask_later();
  void ask();
  void answered(RestReply reply);
  void ask_fills();
  void take(LookupResult result);
  void end(LookupEnd end);

  BrokerPort& port_;
  const VenueCalls& calls_;
  What what_;
  Done done_;
  UnknownOrder schedule_;
  LookupResult result_;
  int short_of_fills_ = 0;  // how often fewer fills came than the order says
};

}  // namespace stom::gateway
