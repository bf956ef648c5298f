// A broker and an exchange in a box whose market the test itself plays.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "gateway/broker_notes.h"
#include "sim/exchange_rig.h"
#include "sim/server.h"

namespace stom::gateway::test {

inline constexpr const char* kAccess = "stomTestAccess";
inline constexpr const char* kSecret = "stomTestSecretKey9876543210zyxwvutsrqponm";

struct BrokerBox {
  explicit BrokerBox(venue::Venue kind) : venue(kind), symbol(kind == venue::Venue::kUpbit ? "KRW-XRP" : "BTCUSDT") {
    sim::BoxOptions made;
    made.folder = std::filesystem::path(testing::TempDir()) / "broker_box";
    made.make_market = [this](venue::Venue wanted, EpochMicros) -> std::unique_ptr<sim::MarketSource> {
      if (wanted != venue) return nullptr;
      std::vector<venue::Instrument> instruments;
      for (const sim::Coin& coin : sim::coins_of(venue, 3)) instruments.push_back(coin.instrument);
      auto source = std::make_unique<sim::ScriptedMarket>(std::move(instruments));
      market = source.get();
      return source;
    };
    sim::BoxAccount account;
    account.venue = venue;
    account.access = kAccess;
    account.secret = SecretText(kSecret);
    account.assets = {{is_upbit() ? "KRW" : "USDT", aggregation::Decimal(100'000'000)}};
    made.accounts.push_back(std::move(account));
    box = std::make_unique<sim::Box>(std::move(made));
    box->start();
    show("10");
    options.venue = venue;
    options.endpoints = box_endpoints("localhost", box->port(), box->ca_file());
    options.keys.access = kAccess;
    options.keys.secret = SecretText(kSecret);
    options.query_after = 0.05;
    options.check_every = 0.3;
    options.check_every_while_down = 0.2;
  }
  ~BrokerBox() { broker.reset(); }

  [[nodiscard]] bool is_upbit() const { return venue == venue::Venue::kUpbit; }
  // Starts the broker and waits for its stream.
  [[nodiscard]] bool start() {
    broker = make_broker(runtime, std::move(options), notes);
    return notes.wait_for("stream up");
  }

  // Best prices 99 and 101 (in hundreds of won or of dollars), with so much on each side.
  void show(const char* quantity) {
    venue::BookPicture book;
    book.bids = {{price(99), sim::decimal_of(quantity)}};
    book.asks = {{price(101), sim::decimal_of(quantity)}};
    play(std::move(book));
  }
  // Somebody sells so much down to that price.
  void print(int at, const char* quantity) {
    venue::Trade trade;
    trade.price = venue::Number::of(price(at));
    trade.quantity = venue::Number::of(sim::decimal_of(quantity));
    trade.taker = venue::Side::kSell;
    play(std::move(trade));
  }
  [[nodiscard]] aggregation::Decimal price(int at) const { return aggregation::Decimal(at * (is_upbit() ? 100 : 1000)); }
  [[nodiscard]] venue::NewOrder order(const std::string& id, int at, const char* quantity) const {
    venue::NewOrder order;
    order.symbol = symbol;
    order.price = price(at);
    order.quantity = sim::decimal_of(quantity);
    order.client_id = id;
    return order;
  }
  void place(const std::string& id, int at, const char* quantity) {
    broker->place(order(id, at, quantity), net::Priority::kEntry);
  }
  void fault(sim::Fault fault, double seconds = 0, double probability = 1) {
    sim::FaultRate rate;
    rate.probability = probability;
    rate.seconds = seconds;
    box->set_fault(fault, rate);
  }
  // Until the fault has struck so often; looks on ticks of the network thread, for a bounded time.
  [[nodiscard]] bool wait_for_fault(sim::Fault wanted, std::uint64_t times) {
    for (std::size_t tick = 1; tick < 2000; ++tick) {
      if (box->fault_count(wanted) >= times) return true;
      timer.start(0.01, [this] { ticks.put(0); });
      if (!ticks.wait_for_count(tick)) return false;
    }
    return false;
  }
  [[nodiscard]] nlohmann::json account() { return nlohmann::json::parse(box->account_json(venue, kAccess)); }
  [[nodiscard]] std::vector<nlohmann::json> orders(const std::string& id) {
    std::vector<nlohmann::json> found;
    const nlohmann::json whole = account();
    for (const nlohmann::json& order : whole["orders"]) {
      if (order["client_id"] == id) found.push_back(order);
    }
    return found;
  }

  venue::Venue venue;
  std::string symbol;
  sim::ScriptedMarket* market = nullptr;
  std::unique_ptr<sim::Box> box;
  BrokerNotes notes;
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  net::Timer timer{runtime};
  net::test::Inbox<int> ticks;
  BrokerOptions options;
  std::unique_ptr<Broker> broker;

 private:
  template <typename What>
  void play(What what) {
    what.symbol = symbol;
    const EpochMicros time = box->now() + 1000;
    what.time = what.sent = time;
    box->use([&](sim::BoxState&) { market->events.push_back({time, std::move(what)}); });
    box->advance(0.01);
  }
};

}  // namespace stom::gateway::test
