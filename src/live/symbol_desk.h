// Order management of one symbol of one account: the position, at most one working order of each side, the counters of the day. The rules are
// trade/order_policy.h and trade/row_policy.h, the same code that the back-test runs: a row's signals in, intents, cancels and amendments out.
//
// The desk never changes its position by itself: it asks its host, the host writes the journal and calls apply_*(). Paper fills are made by
// PaperVenue (paper_venue.h) inside row(), so that the sell side of a row sees what its buy side bought, as in a back-test.
// After a restart the host replays the journal through apply_*() and then calls rows again. One thread.
#pragma once

#include <optional>
#include <string>

#include "base/message.h"
#include "live/order_journal.h"
#include "trade/fill_model.h"
#include "trade/managed_position.h"
#include "trade/order_policy.h"
#include "trade/realistic_fill.h"
#include "trade/settings.h"
#include "venue/venue_event.h"

namespace stom::live {

// One complete row of the symbol with what its texts said.
struct DeskRow {
  trade::RowFacts facts;
  RowKey index = 0;
  std::int64_t row_number = 0;        // position in the worker's day
  trade::MarketRow market;            // 5 levels a side, low, high, volumes
  std::uint8_t buy_signal = 0;        // script::Signal
  std::int32_t sell_label = -1;       // script::kNoSell, kSellRaised or a label
  std::string sell_label_text;
  double bet = 0;                     // 종목당투자금 × weight, in quote currency
  bool may_evaluate = true;           // false: a gap, or before the average-ticks gate: only working orders are looked after
};

// A closed part of a position: one row of 거래목록 (live-coin 3.5, 3.6).
struct ClosedPart {
  std::string client_id, code, label_text;
  trade::Side side = trade::Side::kLong;
  double quantity = 0, entry_price = 0, exit_price = 0;
  double cost = 0, proceeds = 0, profit = 0, rate = 0;
  RowKey entry_row = 0, exit_row = 0; // exit_row: paper only
  EpochMicros time = 0;
  bool closed = false;                // nothing is left
  std::string added_buys;
};

class DeskHost {
 public:
  virtual ~DeskHost() = default;
  // Gates, journal, sending. Gives the intent its client id and calls desk.apply_intent() before it returns true. False: refused.
  virtual bool submit(OrderIntent& intent) = 0;
  // The host journals and sends; the end or the new limit comes by apply_end() / apply_amend().
  virtual void request_cancel(const OrderIntent& order, const char* why) = 0;
  virtual void request_amend(const OrderIntent& order, Decimal limit) = 0;
  // Paper: journals and calls apply_fill() / apply_end() / apply_amend() before it returns. Times are those of the row: pauses count
  // from them.
  virtual void paper_fill(const FillIncrement& fill) = 0;
  virtual void paper_end(const std::string& client_id, OrderEnd end, EpochMicros time) = 0;
  virtual void paper_amend(const std::string& client_id, Decimal limit, EpochMicros time) = 0;
  // An exit order has ended: all its parts together, what a back-test counts as one trade. Called by apply_end(), so in a replay too.
  // Not to be stored beside the parts that apply_fill() returns.
  virtual void closed(const ClosedPart&) {}
  // The policy wanted an order that the venue would not take (too small); nothing was sent.
  virtual void refused(const OrderIntent&, const Message& /*why*/) {}
};

struct DeskOptions {
  market::Market market{};
  std::string code;
  Mode mode = Mode::kPaper;
  trade::FillModel fill_model;              // paper
  venue::Instrument instrument;             // real: tick, step, least value
  int leverage = 1;                         // Binance, of the next entry
  int average_ticks = 30;
};

class SymbolDesk {
 public:
  SymbolDesk(DeskOptions options, const trade::OrderSettings& settings, DeskHost& host);
  ~SymbolDesk();
  SymbolDesk(const SymbolDesk&) = delete;
  SymbolDesk& operator=(const SymbolDesk&) = delete;

  void row(const DeskRow& row);
  void set_settings(const trade::OrderSettings& settings);  // must outlive the desk
  void set_instrument(const venue::Instrument& instrument);
  void set_leverage(int leverage);                          // Binance, of the next entry; the trader has prepared the symbol

  // Cancels what works and exits everything at market (forced). Called again until is_flat(): sends an exit only when none works.
  void liquidate(OrderReason reason, EpochMicros now);
  void cancel_entries(const char* why);
  void cancel_all(const char* why);

  // --- journal
  void apply_intent(const OrderIntent& intent);
  // Working since an earlier day: `filled` of it is in the position already.
  void apply_carried(const OrderIntent& intent, Decimal filled, std::vector<std::string> earlier_ids);
  void apply_amend(const std::string& client_id, Decimal limit, const std::string& new_client_id);  // new id empty: kept
  // Returns the closed part of an exit's increment (the host stores it); money arithmetic as live-coin 3.5 / trade::profit.
  std::optional<ClosedPart> apply_fill(const FillIncrement& fill);
  void apply_end(const std::string& client_id, OrderEnd end, EpochMicros time);
  // Reconciliation: the venue holds another quantity (0: the position is gone); `price` 0 keeps the average.
  void apply_correction(trade::Side side, Decimal quantity, double price, EpochMicros time);
  void apply_marks(double highest, double lowest);
  void start_day();                                     // counters of the day
  void apply_snapshot(const PositionSnapshotRecord& record);  // of a fresh desk: what was carried over from the day before
  [[nodiscard]] PositionSnapshotRecord snapshot() const;
  // Real: a cancel or an amendment that was asked for will not happen (refused, not sent); it may be asked for again. Not journalled.
  void request_failed(const std::string& client_id);

  // --- state
  // As the policy sees it: its quantity counts an exit when the order has ended (as a back-test does), quantity() at once. Rows of
  // the day are not known here (buy_row means nothing): entry_row() is the key. row() moves highest and lowest; the host journals
  // them (MarksRecord) when they moved.
  [[nodiscard]] const trade::ManagedPosition& position() const;
  [[nodiscard]] Decimal quantity() const;               // exact
  [[nodiscard]] RowKey entry_row() const;               // key of the first purchase's row
  [[nodiscard]] int leverage() const;                   // of the position
  [[nodiscard]] const trade::DayCounters& counters() const;
  [[nodiscard]] const OrderIntent* working(OrderPurpose purpose) const;
  [[nodiscard]] bool is_flat() const;                   // no position and no working order
  [[nodiscard]] double last_price() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::live
