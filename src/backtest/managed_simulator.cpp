#include "backtest/managed_simulator.h"

#include <algorithm>

#include "base/rounding.h"

namespace stom::backtest {
namespace {

using market::Field;
using market::Frame;
using trade::OrderType;
using trade::Side;

}  // namespace

void ManagedSimulator::start_position_record() {
  position_ = {};
  counters_ = {};
}

void ManagedSimulator::walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  start_position_record();
  const double* watched = column(Field::kWatched);
  std::int64_t row = std::max<std::int64_t>(spec_.average_ticks - 1, 0);
  while (row < end) {
    stop.throw_if_requested();
    // While flat with nothing pending, rows without a signal change nothing.
    if (!position_.held && !position_.pending_buy.is_open()) {
      const std::uint8_t* signals = buy_signals(row, end, stop);
      while (row < block_end_ && (signals[row] == script::kNoSignal || watched[row] == 0)) ++row;
      if (row >= block_end_) continue;
    }
    if (!walk_row(row, end, result, stop)) return;
    ++row;
  }
  const std::int64_t last = rows_ - 1;
  if (end < last || !position_.held) return;
  close_position(last, result);
  start_position_record();
}

void ManagedSimulator::close_position(std::int64_t last, SymbolResult& result) {
  TradeRecord& trade = emit(position_.buy_row, last, position_.side, position_.quantity, position_.price,
                            closing_price(last, position_.side, position_.quantity), 0, result);
  trade.added_buys = position_.added_buys;
}

trade::RowFacts ManagedSimulator::facts(std::int64_t row) const {
  trade::RowFacts facts;
  facts.market = spec_.market;
  const std::int64_t key = market::to_second_key(spec_.frame, index_[row]);
  facts.day = static_cast<TradingDay>(key / 1'000'000);
  facts.hhmmss = key % 1'000'000;
  facts.seconds = epoch_seconds(key);
  facts.price = column(Field::kPrice)[row];
  facts.best_ask = column(Field::kAskPrice1)[row];
  facts.best_bid = column(Field::kBidPrice1)[row];
  facts.tick = column(Field::kAskPrice2)[row] - facts.best_ask;
  facts.amend_tick = column(Field::kAskPrice3)[row] - column(Field::kAskPrice2)[row];
  const bool minute = spec_.frame == Frame::kMinute;
  facts.fill_low = minute ? column(Field::kMinuteLow)[row] : facts.price;
  facts.fill_high = minute ? column(Field::kMinuteHigh)[row] : facts.price;
  const double* watched = column(Field::kWatched);
  facts.watched = watched[row] != 0;
  facts.was_watched = row > 0 && watched[row - 1] != 0;
  return facts;
}

script::HoldingState ManagedSimulator::track(std::int64_t row, double& profit) {
  script::HoldingState holding;
  profit = 0;
  if (!position_.held) return holding;
  const trade::Profit now = trade::profit(spec_.market, position_.side, position_.quantity * position_.price,
                                          position_.quantity * column(Field::kPrice)[row], fees_);
  profit = now.profit;
  if (now.rate > position_.highest) position_.highest = now.rate;
  else if (now.rate < position_.lowest) position_.lowest = now.rate;
  const std::int64_t seconds = seconds_between(position_.buy_row, row);
  holding.profit_rate = now.rate;
  holding.highest = position_.highest;
  holding.lowest = position_.lowest;
  holding.hold_time = static_cast<double>(spec_.frame == Frame::kTick ? seconds : seconds / 60);
  holding.buy_row = position_.buy_row;
  holding.side = static_cast<std::int64_t>(position_.side);
  holding.quantity = position_.quantity;
  holding.entry_price = position_.price;
  holding.profit = now.profit;
  holding.buy_splits = position_.buys;
  holding.sell_splits = position_.sells;
  return holding;
}

bool ManagedSimulator::walk_row(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  const trade::ManagedOrderSettings& settings = spec_.settings.managed;
  const trade::RowFacts facts = this->facts(row);
  double profit = 0;
  const script::HoldingState holding = track(row, profit);
  if (advance_pending(facts, row, result)) return true;
  const trade::Permission permission = trade::permission(settings, position_);
  // Values bound at the start of the row decide the rest of it.
  const bool was_held = position_.held;
  const int buys = position_.buys, sells = position_.sells;
  if (permission.buy) {
    if (!facts.watched || trade::buy_forbidden(settings.buy, facts, counters_)) return true;
    if (was_held && trade::split_buy_fires(settings.buy, position_, facts.price, holding.profit_rate)) {
      place_buy(position_.side, facts, row);
    } else if (!was_held || settings.buy.split.on_signal) {
      const std::uint8_t signal = buy_signals(row, end, stop)[row];
      if (signal == script::kRaised) {
        fail(*buy_, row, was_held ? &holding : nullptr, result);
        return false;
      }
      if (signal != script::kNoSignal) place_buy(signal == script::kShort ? Side::kShort : Side::kLong, facts, row);
    }
  }
  if (!permission.sell) return true;
  if (trade::stop_loss_fires(settings, spec_.market, holding.profit_rate, profit)) {
    place_sell(kStopLossLabel, position_.quantity, true, facts, row, result);
    return true;
  }
  if (trade::sell_forbidden(settings, facts, position_, counters_, position_.buys != buys, buys)) return true;
  const double quantity = trade::split_sell_quantity(settings.sell, spec_.market, position_, row_bet(row));
  // The reference keeps one order quantity for both sides: sizing the sale changes the buy that was placed in this row.
  if (settings.reference_faults && position_.pending_buy.is_open()) position_.pending_buy.quantity = quantity;
  if (settings.sell.split.count > 1 && trade::split_sell_fires(settings.sell, sells, holding.profit_rate)) {
    place_sell(kSplitSellLabel, quantity, false, facts, row, result);
  } else if (settings.sell.split.count == 1 || settings.sell.split.on_signal) {
    const std::int32_t label = sell_->evaluator->sell(sell_->context, row, holding);
    if (label == script::kSellRaised) {
      fail(*sell_, row, &holding, result);
      return false;
    }
    if (label != script::kNoSell) place_sell(label, quantity, false, facts, row, result);
  }
  return true;
}

