// The money of one account by the laws of its venue: what an order needs, what it locks, what a fill moves. Every movement is exact;
// a ledger never asks the wire and never rounds what it has told.
#pragma once

#include <optional>

#include "sim/exchange.h"
#include "sim/order_store.h"
#include "sim/symbol_market.h"

namespace stom::sim {

struct Fees {
  Decimal maker, taker;
};

struct Execution {
  Decimal price, quantity;
  bool is_maker = false;
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  virtual void deposit(const std::string& asset, Decimal amount) = 0;

  // Why the venue does not take the order; nothing: it does. Changes nothing.
  [[nodiscard]] virtual std::optional<Refused> refuse(const Order& order, const SymbolMarket& market, EpochMicros now) const = 0;
  // Money that an accepted order locks, or an ended one frees. True: balances have changed.
  virtual bool lock(Order& order) = 0;
  virtual bool free(Order& order) = 0;
  // At most this much of the order may execute at this price now (money to spend, position to reduce).
  [[nodiscard]] virtual Decimal most(const Order& order, Decimal price, Decimal quantity) const = 0;
  // Moves the money of a fill and adds it to the order; gives value, fee and profit.
  virtual venue::Fill book(Order& order, const Execution& execution) = 0;

  // All, sorted; and what an order or a fill of it has moved.
  [[nodiscard]] virtual std::vector<venue::Balance> balances(EpochMicros now) const = 0;
  [[nodiscard]] virtual std::vector<venue::Balance> moved_balances(const Order& order, EpochMicros now, bool is_fill) const = 0;
  [[nodiscard]] virtual std::vector<venue::Position> moved_positions(const Order& order, EpochMicros now) const = 0;
};

}  // namespace stom::sim
