// What a desk asks of its host for orders that work: executions of the paper venue, cancels, liquidation.
#include "live/desk_core.h"

namespace stom::live {

DeskOrder* SymbolDesk::Impl::any_working() {
  DeskOrder* entry = state.working(OrderPurpose::kOpen);
  return entry != nullptr ? entry : state.working(OrderPurpose::kClose);
}

void SymbolDesk::Impl::perform(const std::string& client_id, const PaperStep& step, const char* why) {
  const DeskOrder* order = state.find_working(client_id);
  if (order == nullptr) return;
  const OrderPurpose purpose = order->intent.purpose;
  if (step.asked == trade::PendingOutcome::kCancelled) host.request_cancel(order->intent, why);
  if (step.asked == trade::PendingOutcome::kAmended) {
    amended_tick = step.next.tick;
    host.request_amend(order->intent, Decimal::from_double(step.next.price));
  }
  if (step.fill.quantity > 0) {
    const Decimal quantity = step.takes_all ? order->left() : Decimal::from_double(step.fill.quantity);
    fill_paper(*order, quantity, Decimal::from_double(step.fill.money), step.is_maker, row_time());
  }
  if (step.new_limit) {
    host.paper_amend(client_id, Decimal::from_double(*step.new_limit), row_time());
    if (state.find_working(client_id) != nullptr) state.pending(purpose).tick = amended_tick;
  }
  if (step.end) host.paper_end(client_id, *step.end, row_time());
  // A purchase that still pends goes with the position (the reference's rule).
  DeskOrder* entry = state.working(OrderPurpose::kOpen);
  if (purpose == OrderPurpose::kClose && !state.position.held && entry != nullptr) drop(*entry, "청산");
}

void SymbolDesk::Impl::fill_paper(const DeskOrder& order, Decimal quantity, Decimal money, bool is_maker, EpochMicros time) {
  FillIncrement fill;
  fill.client_id = order.intent.client_id;
  fill.fill_id = fill.client_id + '/' + (order.carried + order.filled + quantity).text();  // what is filled in all only grows
  fill.quantity = quantity;
  fill.money = money;
  fill.time = time;
  fill.row = now.index;
  fill.is_maker = is_maker;
  host.paper_fill(fill);
}

void SymbolDesk::Impl::cancel(DeskOrder& order, const char* why) {
  if (is_paper()) return perform(order.intent.client_id, paper.cancel(order), why);
  if (order.request_in_flight) return;
  order.request_in_flight = true;
  host.request_cancel(order.intent, why);
}

void SymbolDesk::Impl::drop(DeskOrder& order, const char* why) {
  if (!is_paper()) return cancel(order, why);
  const OrderIntent intent = order.intent;
  host.request_cancel(intent, why);
  host.paper_end(intent.client_id, OrderEnd::kCancelled, has_row ? row_time() : intent.created);
}

void SymbolDesk::Impl::cancel_works(const char* why, bool exits_too) {
  if (DeskOrder* entry = state.working(OrderPurpose::kOpen)) drop(*entry, why);
  DeskOrder* exit = state.working(OrderPurpose::kClose);
  if (exits_too && exit != nullptr) drop(*exit, why);
}

void SymbolDesk::Impl::liquidate(OrderReason reason, EpochMicros time) {
  const DeskOrder* exit = state.working(OrderPurpose::kClose);
  const auto is_at_market = [](OrderReason why) { return is_forced(why) || why == OrderReason::kManual; };
  const bool exit_is_forced = exit != nullptr && is_at_market(exit->intent.reason) && !is_paper();
  cancel_works("잔고청산", !exit_is_forced);
  if (any_working() != nullptr || !state.quantity.is_positive() || (is_paper() && !has_row)) return;
  OrderIntent intent = make_intent(OrderPurpose::kClose, state.position.side, trade::OrderKind{}, 0, state.quantity);
  intent.reason = reason;
  intent.label_text = reason == OrderReason::kEndOfDay ? std::string(script::kLabelEndOfStrategy) : "잔고청산";
  intent.created = time;
  if (!has_row) {  // real, after a restart: the way out does not wait for a price
    intent.reference_price = state.position.price;
    intent.row_seconds = time / 1'000'000;
  }
  if (is_paper()) close_paper(intent, time);
  else send(intent, settings->sell_book_levels);
}

// Everything at once, as at the last row of a back-test's day.
void SymbolDesk::Impl::close_paper(OrderIntent& intent, EpochMicros time) {
  if (!host.submit(intent)) return;
  const DeskOrder* order = state.working(OrderPurpose::kClose);
  if (order == nullptr) return;
  const double money = paper.close(order->intent.buys(), order->left().to_double(), settings->sell_book_levels);
  const std::string id = order->intent.client_id;
  fill_paper(*order, order->left(), Decimal::from_double(money), false, time);
  host.paper_end(id, OrderEnd::kFilled, time);
}

}  // namespace stom::live
