#include "live/paper_venue.h"

namespace stom::live {
namespace {

using trade::OrderKind;
using trade::OrderType;

bool is_all(double filled, Decimal left) { return Decimal::from_double(filled) >= left; }

}  // namespace

PaperVenue::PaperVenue(market::Market market, const trade::FillModel& model)
    : model_(model), venue_(market, model.realistic.queue, model.realistic.consume_book) {}

void PaperVenue::see(const DeskRow& row) {
  if (row.row_number <= row_.row_number) order_id_.clear();  // the worker counts anew
  row_ = row;
  for (int level = 0; level < 5; ++level) {
    prices_[0][level] = row.market.bids[level].price;
    sizes_[0][level] = row.market.bids[level].size;
    prices_[1][level] = row.market.asks[level].price;
    sizes_[1][level] = row.market.asks[level].size;
  }
  if (is_reference()) return;
  if (row.facts.day != day_) {
    day_ = row.facts.day;
    venue_.start_day();
    order_id_.clear();
  }
  if (venue_.remembers()) venue_.observe(row.market);
}

trade::BookLevels PaperVenue::book(bool asks) const {
  trade::BookLevels levels{};
  for (int level = 0; level < 5; ++level) {
    levels.prices[level] = &prices_[asks ? 1 : 0][level];
    levels.sizes[level] = &sizes_[asks ? 1 : 0][level];
  }
  return levels;
}

bool PaperVenue::may_send(const OrderKind& kind, bool buys, double limit, double quantity, int levels) const {
  if (!kind.needs_cover()) return true;
  if (is_reference()) return trade::meet_book(kind, buys, limit, quantity, levels, book(buys), 0).fill.filled;
  return !model_.realistic.only_if_covered || venue_.covers(buys, quantity, levels, row_.market);
}

PaperStep PaperVenue::place(const OrderIntent& intent, int levels) {
  PaperStep step;
  if (is_reference()) {
    const bool buys = intent.buys();
    const double quantity = intent.quantity.to_double();
    const trade::BookAnswer answer = trade::meet_book(intent.kind, buys, intent.limit.to_double(), quantity, levels, book(buys), 0);
    if (answer.fill.filled) {
      step.fill = {quantity, answer.fill.money};
      step.takes_all = true;
      step.end = OrderEnd::kFilled;
    } else if (!answer.rests) {
      step.end = OrderEnd::kExpired;
    }
    return step;
  }
  order_ = trade::make_order(model_.realistic, intent.kind, intent.buys(), intent.limit.to_double(), intent.quantity.to_double(),
                             row_.row_number);
  order_id_ = intent.client_id;
  return order_.arrives_at == row_.row_number ? run(intent, intent.quantity) : step;
}

void PaperVenue::adopt(const DeskOrder& order) {
  if (order_id_ == order.intent.client_id) return;
  order_ = trade::make_order(model_.realistic, order.intent.kind, order.intent.buys(), order.intent.limit.to_double(), order.left().to_double(),
                             row_.row_number);
  order_.arrives_at = row_.row_number;
  order_id_ = order.intent.client_id;
}

PaperStep PaperVenue::run(const OrderIntent& intent, Decimal left) {
  PaperStep step;
  const bool was_resting = order_.at_venue;
  const bool was_amending = order_.amended_at >= 0;
  const trade::Execution done = venue_.advance(order_, row_.row_number, row_.market);
  step.is_maker = was_resting && order_.limit > 0;
  if (done.quantity > 0) step.fill = done;
  step.takes_all = done.quantity > 0 && is_all(done.quantity, left);
  if (was_amending && order_.amended_at < 0) step.new_limit = order_.limit;
  if (step.takes_all) step.end = OrderEnd::kFilled;
  else if (!order_.is_open()) {
    const bool is_refused = intent.kind.peg != trade::PricePeg::kNone && !(order_.limit > 0);
    step.end = order_.cancelled_at >= 0 ? OrderEnd::kCancelled : is_refused ? OrderEnd::kRejected : OrderEnd::kExpired;
  }
  return step;
}

PaperStep PaperVenue::advance(const DeskOrder& order, int levels) {
  PaperStep step;
  if (!order.left().is_positive()) {  // filled before a restart that cut off its end
    step.end = OrderEnd::kFilled;
    return step;
  }
  if (!is_reference()) {
    adopt(order);
    return run(order.intent, order.left());
  }
  // Only orders that rest live longer than their row, unless a restart came between an order and its fill.
  return order.intent.kind.is_immediate() ? place(order.intent, levels) : step;
}

PaperStep PaperVenue::judge(const trade::ManagedOrderSettings& settings, const DeskOrder& order, const trade::PendingOrder& pending) {
  PaperStep step;
  step.next = pending;
  const bool opens = order.intent.purpose == OrderPurpose::kOpen;
  const trade::Side side = order.intent.side;
  const trade::RowFacts& facts = row_.facts;
  if (is_reference()) {
    step.asked = opens ? trade::advance_pending_buy(settings.buy, facts, step.next)
                       : trade::advance_pending_sell(settings.sell, facts, side, step.next);
    if (step.asked == trade::PendingOutcome::kCancelled) step.end = OrderEnd::kCancelled;
    if (step.asked == trade::PendingOutcome::kAmended) step.new_limit = step.next.price;
    if (step.asked == trade::PendingOutcome::kFilled) {
      step.fill = {order.left().to_double(), pending.price * order.left().to_double()};
      step.is_maker = step.takes_all = true;
      step.end = OrderEnd::kFilled;
    }
    return step;
  }
  if (!order_.at_venue || order_.awaits_request()) return step;
  if (order_.limit > 0) step.next.price = order_.limit;
  step.asked = trade::judge_working(settings, facts, opens, side, order_.limit > 0, step.next);
  if (step.asked == trade::PendingOutcome::kCancelled) {
    trade::request_cancel(model_.realistic, order_, row_.row_number);
    if (!order_.is_open()) step.end = OrderEnd::kCancelled;
  }
  if (step.asked == trade::PendingOutcome::kAmended) trade::request_amend(model_.realistic, order_, step.next.price, row_.row_number);
  return step;
}

PaperStep PaperVenue::cancel(const DeskOrder& order) {
  PaperStep step;
  if (!is_reference()) {
    adopt(order);
    if (order_.cancelled_at >= 0) return step;  // one is on its way
    trade::request_cancel(model_.realistic, order_, row_.row_number);
  }
  step.asked = trade::PendingOutcome::kCancelled;
  if (is_reference() || !order_.is_open()) step.end = OrderEnd::kCancelled;
  return step;
}

double PaperVenue::close(bool buys, double quantity, int levels) {
  double money = 0;
  if (is_reference()) {
    const trade::FillResult fill = trade::fill_market(book(buys), levels, 0, quantity);
    if (fill.filled) money = fill.money;
    else if (fill.money != 0) money = fill.money / (quantity - fill.remaining) * quantity;
  } else {
    money = venue_.close(buys, quantity, row_.market);
  }
  return money > 0 ? money : quantity * row_.facts.price;
}

}  // namespace stom::live
