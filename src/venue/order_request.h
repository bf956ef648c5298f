// An order as stom wants it, before a venue's words are put to it. Prices and quantities already lie on the venue's grid.
#pragma once

#include <optional>
#include <string>

#include "venue/venue_event.h"

namespace stom::venue {

struct NewOrder {
  std::string symbol;
  Side side = Side::kBuy;
  OrderType type = OrderType::kLimit;
  TimeInForce time_in_force = TimeInForce::kGtc;
  aggregation::Decimal price;     // limit price; market_by_funds and best buys: the funds to spend
  aggregation::Decimal quantity;
  std::string client_id;          // never used before
  PositionSide position_side = PositionSide::kBoth;  // Binance: kLong or kShort in hedge mode
  bool reduce_only = false;       // Binance, one-way mode only
  std::string self_trade_prevention;  // the venue's word; empty: its default
};

// One of the two must be there; the venue's id wins.
struct OrderName {
  std::string order_id, client_id;
};

}  // namespace stom::venue
