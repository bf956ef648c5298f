// A venue in virtual time behind a broker's port: takes orders, fills and cancels them, and loses, delays, doubles and refuses by seed. It
// speaks in requests and events, not in bytes; refusals are judged by the venues' own tables. Orders are kept under both of their names.
#pragma once

#include <random>

#include "gateway/agenda.h"
#include "gateway/broker_port.h"

namespace stom::gateway::test {

struct Manners {
  double lose_request = 0, lose_answer = 0;      // the caller sees a lost answer in both cases
  double server_error = 0, server_error_done = 0;
  double rate_limited = 0, refuse = 0;
  double delay_answer = 0;                       // up to three seconds
  double lose_event = 0, delay_event = 0, double_event = 0;
  double fill = 0.5;                             // an order that is placed is filled, in parts
};

struct VenueOrder {
  venue::OrderUpdate update;
  std::vector<venue::Fill> fills;
};

class ScriptedVenue : public BrokerPort {
 public:
  ScriptedVenue(venue::Venue venue, std::uint64_t seed) : venue_(venue), random_(seed) {}

  void call(RestCall call, RestSession::Done done) override;
  void after(double seconds, std::function<void()> work) override { agenda_.add(time_ + seconds, std::move(work)); }
  [[nodiscard]] EpochMicros now() const override { return 1'795'000'000'000'000 + static_cast<EpochMicros>(time_ * 1e6); }

  void run_for(double seconds);
  void set_manners(const Manners& manners) { manners_ = manners; }
  // Events of the private stream go there, while it is up.
  void listen(std::function<void(const std::vector<venue::Event>&)> stream) { stream_ = std::move(stream); }
  void set_stream(bool up) { is_up_ = up; }

  // What happens without a request.
  void fill(const std::string& client_id, const char* quantity);
  void finish(const std::string& client_id, venue::OrderState state);
  void send(const std::vector<venue::Event>& events);

  [[nodiscard]] VenueOrder* find(const std::string& name);
  [[nodiscard]] const std::map<std::string, VenueOrder>& orders() const { return orders_; }
  [[nodiscard]] const std::vector<venue::RestRequest>& requests() const { return requests_; }
  [[nodiscard]] std::size_t count(venue::Method method, std::string_view path) const;
  // The next answer to a request of that method and path is this, whatever it asks; the request is not handled.
  struct Script {
    venue::Method method;
    std::string path;
    int status;
    std::string body;
    bool is_lost = false, is_handled = false;
  };
  void next(Script script) { scripts_.push_back(std::move(script)); }

 private:
  [[nodiscard]] bool happens(double probability);
  RestReply handle(const venue::RestRequest& request);
  RestReply refuse(const venue::RestRequest& request, int status, const std::string& body) const;
  RestReply lost(const venue::RestRequest& request) const;
  RestReply no_such_order(const venue::RestRequest& request) const;
  RestReply place(const venue::RestRequest& request, bool replaces, const std::string& old);
  void end(VenueOrder& order, venue::OrderState state);

  venue::Venue venue_;
  std::mt19937_64 random_;
  Agenda agenda_;
  double time_ = 0;
  Manners manners_;
  std::function<void(const std::vector<venue::Event>&)> stream_;
  bool is_up_ = true;
  std::map<std::string, VenueOrder> orders_;  // by client id
  std::vector<venue::RestRequest> requests_;
  std::vector<Script> scripts_;
  std::uint64_t order_ids_ = 0, trade_ids_ = 0;
};

// The named parameter; empty if it is not there.
[[nodiscard]] std::string parameter(const venue::RestRequest& request, std::string_view name);

}  // namespace stom::gateway::test
