// Comparing what we believe with what the venue says (live-coin 6.5). Pure: a picture in, questions and corrections out.
//
// A picture takes a while and its parts are answered at different moments, while stops and exits go on. So it is judged symbol by symbol:
// where something happened since it was asked it is too old to say anything, and a difference of holdings is believed when two pictures
// in a row show the same one. venue_agreement.h remembers what was compared; until that is everything, nothing may be entered.
//
// Paper accounts have no venue: their plan is empty and sure. Upbit's positions are its balances; what is locked by own sell orders counts
// as held.
#pragma once

#include <map>
#include <set>
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
  std::vector<CashRecord> cash;                 // the quote currency; nothing while anything moves
  std::vector<Message> alarms;
  std::set<std::string> agreed;                 // symbols that were compared, with nothing left to ask
  std::set<std::string> moving;                 // symbols of ours in which something happened since the question: not compared
  std::set<std::string> open;                   // symbols with a question, a stray order, or a difference seen for the first time
  std::set<std::string> differences;            // of holdings, by code, side and quantity
  [[nodiscard]] bool is_sure() const { return is_complete && moving.empty() && open.empty(); }
  bool is_complete = false;                     // the picture was whole
};

struct ReconcileOptions {
  market::Market market{};
  Mode mode = Mode::kReal;
  double least_value = 0;                       // Upbit: dust below 5,000 KRW closes the row ("잔량 최소금액 미만")
};

// What was before the picture. Times: when the newest word of a symbol or of money came from the venue, or the newest request went there.
struct ReconcileContext {
  std::map<std::string, EpochMicros> activity;
  EpochMicros money_activity = 0;
  std::set<std::string> differences;            // of the picture before
};

// `held`: our positions. Orders that wait in our own queue (never sent) are no question.
[[nodiscard]] ReconcilePlan reconcile(const ReconcileOptions& options, const OrderLedger& ledger, const std::vector<HeldPosition>& held,
                                      const gateway::AccountPicture& picture, const ReconcileContext& context);

}  // namespace stom::live
