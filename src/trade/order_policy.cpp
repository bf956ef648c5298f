#include "trade/order_policy.h"

#include <cmath>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/rounding.h"
#include "trade/fill.h"
#include "trade/round_figure.h"
#include "trade/split_ratio.h"

namespace stom::trade {
namespace {

constexpr double kLowPrice = 200;         // 코인매수금지200원이하
constexpr double kWonPerManwon = 10000;   // 손절수익금 is given in 만원

double cut_quantity(market::Market market, double quantity) {
  if (!std::isfinite(quantity)) return 0;
  return market == market::Market::kStock ? std::trunc(quantity) : round_scaled(quantity, 8);
}

bool within(const TimeBan& ban, std::int64_t hhmmss) { return ban.active && ban.start < hhmmss && hhmmss < ban.end; }

}  // namespace

Permission permission(const ManagedOrderSettings& settings, const ManagedPosition& position) {
  if (!position.held) return {true, false};
  if (position.buys >= settings.buy.split.count) return {false, true};
  const bool too_few_buys = settings.buy.type == OrderType::kLimit && settings.sell.ban_until_buys && position.buys < settings.sell.min_buys;
  return {true, !too_few_buys};
}

PendingOutcome advance_pending_buy(const ManagedBuySettings& settings, const RowFacts& row, PendingOrder& order) {
  const LimitSettings& limit = settings.limit;
  if (limit.cancel_on_watch && !row.watched && row.was_watched) {
    order.price = 0;
    return PendingOutcome::kCancelled;
  }
  if (limit.cancel_by_age && row.seconds > order.cancel_at) {
    order.price = 0;
    return PendingOutcome::kCancelled;
  }
  const bool is_long = order.side == Side::kLong;
  const bool ran_away = is_long ? row.price >= order.price + order.tick * limit.amend_gap : row.price <= order.price - order.tick * limit.amend_gap;
  if (order.amended < limit.amend_count && ran_away) {
    order.price = is_long ? row.price - order.tick * limit.amend_ticks : row.price + order.tick * limit.amend_ticks;
    ++order.amended;
    if (row.market != market::Market::kBinance) order.tick = row.amend_tick;
    return PendingOutcome::kAmended;
  }
  return (is_long ? row.fill_low < order.price : row.fill_high > order.price) ? PendingOutcome::kFilled : PendingOutcome::kWaits;
}

PendingOutcome advance_pending_sell(const ManagedSellSettings& settings, const RowFacts& row, Side side, PendingOrder& order) {
  const LimitSettings& limit = settings.limit;
  if (limit.cancel_on_watch && row.watched && !row.was_watched) {
    order.price = 0;
    return PendingOutcome::kCancelled;
  }
  if (limit.cancel_by_age && row.seconds > order.cancel_at) {
    order.price = 0;
    return PendingOutcome::kCancelled;
  }
  const bool is_long = side == Side::kLong;
  const bool ran_away = is_long ? row.price <= order.price - order.tick * limit.amend_gap : row.price >= order.price + order.tick * limit.amend_gap;
  if (order.amended < limit.amend_count && ran_away) {
    order.price = is_long ? row.price + order.tick * limit.amend_ticks : row.price - order.tick * limit.amend_ticks;
    ++order.amended;
    if (row.market != market::Market::kBinance) order.tick = row.amend_tick;
    return PendingOutcome::kAmended;
  }
  return (is_long ? row.fill_high > order.price : row.fill_low < order.price) ? PendingOutcome::kFilled : PendingOutcome::kWaits;
}

bool buy_forbidden(const ManagedBuySettings& settings, const RowFacts& row, const DayCounters& counters) {
  if (settings.limit_trades && settings.max_trades <= counters.finished) return true;
  if (settings.limit_losses && settings.max_losses <= counters.losses) return true;
  if (within(settings.ban, row.hhmmss)) return true;
  if (settings.wait_after_buy && row.seconds <= counters.wait_after_buy_until) return true;
  if (settings.wait_after_loss && row.seconds <= counters.wait_after_loss_until) return true;
  if (settings.ban_round_figure && is_above_round_figure(row.price, settings.round_figure_ticks, row.day)) return true;
  return settings.ban_low_price && row.market == market::Market::kUpbit && row.price <= kLowPrice;
}

bool sell_forbidden(const ManagedOrderSettings& settings, const RowFacts& row, const ManagedPosition& position,
                    const DayCounters& counters, bool bought_now, int buys_at_row_start) {
  if (settings.sell.type == OrderType::kMarket ? bought_now : position.pending_buy.is_open()) return true;
  if (within(settings.sell.ban, row.hhmmss)) return true;
  if (settings.sell.wait_after_buy && row.seconds <= counters.wait_after_buy_until) return true;
  if (settings.sell.ban_round_figure && is_below_round_figure(row.price, settings.sell.round_figure_ticks, row.day)) return true;
  return settings.buy.split.count > 1 && settings.sell.ban_until_buys && buys_at_row_start <= settings.sell.min_buys;
}

bool split_buy_fires(const ManagedBuySettings& settings, const ManagedPosition& position, double price, double profit_rate) {
  const double rate = settings.split_from_last_buy ? round_scaled((price / position.last_buy_price - 1) * 100, 2) : profit_rate;
  return (settings.split.on_fall && rate < -settings.split.fall_rate) || (settings.split.on_rise && rate > settings.split.rise_rate);
}

bool split_sell_fires(const ManagedSellSettings& settings, int sells_done, double profit_rate) {
  const double step = sells_done + 1;
  return (settings.split.on_fall && profit_rate < -settings.split.fall_rate * step) ||
         (settings.split.on_rise && profit_rate > settings.split.rise_rate * step);
}

bool stop_loss_fires(const ManagedOrderSettings& settings, market::Market market, double profit_rate, double profit) {
  const ManagedSellSettings& sell = settings.sell;
  const double unit = market == market::Market::kBinance && !settings.reference_faults ? 1 : kWonPerManwon;
  return (sell.stop_by_rate && profit_rate < -sell.stop_rate) || (sell.stop_by_amount && profit < -sell.stop_amount * unit);
}

double split_buy_quantity(const ManagedBuySettings& settings, market::Market market, const ManagedPosition& position, double bet, double price) {
  const double ratio = split_ratio(settings.split.method, settings.split.count, position.buys);
  return cut_quantity(market, bet / (position.held ? position.price : price) * ratio / 100);
}

double split_sell_quantity(const ManagedSellSettings& settings, market::Market market, const ManagedPosition& position, double bet) {
  if (settings.split.count == 1 && market == market::Market::kStock) return position.quantity;
  const double ratio = split_ratio(settings.split.method, settings.split.count, position.sells);
  const double quantity = cut_quantity(market, bet / position.price * ratio / 100);
  return quantity > position.quantity || position.sells + 1 == settings.split.count ? position.quantity : quantity;
}

double limit_price(const LimitSettings& settings, const RowFacts& row) {
  const double base = settings.base == LimitBase::kBestAsk ? row.best_ask : settings.base == LimitBase::kBestBid ? row.best_bid : row.price;
  return base + row.tick * settings.ticks;
}

double order_price(const OrderKind& kind, const LimitSettings& settings, bool buys, const RowFacts& row) {
  if (kind.peg == PricePeg::kNone) return limit_price(settings, row);
  return (kind.peg == PricePeg::kBestOpposite) == buys ? row.best_ask : row.best_bid;
}

void add_buy_fill(ManagedPosition& position, market::Market market, double quantity, double money, std::int64_t seconds, std::int64_t row_number) {
  const bool first = position.price == 0;
  const double total = position.quantity + quantity;
  position.price_unrounded = (position.price * position.quantity + money) / total;
  position.price = round_average_price(market, position.price_unrounded);
  position.quantity = total;
  position.held = true;
  if (!first) return;
  position.buy_row = row_number;
  position.buy_seconds = seconds;
  position.added_buys.clear();
  position.buys = 0;
}

void finish_buy(ManagedPosition& position, market::Market market, double part_price, RowKey index) {
  position.last_buy_price = part_price;
  position.pending_buy.price = 0;
  position.pending_buy.amended = 0;
  if (!position.added_buys.empty()) position.added_buys += '^';
  position.added_buys += fmt::format("{};{}", index, market == market::Market::kStock ? std::to_string(truncate(part_price)) : float_repr(part_price));
  ++position.buys;
}

void add_buy(ManagedPosition& position, market::Market market, double quantity, double money, double part_price, const RowFacts& row,
             std::int64_t row_number, RowKey index) {
  add_buy_fill(position, market, quantity, money, row.seconds, row_number);
  finish_buy(position, market, part_price, index);
}

}  // namespace stom::trade
