// What order management remembers of one simulated cell: the position, the pending limit order of each side, and the
// counters of the day. Times are epoch seconds of the row's own clock. A cell has its own record, always.
#pragma once

#include <cstdint>
#include <string>

#include "trade/profit.h"

namespace stom::trade {

struct PendingOrder {
  double price = 0;            // 0: no order
  double tick = 0;             // price step used when the order is moved
  double quantity = 0;
  std::int64_t cancel_at = 0;
  int amended = 0;             // a cancelled order does not reset it, a fill does
  std::int32_t label = 0;      // sells: why
  Side side = Side::kLong;     // binance buys: what is opened
  [[nodiscard]] bool is_open() const { return price != 0; }
};

struct ManagedPosition {
  bool held = false;
  Side side = Side::kLong;
  double price = 0, quantity = 0;       // average price, rounded as the market stores it
  double price_unrounded = 0;           // before that rounding, of the last purchase
  double last_buy_price = 0;            // 추가매수가
  double highest = 0, lowest = 0;       // profit rates
  std::int64_t buy_row = -1, buy_seconds = 0;
  int buys = 0, sells = 0;              // partial orders done
  std::string added_buys;               // index;price^index;price
  PendingOrder pending_buy, pending_sell;
};

struct DayCounters {
  int finished = 0, losses = 0;
  std::int64_t wait_after_buy_until = 0, wait_after_loss_until = 0;
};

}  // namespace stom::trade
