#include "backtest/realistic_managed_simulator.h"

namespace stom::backtest {
namespace {

using market::Field;
using trade::OrderKind;
using trade::Side;

constexpr double kQuantityStep = 1e-8;

}  // namespace

void RealisticManagedSimulator::start_position_record() {
  ManagedSimulator::start_position_record();
  order_ = {};
  filled_ = {};
  buy_sent_row_ = -1;
}

void RealisticManagedSimulator::walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  market_.start_day(market_columns(book_levels(true), book_levels(false), spec_.frame, [this](Field field) { return column(field); }));
  ManagedSimulator::walk_rows(end, result, stop);
}

bool RealisticManagedSimulator::advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  if (!order_.is_open()) return false;
  advance_order(facts, row, result);
  if (order_.is_open() && order_.at_venue && !order_.awaits_request()) {
    ask_policy(facts, row);
    if (!order_.is_open()) finish_order(facts, result);
  }
  return true;
}

void RealisticManagedSimulator::ask_policy(const trade::RowFacts& facts, std::int64_t row) {
  trade::PendingOrder next = pending();
  const trade::PendingOutcome outcome =
      trade::judge_working(spec_.settings.managed, facts, order_opens_, position_.side, order_.limit > 0, next);
  if (outcome == trade::PendingOutcome::kCancelled) market_.request_cancel(order_, row);
  if (outcome != trade::PendingOutcome::kAmended) return;
  market_.request_amend(order_, next.price, row);
  pending() = next;
}

void RealisticManagedSimulator::advance_order(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  const trade::Execution done = market_.advance(order_, row);
  if (order_.at_venue && order_.limit > 0 && !order_.awaits_request()) pending().price = order_.limit;
  if (done.quantity > 0) {
    trade::add_part(filled_, position_, done.quantity, done.money, facts.seconds, row);
    if (order_opens_) {
      trade::book_buy_parts(position_, spec_.market, pending().side, filled_);
    } else if (std::abs(filled_.quantity - pending().quantity) < kQuantityStep / 2) {
      filled_.quantity = pending().quantity;  // sums of parts may be off by the last bits
    }
  }
  if (!order_.is_open()) finish_order(facts, result);
}

void RealisticManagedSimulator::finish_order(const trade::RowFacts& facts, SymbolResult& result) {
  const trade::FilledParts filled = filled_;
  const std::int32_t label = position_.pending_sell.label;
  order_ = {};
  filled_ = {};
  if (filled.quantity > 0) {
    const double price = trade::round_average_price(spec_.market, filled.money / filled.quantity);
    if (order_opens_) {
      trade::finish_buy(position_, spec_.market, price, index_[filled.last_row]);
      trade::count_buy(counters_, spec_.settings.managed.buy, facts.seconds);
    } else {
      sold(filled.quantity, price, label, facts, filled.last_row, result);
    }
    return;
  }
  pending().price = 0;
}

void RealisticManagedSimulator::place_buy(Side side, const trade::RowFacts& facts, std::int64_t row) {
  const trade::ManagedBuySettings& settings = spec_.settings.managed.buy;
  const double quantity = trade::split_buy_quantity(settings, spec_.market, position_, row_bet(row), facts.price);
  if (!(quantity > 0)) return;
  if (position_.held) side = position_.side;
  const bool buys = side == Side::kLong;
  const OrderKind kind = trade::order_kind(settings);
  if (kind.needs_cover() && !market_.may_send(buys, quantity, spec_.settings.buy_book_levels, row)) return;
  const double limit = kind.type == trade::OrderType::kLimit ? trade::order_price(kind, settings.limit, buys, facts) : facts.price;
  if (!(limit > 0)) return;
  trade::open_pending(position_.pending_buy, limit, quantity, settings.limit, facts);
  position_.pending_buy.side = side;
  order_ = market_.make_order(kind, buys, limit, quantity, row);
  order_opens_ = true;
  buy_sent_row_ = row;
  SymbolResult unused;  // a purchase closes no trade
  if (order_.arrives_at == row) advance_order(facts, row, unused);
}

void RealisticManagedSimulator::place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts,
                                           std::int64_t row, SymbolResult& result) {
  // A row buys or sells; a stop loss goes first and takes back what the purchase has not filled.
  if (!(quantity > 0) || (buy_sent_row_ == row && !at_market)) return;
  if (order_.is_open()) finish_order(facts, result);
  const trade::ManagedSellSettings& settings = spec_.settings.managed.sell;
  const bool buys = position_.side == Side::kShort;
  const OrderKind kind = at_market ? OrderKind{} : trade::order_kind(settings);
  if (!at_market && kind.needs_cover() && !market_.may_send(buys, quantity, spec_.settings.sell_book_levels, row)) return;
  const double limit = kind.type == trade::OrderType::kLimit ? trade::order_price(kind, settings.limit, buys, facts) : facts.price;
  if (!(limit > 0)) return;
  trade::open_pending(position_.pending_sell, limit, quantity, settings.limit, facts);
  position_.pending_sell.label = label;
  order_ = market_.make_order(kind, buys, limit, quantity, row);
  order_opens_ = false;
  if (order_.arrives_at == row) advance_order(facts, row, result);
}

void RealisticManagedSimulator::close_position(std::int64_t last, SymbolResult& result) {
  const trade::RowFacts facts = this->facts(last);
  if (order_.is_open()) finish_order(facts, result);  // what is filled stays filled, the rest vanishes
  if (!position_.held) return;
  const double money = market_.close(position_.side == Side::kShort, position_.quantity, last);
  const double price = money > 0 ? trade::round_average_price(spec_.market, money / position_.quantity) : facts.price;
  TradeRecord& trade = emit(position_.buy_row, last, position_.side, position_.quantity, position_.price, price, 0, result);
  trade.added_buys = position_.added_buys;
}

}  // namespace stom::backtest
