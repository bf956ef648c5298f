// What was told of each order so far, so that what is missing can be asked for: live orders, and the last finished ones. Pure.
//
// An order lacks fills when the venue says that more was executed than the fills told add up to. Fills are told by trade id, in any order;
// their fees are kept for answers that tell fills without fee (fee_shares.h).
#pragma once

#include <deque>
#include <set>

#include "gateway/fee_shares.h"

namespace stom::gateway {

struct KnownOrder {
  venue::OrderUpdate last;         // as told last; a final state is never left
  aggregation::Decimal executed;   // the most that was ever said
  aggregation::Decimal told;       // sum of the fills told
  std::set<std::string> trades;
  KnownFees fees;
  EpochMicros since = 0, changed = 0;  // local clock
  bool being_asked = false;
  int asked = 0;                   // questions in vain for its fills

  [[nodiscard]] bool is_live() const { return !is_final(last.state); }
  [[nodiscard]] bool lacks_fills() const { return told < executed; }
};

class KnownOrders {
 public:
  // False: it says nothing new.
  bool note(const venue::OrderUpdate& order, EpochMicros now);
  void note(const venue::Fill& fill, EpochMicros now);
  // By the venue's id; nullptr if it was never told.
  [[nodiscard]] KnownOrder* find(const std::string& order_id);
  void forget(const std::string& order_id) { orders_.erase(order_id); }

  [[nodiscard]] std::vector<KnownOrder*> live();
  // That lack fills and did not change for `patience`, with few enough questions in vain.
  [[nodiscard]] std::vector<KnownOrder*> short_of_fills(EpochMicros now, EpochMicros patience);

 private:
  void finished(const std::string& order_id);

  std::map<std::string, KnownOrder> orders_;  // by order id
  std::deque<std::string> finished_;          // oldest first
};

}  // namespace stom::gateway
