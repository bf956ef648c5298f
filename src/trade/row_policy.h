// The order in which one row is decided (back-test spec 9.3): a pending order first, then the buy side, then the sell side.
// Back-tests and live desks run this code. What a text says is asked for only where it matters, because a text costs time and
// may raise.
#pragma once

#include <cstdint>

#include "trade/order_policy.h"

namespace stom::trade {

// What texts answer; the numbers are those of script/runtime.h.
enum class BuySignal : std::uint8_t { kNone = 0, kLong = 1, kShort = 2, kRaised = 255 };
inline constexpr std::int32_t kNoSale = -1;
inline constexpr std::int32_t kSaleRaised = -2;
// Sales without a numbered condition of the text.
inline constexpr std::int32_t kSplitSellLabel = -100;  // 분할매도
inline constexpr std::int32_t kStopLossLabel = -200;   // 손절청산

// Whoever holds the row: answers for the texts and does what is decided. An order may be filled before place_…() returns.
class RowActions {
 public:
  virtual ~RowActions() = default;
  // A pending order takes the row; false: none pends.
  virtual bool advance_pending() = 0;
  virtual BuySignal buy_signal() = 0;
  virtual std::int32_t sell_label() = 0;
  [[nodiscard]] virtual double bet() const = 0;
  virtual void place_buy(Side side) = 0;
  // at_market: the stop loss, whatever 주문구분 says.
  virtual void place_sell(std::int32_t label, double quantity, bool at_market) = 0;
};

// The position's profit at a price; moves 최고수익률 and 최저수익률. Nothing held: zeros.
[[nodiscard]] Profit track_position(market::Market market, ManagedPosition& position, double price, const FeeRates& fees);

// One row; false: a text raised. `now` is what track_position() said before anything happened at the row.
[[nodiscard]] bool decide_row(const ManagedOrderSettings& settings, const RowFacts& facts, ManagedPosition& position,
                              const DayCounters& counters, const Profit& now, RowActions& actions);

// What the policy wants of an order that a venue works on, when its fills are the venue's business: cancel, amend (then `order`
// is what it shall become) or wait. `side` is that of the position; an order without a price limit is not moved.
[[nodiscard]] PendingOutcome judge_working(const ManagedOrderSettings& settings, const RowFacts& facts, bool opens, Side side, bool has_limit,
                                           PendingOrder& order);

}  // namespace stom::trade
