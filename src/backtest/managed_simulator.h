// The order-managed engine (back-test spec 9): the same rows and texts, with split orders, limit orders, bans, amendments and
// stop losses as the trader's settings say. The rules are trade/order_policy.h; this file only walks rows and fills orders.
#pragma once

#include "backtest/simulator.h"
#include "trade/order_policy.h"

namespace stom::backtest {

class ManagedSimulator final : public Simulator {
 public:
  using Simulator::Simulator;

 private:
  void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) override;
  void start_position_record() override;

  // One evaluated row; false: the strategy raised and the run stops.
  [[nodiscard]] bool walk_row(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop);
  [[nodiscard]] script::HoldingState track(std::int64_t row, double& profit);
  [[nodiscard]] trade::RowFacts facts(std::int64_t row) const;
  // Returns true if a pending order took the row.
  bool advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);
  void place_buy(trade::Side side, const trade::RowFacts& facts, std::int64_t row);
  void place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);
  void bought(trade::Side side, double quantity, double money, double part_price, const trade::RowFacts& facts, std::int64_t row);
  void sold(double quantity, double price, std::int32_t label, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);

  trade::ManagedPosition position_;
  trade::DayCounters counters_;
};

}  // namespace stom::backtest
