#include "live/ledger_draft.h"

#include "aggregation/decimal_product.h"

namespace stom::live {
namespace {

// Increments made from an order's state are named by the cumulative quantity, which only grows.
std::string state_fill_id(const std::string& client_id, Decimal executed) { return client_id + "#" + executed.text(); }
bool is_state_fill(const FillIncrement& fill) { return fill.fill_id.starts_with(fill.client_id + "#"); }

std::string fill_id_of(const std::string& code, const std::string& trade_id) { return code + ":" + trade_id; }

}  // namespace

void take(LedgerOrder& order, const IntentRecord& record) {
  order.intent = record.intent;
  order.created = record.intent.created;
}

void take(LedgerOrder& order, const SentRecord& record) {
  if (order.stage == OrderStage::kIntended) order.stage = OrderStage::kSent;
  order.updated = std::max(order.updated, record.time);
}

void take(LedgerOrder& order, const AcceptedRecord& record) {
  if (!record.venue_order_id.empty()) order.venue_order_id = record.venue_order_id;
  if (order.stage < OrderStage::kOpen) order.stage = order.filled.is_positive() ? OrderStage::kPartly : OrderStage::kOpen;
  order.updated = std::max(order.updated, record.time);
}

void take(LedgerOrder& order, const UnknownRecord& record) {
  if (order.stage < OrderStage::kUnknown) order.stage = OrderStage::kUnknown;
  order.updated = std::max(order.updated, record.time);
}

void take(LedgerOrder& order, const FillRecord& record) {
  const FillIncrement& fill = record.fill;
  order.fill_ids.insert(fill.fill_id);
  order.filled += fill.quantity;
  order.money += fill.money;
  order.fee += fill.fee;
  if (is_state_fill(fill)) order.uncovered += fill.quantity;
  if (!order.is_final()) order.stage = OrderStage::kPartly;
  order.updated = std::max(order.updated, fill.time);
}

void take(LedgerOrder& order, const EndRecord& record) {
  if (order.is_final()) return;
  constexpr OrderStage kStages[] = {OrderStage::kFilled, OrderStage::kCancelled, OrderStage::kExpired, OrderStage::kRejected};
  order.stage = kStages[static_cast<std::size_t>(record.end)];
  order.words = record.words;
  order.cancel_asked = order.amend_asked = order.end_waits_for_fills = false;
  order.updated = std::max(order.updated, record.time);
}

void take(LedgerOrder& order, const AmendRecord& record) {
  if (!record.new_client_id.empty()) {
    order.amend_asked = order.cancel_asked = !order.is_final();
    return;
  }
  order.intent.limit = record.limit;
  ++order.intent.amended;
  order.amend_asked = false;
  order.amended_at = std::max(order.amended_at, record.time);
}

void take(LedgerOrder& order, const CancelRecord&) { order.cancel_asked = !order.is_final(); }

void take(LedgerOrder& order, const ToldRecord& record) {
  order.told_quantity = std::max(order.told_quantity, record.quantity);
  order.told_money = std::max(order.told_money, record.money);
  if (!record.covered_fill.empty() && order.fill_ids.insert(record.covered_fill).second) {
    order.uncovered -= std::min(order.uncovered, record.covered_quantity);
  }
  if (record.ended && !order.is_final()) {
    order.end_waits_for_fills = true;
    order.told_end = record.end;
    order.words = record.words;
  }
  order.updated = std::max(order.updated, record.time);
}

void LedgerDraft::accept(const std::string& venue_order_id, EpochMicros time) {
  if (order_.is_final()) return;
  const bool names_it = order_.venue_order_id.empty() && !venue_order_id.empty();
  if (order_.stage >= OrderStage::kOpen && !names_it) return;
  note(AcceptedRecord{order_.intent.client_id, venue_order_id, time_or_now(time)});
}

bool LedgerDraft::book(const venue::Fill& fill) {
  const std::string id = fill_id_of(order_.intent.code, fill.trade_id);
  const Decimal quantity = fill.quantity.decimal();
  if (!quantity.is_positive() || order_.fill_ids.contains(id)) return false;
  FillRecord record;
  record.fill.fill_id = id;
  record.fill.client_id = order_.intent.client_id;
  record.fill.quantity = quantity;
  record.fill.money = fill.value.is_known() ? fill.value.decimal() : aggregation::product(fill.price.decimal(), quantity);
  record.fill.fee = fill.fee.decimal();
  record.fill.fee_asset = fill.fee_asset;
  record.fill.time = time_or_now(fill.time);
  record.fill.is_maker = fill.is_maker.value_or(false);
  if (const Decimal covered = std::min(order_.uncovered, quantity); covered.is_positive()) {
    ToldRecord told;
    told.client_id = order_.intent.client_id;
    told.covered_fill = id;
    told.covered_quantity = covered;
    told.time = record.fill.time;
    note(std::move(told));
    record.fill.quantity -= covered;
    if (!record.fill.quantity.is_positive()) return true;
    record.fill.money = aggregation::product(fill.price.decimal(), record.fill.quantity);
  }
  note(std::move(record));
  return true;
}

void LedgerDraft::book_state(const venue::OrderUpdate& told, Decimal executed) {
  const Decimal quantity = executed - order_.filled;
  if (!quantity.is_positive()) return;
  Decimal total;
  if (told.executed_value.is_known()) total = told.executed_value.decimal();
  else if (told.average_price.decimal().is_positive()) total = aggregation::product(told.average_price.decimal(), executed);
  else total = order_.told_money;
  Decimal money = total - order_.money;
  if (!money.is_positive()) {  // the venue names no funds: the best price that is known
    const Decimal limit = told.price.decimal().is_positive() ? told.price.decimal() : order_.intent.limit;
    money = aggregation::product(limit.is_positive() ? limit : Decimal::from_double(order_.intent.reference_price), quantity);
  }
  FillRecord record;
  record.fill.fill_id = state_fill_id(order_.intent.client_id, executed);
  record.fill.client_id = order_.intent.client_id;
  record.fill.quantity = quantity;
  record.fill.money = money;
  record.fill.time = time_or_now(told.time);
  note(std::move(record));
}

void LedgerDraft::tell(const venue::OrderUpdate& told, Decimal executed, std::optional<OrderEnd> end) {
  if (executed <= order_.told_quantity && (!end || order_.end_waits_for_fills)) return;
  ToldRecord record;
  record.client_id = order_.intent.client_id;
  record.quantity = executed;
  if (told.executed_value.is_known()) record.money = told.executed_value.decimal();
  else record.money = aggregation::product(told.average_price.decimal(), executed);
  record.ended = end.has_value();
  if (end) {
    record.end = *end;
    record.words = words_of(told);
  }
  record.time = time_or_now(told.time);
  note(std::move(record));
}

void LedgerDraft::take_price(const venue::OrderUpdate& told) {
  const bool says_it = told.cause == venue::OrderCause::kAmendment || told.cause == venue::OrderCause::kAnswer;
  const Decimal price = told.price.decimal();
  if (!says_it || order_.is_final() || !price.is_positive() || !order_.intent.limit.is_positive() || price == order_.intent.limit) return;
  if (told.time > 0 && told.time < order_.amended_at) return;
  note(AmendRecord{order_.intent.client_id, {}, price, time_or_now(told.time)});
}

void LedgerDraft::end(OrderEnd end, std::string words, EpochMicros time) {
  if (!order_.is_final()) note(EndRecord{order_.intent.client_id, end, std::move(words), time_or_now(time)});
}

void LedgerDraft::end_if_complete() {
  if (order_.is_final()) return;
  if (order_.end_waits_for_fills) {
    if (order_.filled >= order_.told_quantity) end(order_.told_end, order_.words, order_.updated);
    return;
  }
  // Orders by funds have no last unit: only the venue ends them.
  const trade::OrderKind& kind = order_.intent.kind;
  const bool counts_units = kind.type == trade::OrderType::kLimit && kind.peg != trade::PricePeg::kBestOpposite;
  if (counts_units && order_.intent.quantity.is_positive() && order_.filled >= order_.intent.quantity)
    end(OrderEnd::kFilled, {}, order_.updated);
}

void LedgerDraft::take_paid_fee(const venue::OrderUpdate& told) {
  const Decimal missing = told.paid_fee.decimal() - order_.fee;
  if (!told.paid_fee.is_known() || !missing.is_positive()) return;
  for (auto record = change_.records.rbegin(); record != change_.records.rend(); ++record) {
    auto* booked = std::get_if<FillRecord>(&*record);
    if (booked == nullptr) continue;
    booked->fill.fee += missing;
    if (booked->fill.fee_asset.empty()) booked->fill.fee_asset = order_.intent.code.substr(0, order_.intent.code.find('-'));
    order_.fee += missing;
    return;
  }
}

OrderEnd end_of(const venue::OrderUpdate& told, const LedgerOrder& known) {
  switch (told.state) {
    case venue::OrderState::kFilled: return OrderEnd::kFilled;
    case venue::OrderState::kExpired: return OrderEnd::kExpired;
    case venue::OrderState::kRejected: return OrderEnd::kRejected;
    default: break;
  }
  // A market buy by funds ends as a cancel of its last won.
  const bool has_fills = known.filled.is_positive() || told.executed.decimal().is_positive();
  return told.type == venue::OrderType::kMarketByFunds && has_fills ? OrderEnd::kFilled : OrderEnd::kCancelled;
}

std::string words_of(const venue::OrderUpdate& told) {
  std::string words = told.venue_state;
  if (!told.reject_reason.empty()) words += " " + told.reject_reason;
  if (told.expiry_reason != 0) words += fmt::format(" er={}", told.expiry_reason);
  return words;
}

}  // namespace stom::live
