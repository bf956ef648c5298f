// The inside of a SymbolDesk: the row under decision, what is asked of the host, the paper venue. symbol_desk.h explains it.
#pragma once

#include "live/desk_state.h"
#include "live/paper_venue.h"
#include "live/venue_grid.h"
#include "script/prepare.h"

namespace stom::live {

struct SymbolDesk::Impl final : trade::RowActions {
  Impl(DeskOptions given, const trade::OrderSettings& order_settings, DeskHost& desk_host);

  // --- rows (desk_row.cpp)
  void row(const DeskRow& row);
  void repair_steps();
  bool advance_pending() override;
  trade::BuySignal buy_signal() override { return static_cast<trade::BuySignal>(now.buy_signal); }
  std::int32_t sell_label() override { return now.sell_label; }
  [[nodiscard]] double bet() const override { return now.bet * multiple(); }
  // Forced exits of real trading (and the near-liquidation guard of leveraged paper positions). True: the row is taken.
  bool force_exit(const trade::Profit& profit);
  void cancel_on_counter_signals();
  void judge_real(DeskOrder& order);

  // --- orders (desk_orders.cpp)
  void place_buy(trade::Side side) override;
  void place_sell(std::int32_t label, double quantity, bool at_market) override;
  void exit_all(OrderReason reason, std::int32_t label, std::string label_text);
  [[nodiscard]] OrderIntent make_intent(OrderPurpose purpose, trade::Side side, const trade::OrderKind& kind, double limit,
                                        Decimal quantity) const;
  // Real: on the venue's grid. False: the venue would refuse it.
  [[nodiscard]] bool fit_to_venue(OrderIntent& intent) const;
  bool send(OrderIntent& intent, int levels);
  [[nodiscard]] bool is_covered(const trade::OrderKind& kind, bool buys, double limit, double quantity, int levels) const;

  // --- requests and paper executions (desk_requests.cpp)
  void perform(const std::string& client_id, const PaperStep& step, const char* why);
  void fill_paper(const DeskOrder& order, Decimal quantity, Decimal money, bool is_maker, EpochMicros time);
  void cancel(DeskOrder& order, const char* why);  // by the rules of the venue
  void drop(DeskOrder& order, const char* why);    // paper: at once
  void cancel_works(const char* why, bool exits_too);
  void liquidate(OrderReason reason, EpochMicros time);
  void close_paper(OrderIntent& intent, EpochMicros time);

  [[nodiscard]] bool is_paper() const { return options.mode == Mode::kPaper; }
  [[nodiscard]] int multiple() const;
  [[nodiscard]] EpochMicros row_time() const { return now.facts.seconds * 1'000'000; }
  [[nodiscard]] DeskOrder* any_working();
  [[nodiscard]] const trade::ManagedOrderSettings& managed() const { return settings->managed; }

  DeskOptions options;
  const trade::OrderSettings* settings;
  DeskHost& host;
  DeskState state;
  PaperVenue paper;
  DeskRow now;                // the newest row
  bool has_row = false;
  bool sent_entry = false;    // at this row
  double amended_tick = 0;    // of the amendment that is on its way
};

}  // namespace stom::live
