// Comparing what we believe with what the venue says (live-coin 6.5). Pure: a picture in, questions and corrections out. Until a
// comparison has ended without open questions the account is unsure and nothing may be entered.
//
// Paper accounts have no venue: their plan is empty and sure. Upbit's positions are its balances; what is locked by own sell orders counts
// as held.
#pragma once

#include <string>
#include <vector>

#include "gateway/broker.h"
#include "live/order_ledger.h"

namespace stom::live {

struct HeldPosition {
  std::string code;
  trade::Side side{};
  Decimal quantity;
  double price = 0;
};

struct ReconcilePlan {
  std::vector<std::string> ask_history;         // own orders that are not open at the venue any more: final state and fills
  std::vector<venue::OrderUpdate> adopt;        // own orders that are open: taken as they are
  std::vector<venue::OrderUpdate> foreign;      // 외부주문: left alone, shown, their funds reserved
  std::vector<CorrectionRecord> corrections;    // only when nothing is in doubt
  std::vector<HeldPosition> foreign_positions;  // held at the venue only (or of the other side): not traded by itself, shown
  std::vector<venue::OrderUpdate> stray;        // own orders that ended here and are open at the venue: to be cancelled
  std::vector<CashRecord> cash;                 // the quote currency
  std::vector<Message> alarms;
  bool is_sure = false;                         // no questions: the books agree after the corrections
};

struct ReconcileOptions {
  market::Market market{};
  Mode mode = Mode::kReal;
  double least_value = 0;                       // Upbit: dust below 5,000 KRW closes the row ("잔량 최소금액 미만")
};

// `held`: our positions; `last_event`: when the newest event of the account arrived (an older picture decides nothing).
[[nodiscard]] ReconcilePlan reconcile(const ReconcileOptions& options, const OrderLedger& ledger, const std::vector<HeldPosition>& held,
                                      const gateway::AccountPicture& picture, EpochMicros last_event);

}  // namespace stom::live
