// A broker on the exchange in a box, without sockets: the same contract as gateway::Broker (every request ends in one
// result; what had no answer is asked; stream events may come late, twice, or be lost until the next question). Nothing
// happens but in work(): a trader that is thrown away between two calls is a killed one.
#pragma once

#include <set>

#include "live/trader_core.h"
#include "sim/exchange.h"

namespace stom::live {

// What goes wrong with the next requests.
struct BrokerFaults {
  int lose_requests = 0;    // never arrive; the venue knows nothing
  int lose_answers = 0;     // done, but nobody heard: found by its client id afterwards
  bool lose_stream = false; // events of the private stream are lost
  bool twice = false;       // events come twice
  bool late = false;        // events wait until after the answers
};

class ExchangeBroker final : public gateway::Broker, public sim::ExchangeListener {
 public:
  explicit ExchangeBroker(market::Market market) : market_(market) {}
  void attach(sim::Exchange& exchange) { exchange_ = &exchange; }

  BrokerFaults faults;
  std::vector<std::string> placed;  // client ids as they arrived at the exchange
  std::vector<std::string> asked;   // everything that was asked for
  bool clock_sure = true;

  // --- gateway::Broker: kept until work()
  void place(const venue::NewOrder& order, net::Priority) override {
    asked.push_back("place " + order.client_id);
    requests_.emplace_back([this, order](TraderCore* core, EpochMicros now) { do_place(order, core, now); });
  }
  void cancel(const std::string& symbol, const venue::OrderName& name) override {
    asked.push_back("cancel " + name.client_id);
    requests_.emplace_back([this, symbol, name](TraderCore* core, EpochMicros now) { do_cancel(symbol, name, core, now); });
  }
  void amend(const venue::OrderName& old, const venue::NewOrder& order) override {
    asked.push_back("amend " + old.client_id);
    requests_.emplace_back([this, old, order](TraderCore* core, EpochMicros now) { do_amend(old, order, core, now); });
  }
  void ask_order(const std::string& symbol, const venue::OrderName& name) override {
    asked.push_back("order " + name.client_id);
    requests_.emplace_back([this, symbol, name](TraderCore* core, EpochMicros now) { tell_history(symbol, name, core, now); });
  }
  void ask_account() override {
    asked.push_back("account");
    requests_.emplace_back([this](TraderCore* core, EpochMicros now) {
      gateway::AccountPicture picture;
      picture.asked_at = now;
      picture.answered_at = now + 1000;
      picture.open_orders = exchange_->open_orders(kAccount);
      picture.balances = exchange_->balances(kAccount);
      picture.positions = exchange_->positions(kAccount);
      picture.complete = true;
      if (core != nullptr) core->on_account(picture, now + 1000);
    });
  }
  void cancel_all(const std::vector<std::string>& symbols) override {
    asked.push_back("cancel all");
    requests_.emplace_back([this, symbols](TraderCore*, EpochMicros) {
      for (const std::string& symbol : symbols) (void)exchange_->cancel_all(kAccount, symbol);
    });
  }
  void prepare_symbol(const std::string& symbol, int leverage, const std::string& margin_type) override {
    asked.push_back(fmt::format("prepare {} {} {}", symbol, leverage, margin_type));
    requests_.emplace_back([this, symbol, leverage](TraderCore*, EpochMicros) {
      (void)exchange_->set_leverage(kAccount, symbol, leverage);
    });
  }
  [[nodiscard]] bool clock_is_sure() const override { return clock_sure; }
  void close() override {}

  // Requests arrive, answers and events come back. Null: nobody listens any more.
  void work(TraderCore* core, EpochMicros now) {
    exchange_->advance(now);
    std::vector<Work> requests;
    requests.swap(requests_);
    for (const Work& request : requests) {
      request(core, now);
      if (!faults.late) deliver(core, now);
    }
    deliver(core, now);
  }
  void forget() { requests_.clear(); }  // the process that asked is gone before a byte left

  static constexpr const char* kAccount = "key";

  // --- sim::ExchangeListener
  void on_trade(const venue::Trade&) override {}
  void on_book(const venue::BookPicture&) override {}
  void on_ticker(const venue::Ticker&) override {}
  void on_order(const std::string&, const venue::OrderUpdate& order) override {
    add([order](TraderCore& core, EpochMicros now) { core.on_order(order, now); });
  }
  void on_fill(const std::string&, const venue::Fill& fill, const venue::OrderUpdate& order) override {
    add([order](TraderCore& core, EpochMicros now) { core.on_order(order, now); });
    add([fill](TraderCore& core, EpochMicros now) { core.on_fill(fill, now); });
  }
  void on_balance(const std::string&, const venue::Balance& balance) override {
    add([balance](TraderCore& core, EpochMicros now) { core.on_balance(balance, now); });
  }
  void on_position(const std::string&, const venue::Position& position) override {
    add([position](TraderCore& core, EpochMicros now) { core.on_position(position, now); });
  }

