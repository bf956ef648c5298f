// One row at a desk: forced exits, counter signals, then the row policy that the back-test runs.
#include "live/desk_core.h"

namespace stom::live {
namespace {

constexpr double kNearLiquidation = -90;  // 수익률 × 레버리지, percent

const char* reason_of_cancel(const trade::LimitSettings& limit, const trade::RowFacts& facts, bool opens) {
  const bool watch = opens ? !facts.watched && facts.was_watched : facts.watched && !facts.was_watched;
  if (limit.cancel_on_watch && watch) return opens ? "관심이탈" : "관심진입";
  return "취소시간";
}

}  // namespace

void SymbolDesk::Impl::row(const DeskRow& row) {
  now = row;
  has_row = true;
  sent_entry = false;
  if (is_paper()) paper.see(now);
  else repair_steps();
  const trade::Profit profit = trade::track_position(options.market, state.position, now.facts.price, state.fees());
  if (force_exit(profit)) return;
  cancel_on_counter_signals();
  if (!now.may_evaluate) {
    advance_pending();
    return;
  }
  // A text that raised gives no signal: its worker tells people.
  (void)trade::decide_row(managed(), now.facts, state.position, state.counters, profit, *this);
}

// A thin book shows fewer levels than a price step needs.
void SymbolDesk::Impl::repair_steps() {
  const double tick = VenueGrid(options.market, options.code, options.instrument).tick(now.facts.price, now.facts.seconds);
  if (!(now.facts.tick > 0)) now.facts.tick = tick;
  if (!(now.facts.amend_tick > 0)) now.facts.amend_tick = tick;
}

bool SymbolDesk::Impl::force_exit(const trade::Profit& profit) {
  if (!state.position.held) return false;
  const bool guards = options.market == market::Market::kBinance && (!is_paper() || state.leverage > 1);
  const bool is_near = guards && profit.rate * state.leverage < kNearLiquidation;
  // On paper the stop loss keeps its place in the row, as in a back-test.
  const bool stops = !is_paper() && trade::stop_loss_fires(managed(), options.market, profit.rate, profit.profit);
  if (!is_near && !stops) return false;
  const DeskOrder* exit = state.working(OrderPurpose::kClose);
  if (exit != nullptr && is_forced(exit->intent.reason)) {
    if (is_paper()) advance_pending();
    return true;
  }
  const OrderReason reason = is_near ? OrderReason::kNearLiquidation : OrderReason::kStopLoss;
  for (const OrderPurpose purpose : {OrderPurpose::kOpen, OrderPurpose::kClose}) {
    DeskOrder* order = state.working(purpose);
    if (order == nullptr) continue;
    if (is_paper()) drop(*order, "강제청산");
    else cancel(*order, "강제청산");
  }
  // An exit beside an order that still works could sell twice: it waits for the cancels.
  if (any_working() == nullptr) exit_all(reason, trade::kStopLossLabel, std::string(script::kLabelStopLoss));
  return true;
}

void SymbolDesk::Impl::cancel_on_counter_signals() {
  DeskOrder* entry = state.working(OrderPurpose::kOpen);
  if (entry != nullptr && managed().buy.limit.cancel_on_counter_signal && now.sell_label >= 0) cancel(*entry, "매도시그널");
  DeskOrder* exit = state.working(OrderPurpose::kClose);
  if (exit == nullptr || !managed().sell.limit.cancel_on_counter_signal || is_forced(exit->intent.reason)) return;
  const trade::BuySignal same = exit->intent.side == trade::Side::kLong ? trade::BuySignal::kLong : trade::BuySignal::kShort;
  if (buy_signal() == same) cancel(*exit, "매수시그널");
}

bool SymbolDesk::Impl::advance_pending() {
  DeskOrder* order = any_working();
  if (order == nullptr) return false;
  if (!is_paper()) {
    for (const OrderPurpose purpose : {OrderPurpose::kOpen, OrderPurpose::kClose}) {
      if (DeskOrder* works = state.working(purpose)) judge_real(*works);
    }
    return true;
  }
  const std::string id = order->intent.client_id;
  const bool opens = order->intent.purpose == OrderPurpose::kOpen;
  const int levels = opens ? settings->buy_book_levels : settings->sell_book_levels;
  perform(id, paper.advance(*order, levels), "");
  order = state.find_working(id);
  if (order == nullptr) return true;
  trade::PendingOrder pending = state.pending(order->intent.purpose);
  if (pending.tick == 0) pending.tick = now.facts.amend_tick;  // from before a restart
  const char* why = reason_of_cancel(opens ? managed().buy.limit : managed().sell.limit, now.facts, opens);
  perform(id, paper.judge(managed(), *order, pending), why);
  return true;
}

void SymbolDesk::Impl::judge_real(DeskOrder& order) {
  const OrderIntent& intent = order.intent;
  if (order.request_in_flight || intent.kind.is_immediate()) return;
  const bool opens = intent.purpose == OrderPurpose::kOpen;
  trade::PendingOrder next = state.pending(intent.purpose);
  if (next.tick == 0) next.tick = now.facts.amend_tick;
  const trade::PendingOutcome outcome = trade::judge_working(managed(), now.facts, opens, intent.side, intent.limit.is_positive(), next);
  if (outcome == trade::PendingOutcome::kCancelled) {
    cancel(order, reason_of_cancel(opens ? managed().buy.limit : managed().sell.limit, now.facts, opens));
  } else if (outcome == trade::PendingOutcome::kAmended) {
    const VenueGrid grid(options.market, options.code, options.instrument);
    const Decimal limit = grid.price(next.price, intent.buys(), now.facts.seconds);
    if (limit == intent.limit || !limit.is_positive()) return;
    amended_tick = next.tick;
    order.request_in_flight = true;
    host.request_amend(intent, limit);
  }
}

}  // namespace stom::live
