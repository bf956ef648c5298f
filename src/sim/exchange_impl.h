// The exchange's inside: accounts, markets, and the orders that rest or wait. Its functions stand in exchange.cpp (questions and
// settings), order_desk.cpp (place, cancel, amend), matching.cpp (taking and resting) and account_json.cpp.
#pragma once

#include <random>

#include "sim/binance_ledger.h"
#include "sim/exchange.h"
#include "sim/upbit_ledger.h"

namespace stom::sim {

struct Account {
  std::string name;
  OrderStore orders;
  std::unique_ptr<Ledger> ledger;
  UpbitLedger* upbit = nullptr;      // the ledger, by its venue
  BinanceLedger* binance = nullptr;
  std::map<std::string, Decimal> deposits;
  std::vector<venue::Fill> fills;    // oldest first
  std::map<std::string, EpochMicros> countdowns;  // symbol → when its orders are cancelled
};

struct Exchange::Impl {
  Impl(ExchangeOptions given, std::unique_ptr<MarketSource> source, ExchangeListener& told);

  ExchangeOptions options;
  Fees fees;
  std::unique_ptr<MarketSource> market;
  ExchangeListener& listener;
  std::mt19937_64 ids;
  Markets markets;
  std::map<std::string, std::unique_ptr<Account>> accounts;
  std::map<std::string, std::vector<Order*>, std::less<>> open;  // by symbol, oldest first
  std::vector<MarketEvent> events;
  EpochMicros now = 0;
  EpochMicros next_funding = 0;
  double partial_share = 1;
  std::uint64_t next_order_id = 0, next_client_id = 0, next_trade_id = 0;

  [[nodiscard]] bool is_upbit() const { return options.venue == venue::Venue::kUpbit; }
  [[nodiscard]] Account& account(const std::string& name) const;
  [[nodiscard]] SymbolMarket* market_of(std::string_view symbol) const;
  [[nodiscard]] std::string new_uuid();
  [[nodiscard]] venue::OrderUpdate told(const Order& order, bool is_fill = false) const {
    return update_of(order, options.venue, now, is_fill);
  }

  // order_desk.cpp
  [[nodiscard]] OrderReply place(Account& owner, const venue::NewOrder& request);
  [[nodiscard]] OrderReply cancel(Account& owner, const std::string& symbol, const venue::OrderName& name);
  [[nodiscard]] OrderReply amend(Account& owner, const std::string& symbol, const venue::OrderName& name, Decimal quantity, Decimal price);
  void cancel_open(Account& owner, Order& order);
  void run_countdowns(EpochMicros until);

  // binance_forced.cpp: what the venue does by itself
  void liquidate(const std::string& symbol);
  void pay_funding(EpochMicros until);

  // matching.cpp
  void apply(const MarketEvent& event);
  // Takes what may be taken now; then the order rests, ends, or goes on taking later.
  void work(Account& owner, Order& order);
  void continue_taking();
  void end(Account& owner, Order& order, venue::OrderState state, venue::OrderCause cause, int reason);
  // Reduce-only orders whose position is gone.
  void knock_out(Account& owner, const std::string& symbol);
  [[nodiscard]] bool can_fill_now(const Order& order) const;
  [[nodiscard]] bool would_take(const Order& order) const;

 private:
  void on_print(const venue::Trade& trade);
  void execute(Account& owner, Order& order, const Execution& execution, const venue::Trade* print);
  void settle(Account& owner, Order& order);
  void tell_adjustment(Account& owner, Decimal amount, const char* reason);
  void force_close(Account& owner, const BinanceLedger::Key& key);
  [[nodiscard]] Order* own_ahead(const Order& taker) const;
  void prevent(Account& owner, Order& order);
  [[nodiscard]] bool is_done(const Order& order) const;
};

[[nodiscard]] Refused no_such_order(venue::Venue venue, bool for_cancel);

}  // namespace stom::sim
