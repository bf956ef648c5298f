// A real trader against the exchange in a box, in one thread and without sockets (exchange_broker.h).
#pragma once

#include "exchange_broker.h"
#include "sim/exchange_rig.h"
#include "trader_rig.h"

namespace stom::live {

struct RealRig : TraderRig {
  std::string code;
  ExchangeBroker broker;
  sim::ScriptedMarket* played = nullptr;
  std::unique_ptr<sim::Exchange> exchange;
  double last = 0;

  explicit RealRig(const std::string& name, market::Market market = market::Market::kUpbit)
      : TraderRig(name, market, Mode::kReal), code(market == market::Market::kUpbit ? "KRW-XRP" : "BTCUSDT"), broker(market) {
    const venue::Venue venue = market == market::Market::kUpbit ? venue::Venue::kUpbit : venue::Venue::kBinance;
    std::vector<venue::Instrument> instruments;
    for (const sim::Coin& coin : sim::coins_of(venue, 3)) instruments.push_back(coin.instrument);
    auto source = std::make_unique<sim::ScriptedMarket>(std::move(instruments));
    played = source.get();
    sim::ExchangeOptions given;
    given.venue = venue;
    exchange = std::make_unique<sim::Exchange>(given, std::move(source), broker);
    broker.attach(*exchange);
    exchange->advance(now);
    const bool is_won = market == market::Market::kUpbit;
    exchange->open_account(ExchangeBroker::kAccount, is_won ? "KRW" : "USDT", is_won ? Decimal(5'000'000) : Decimal(50'000));
    show(is_won ? 3120 : 92'000);
  }

  // A book of five levels a side around a price, a tick apart.
  void show(double price, const char* size = "1000") {
    last = price;
    venue::BookPicture book;
    book.symbol = code;
    const Decimal tick = options.market == market::Market::kUpbit ? Decimal(1) : sim::decimal_of("0.1");
    Decimal ask = Decimal::from_double(price) + tick, bid = Decimal::from_double(price);
    for (int i = 0; i < 5; ++i) {
      book.asks.push_back({ask, sim::decimal_of(size)});
      book.bids.push_back({bid, sim::decimal_of(size)});
      ask += tick;
      bid -= tick;
    }
    play(std::move(book));
  }
  void print(double price, const char* quantity, venue::Side taker) {
    last = price;
    venue::Trade trade;
    trade.symbol = code;
    trade.price = venue::Number::of(Decimal::from_double(price));
    trade.quantity = venue::Number::of(sim::decimal_of(quantity));
    trade.taker = taker;
    play(std::move(trade));
  }
  template <typename What>
  void play(What what) {
    what.time = what.sent = std::max(now, exchange->now()) + 1;
    played->events.push_back({what.time, std::move(what)});
    exchange->advance(what.time);
  }

  void begin() {
    open();
    core->set_broker(broker);
    bus::InstrumentList list;
    for (const venue::Instrument& from : exchange->instruments()) {
      bus::Instrument to;
      to.code = from.symbol;
      to.name = from.korean_name;
      to.tick = from.tick.text();
      to.step = from.step.text();
      to.market_step = from.market_step.text();
      to.least_quantity = from.min_quantity.text();
      to.least_value = from.min_notional.text();
      list.instruments.push_back(to);
    }
    core->on_instruments(list, now);
    core->start(now);
    core->on_private_stream(true, now);
  }
  void kill() {
    core.reset();
    broker.forget();
  }
  // Requests travel, answers come, timers run.
  void pass(double seconds) {
    for (const EpochMicros until = now + static_cast<EpochMicros>(seconds * 1e6); now < until;) {
      now += 50'000;
      broker.work(core.get(), now);
      if (core) core->tick(now);
    }
  }
  // Seconds until the books agree with the venue; at most `limit`.
  double seconds_until_sure(double limit = 10) {
    const EpochMicros begun = now;
    while (!core->is_sure() && now - begun < static_cast<EpochMicros>(limit * 1e6)) pass(0.05);
    return static_cast<double>(now - begun) / 1e6;
  }
  bus::SymbolState signal(std::uint8_t buy, std::int32_t sell = -1, double wait = 1) {
    const bus::RowDecision decision = row(last, buy, sell, code);
    bus::RowDecision seen = decision;
    if (options.market == market::Market::kBinance) {
      for (int i = 0; i < 5; ++i) {
        seen.ask_prices[static_cast<std::size_t>(i)] = last + 0.1 * (i + 1);
        seen.bid_prices[static_cast<std::size_t>(i)] = last - 0.1 * i;
      }
    }
    core->on_row(seen, now);
    const bus::SymbolState answer = ears.states.back();
    pass(wait);
    return answer;
  }

  [[nodiscard]] Decimal held_here() const { return desk(code) == nullptr ? Decimal() : desk(code)->quantity(); }
  [[nodiscard]] Decimal held_there() const {
    if (options.market == market::Market::kBinance) {
      for (const venue::Position& position : exchange->positions(ExchangeBroker::kAccount, code)) {
        const Decimal amount = position.amount.decimal();
        return amount < Decimal() ? Decimal() - amount : amount;
      }
      return {};
    }
    for (const venue::Balance& balance : exchange->balances(ExchangeBroker::kAccount)) {
      if (balance.asset == "XRP") return balance.available.decimal() + balance.locked.decimal();
    }
    return {};
  }
  // KRW free and locked, or the wallet in USDT.
  [[nodiscard]] double money_there() const {
    for (const venue::Balance& balance : exchange->balances(ExchangeBroker::kAccount)) {
      if (balance.asset == "KRW") return (balance.available.decimal() + balance.locked.decimal()).to_double();
      if (balance.asset == "USDT") return balance.wallet.value();
    }
    return 0;
  }
  [[nodiscard]] bool ids_are_unique() const {
    return std::set<std::string>(broker.placed.begin(), broker.placed.end()).size() == broker.placed.size();
  }
  [[nodiscard]] std::size_t open_there() const { return exchange->open_orders(ExchangeBroker::kAccount).size(); }
};

}  // namespace stom::live
