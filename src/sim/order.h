// An order inside the exchange, and how it is told in the venue's vocabulary.
#pragma once

#include "sim/money.h"
#include "venue/order_request.h"
#include "venue/venue_event.h"

namespace stom::sim {

struct Order {
  std::string account, symbol, id, client_id, self_trade_prevention;
  venue::Side side = venue::Side::kBuy;
  venue::PositionSide position_side = venue::PositionSide::kNone;
  venue::OrderType type = venue::OrderType::kLimit;
  venue::TimeInForce time_in_force = venue::TimeInForce::kGtc;
  bool reduce_only = false;
  bool is_forced = false;          // the venue's own: a liquidation
  Decimal price;                   // limit; 0: any
  Decimal quantity;                // 0: by funds
  Decimal funds;                   // to spend, of buys by funds
  Decimal executed, value, fee;    // of all fills
  Decimal locked, reserved_fee;    // Upbit
  Decimal prevented, prevented_locked;  // quantity and lock that self-trade prevention ended
  bool ended_in_match = false;          // by self-trade prevention
  Decimal ahead;                   // at the order's price in front of it, while it rests
  venue::OrderState state = venue::OrderState::kOpen;
  venue::OrderCause cause = venue::OrderCause::kNew;
  bool was_cancelled = false;      // ended before all was done (Upbit: state cancel)
  bool is_taking = false;          // a taker order that takes the rest later (partial fills)
  int expiry_reason = 0;           // Binance er
  int amendments = 0;
  EpochMicros created = 0, time = 0;
  std::vector<std::size_t> fills;  // positions in the account's list

  [[nodiscard]] bool is_open() const { return !venue::is_final(state); }
  [[nodiscard]] bool is_by_funds() const { return funds.is_positive(); }
  [[nodiscard]] Decimal rest() const { return quantity - executed; }
  [[nodiscard]] Decimal rest_of_funds() const { return funds - value; }
};

// Upbit's words: "trade" is the state of an order in a fill's message only.
[[nodiscard]] venue::OrderUpdate update_of(const Order& order, venue::Venue venue, EpochMicros now, bool is_fill = false);

}  // namespace stom::sim
