// What is true of one symbol's orders and position. Changed by journal records alone (symbol_desk.h names them), so that the
// same records give the same state; highest and lowest profit rates and the step of a pending order, which rows move, are the
// exceptions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "live/symbol_desk.h"
#include "trade/order_fills.h"

namespace stom::live {

struct DeskOrder {
  OrderIntent intent;
  std::vector<std::string> earlier_ids;   // before amendments that gave it a new one
  Decimal filled, money, fee;             // of all fills that this day's journal tells
  Decimal carried;                        // filled in earlier days: in the position already, no longer in the intent's quantity
  bool fees_known = true;                 // every fee was paid in the quote currency
  bool all_maker = true;
  trade::FilledParts parts;               // fills since something else moved the position: averages are rounded once an order
  RowKey last_row = 0;
  bool request_in_flight = false;         // not of the journal: a cancel or amendment was asked for

  [[nodiscard]] Decimal left() const { return intent.quantity - filled; }
  [[nodiscard]] bool has_id(const std::string& id) const;
};

class DeskState {
 public:
  DeskState(const DeskOptions& options, const trade::OrderSettings& settings) : options_(&options), settings_(&settings) {}
  void set_settings(const trade::OrderSettings& settings) { settings_ = &settings; }

  void apply_intent(const OrderIntent& intent);
  // Working since an earlier day. `filled` of it is in the position; earlier_ids: before amendments that gave it a new one.
  void apply_carried(const OrderIntent& intent, Decimal filled, std::vector<std::string> earlier_ids);
  void apply_amend(const std::string& client_id, Decimal limit, const std::string& new_client_id);
  std::optional<ClosedPart> apply_fill(const FillIncrement& fill);
  // The whole exit order, if it was one that sold something.
  std::optional<ClosedPart> apply_end(const std::string& client_id, OrderEnd end, EpochMicros time);
  void apply_correction(trade::Side side, Decimal quantity, double price, EpochMicros time);
  void apply_snapshot(const PositionSnapshotRecord& record);
  void start_day();

  [[nodiscard]] PositionSnapshotRecord snapshot() const;
  [[nodiscard]] DeskOrder* working(OrderPurpose purpose);
  [[nodiscard]] const DeskOrder* working(OrderPurpose purpose) const;
  [[nodiscard]] DeskOrder* find_working(const std::string& client_id);
  [[nodiscard]] trade::PendingOrder& pending(OrderPurpose purpose);
  [[nodiscard]] trade::FeeRates fees() const;

  trade::ManagedPosition position;  // its quantity is added as a back-test adds it, in binary
  trade::DayCounters counters;
  Decimal quantity;             // exact
  RowKey entry_row = 0;
  int leverage = 1;             // of the position

 private:
  [[nodiscard]] const trade::ManagedOrderSettings& managed() const { return settings_->managed; }
  [[nodiscard]] double average_price(const DeskOrder& order) const;
  // What was filled moves into the position for good: an order that works over midnight stands as a replay of the new day gives it.
  void carry(DeskOrder& order, Decimal filled);
  void fill_entry(DeskOrder& order, const FillIncrement& fill, bool is_over);
  ClosedPart fill_exit(DeskOrder& order, const FillIncrement& fill, bool is_over);
  void finish_exit(double sold, double profit_rate, std::int64_t seconds);
  void forget_position();
  // What is held was moved by something else than the working entry.
  void rebase_entry();
  [[nodiscard]] double entry_fee_of(double sold) const;
  [[nodiscard]] ClosedPart closed_part(const DeskOrder& order, double sold, Decimal money, double exit_price,
                                       std::optional<double> exit_fee) const;

  const DeskOptions* options_;
  const trade::OrderSettings* settings_;
  std::optional<DeskOrder> entry_, exit_;
  std::map<std::string, DeskOrder> over_;  // fills of an ended order may come late
  double entry_fee_ = 0;                   // paid for what is held
  bool entry_fee_known_ = true;
};

}  // namespace stom::live
