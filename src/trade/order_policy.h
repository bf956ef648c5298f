// The order policy: what order management allows and does at one row, as pure functions of settings, position and row
// facts (back-test spec 9.3 to 9.6). The back-test and the live traders share it; who fills an order is not its business.
#pragma once

#include "market/market.h"
#include "trade/managed_position.h"
#include "trade/order_kind.h"
#include "trade/order_settings.h"

namespace stom::trade {

// Facts of the row under decision.
struct RowFacts {
  market::Market market{};
  TradingDay day = 0;
  std::int64_t hhmmss = 0;       // minute rows: hhmm00
  std::int64_t seconds = 0;      // epoch seconds of the row
  double price = 0, best_ask = 0, best_bid = 0;
  double tick = 0;               // 매도호가2 − 매도호가1
  double amend_tick = 0;         // 매도호가3 − 매도호가2
  double fill_low = 0, fill_high = 0;  // tick rows: the price; minute rows: the bar's low and high
  bool watched = false, was_watched = false;  // now and one row ago
};

struct Permission {
  bool buy = false, sell = false;
};

// What the row may do when no pending order consumes it (9.4).
[[nodiscard]] Permission permission(const ManagedOrderSettings& settings, const ManagedPosition& position);

// A pending order takes the row: one of cancel, amend, fill, or nothing happened.
enum class PendingOutcome : std::uint8_t { kWaits, kCancelled, kAmended, kFilled };
[[nodiscard]] PendingOutcome advance_pending_buy(const ManagedBuySettings& settings, const RowFacts& row, PendingOrder& order);
[[nodiscard]] PendingOutcome advance_pending_sell(const ManagedSellSettings& settings, const RowFacts& row, Side side, PendingOrder& order);

[[nodiscard]] bool buy_forbidden(const ManagedBuySettings& settings, const RowFacts& row, const DayCounters& counters);
// bought_now: a partial buy was filled earlier in this row.
[[nodiscard]] bool sell_forbidden(const ManagedOrderSettings& settings, const RowFacts& row, const ManagedPosition& position,
                                  const DayCounters& counters, bool bought_now, int buys_at_row_start);

[[nodiscard]] bool split_buy_fires(const ManagedBuySettings& settings, const ManagedPosition& position, double price, double profit_rate);
[[nodiscard]] bool split_sell_fires(const ManagedSellSettings& settings, int sells_done, double profit_rate);
[[nodiscard]] bool stop_loss_fires(const ManagedOrderSettings& settings, market::Market market, double profit_rate, double profit);

// Quantities of the next partial order; 0: no order.
[[nodiscard]] double split_buy_quantity(const ManagedBuySettings& settings, market::Market market, const ManagedPosition& position,
                                        double bet, double price);
[[nodiscard]] double split_sell_quantity(const ManagedSellSettings& settings, market::Market market, const ManagedPosition& position, double bet);

[[nodiscard]] double limit_price(const LimitSettings& settings, const RowFacts& row);
// The price that an order of this kind names at this row: a peg's quote, else limit_price().
[[nodiscard]] double order_price(const OrderKind& kind, const LimitSettings& settings, bool buys, const RowFacts& row);

// The two halves of add_buy, for orders that fill in parts: every part changes the position, the order's end counts once.
void add_buy_fill(ManagedPosition& position, market::Market market, double quantity, double money, std::int64_t seconds, std::int64_t row_number);
void finish_buy(ManagedPosition& position, market::Market market, double part_price, RowKey index);
// Adds a filled part to the position; money is what it cost, part_price its own price as stored.
void add_buy(ManagedPosition& position, market::Market market, double quantity, double money, double part_price, const RowFacts& row,
             std::int64_t row_number, RowKey index);

}  // namespace stom::trade
