// The order-managed engine (back-test spec 9): the same rows and texts, with split orders, limit orders, bans, amendments and
// stop losses as the trader's settings say. The rules are trade/order_policy.h and trade/row_policy.h; this file only walks rows
// and fills orders.
#pragma once

#include "backtest/simulator.h"
#include "trade/order_fills.h"

namespace stom::backtest {

class ManagedSimulator : public Simulator {
 public:
  using Simulator::Simulator;

 protected:
  void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) override;
  void start_position_record() override;

  // What a fill model answers for. Returns true if a pending order took the row.
  virtual bool advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);
  virtual void place_buy(trade::Side side, const trade::RowFacts& facts, std::int64_t row);
  virtual void place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);
  // At the last row of a day, nothing pending any more.
  virtual void close_position(std::int64_t last, SymbolResult& result);
  [[nodiscard]] trade::RowFacts facts(std::int64_t row) const;
  // The position as a sell text sees it; `now` from track_position().
  [[nodiscard]] script::HoldingState holding_state(std::int64_t row, const trade::Profit& now) const;
  void sold(double quantity, double price, std::int32_t label, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);

  trade::ManagedPosition position_;
  trade::DayCounters counters_;

 private:
  class Row;

  // One evaluated row; false: the strategy raised and the run stops.
  [[nodiscard]] bool walk_row(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop);
  void bought(trade::Side side, double quantity, double money, double part_price, const trade::RowFacts& facts, std::int64_t row);
};

}  // namespace stom::backtest
