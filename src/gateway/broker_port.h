// What the logic of a broker needs of the world, and what it tells. The world is a REST session and timers (broker_shell.h), or a
// scripted venue in virtual time. Everything happens on one thread; after close no callback comes.
#pragma once

#include "gateway/broker.h"
#include "gateway/rest_session.h"

namespace stom::gateway {

class BrokerPort {
 public:
  virtual ~BrokerPort() = default;
  // Answered exactly once, later, never inside call().
  virtual void call(RestCall call, RestSession::Done done) = 0;
  virtual void after(double seconds, std::function<void()> work) = 0;
  [[nodiscard]] virtual EpochMicros now() const = 0;  // local clock
};

// Where the parts of a broker tell what they learned; the logic keeps book of it and passes it on.
class BrokerNews {
 public:
  virtual ~BrokerNews() = default;
  virtual void order(venue::OrderUpdate order, AccountSource source) = 0;
  virtual void fill(venue::Fill fill, AccountSource source) = 0;
  // An order with all its fills, as a question found it.
  virtual void whole(const venue::OrderUpdate& order, std::vector<venue::Fill> fills) = 0;
  virtual void balance(const venue::Balance& balance) = 0;
  virtual void position(const venue::Position& position) = 0;
  virtual void result(RequestResult result) = 0;
  virtual void history(const std::string& client_id, bool found, const venue::OrderUpdate& order, std::vector<venue::Fill> fills) = 0;
  virtual void alarm(const Message& text, bool stop_trading) = 0;
};

}  // namespace stom::gateway