bool ManagedSimulator::advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  const trade::ManagedOrderSettings& settings = spec_.settings.managed;
  if (position_.pending_buy.is_open()) {
    trade::PendingOrder& order = position_.pending_buy;
    if (trade::advance_pending_buy(settings.buy, facts, order) == trade::PendingOutcome::kFilled) {
      const double price = order.price;
      bought(order.side, order.quantity, price * order.quantity, price, facts, row);
      if (settings.reference_faults && spec_.market == market::Market::kUpbit) position_.price = round_to_even(position_.price_unrounded);
    }
    return true;
  }
  if (position_.pending_sell.is_open()) {
    trade::PendingOrder& order = position_.pending_sell;
    if (trade::advance_pending_sell(settings.sell, facts, position_.side, order) == trade::PendingOutcome::kFilled) {
      sold(order.quantity, order.price, order.label, facts, row, result);
    }
    return true;
  }
  return false;
}

trade::FillResult ManagedSimulator::fill_at_once(bool buys, double limit, std::int64_t row, double quantity) const {
  const trade::BookLevels book = book_levels(buys);
  return trade::fill_market(book, trade::levels_within(book, buys, row, limit), row, quantity);
}

void ManagedSimulator::place_buy(Side side, const trade::RowFacts& facts, std::int64_t row) {
  const trade::ManagedBuySettings& settings = spec_.settings.managed.buy;
  const double quantity = trade::split_buy_quantity(settings, spec_.market, position_, row_bet(row), facts.price);
  if (!(quantity > 0)) return;
  if (position_.held && !spec_.settings.managed.reference_faults) side = position_.side;
  if (settings.type == OrderType::kLimit) {
    const trade::OrderKind kind = trade::order_kind(settings);
    const double price = trade::order_price(kind, settings.limit, side == Side::kLong, facts);
    if (kind.is_taker()) {
      const trade::FillResult fill = fill_at_once(side == Side::kLong, price, row, quantity);
      if (fill.filled) return bought(side, quantity, fill.money, trade::round_average_price(spec_.market, fill.money / quantity), facts, row);
      if (kind.is_immediate()) return;
    }
    trade::PendingOrder& order = position_.pending_buy;
    order.price = price;
    order.tick = facts.amend_tick;
    order.quantity = quantity;
    order.cancel_at = facts.seconds + settings.limit.cancel_seconds;
    order.side = side;
    return;
  }
  const trade::FillResult fill = trade::fill_market(book_levels(side == Side::kLong), spec_.settings.buy_book_levels, row, quantity);
  if (fill.filled) bought(side, quantity, fill.money, trade::round_average_price(spec_.market, fill.money / quantity), facts, row);
}

void ManagedSimulator::place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts, std::int64_t row,
                                  SymbolResult& result) {
  if (!(quantity > 0)) return;
  const trade::ManagedSellSettings& settings = spec_.settings.managed.sell;
  if (settings.type == OrderType::kLimit && !at_market) {
    const trade::OrderKind kind = trade::order_kind(settings);
    const bool buys = position_.side == Side::kShort;
    const double price = trade::order_price(kind, settings.limit, buys, facts);
    if (kind.is_taker()) {
      const trade::FillResult fill = fill_at_once(buys, price, row, quantity);
      if (fill.filled) return sold(quantity, trade::round_average_price(spec_.market, fill.money / quantity), label, facts, row, result);
      if (kind.is_immediate()) return;
    }
    trade::PendingOrder& order = position_.pending_sell;
    order.price = price;
    order.tick = facts.amend_tick;
    order.quantity = quantity;
    order.cancel_at = facts.seconds + settings.limit.cancel_seconds;
    order.label = label;
    return;
  }
  const trade::FillResult fill = trade::fill_market(book_levels(position_.side == Side::kShort), spec_.settings.sell_book_levels, row, quantity);
  if (fill.filled) sold(quantity, trade::round_average_price(spec_.market, fill.money / quantity), label, facts, row, result);
}

void ManagedSimulator::bought(Side side, double quantity, double money, double part_price, const trade::RowFacts& facts, std::int64_t row) {
  position_.side = side;
  trade::add_buy(position_, spec_.market, quantity, money, part_price, facts, row, index_[row]);
  counters_.wait_after_buy_until = facts.seconds + spec_.settings.managed.buy.wait_after_buy_seconds;
}

void ManagedSimulator::sold(double quantity, double price, std::int32_t label, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  TradeRecord& trade = emit(position_.buy_row, row, position_.side, quantity, position_.price, price, label, result);
  trade.added_buys = position_.added_buys;
  trade.closed = position_.quantity - quantity == 0;
  if (trade.profit_rate < 0) {
    ++counters_.losses;
    counters_.wait_after_loss_until = facts.seconds + spec_.settings.managed.buy.wait_after_loss_seconds;
  }
  if (trade.closed) {
    ++counters_.finished;
    position_ = {};
    return;
  }
  position_.pending_sell = {};
  position_.quantity -= quantity;
  ++position_.sells;
}

}  // namespace stom::backtest
