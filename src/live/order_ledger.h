// What is known of every order of an account: the state machine of live-coin 6.4. Pure. Events come twice, late, and in any order, by
// stream, answer or question; what comes out is each increment once, each end once. A fill is known by its trade id; without ids the
// increment is max(0, new cumulative − booked) at the price of the difference of funds. A terminal state is never left; late fills only
// add increments.
//
// What a record does: Intent → new; Sent → bytes may have left; Accepted, Fill, Told, End as they say; Cancel: asked for; Amend with a new
// id: the rest of the order goes on under that id (an Intent of it may, but need not, stand in the journal before), without: the limit
// holds from now on. The venue ends an order with more executed than is booked: it stays live until the fills came, by stream or by the
// history that is asked for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "live/order_journal.h"
#include "venue/venue_event.h"

namespace stom::live {

enum class OrderStage : std::uint8_t { kIntended, kSent, kUnknown, kOpen, kPartly, kFilled, kCancelled, kExpired, kRejected };
[[nodiscard]] constexpr bool is_final(OrderStage stage) { return stage >= OrderStage::kFilled; }

struct LedgerOrder {
  OrderIntent intent;
  OrderStage stage = OrderStage::kIntended;
  std::string venue_order_id, words;
  Decimal filled, money, fee;          // booked so far
  Decimal told_quantity, told_money;   // cumulative as the venue last said (may be ahead of the fills by id)
  std::set<std::string> fill_ids;
  bool cancel_asked = false, amend_asked = false;
  bool end_waits_for_fills = false;    // the venue ended it with more executed than booked: the fills are asked for first
  OrderEnd told_end{};                 // of end_waits_for_fills
  Decimal uncovered;                   // booked from the order's state, not seen by trade id yet
  EpochMicros amended_at = 0;
  EpochMicros created = 0, updated = 0;
  [[nodiscard]] bool is_final() const { return live::is_final(stage); }
};

// What an event means; to be journalled and applied in this order.
struct LedgerChange {
  std::vector<JournalRecord> records;
  std::optional<std::string> ask_history;   // client id whose fills must be asked for (ended with more executed than booked)
  bool is_foreign = false;                  // not ours (no stom- id of this mode, forced by the venue): see ForeignRecord in records
};

// Records that make the same order in an empty ledger: what a day file begins with. They are for a ledger alone: its fills are one sum.
[[nodiscard]] std::vector<JournalRecord> carried(const LedgerOrder& order);

class OrderLedger {
 public:
  explicit OrderLedger(Mode mode) : mode_(mode) {}

  // Pure questions: nothing changes until apply().
  [[nodiscard]] LedgerChange on_order(const venue::OrderUpdate& order, EpochMicros now) const;
  [[nodiscard]] LedgerChange on_fill(const venue::Fill& fill, EpochMicros now) const;
  // The whole history of one order, as asked; found false: it never existed → rejected.
  [[nodiscard]] LedgerChange on_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                                        const std::vector<venue::Fill>& fills, EpochMicros now) const;
  void apply(const JournalRecord& record);

  [[nodiscard]] const LedgerOrder* find(const std::string& client_id) const;
  [[nodiscard]] const LedgerOrder* find_by_venue_id(const std::string& order_id) const;
  [[nodiscard]] std::vector<const LedgerOrder*> live() const;                    // not final, oldest first
  [[nodiscard]] std::vector<const LedgerOrder*> live(const std::string& code) const;
  [[nodiscard]] const std::map<std::string, LedgerOrder>& orders() const { return orders_; }
  // Never given out before, also not in an earlier run: the journal is the counter.
  [[nodiscard]] std::string next_client_id(TradingDay day) const;
  [[nodiscard]] std::string next_attempt(const std::string& client_id) const;
  // Orders that are final may be forgotten at a day roll; sequence numbers go on.
  void forget_final(const std::set<std::string>& kept = {});
  // A name that this ledger gave out, also of an order that it forgot.
  [[nodiscard]] bool gave_out(const std::string& client_id) const;

 private:
  LedgerOrder* own(const std::string& client_id);
  [[nodiscard]] const LedgerOrder* find_by(const std::string& client_id, const std::string& order_id) const;
  void count(const std::string& client_id);

  Mode mode_;
  std::map<std::string, LedgerOrder> orders_;
  std::map<std::string, std::string> by_venue_id_;
  std::uint64_t sequence_ = 0;
  TradingDay sequence_day_ = 0;
  std::set<std::string> foreign_;      // what was recorded of foreign orders
};

}  // namespace stom::live