 private:
  using Work = std::function<void(TraderCore*, EpochMicros)>;
  using Event = std::function<void(TraderCore&, EpochMicros)>;

  void add(Event event) {
    if (faults.lose_stream) return;
    if (faults.twice) events_.push_back(event);
    events_.push_back(std::move(event));
  }
  void deliver(TraderCore* core, EpochMicros now) {
    std::vector<Event> events;
    events.swap(events_);
    if (core == nullptr) return;
    for (const Event& event : events) event(*core, now);
  }

  static venue::Outcome refusal(const sim::Refused& refused, bool is_dead) {
    venue::Outcome outcome;
    outcome.action = venue::Action::kReject;
    outcome.order_is_dead = is_dead;
    outcome.code = refused.name.empty() ? std::to_string(refused.code) : refused.name;
    outcome.text = refused.text;
    return outcome;
  }

  void do_place(const venue::NewOrder& order, TraderCore* core, EpochMicros now) {
    gateway::RequestResult result;
    result.kind = gateway::RequestKind::kPlace;
    result.symbol = order.symbol;
    result.client_id = order.client_id;
    if (faults.lose_requests > 0) {
      --faults.lose_requests;
      result.outcome = refusal({404, -2013, "", "four times no such order"}, true);
    } else {
      placed.push_back(order.client_id);
      const sim::OrderReply reply = exchange_->place(kAccount, order);
      if (!reply.order) result.outcome = refusal(reply.refused, true);
      if (faults.lose_answers > 0) {
        --faults.lose_answers;
        if (!faults.late) deliver(core, now);
        tell_history(order.symbol, {"", order.client_id}, core, now);
      } else if (reply.order && core != nullptr) {
        core->on_order(*reply.order, now);
      }
    }
    if (core != nullptr) core->on_result(result, now);
  }

  void do_cancel(const std::string& symbol, const venue::OrderName& name, TraderCore* core, EpochMicros now) {
    gateway::RequestResult result;
    result.kind = gateway::RequestKind::kCancel;
    result.symbol = symbol;
    result.client_id = name.client_id;
    if (faults.lose_requests > 0) {
      --faults.lose_requests;
      result.outcome = refusal({503, 0, "", "lost"}, false);
    } else {
      const sim::OrderReply reply = exchange_->cancel(kAccount, symbol, name);
      if (!reply.order) result.outcome = refusal(reply.refused, false);
    }
    if (core == nullptr) return;
    core->on_result(result, now);
    if (result.outcome.action != venue::Action::kProceed) tell_history(symbol, name, core, now);
  }

  void do_amend(const venue::OrderName& old, const venue::NewOrder& order, TraderCore* core, EpochMicros now) {
    gateway::RequestResult result;
    result.kind = gateway::RequestKind::kAmend;
    result.symbol = order.symbol;
    result.client_id = old.client_id;
    if (market_ == market::Market::kBinance) {
      const sim::OrderReply reply = exchange_->amend(kAccount, order.symbol, old, order.quantity, order.price);
      if (!reply.order) result.outcome = refusal(reply.refused, false);
      else if (core != nullptr) core->on_order(*reply.order, now);
    } else {
      result.new_client_id = order.client_id;
      const sim::OrderReply gone = exchange_->cancel(kAccount, order.symbol, old);
      if (!gone.order) {
        result.outcome = refusal(gone.refused, true);
      } else {
        placed.push_back(order.client_id);
        const sim::OrderReply reply = exchange_->place(kAccount, order);
        if (!reply.order) result.outcome = refusal(reply.refused, true);
      }
    }
    if (core != nullptr) core->on_result(result, now);
  }

  void tell_history(const std::string& symbol, const venue::OrderName& name, TraderCore* core, EpochMicros now) {
    if (core == nullptr) return;
    const sim::OrderReply reply = exchange_->order(kAccount, symbol, name);
    if (reply.order) core->on_order_history(name.client_id, true, *reply.order, exchange_->fills_of(kAccount, reply.order->order_id), now);
    else core->on_order_history(name.client_id, false, {}, {}, now);
  }

  market::Market market_;
  sim::Exchange* exchange_ = nullptr;
  std::vector<Work> requests_;
  std::vector<Event> events_;
};

}  // namespace stom::live
