// A host as symbol_desk.h asks for: journals in memory, applies at once, keeps the state after each record.
#pragma once

#include <vector>

#include "live/symbol_desk.h"

namespace stom::live {

// Everything of a desk that its records decide at once; the marks of a row are recorded after it.
inline std::string state_text(const SymbolDesk& desk) {
  const trade::ManagedPosition& position = desk.position();
  const auto pending = [](const trade::PendingOrder& order) {
    if (!order.is_open()) return fmt::format("none {}", order.amended);
    return fmt::format("{} {} until {} moved {} label {} side {}", order.price, order.quantity, order.cancel_at, order.amended, order.label,
                       static_cast<int>(order.side));
  };
  const auto working = [&](OrderPurpose purpose) {
    const OrderIntent* order = desk.working(purpose);
    return order == nullptr ? std::string("none") : fmt::format("{} {} @ {}", order->client_id, order->quantity.text(), order->limit.text());
  };
  const trade::DayCounters& counters = desk.counters();
  return fmt::format("{} {} {} at {} ({}) last {} since {} buys {} sells {} '{}' | {} | {} | {} | {} | {} {} {} {} | {} x{}", position.held,
                     static_cast<int>(position.side), desk.quantity().text(), position.price, position.price_unrounded, position.last_buy_price,
                     position.buy_seconds, position.buys, position.sells, position.added_buys,
                     pending(position.pending_buy), pending(position.pending_sell), working(OrderPurpose::kOpen), working(OrderPurpose::kClose),
                     counters.finished, counters.losses, counters.wait_after_buy_until, counters.wait_after_loss_until, desk.entry_row(),
                     desk.leverage());
}

class DeskTestHost : public DeskHost {
 public:
  SymbolDesk* desk = nullptr;
  std::vector<JournalRecord> records;
  std::vector<std::string> states;  // after each record
  std::vector<ClosedPart> trades;   // whole exit orders
  Decimal bought, sold;             // into and out of the position
  std::vector<std::string> asked;   // cancels and amendments
  std::vector<OrderIntent> too_small;
  bool accepts = true;

  bool submit(OrderIntent& intent) override {
    if (!accepts) return false;
    intent.client_id = fmt::format("stom-P-{}-{:06}-0", intent.day, ++sequence_);
    desk->apply_intent(intent);
    purposes_[intent.client_id] = intent.purpose;
    keep(IntentRecord{intent});
    return true;
  }
  void request_cancel(const OrderIntent& order, const char* why) override { asked.push_back(fmt::format("cancel {} {}", order.client_id, why)); }
  void request_amend(const OrderIntent& order, Decimal limit) override {
    asked.push_back(fmt::format("amend {} {}", order.client_id, limit.text()));
  }
  void paper_fill(const FillIncrement& fill) override { book(fill); }
  void paper_end(const std::string& id, OrderEnd end, EpochMicros time) override {
    desk->apply_end(id, end, time);
    keep(EndRecord{id, end, "", time});
  }
  void paper_amend(const std::string& id, Decimal limit, EpochMicros time) override {
    desk->apply_amend(id, limit, "");
    keep(AmendRecord{id, "", limit, time});
  }
  void closed(const ClosedPart& part) override { trades.push_back(part); }
  void refused(const OrderIntent& intent, const Message&) override { too_small.push_back(intent); }

  std::optional<ClosedPart> book(const FillIncrement& fill) {
    (purposes_.at(fill.client_id) == OrderPurpose::kOpen ? bought : sold) += fill.quantity;
    auto part = desk->apply_fill(fill);
    keep(FillRecord{fill});
    return part;
  }
  // As a trader does after each row.
  void keep_marks() {
    const trade::ManagedPosition& position = desk->position();
    if (position.highest == highest_ && position.lowest == lowest_) return;
    highest_ = position.highest;
    lowest_ = position.lowest;
    keep(MarksRecord{"", highest_, lowest_});
  }

 private:
  void keep(JournalRecord record) {
    records.push_back(std::move(record));
    states.push_back(state_text(*desk));
  }

  int sequence_ = 0;
  std::map<std::string, OrderPurpose> purposes_;
  double highest_ = 0, lowest_ = 0;
};

// What a trader does with its journal after a kill.
inline void replay(const JournalRecord& record, SymbolDesk& desk) {
  if (const auto* intent = std::get_if<IntentRecord>(&record)) desk.apply_intent(intent->intent);
  else if (const auto* fill = std::get_if<FillRecord>(&record)) desk.apply_fill(fill->fill);
  else if (const auto* end = std::get_if<EndRecord>(&record)) desk.apply_end(end->client_id, end->end, end->time);
  else if (const auto* amend = std::get_if<AmendRecord>(&record)) desk.apply_amend(amend->client_id, amend->limit, amend->new_client_id);
  else if (const auto* marks = std::get_if<MarksRecord>(&record)) desk.apply_marks(marks->highest, marks->lowest);
}

}  // namespace stom::live
