// What a broker on real sockets told, for the test thread to wait for: lines like "order c1 3", "fill c1 0.005", "result c1 took",
// "stream up".
#pragma once

#include <mutex>

#include "gateway/broker_records.h"
#include "net/inbox.h"

namespace stom::gateway::test {

class BrokerNotes : public BrokerListener {
 public:
  void on_order(const venue::OrderUpdate& order, AccountSource source) override {
    keep([&] { records_.on_order(order, source); }, fmt::format("order {} {}", order.client_id, static_cast<int>(order.state)));
  }
  void on_fill(const venue::Fill& fill, AccountSource source) override {
    keep([&] { records_.on_fill(fill, source); }, fmt::format("fill {} {}", fill.client_id, fill.quantity.text()));
  }
  void on_balance(const venue::Balance& balance) override {
    keep([&] { records_.on_balance(balance); }, "balance " + balance.asset);
  }
  void on_position(const venue::Position& position) override {
    keep([&] { records_.on_position(position); }, fmt::format("position {} {}", position.symbol, position.amount.text()));
  }
  void on_result(const RequestResult& result) override {
    const char* end = result.outcome.action == venue::Action::kProceed ? "took" : result.outcome.order_is_dead ? "dead" : "refused";
    keep([&] { records_.on_result(result); }, fmt::format("result {} {}", result.client_id, end));
  }
  void on_account(const AccountPicture& picture) override {
    keep([&] { records_.on_account(picture); }, picture.complete ? "account" : "account with holes");
  }
  void on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                        const std::vector<venue::Fill>& fills) override {
    keep([&] { records_.on_order_history(client_id, found, order, fills); },
         fmt::format("history {} {} {}", client_id, found ? "found" : "none", fills.size()));
  }
  void on_private_stream(bool up, EpochMicros at) override {
    keep([&] { records_.on_private_stream(up, at); }, up ? "stream up" : "stream down");
  }
  void on_alarm(const Message& text, bool stop_trading) override {
    keep([&] { records_.on_alarm(text, stop_trading); }, stop_trading ? "alarm stop" : "alarm");
  }

  // So many lines that begin with the text (bounded).
  [[nodiscard]] bool wait_for(const std::string& begin, std::size_t times = 1) {
    return lines_.wait([&](const std::vector<std::string>& all) { return count_in(all, begin) >= times; });
  }
  [[nodiscard]] std::size_t count(const std::string& begin) { return count_in(lines_.all(), begin); }
  [[nodiscard]] std::string text() {
    std::string all;
    for (const std::string& line : lines_.all()) all += line + "\n";
    return all;
  }
  [[nodiscard]] BrokerRecords records() {
    const std::lock_guard lock(mutex_);
    return records_;
  }

 private:
  template <typename Work>
  void keep(Work work, std::string line) {
    {
      const std::lock_guard lock(mutex_);
      work();
    }
    lines_.put(std::move(line));
  }
  static std::size_t count_in(const std::vector<std::string>& all, const std::string& begin) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const std::string& line) { return line.starts_with(begin); }));
  }

  std::mutex mutex_;
  BrokerRecords records_;
  net::test::Inbox<std::string> lines_;
};

}  // namespace stom::gateway::test
