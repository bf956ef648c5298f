#include "live/order_ledger.h"

#include "live/client_id.h"
#include "live/ledger_draft.h"

namespace stom::live {

std::vector<JournalRecord> carried(const LedgerOrder& order) {
  const std::string& id = order.intent.client_id;
  std::vector<JournalRecord> records = {IntentRecord{order.intent}};
  if (order.stage >= OrderStage::kSent) records.emplace_back(SentRecord{id, order.updated});
  if (order.stage == OrderStage::kUnknown) records.emplace_back(UnknownRecord{id, order.updated});
  if (order.stage >= OrderStage::kOpen) records.emplace_back(AcceptedRecord{id, order.venue_order_id, order.updated});
  const std::string from_state = id + "#";  // names of fills that were made from the order's state
  std::string named, unnamed;
  for (const std::string& fill_id : order.fill_ids) {
    (fill_id.starts_with(from_state) ? unnamed : named) = fill_id;
    ToldRecord known;
    known.client_id = id;
    known.covered_fill = fill_id;
    records.emplace_back(known);
  }
  // The sums go by names that are known already: the same order, the same number of names.
  const auto add_sum = [&](const std::string& fill_id, Decimal quantity, Decimal money, Decimal fee) {
    records.emplace_back(FillRecord{{fill_id, id, quantity, money, fee, {}, order.updated, 0, false}});
  };
  const bool has_named = order.filled > order.uncovered;
  if (has_named) add_sum(named, order.filled - order.uncovered, order.money, order.fee);
  if (order.uncovered.is_positive()) add_sum(unnamed, order.uncovered, has_named ? Decimal() : order.money, has_named ? Decimal() : order.fee);
  records.emplace_back(
      ToldRecord{id, order.told_quantity, order.told_money, order.end_waits_for_fills, order.told_end, order.words, {}, {}, order.updated});
  if (order.amended_at != 0) {
    AmendRecord amended{id, {}, order.intent.limit, order.amended_at};
    --std::get<IntentRecord>(records.front()).intent.amended;
    records.emplace_back(amended);
  }
  if (order.cancel_asked) records.emplace_back(CancelRecord{id, "carried", order.updated});
  return records;
}

LedgerOrder* OrderLedger::own(const std::string& client_id) {
  const auto found = orders_.find(client_id);
  return found == orders_.end() ? nullptr : &found->second;
}

const LedgerOrder* OrderLedger::find(const std::string& client_id) const {
  const auto found = orders_.find(client_id);
  return found == orders_.end() ? nullptr : &found->second;
}

const LedgerOrder* OrderLedger::find_by_venue_id(const std::string& order_id) const {
  const auto found = by_venue_id_.find(order_id);
  return found == by_venue_id_.end() ? nullptr : find(found->second);
}

const LedgerOrder* OrderLedger::find_by(const std::string& client_id, const std::string& order_id) const {
  if (!client_id.empty()) return find(client_id);
  return order_id.empty() ? nullptr : find_by_venue_id(order_id);
}

void OrderLedger::apply(const JournalRecord& record) {
  std::visit(
      [this](const auto& held) {
        using Record = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Record, IntentRecord>) {
          take(orders_[held.intent.client_id], held);
          count(held.intent.client_id);
        } else if constexpr (std::is_same_v<Record, FillRecord>) {
          if (LedgerOrder* order = own(held.fill.client_id)) take(*order, held);
        } else if constexpr (std::is_same_v<Record, ForeignRecord>) {
          foreign_.insert(held.order_id + "|" + held.what);
          count(held.what.substr(0, held.what.find(' ')));  // ours, but the journal that gave it out is gone: never again
        } else if constexpr (requires(LedgerOrder& order) { take(order, held); }) {
          LedgerOrder* order = own(held.client_id);
          if (order == nullptr) return;
          take(*order, held);
          if constexpr (std::is_same_v<Record, AcceptedRecord>) {
            if (!held.venue_order_id.empty()) by_venue_id_[held.venue_order_id] = held.client_id;
          } else if constexpr (std::is_same_v<Record, AmendRecord>) {
            if (held.new_client_id.empty() || orders_.contains(held.new_client_id)) return;
            LedgerOrder next;
            next.intent = order->intent;
            next.intent.client_id = held.new_client_id;
            next.intent.replaces = held.client_id;
            next.intent.limit = held.limit;
            next.intent.quantity = order->intent.quantity - order->filled;
            ++next.intent.amended;
            next.intent.created = next.created = next.updated = held.time;
            next.stage = OrderStage::kSent;
            orders_.emplace(held.new_client_id, std::move(next));
            count(held.new_client_id);
          }
        }
      },
      record);
}

std::vector<const LedgerOrder*> OrderLedger::live() const {
  std::vector<const LedgerOrder*> out;
  for (const auto& [id, order] : orders_) {
    if (!order.is_final()) out.push_back(&order);
  }
  std::stable_sort(out.begin(), out.end(), [](const LedgerOrder* a, const LedgerOrder* b) { return a->created < b->created; });
  return out;
}

std::vector<const LedgerOrder*> OrderLedger::live(const std::string& code) const {
  std::vector<const LedgerOrder*> out = live();
  std::erase_if(out, [&code](const LedgerOrder* order) { return order->intent.code != code; });
  return out;
}

void OrderLedger::count(const std::string& client_id) {
  const std::optional<ClientId> id = parse_client_id(client_id);
  if (!id || id->mode != mode_ || id->day < sequence_day_) return;
  if (id->day > sequence_day_) sequence_ = 0;
  sequence_day_ = id->day;
  sequence_ = std::max(sequence_, id->sequence);
}

std::string OrderLedger::next_client_id(TradingDay day) const {
  // A clock that was set back must not bring old numbers again.
  const TradingDay counted = std::max(day, sequence_day_);
  return text(ClientId{mode_, counted, counted == sequence_day_ ? sequence_ + 1 : 1, 1});
}

std::string OrderLedger::next_attempt(const std::string& client_id) const {
  std::optional<ClientId> id = parse_client_id(client_id);
  if (!id) return next_client_id(sequence_day_);
  do ++id->attempt;
  while (orders_.contains(text(*id)));
  return text(*id);
}

bool OrderLedger::gave_out(const std::string& client_id) const {
  const std::optional<ClientId> id = parse_client_id(client_id);
  if (!id || id->mode != mode_) return false;
  return id->day < sequence_day_ || (id->day == sequence_day_ && id->sequence <= sequence_);
}

void OrderLedger::forget_final(const std::set<std::string>& kept) {
  std::erase_if(orders_, [&kept](const auto& entry) { return entry.second.is_final() && !kept.contains(entry.first); });
  std::erase_if(by_venue_id_, [this](const auto& entry) { return !orders_.contains(entry.second); });
  foreign_.clear();
}

}  // namespace stom::live
