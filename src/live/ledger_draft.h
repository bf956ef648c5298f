// One order of a ledger while an event is being understood: a copy that takes each record as soon as it is decided, so that the next
// decision sees it. Internal to OrderLedger.
#pragma once

#include "live/order_ledger.h"

namespace stom::live {

// What a record does to its order.
void take(LedgerOrder& order, const IntentRecord& record);
void take(LedgerOrder& order, const SentRecord& record);
void take(LedgerOrder& order, const AcceptedRecord& record);
void take(LedgerOrder& order, const UnknownRecord& record);
void take(LedgerOrder& order, const FillRecord& record);
void take(LedgerOrder& order, const EndRecord& record);
void take(LedgerOrder& order, const AmendRecord& record);
void take(LedgerOrder& order, const CancelRecord& record);
void take(LedgerOrder& order, const ToldRecord& record);

class LedgerDraft {
 public:
  LedgerDraft(const LedgerOrder& order, EpochMicros now) : order_(order), now_(now) {}

  void accept(const std::string& venue_order_id, EpochMicros time);
  // False: known already.
  bool book(const venue::Fill& fill);
  // Everything that the order has executed, without trade ids: what is not booked becomes one increment.
  void book_state(const venue::OrderUpdate& order, Decimal executed);
  // The cumulative quantity of the venue's word, and the end that it told.
  void tell(const venue::OrderUpdate& order, Decimal executed, std::optional<OrderEnd> end);
  void take_price(const venue::OrderUpdate& order);
  void end(OrderEnd end, std::string words, EpochMicros time);
  // Ends it when the fills that its end waited for are there, or when it is filled to the last.
  void end_if_complete();
  // Fees that the fills did not name go to the last of them.
  void take_paid_fee(const venue::OrderUpdate& order);
  void ask() { change_.ask_history = order_.intent.client_id; }

  [[nodiscard]] const LedgerOrder& order() const { return order_; }
  [[nodiscard]] LedgerChange done() { return std::move(change_); }

 private:
  LedgerOrder order_;
  EpochMicros now_;
  LedgerChange change_;

  template <typename Record>
  void note(Record record) {
    take(order_, record);
    change_.records.emplace_back(std::move(record));
  }
  [[nodiscard]] EpochMicros time_or_now(EpochMicros time) const { return time > 0 ? time : now_; }
};

[[nodiscard]] OrderEnd end_of(const venue::OrderUpdate& order, const LedgerOrder& known);
[[nodiscard]] std::string words_of(const venue::OrderUpdate& order);

}  // namespace stom::live
