// Requests on orders, each from its call to its one result: what an answer means, what follows from it, and the way out of doubt.
//
// A placed order that was not plainly taken or plainly refused is looked up by its client id, and lives as soon as a stream event names
// it. Nothing that makes an order is sent a second time. A cancel may be repeated: it changes nothing twice. A refused cancel or change is
// followed by a question, so that its result comes after the truth (order and fills) was told.
#pragma once

#include <deque>

#include "gateway/order_lookup.h"

namespace stom::gateway {

struct OrderRequestsOptions {
  double query_after = 0.5;
  double entry_most_wait = 3, exit_most_wait = 30;  // seconds for a free budget: a late entry is a wrong one
};

class OrderRequests {
 public:
  OrderRequests(BrokerPort& port, const VenueCalls& calls, OrderRequestsOptions options, BrokerNews& news)
      : port_(port), calls_(calls), options_(options), news_(news) {}
  ~OrderRequests();
  OrderRequests(const OrderRequests&) = delete;
  OrderRequests& operator=(const OrderRequests&) = delete;

  void place(venue::NewOrder order, net::Priority priority);
  void cancel(const std::string& symbol, const venue::OrderName& name);
  void amend(const venue::OrderName& old, const venue::NewOrder& order);
  void ask(const std::string& symbol, const venue::OrderName& name);
  void cancel_all(const std::vector<std::string>& symbols);
  // Refuses an order that is not sent at all.
  void refuse(const venue::NewOrder& order, std::string code, std::string text);

  // An event of the private stream: proof of life for what is in doubt, and the end of what waits for one.
  void seen_on_stream(const venue::OrderUpdate& order);
  // Requests without result so far.
  [[nodiscard]] std::size_t open() const { return tickets_.size(); }
  // New orders that were asked for and whose fate is not told yet.
  [[nodiscard]] std::vector<const venue::NewOrder*> unsettled() const;

 private:
  struct Ticket;
  using TicketPtr = std::shared_ptr<Ticket>;

  TicketPtr open_ticket(RequestKind kind, const std::string& symbol, const venue::OrderName& name);
  void finish(const TicketPtr& ticket, bool took, bool is_dead, const venue::Outcome& outcome);
  using Then = void (OrderRequests::*)(const TicketPtr&, LookupResult);
  void look_up(const TicketPtr& ticket, const venue::OrderName& name, bool at_once, Then then);
  bool tell_answer(const TicketPtr& ticket, RestReply& reply);

  void placed(const TicketPtr& ticket, RestReply reply);
  void place_looked_up(const TicketPtr& ticket, LookupResult found);
  void send_cancel(const TicketPtr& ticket);
  void cancelled(const TicketPtr& ticket, RestReply reply);
  void cancel_looked_up(const TicketPtr& ticket, LookupResult found);
  void changed(const TicketPtr& ticket, RestReply reply);          // amend, same order
  void change_looked_up(const TicketPtr& ticket, LookupResult found);
  void replaced(const TicketPtr& ticket, RestReply reply);         // amend, new order
  void new_order_looked_up(const TicketPtr& ticket, LookupResult found);
  void old_order_looked_up(const TicketPtr& ticket, LookupResult found);
  void asked(const TicketPtr& ticket, LookupResult found);
  void send_bulk(std::shared_ptr<BulkCancel> bulk, int tries);
  void remember_dead(const std::string& client_id);

  BrokerPort& port_;
  const VenueCalls& calls_;
  OrderRequestsOptions options_;
  BrokerNews& news_;
  std::vector<TicketPtr> tickets_;  // in the order of the calls
  std::deque<std::string> dead_;    // client ids of which was said that they do not live
};

}  // namespace stom::gateway
