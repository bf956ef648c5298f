#include "trade/row_policy.h"

#include <limits>

namespace stom::trade {

Profit track_position(market::Market market, ManagedPosition& position, double price, const FeeRates& fees) {
  if (!position.held) return {};
  const Profit now = profit(market, position.side, position.quantity * position.price, position.quantity * price, fees);
  if (now.rate > position.highest) position.highest = now.rate;
  else if (now.rate < position.lowest) position.lowest = now.rate;
  return now;
}

bool decide_row(const ManagedOrderSettings& settings, const RowFacts& facts, ManagedPosition& position, const DayCounters& counters,
                const Profit& now, RowActions& actions) {
  if (actions.advance_pending()) return true;
  const Permission permission = trade::permission(settings, position);
  // Values bound at the start of the row decide the rest of it.
  const bool was_held = position.held;
  const int buys = position.buys, sells = position.sells;
  if (permission.buy) {
    if (!facts.watched || buy_forbidden(settings.buy, facts, counters)) return true;
    if (was_held && split_buy_fires(settings.buy, position, facts.price, now.rate)) {
      actions.place_buy(position.side);
    } else if (!was_held || settings.buy.split.on_signal) {
      const BuySignal signal = actions.buy_signal();
      if (signal == BuySignal::kRaised) return false;
      if (signal != BuySignal::kNone) actions.place_buy(signal == BuySignal::kShort ? Side::kShort : Side::kLong);
    }
  }
  if (!permission.sell) return true;
  if (stop_loss_fires(settings, facts.market, now.rate, now.profit)) {
    actions.place_sell(kStopLossLabel, position.quantity, true);
    return true;
  }
  if (sell_forbidden(settings, facts, position, counters, position.buys != buys, buys)) return true;
  const double quantity = split_sell_quantity(settings.sell, facts.market, position, actions.bet());
  // The reference keeps one order quantity for both sides: sizing the sale changes the buy that was placed in this row.
  if (settings.reference_faults && position.pending_buy.is_open()) position.pending_buy.quantity = quantity;
  if (settings.sell.split.count > 1 && split_sell_fires(settings.sell, sells, now.rate)) {
    actions.place_sell(kSplitSellLabel, quantity, false);
  } else if (settings.sell.split.count == 1 || settings.sell.split.on_signal) {
    const std::int32_t label = actions.sell_label();
    if (label == kSaleRaised) return false;
    if (label != kNoSale) actions.place_sell(label, quantity, false);
  }
  return true;
}

PendingOutcome judge_working(const ManagedOrderSettings& settings, const RowFacts& facts, bool opens, Side side, bool has_limit,
                             PendingOrder& order) {
  RowFacts unfillable = facts;
  unfillable.fill_low = std::numeric_limits<double>::infinity();
  unfillable.fill_high = -std::numeric_limits<double>::infinity();
  if (opens) {
    ManagedBuySettings buy = settings.buy;
    if (!has_limit) buy.limit.amend_count = 0;
    return advance_pending_buy(buy, unfillable, order);
  }
  ManagedSellSettings sell = settings.sell;
  if (!has_limit) sell.limit.amend_count = 0;
  return advance_pending_sell(sell, unfillable, side, order);
}

}  // namespace stom::trade
