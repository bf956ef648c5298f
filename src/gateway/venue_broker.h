// What the brokers of both venues share: the REST session, the timers, the logic, and an end after which nothing is told any more. All
// members are for the network thread, except the constructor and open().
#pragma once

#include "gateway/agenda.h"
#include "gateway/broker_logic.h"
#include "net/websocket_client.h"

namespace stom::gateway {

class VenueBroker : public BrokerPort, public std::enable_shared_from_this<VenueBroker> {
 public:
  VenueBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener, std::unique_ptr<VenueCalls> calls);

  // Makes the session; throws FileError when the CA file cannot be used.
  void open();
  virtual void begin();
  virtual void place(const venue::NewOrder& order, net::Priority priority) { logic_.requests().place(order, priority); }
  virtual void prepare_symbol(const std::string&, int, const std::string&) {}
  [[nodiscard]] virtual bool clock_is_sure() const { return true; }
  virtual void keep_orders(double) {}
  // The work runs once, when the venue has answered.
  virtual void release_orders(std::function<void()> done) { done(); }
  void close_now();
  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] BrokerLogic& logic() { return logic_; }
  [[nodiscard]] net::Runtime& runtime() { return runtime_; }
  // Waits until the socket has ended; not on the network thread.
  void wait_for_stream();

  void call(RestCall call, RestSession::Done done) override;
  void after(double seconds, std::function<void()> work) override;
  [[nodiscard]] EpochMicros now() const override;

 protected:
  [[nodiscard]] virtual net::WebSocketOpening stream_opening() = 0;
  virtual void on_frame(const net::WebSocketFrame& frame) = 0;
  virtual void on_state(const net::StreamEvent& event) = 0;
  void open_stream();
  [[nodiscard]] net::WebSocketClient* stream() { return stream_.get(); }
  [[nodiscard]] const BrokerOptions& options() const { return options_; }
  [[nodiscard]] const RestSession& session() const { return *session_; }
  // Something of the private stream could not be read: what it said is asked for.
  void unreadable(const Message& reason);
  // The same for an event that is new to stom; others that are ignored say nothing.
  void tell_unknown(const venue::Ignored& ignored);

 private:
  // Tells on until the end.
  class Gate : public BrokerListener {
   public:
    explicit Gate(BrokerListener& listener) : listener_(&listener) {}
    void shut() { listener_ = nullptr; }
    void on_order(const venue::OrderUpdate& order, AccountSource source) override;
    void on_fill(const venue::Fill& fill, AccountSource source) override;
    void on_balance(const venue::Balance& balance) override;
    void on_position(const venue::Position& position) override;
    void on_result(const RequestResult& result) override;
    void on_account(const AccountPicture& picture) override;
    void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                          const std::vector<venue::Fill>& fills) override;
    void on_private_stream(bool up, EpochMicros at) override;
    void on_alarm(const Message& text, bool stop_trading) override;

   private:
    BrokerListener* listener_;
  };

  void arm();
  void notice(const Message& text, bool stop_trading);

  net::Runtime& runtime_;
  BrokerOptions options_;
  std::unique_ptr<VenueCalls> calls_;
  Gate gate_;
  BrokerLogic logic_;
  Agenda agenda_;
  net::Timer timer_;
  std::unique_ptr<RestSession> session_;
  std::unique_ptr<net::WebSocketClient> stream_;
  std::map<std::string, double> told_;  // notices by their text, monotonic seconds
  bool closed_ = false;
};

}  // namespace stom::gateway
