// An exchange whose market the test itself plays, and a listener that writes everything down.
#pragma once

#include <deque>

#include "sim/coins.h"
#include "sim/exchange.h"
#include "sim/money.h"

namespace stom::sim {

inline constexpr EpochMicros kStart = 1'795'132'800'000'000;  // 2026-11-20 00:00 UTC
inline constexpr EpochMicros kOneSecond = 1'000'000;

class ScriptedMarket final : public MarketSource {
 public:
  explicit ScriptedMarket(std::vector<venue::Instrument> instruments) : instruments_(std::move(instruments)) {}
  [[nodiscard]] const std::vector<venue::Instrument>& instruments() const override { return instruments_; }
  [[nodiscard]] EpochMicros next_time() override { return events.empty() ? venue::kNoTime : events.front().time; }
  void play(EpochMicros now, std::vector<MarketEvent>& due) override {
    for (; !events.empty() && events.front().time <= now; events.pop_front()) due.push_back(events.front());
  }
  std::deque<MarketEvent> events;

 private:
  std::vector<venue::Instrument> instruments_;
};

class Recorder final : public ExchangeListener {
 public:
  void on_trade(const venue::Trade& trade) override { trades.push_back(trade); }
  void on_book(const venue::BookPicture& book) override { books.push_back(book); }
  void on_ticker(const venue::Ticker& ticker) override { last_ticker = ticker; }
  void on_order(const std::string&, const venue::OrderUpdate& order) override {
    orders.push_back(order);
    told.push_back("order " + order.venue_state);
  }
  void on_fill(const std::string&, const venue::Fill& fill, const venue::OrderUpdate& order) override {
    fills.push_back(fill);
    told.push_back(fmt::format("fill {} at {} {}", fill.quantity.text(), fill.price.text(), order.venue_state));
  }
  void on_balance(const std::string&, const venue::Balance& balance) override {
    balances.push_back(balance);
    told.push_back("balance " + balance.asset);
  }
  void on_position(const std::string&, const venue::Position& position) override {
    positions.push_back(position);
    told.push_back(fmt::format("position {}", position.amount.text()));
  }
  std::vector<std::string> take() { return std::exchange(told, {}); }

  std::vector<venue::Trade> trades;
  std::vector<venue::BookPicture> books;
  venue::Ticker last_ticker;
  std::vector<venue::OrderUpdate> orders;
  std::vector<venue::Fill> fills;
  std::vector<venue::Balance> balances;
  std::vector<venue::Position> positions;
  std::vector<std::string> told;
};

// "price quantity" pairs, best first.
inline std::vector<venue::Level> levels(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  std::vector<venue::Level> result;
  for (const auto& [price, quantity] : pairs) result.push_back({decimal_of(price), decimal_of(quantity)});
  return result;
}

struct Rig {
  explicit Rig(venue::Venue venue, ExchangeOptions options = {}) : symbol(venue == venue::Venue::kUpbit ? "KRW-XRP" : "BTCUSDT") {
    std::vector<venue::Instrument> instruments;
    for (const Coin& coin : coins_of(venue, 3)) instruments.push_back(coin.instrument);
    auto source = std::make_unique<ScriptedMarket>(std::move(instruments));
    market = source.get();
    options.venue = venue;
    exchange = std::make_unique<Exchange>(options, std::move(source), recorder);
    exchange->advance(kStart);
  }

  void show(std::vector<venue::Level> bids, std::vector<venue::Level> asks) {
    venue::BookPicture book;
    book.symbol = symbol;
    book.bids = std::move(bids);
    book.asks = std::move(asks);
    play(std::move(book));
  }
  void print(const char* price, const char* quantity, venue::Side taker) {
    venue::Trade trade;
    trade.symbol = symbol;
    trade.price = venue::Number::of(decimal_of(price));
    trade.quantity = venue::Number::of(decimal_of(quantity));
    trade.taker = taker;
    play(std::move(trade));
  }
  template <typename What>
  void play(What what) {
    const EpochMicros time = exchange->now() + kOneSecond;
    what.time = what.sent = time;
    market->events.push_back({time, std::move(what)});
    exchange->advance(time);
  }

  [[nodiscard]] venue::NewOrder limit(venue::Side side, const char* price, const char* quantity) {
    venue::NewOrder order;
    order.symbol = symbol;
    order.side = side;
    order.price = decimal_of(price);
    order.quantity = decimal_of(quantity);
    order.client_id = fmt::format("order-{}", ++number);
    return order;
  }
  [[nodiscard]] venue::NewOrder at_market(venue::Side side, const char* quantity) {
    venue::NewOrder order = limit(side, "0", quantity);
    order.type = venue::OrderType::kMarket;
    return order;
  }
  OrderReply place(const venue::NewOrder& order) { return exchange->place("key", order); }
  // The refusal's word: Upbit's name, Binance's code, "" when it was taken.
  std::string refusal(const venue::NewOrder& order) {
    const OrderReply reply = place(order);
    if (reply.order) return "";
    return reply.refused.name.empty() ? std::to_string(reply.refused.code) : reply.refused.name;
  }
  [[nodiscard]] venue::OrderUpdate order(const std::string& id) const { return exchange->order("key", symbol, {id, {}}).order.value(); }
  [[nodiscard]] venue::Balance balance(std::string_view asset) const {
    for (const venue::Balance& one : exchange->balances("key")) {
      if (one.asset == asset) return one;
    }
    return {};
  }

  std::string symbol;
  Recorder recorder;
  ScriptedMarket* market = nullptr;
  std::unique_ptr<Exchange> exchange;
  int number = 0;
};

}  // namespace stom::sim
