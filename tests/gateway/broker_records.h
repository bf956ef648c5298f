// Everything a broker told, for tests to look at: results by client id, fills by trade id, the last word on each order.
#pragma once

#include <map>
#include <vector>

#include "gateway/broker.h"

namespace stom::gateway::test {

struct BrokerRecords : BrokerListener {
  struct Booked {
    std::map<std::string, venue::Fill> fills;
    venue::OrderState state = venue::OrderState::kUnknown;  // a final one is never left
    aggregation::Decimal executed;
  };

  void on_order(const venue::OrderUpdate& order, AccountSource) override {
    Booked& booked = orders[order.client_id];
    if (!is_final(booked.state) && order.state != venue::OrderState::kUnknown) booked.state = order.state;
    booked.executed = std::max(booked.executed, order.executed.decimal());
    ++order_calls;
  }
  void on_fill(const venue::Fill& fill, AccountSource) override {
    venue::Fill& kept = orders[fill.client_id].fills[fill.trade_id];
    const venue::Number fee = kept.fee;
    kept = fill;
    if (!kept.fee.is_known()) kept.fee = fee;
  }
  void on_balance(const venue::Balance& balance) override { balances.push_back(balance); }
  void on_position(const venue::Position& position) override { positions.push_back(position); }
  void on_result(const RequestResult& result) override { results.push_back(result); }
  void on_account(const AccountPicture& picture) override { accounts.push_back(picture); }
  void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                        const std::vector<venue::Fill>& fills) override {
    histories.push_back({client_id, found, order, fills});
    for (const venue::Fill& fill : fills) on_fill(fill, AccountSource::kQuery);
    if (found) on_order(order, AccountSource::kQuery);
  }
  void on_private_stream(bool up, EpochMicros) override { stream.push_back(up); }
  void on_alarm(const Message& text, bool stop_trading) override { alarms.push_back({text.en, stop_trading}); }

  [[nodiscard]] std::vector<RequestResult> results_of(RequestKind kind, const std::string& client_id) const {
    std::vector<RequestResult> found;
    for (const RequestResult& result : results) {
      if (result.kind == kind && result.client_id == client_id) found.push_back(result);
    }
    return found;
  }
  [[nodiscard]] aggregation::Decimal filled(const std::string& client_id) const {
    aggregation::Decimal sum;
    const auto order = orders.find(client_id);
    if (order == orders.end()) return sum;
    for (const auto& [id, fill] : order->second.fills) sum += fill.quantity.decimal();
    return sum;
  }
  [[nodiscard]] aggregation::Decimal fees(const std::string& client_id) const {
    aggregation::Decimal sum;
    const auto order = orders.find(client_id);
    if (order == orders.end()) return sum;
    for (const auto& [id, fill] : order->second.fills) sum += fill.fee.decimal();
    return sum;
  }

  struct History {
    std::string client_id;
    bool found = false;
    venue::OrderUpdate order;
    std::vector<venue::Fill> fills;
  };
  struct Alarm {
    std::string text;
    bool stop_trading = false;
  };
  std::map<std::string, Booked> orders;  // by client id
  std::vector<RequestResult> results;
  std::vector<AccountPicture> accounts;
  std::vector<History> histories;
  std::vector<venue::Balance> balances;
  std::vector<venue::Position> positions;
  std::vector<bool> stream;
  std::vector<Alarm> alarms;
  int order_calls = 0;
};

}  // namespace stom::gateway::test
