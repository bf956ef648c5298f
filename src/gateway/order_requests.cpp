#include "gateway/order_requests.h"

#include "base/error.h"

namespace stom::gateway {
namespace {

using venue::Action;
using venue::OrderState;

constexpr EpochMicros kSecond = 1'000'000;

double seconds(EpochMicros micros) { return static_cast<double>(micros) / static_cast<double>(kSecond); }

bool is_gone(OrderState state) { return state == OrderState::kCancelled || state == OrderState::kExpired; }

}  // namespace

struct OrderRequests::Ticket {
  RequestKind kind = RequestKind::kPlace;
  std::string symbol;
  venue::OrderName name;      // of the order that is placed, cancelled, changed or asked for
  venue::NewOrder order;      // of place and amend
  venue::Outcome outcome;     // what the venue said to the request itself
  std::shared_ptr<OrderLookup> lookup;
  int tries = 0;
  bool makes_order = false;   // order.client_id is new with this request
  bool seen = false;          // the stream has named the new order
  bool in_doubt = false;      // the answer did not settle it
  bool done = false;
};

OrderRequests::~OrderRequests() {
  for (const TicketPtr& ticket : tickets_) {
    if (ticket->lookup) ticket->lookup->drop();  // they hold each other
  }
}

OrderRequests::TicketPtr OrderRequests::open_ticket(RequestKind kind, const std::string& symbol, const venue::OrderName& name) {
  auto ticket = std::make_shared<Ticket>();
  ticket->kind = kind;
  ticket->symbol = symbol;
  ticket->name = name;
  tickets_.push_back(ticket);
  return ticket;
}

void OrderRequests::finish(const TicketPtr& ticket, bool took, bool is_dead, const venue::Outcome& outcome) {
  if (ticket->done) return;
  ticket->done = true;
  if (ticket->lookup) ticket->lookup->drop();
  tickets_.erase(std::remove(tickets_.begin(), tickets_.end(), ticket), tickets_.end());
  RequestResult result;
  result.kind = ticket->kind;
  result.symbol = ticket->symbol;
  result.client_id = ticket->name.client_id.empty() ? ticket->name.order_id : ticket->name.client_id;
  result.outcome = outcome;
  result.outcome.action = took ? Action::kProceed : Action::kReject;
  result.outcome.order_is_dead = is_dead;
  if (ticket->kind == RequestKind::kAmend && ticket->makes_order) result.new_client_id = ticket->order.client_id;
  if (is_dead && ticket->makes_order) remember_dead(ticket->order.client_id);
  news_.result(std::move(result));
}

std::vector<const venue::NewOrder*> OrderRequests::unsettled() const {
  std::vector<const venue::NewOrder*> orders;
  for (const TicketPtr& ticket : tickets_) {
    if (ticket->makes_order) orders.push_back(&ticket->order);
  }
  return orders;
}

void OrderRequests::remember_dead(const std::string& client_id) {
  constexpr std::size_t kMost = 2000;
  dead_.push_back(client_id);
  if (dead_.size() > kMost) dead_.pop_front();
}

void OrderRequests::look_up(const TicketPtr& ticket, const venue::OrderName& name, bool at_once, Then then) {
  if (ticket->lookup) ticket->lookup->drop();
  // A question that is asked at once is about an order of before (a restart, a doubt), not about a request that may still be on its way:
  // closer questions keep an account from being unsure for long.
  const double first_wait = at_once ? options_.query_after / 2 : options_.query_after;
  OrderLookup::What what{ticket->symbol, name, first_wait, at_once, net::Priority::kQuery};
  if (ticket->kind == RequestKind::kCancel) what.priority = net::Priority::kCancel;
  ticket->lookup = std::make_shared<OrderLookup>(port_, calls_, std::move(what), [this, ticket, then](LookupResult found) {
    ticket->lookup.reset();
    (this->*then)(ticket, std::move(found));
  });
  ticket->lookup->begin();
}

// The order that an answer describes; false: it describes none.
bool OrderRequests::tell_answer(const TicketPtr& ticket, RestReply& reply) {
  bool told = false;
  for (venue::Event& event : reply.events) {
    if (auto* order = std::get_if<venue::OrderUpdate>(&event)) {
      if (order->client_id.empty()) order->client_id = ticket->name.client_id;
      if (order->symbol.empty()) order->symbol = ticket->symbol;
      news_.order(std::move(*order), AccountSource::kAnswer);
      told = true;
    } else if (auto* fill = std::get_if<venue::Fill>(&event)) {
      news_.fill(std::move(*fill), AccountSource::kAnswer);
    }
  }
  return told;
}

void OrderRequests::refuse(const venue::NewOrder& order, std::string code, std::string text) {
  venue::Outcome outcome;
  outcome.code = std::move(code);
  outcome.text = std::move(text);
  const TicketPtr ticket = open_ticket(RequestKind::kPlace, order.symbol, {"", order.client_id});
  ticket->order = order;
  finish(ticket, false, true, outcome);
}

void OrderRequests::place(venue::NewOrder order, net::Priority priority) {
  const bool in_use = std::any_of(tickets_.begin(), tickets_.end(),
                                  [&](const TicketPtr& other) { return other->makes_order && other->order.client_id == order.client_id; });
  const TicketPtr ticket = open_ticket(RequestKind::kPlace, order.symbol, {"", order.client_id});
  ticket->order = std::move(order);
  if (in_use) {
    ticket->outcome.code = "client_id_in_use";
    return finish(ticket, false, false, ticket->outcome);
  }
  ticket->makes_order = true;
  try {
    RestCall call = calls_.place(ticket->order);
    call.priority = priority;
    call.most_wait = priority == net::Priority::kEntry ? options_.entry_most_wait : options_.exit_most_wait;
    port_.call(std::move(call), [this, ticket](RestReply reply) { placed(ticket, std::move(reply)); });
  } catch (const UsageError& error) {
    ticket->outcome.code = "not_an_order";
    ticket->outcome.text = error.text().en;
    finish(ticket, false, true, ticket->outcome);
  }
}

void OrderRequests::placed(const TicketPtr& ticket, RestReply reply) {
  ticket->outcome = reply.outcome;
  if (reply.ok() && tell_answer(ticket, reply)) return finish(ticket, true, false, ticket->outcome);
  // Refused, though the stream has named it: only a question can tell what is true.
  if (reply.outcome.order_is_dead && !ticket->seen) return finish(ticket, false, true, ticket->outcome);
  if (ticket->seen && !reply.outcome.order_is_dead) return finish(ticket, true, false, ticket->outcome);
  ticket->in_doubt = !reply.outcome.order_is_dead;
  look_up(ticket, {"", ticket->order.client_id}, reply.outcome.action == Action::kFindDuplicate, &OrderRequests::place_looked_up);
}

void OrderRequests::place_looked_up(const TicketPtr& ticket, LookupResult found) {
  if (found.end == LookupEnd::kFound) news_.whole(found.order, std::move(found.fills));
  finish(ticket, found.end == LookupEnd::kFound, found.end == LookupEnd::kNotFound, ticket->outcome);
}

void OrderRequests::cancel(const std::string& symbol, const venue::OrderName& name) {
  const TicketPtr ticket = open_ticket(RequestKind::kCancel, symbol, name);
  send_cancel(ticket);
}

void OrderRequests::send_cancel(const TicketPtr& ticket) {
  if (ticket->done) return;
  ++ticket->tries;
  ticket->in_doubt = false;
  try {
    RestCall call = calls_.cancel(ticket->symbol, ticket->name);
    call.priority = net::Priority::kCancel;
    port_.call(std::move(call), [this, ticket](RestReply reply) { cancelled(ticket, std::move(reply)); });
  } catch (const UsageError& error) {
    ticket->outcome.code = "not_an_order";
    ticket->outcome.text = error.text().en;
    finish(ticket, false, false, ticket->outcome);
  }
}

void OrderRequests::cancelled(const TicketPtr& ticket, RestReply reply) {
  if (ticket->done) return;
  constexpr int kMostTries = 8;
  ticket->outcome = reply.outcome;
  if (reply.ok()) {
    (void)tell_answer(ticket, reply);
    return finish(ticket, true, false, ticket->outcome);
  }
  const Action action = reply.outcome.action;
  if (action == Action::kStopTrading) return finish(ticket, false, false, ticket->outcome);
  const bool not_executed = action == Action::kRateLimited || action == Action::kRetry || action == Action::kBanned;
  if (not_executed && ticket->tries < kMostTries) {
    return port_.after(std::max(seconds(reply.outcome.wait), options_.query_after), [this, ticket] { send_cancel(ticket); });
  }
  ticket->in_doubt = true;
  look_up(ticket, ticket->name, action == Action::kReconcile, &OrderRequests::cancel_looked_up);
}

void OrderRequests::cancel_looked_up(const TicketPtr& ticket, LookupResult found) {
  constexpr int kMostTries = 6;
  if (found.end != LookupEnd::kFound) return finish(ticket, false, found.end == LookupEnd::kNotFound, ticket->outcome);
  const OrderState state = found.order.state;
  news_.whole(found.order, std::move(found.fills));
  if (ticket->done) return;
  // Still there: what the cancel did not do it may do now.
  const bool again = !is_final(state) && ticket->outcome.action != Action::kReject && ticket->tries < kMostTries;
  if (again) return send_cancel(ticket);
  finish(ticket, is_gone(state), false, ticket->outcome);
}

void OrderRequests::amend(const venue::OrderName& old, const venue::NewOrder& order) {
  const TicketPtr ticket = open_ticket(RequestKind::kAmend, order.symbol, old);
  ticket->order = order;
  ticket->makes_order = calls_.amend_is_new_order();
  try {
    RestCall call = calls_.amend(old, order);
    call.priority = net::Priority::kExit;
    call.most_wait = options_.exit_most_wait;
    port_.call(std::move(call), [this, ticket](RestReply reply) {
      if (ticket->makes_order) replaced(ticket, std::move(reply));
      else changed(ticket, std::move(reply));
    });
  } catch (const UsageError& error) {
    ticket->outcome.code = "not_an_order";
    ticket->outcome.text = error.text().en;
    finish(ticket, false, ticket->makes_order, ticket->outcome);
  }
}

void OrderRequests::changed(const TicketPtr& ticket, RestReply reply) {
  ticket->outcome = reply.outcome;
  if (reply.ok() && tell_answer(ticket, reply)) return finish(ticket, true, false, ticket->outcome);
  if (reply.outcome.action == Action::kStopTrading) return finish(ticket, false, false, ticket->outcome);
  look_up(ticket, ticket->name, reply.outcome.action == Action::kReconcile, &OrderRequests::change_looked_up);
}

void OrderRequests::change_looked_up(const TicketPtr& ticket, LookupResult found) {
  if (found.end != LookupEnd::kFound) return finish(ticket, false, found.end == LookupEnd::kNotFound, ticket->outcome);
  const bool is_as_wished =
      found.order.price.decimal() == ticket->order.price && found.order.quantity.decimal() == ticket->order.quantity;
  const bool took = is_as_wished && !is_gone(found.order.state);
  news_.whole(found.order, std::move(found.fills));
  finish(ticket, took, false, ticket->outcome);
}

void OrderRequests::replaced(const TicketPtr& ticket, RestReply reply) {
  ticket->outcome = reply.outcome;
  if (reply.ok()) (void)tell_answer(ticket, reply);
  if (ticket->done) return;
  if (ticket->seen) return finish(ticket, true, false, ticket->outcome);
  if (reply.outcome.order_is_dead) return look_up(ticket, ticket->name, true, &OrderRequests::old_order_looked_up);
  // Accepted is not done: the new order exists only once the old one could be cancelled.
  ticket->in_doubt = true;
  look_up(ticket, {"", ticket->order.client_id}, false, &OrderRequests::new_order_looked_up);
}

void OrderRequests::new_order_looked_up(const TicketPtr& ticket, LookupResult found) {
  if (found.end == LookupEnd::kFound) {
    news_.whole(found.order, std::move(found.fills));
    return finish(ticket, true, false, ticket->outcome);
  }
  ticket->in_doubt = false;
  if (found.end == LookupEnd::kRefused) return finish(ticket, false, false, ticket->outcome);
  look_up(ticket, ticket->name, true, &OrderRequests::old_order_looked_up);
}

void OrderRequests::old_order_looked_up(const TicketPtr& ticket, LookupResult found) {
  if (found.end == LookupEnd::kFound) news_.whole(found.order, std::move(found.fills));
  finish(ticket, ticket->seen, !ticket->seen, ticket->outcome);
}

void OrderRequests::ask(const std::string& symbol, const venue::OrderName& name) {
  const TicketPtr ticket = open_ticket(RequestKind::kQuery, symbol, name);
  look_up(ticket, name, true, &OrderRequests::asked);
}

void OrderRequests::asked(const TicketPtr& ticket, LookupResult found) {
  const std::string id = ticket->name.client_id.empty() ? found.order.client_id : ticket->name.client_id;
  const bool was_found = found.end == LookupEnd::kFound;
  if (found.end != LookupEnd::kRefused) news_.history(id, was_found, found.order, std::move(found.fills));
  finish(ticket, was_found, found.end == LookupEnd::kNotFound, found.outcome);
}

void OrderRequests::cancel_all(const std::vector<std::string>& symbols) {
  for (BulkCancel& bulk : calls_.cancel_all(symbols)) send_bulk(std::make_shared<BulkCancel>(std::move(bulk)), 1);
}

void OrderRequests::send_bulk(std::shared_ptr<BulkCancel> bulk, int tries) {
  RestCall call = bulk->call;
  call.priority = net::Priority::kCancel;
  port_.call(std::move(call), [this, bulk, tries](RestReply reply) {
    constexpr int kMostTries = 30;
    const Action action = reply.outcome.action;
    if (!reply.ok() && action != Action::kStopTrading && action != Action::kReject && tries < kMostTries) {
      const double wait = std::max(seconds(reply.outcome.wait), options_.query_after);
      return port_.after(wait, [this, bulk, tries] { send_bulk(bulk, tries + 1); });
    }
    for (venue::Event& event : reply.events) {
      if (auto* order = std::get_if<venue::OrderUpdate>(&event)) news_.order(std::move(*order), AccountSource::kAnswer);
    }
    for (const std::string& symbol : bulk->symbols) {
      RequestResult result;
      result.kind = RequestKind::kCancel;
      result.symbol = symbol;
      result.outcome = reply.outcome;
      result.outcome.action = reply.ok() ? Action::kProceed : Action::kReject;
      news_.result(std::move(result));
    }
  });
}

void OrderRequests::seen_on_stream(const venue::OrderUpdate& order) {
  const std::vector<TicketPtr> tickets = tickets_;  // results end tickets
  for (const TicketPtr& ticket : tickets) {
    if (ticket->makes_order && !order.client_id.empty() && ticket->order.client_id == order.client_id) {
      ticket->seen = true;
      if (ticket->in_doubt) finish(ticket, true, false, ticket->outcome);
    }
    const bool is_named = !ticket->name.order_id.empty() ? ticket->name.order_id == order.order_id
                                                         : !order.client_id.empty() && ticket->name.client_id == order.client_id;
    if (ticket->kind == RequestKind::kCancel && ticket->in_doubt && is_named && is_final(order.state)) {
      finish(ticket, is_gone(order.state), false, ticket->outcome);
    }
  }
  const bool is_alive = !is_final(order.state) || order.executed.decimal().is_positive();
  if (is_alive && !order.client_id.empty() && std::find(dead_.begin(), dead_.end(), order.client_id) != dead_.end()) {
    dead_.erase(std::remove(dead_.begin(), dead_.end(), order.client_id), dead_.end());
    news_.alarm(message("거래소가 없다고 했던 주문이 살아 있습니다: {} {}", "An order that the venue had said does not exist lives: {} {}",
                        order.symbol, order.client_id),
                true);
  }
}

}  // namespace stom::gateway
