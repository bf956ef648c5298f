// What events mean (OrderLedger's questions).
#include "live/ledger_draft.h"

namespace stom::live {
namespace {

// Binance puts the last fill into the message that says it, Upbit's "trade" likewise; Upbit's "done" comes alone.
bool fill_follows(const venue::OrderUpdate& told) { return told.cause == venue::OrderCause::kTrade && told.venue_state != "done"; }

std::optional<Decimal> executed_of(const venue::OrderUpdate& told, const LedgerOrder& order) {
  if (told.executed.is_known()) return told.executed.decimal();
  if (told.quantity.is_known() && told.remaining.is_known()) return told.quantity.decimal() - told.remaining.decimal();
  if (told.state == venue::OrderState::kRejected) return order.filled;
  return std::nullopt;
}

const char* word(const std::optional<venue::Side>& side) { return !side ? "?" : *side == venue::Side::kBuy ? "buy" : "sell"; }

LedgerChange foreign(const std::set<std::string>& seen, std::string code, std::string order_id, std::string what, EpochMicros time) {
  LedgerChange change;
  change.is_foreign = true;
  if (!seen.contains(order_id + "|" + what))
    change.records.emplace_back(ForeignRecord{std::move(code), std::move(order_id), std::move(what), time});
  return change;
}

}  // namespace

LedgerChange OrderLedger::on_order(const venue::OrderUpdate& told, EpochMicros now) const {
  const LedgerOrder* known = told.is_forced ? nullptr : find_by(told.client_id, told.order_id);
  if (known == nullptr) {
    if (!told.is_forced && gave_out(told.client_id)) return {};  // of an order that was forgotten after its end
    return foreign(foreign_, told.symbol, told.order_id,
                   fmt::format("{} {} {} {}/{} {}", told.client_id.empty() ? "-" : told.client_id, told.venue_state, word(told.side),
                               told.executed.text(), told.quantity.text(), told.price.text()),
                   now);
  }
  LedgerDraft draft(*known, now);
  if (told.state != venue::OrderState::kRejected) draft.accept(told.order_id, told.time);
  if (told.state == venue::OrderState::kUnknown) return draft.done();
  draft.take_price(told);

  const std::optional<Decimal> executed = executed_of(told, *known);
  const bool ends = venue::is_final(told.state);
  if (!executed) {
    if (ends && !known->is_final()) draft.ask();
    return draft.done();
  }
  const bool is_missing = *executed > known->filled;
  if (is_missing) {
    // The fills of this event come next; fills that were due before it are lost.
    const bool was_missing = known->told_quantity > known->filled || known->end_waits_for_fills;
    draft.tell(told, *executed, ends && !known->is_final() ? std::optional(end_of(told, *known)) : std::nullopt);
    if (was_missing || !fill_follows(told)) draft.ask();
  } else if (ends) {
    draft.end(end_of(told, *known), words_of(told), told.time);
  }
  return draft.done();
}

LedgerChange OrderLedger::on_fill(const venue::Fill& fill, EpochMicros now) const {
  if (fill.is_lite) return {};  // the full one follows, with its fee
  const LedgerOrder* known = find_by(fill.client_id, fill.order_id);
  if (known == nullptr) {
    if (gave_out(fill.client_id)) return {};
    return foreign(foreign_, fill.symbol, fill.order_id,
                   fmt::format("{} fill {} {} {}@{}", fill.client_id.empty() ? "-" : fill.client_id, fill.trade_id, word(fill.side),
                               fill.quantity.text(), fill.price.text()),
                   now);
  }
  LedgerDraft draft(*known, now);
  draft.accept(fill.order_id, fill.time);
  if (fill.trade_id.empty()) {  // it cannot be told from a repetition
    draft.ask();
    return draft.done();
  }
  if (!draft.book(fill)) return {};
  draft.end_if_complete();
  if (draft.order().end_waits_for_fills) draft.ask();
  return draft.done();
}

LedgerChange OrderLedger::on_history(const std::string& client_id, bool found, const venue::OrderUpdate& told,
                                     const std::vector<venue::Fill>& fills, EpochMicros now) const {
  const LedgerOrder* known = find(client_id);
  if (known == nullptr) return {};
  LedgerDraft draft(*known, now);
  if (!found) {
    if (known->end_waits_for_fills) {
      draft.book_state({}, known->told_quantity);
      draft.end_if_complete();
    } else if (!known->is_final()) {
      // Venues forget unfilled orders after days; one that was never accepted never was.
      const bool was_there = known->filled.is_positive() || !known->venue_order_id.empty();
      draft.end(was_there ? OrderEnd::kCancelled : OrderEnd::kRejected, "no such order", now);
    }
    return draft.done();
  }
  if (told.state != venue::OrderState::kRejected) draft.accept(told.order_id, told.time);
  draft.take_price(told);
  Decimal sum;
  for (const venue::Fill& fill : fills) {
    if (fill.is_lite || fill.trade_id.empty()) continue;
    sum += fill.quantity.decimal();
    draft.book(fill);
  }
  const Decimal executed = std::max(sum, executed_of(told, *known).value_or(sum));
  draft.book_state(told, executed);
  draft.take_paid_fee(told);
  if (venue::is_final(told.state)) draft.end(end_of(told, draft.order()), words_of(told), told.time);
  else draft.end_if_complete();
  return draft.done();
}

}  // namespace stom::live
