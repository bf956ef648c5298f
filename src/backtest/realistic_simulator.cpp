#include "backtest/realistic_simulator.h"

#include "trade/sizing.h"

namespace stom::backtest {
namespace {

using market::Field;
using trade::Side;

}  // namespace

void RealisticSimulator::start_position_record() {
  holding_ = {};
  order_ = {};
}

void RealisticSimulator::walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  start_position_record();
  market_.start_day(market_columns(book_levels(true), book_levels(false), spec_.frame, [this](Field field) { return column(field); }));
  const double* watched = column(Field::kWatched);
  std::int64_t row = std::max<std::int64_t>(spec_.average_ticks - 1, 0);
  while (row < end) {
    if (!order_.is_open() && !holding_.is_held()) {
      const std::uint8_t* signals = buy_signals(row, end, stop);
      while (row < block_end_ && (signals[row] == script::kNoSignal || watched[row] == 0)) ++row;
      if (row >= block_end_) continue;
      if (signals[row] == script::kRaised) return fail(*buy_, row, nullptr, result);
      send_buy(row, static_cast<script::Signal>(signals[row]), result);
    } else {
      if (stop.requested()) stop.throw_if_requested();
      if (!walk_row(row, result)) return;
    }
    ++row;
  }
  const std::int64_t last = rows_ - 1;
  if (end == last && holding_.is_held()) {
    const double left = holding_.bought - holding_.sold;
    const double money = market_.close(holding_.side == Side::kShort, left, last);
    holding_.sell_money += money > 0 ? money : left * column(Field::kPrice)[last];
    close(last, 0, result);
  }
  start_position_record();
}

bool RealisticSimulator::walk_row(std::int64_t row, SymbolResult& result) {
  if (order_.is_open()) advance_order(row, result);
  const bool sells = order_.is_open() && !order_opens_;
  if (!holding_.is_held() || sells || holding_.buy_row == row) return true;
  track(row);
  const std::int32_t label = sell_->evaluator->sell(sell_->context, row, holding_.seen);
  if (label == script::kSellRaised) {
    fail(*sell_, row, &holding_.seen, result);
    return false;
  }
  if (label != script::kNoSell) send_sell(row, label, result);
  return true;
}

void RealisticSimulator::track(std::int64_t row) {
  script::HoldingState& seen = holding_.seen;
  const double quantity = holding_.bought;
  seen.profit_rate =
      trade::profit(spec_.market, holding_.side, quantity * seen.entry_price, quantity * column(Field::kPrice)[row], fees_).rate;
  if (seen.profit_rate > seen.highest) seen.highest = seen.profit_rate;
  else if (seen.profit_rate < seen.lowest) seen.lowest = seen.profit_rate;
  const std::int64_t seconds = seconds_of_day(row) - holding_.buy_seconds;
  seen.hold_time = static_cast<double>(spec_.frame == market::Frame::kMinute ? seconds / 60 : seconds);
}

void RealisticSimulator::send_buy(std::int64_t row, script::Signal signal, SymbolResult& result) {
  const double quantity = trade::order_quantity(spec_.market, row_bet(row), column(Field::kPrice)[row]);
  if (!(quantity > 0)) return;
  const Side side = signal == script::kShort ? Side::kShort : Side::kLong;
  const bool buys = side == Side::kLong;
  if (!market_.may_send(buys, quantity, spec_.settings.buy_book_levels, row)) return;
  order_ = market_.make_order({}, buys, 0, quantity, row);
  order_opens_ = true;
  holding_.side = side;
  if (order_.arrives_at == row) advance_order(row, result);
}

void RealisticSimulator::send_sell(std::int64_t row, std::int32_t label, SymbolResult& result) {
  const bool buys = holding_.side == Side::kShort;
  if (!market_.may_send(buys, holding_.bought, spec_.settings.sell_book_levels, row)) return;
  order_ = market_.make_order({}, buys, 0, holding_.bought, row);  // what is left of the purchase is cancelled
  order_opens_ = false;
  holding_.label = label;
  if (order_.arrives_at == row) advance_order(row, result);
}

void RealisticSimulator::advance_order(std::int64_t row, SymbolResult& result) {
  const double wanted = order_.quantity;
  const trade::Execution done = market_.advance(order_, row);
  if (!(done.quantity > 0)) return;
  if (!order_opens_) {
    holding_.sold += wanted - order_.quantity;
    holding_.sell_money += done.money;
    if (!order_.is_open()) close(row, holding_.label, result);
    return;
  }
  if (!holding_.is_held()) {
    holding_.buy_row = row;
    holding_.buy_seconds = seconds_of_day(row);
    holding_.seen.buy_row = row;
    holding_.seen.side = static_cast<std::int64_t>(holding_.side);
    holding_.seen.buy_splits = 1;
  }
  holding_.bought += done.quantity;
  holding_.buy_money += done.money;
  holding_.seen.quantity = holding_.bought;
  holding_.seen.entry_price = trade::round_average_price(spec_.market, holding_.buy_money / holding_.bought);
}

void RealisticSimulator::close(std::int64_t row, std::int32_t label, SymbolResult& result) {
  emit(holding_.buy_row, row, holding_.side, holding_.bought, holding_.seen.entry_price,
       trade::round_average_price(spec_.market, holding_.sell_money / holding_.bought), label, result);
  start_position_record();
}

}  // namespace stom::backtest
