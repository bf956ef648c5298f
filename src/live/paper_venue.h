// The venue of paper trading: one symbol's orders against the rows that its worker saw, by the rules of the back-test's two fill models
// (docs/concepts/fills.md). It says what happens to an order at a row; the desk has it journalled. Rows in order, one thread.
#pragma once

#include <optional>

#include "live/desk_state.h"
#include "trade/fill_model.h"
#include "trade/realistic_fill.h"
#include "trade/row_policy.h"

namespace stom::live {

// What happened to a working order, in this order.
struct PaperStep {
  trade::PendingOutcome asked = trade::PendingOutcome::kWaits;  // kCancelled, kAmended: the policy asked for it at this row
  trade::PendingOrder next;                                     // kAmended: what the order shall become
  trade::Execution fill;
  bool is_maker = false;                                        // it rested
  bool takes_all = false;                                       // the fill completes the order
  std::optional<double> new_limit;                              // an amendment took effect
  std::optional<OrderEnd> end;
};

class PaperVenue {
 public:
  PaperVenue(market::Market market, const trade::FillModel& model);

  // Every row, before anything else at it.
  void see(const DeskRow& row);
  [[nodiscard]] bool is_reference() const { return model_.is_reference(); }
  // Would the order be sent at all? What the book does not cover is not.
  [[nodiscard]] bool may_send(const trade::OrderKind& kind, bool buys, double limit, double quantity, int levels) const;
  // An order that was sent at this row.
  [[nodiscard]] PaperStep place(const OrderIntent& intent, int levels);
  // The order at a later row: what the venue does, and what the policy then wants.
  [[nodiscard]] PaperStep advance(const DeskOrder& order, int levels);
  [[nodiscard]] PaperStep judge(const trade::ManagedOrderSettings& settings, const DeskOrder& order, const trade::PendingOrder& pending);
  // A cancel that is asked for at this row.
  [[nodiscard]] PaperStep cancel(const DeskOrder& order);
  // Money for closing everything at once, as at the last row of a back-test's day.
  [[nodiscard]] double close(bool buys, double quantity, int levels);

 private:
  [[nodiscard]] trade::BookLevels book(bool asks) const;
  void adopt(const DeskOrder& order);
  [[nodiscard]] PaperStep run(const OrderIntent& intent, Decimal left);

  trade::FillModel model_;
  trade::RealisticVenue venue_;
  DeskRow row_;
  TradingDay day_ = 0;
  double prices_[2][5]{}, sizes_[2][5]{};  // bids, asks of the row
  // Realistic: the order at the venue. After a restart, and in a new day, it arrives anew.
  trade::WorkingOrder order_;
  std::string order_id_;
};

}  // namespace stom::live
