// The order-managed engine with the realistic fill model: the order policy decides as in ManagedSimulator, the venue of
// trade/realistic_fill.h answers. One order works at a time; while it works, it takes the row.
#pragma once

#include "backtest/managed_simulator.h"
#include "backtest/realistic_market.h"

namespace stom::backtest {

class RealisticManagedSimulator final : public ManagedSimulator {
 public:
  RealisticManagedSimulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts)
      : ManagedSimulator(data, spec, texts), market_(spec.market, spec.fill_model.realistic) {}

 private:
  void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) override;
  void start_position_record() override;
  bool advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) override;
  void place_buy(trade::Side side, const trade::RowFacts& facts, std::int64_t row) override;
  void place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts, std::int64_t row,
                  SymbolResult& result) override;
  void close_position(std::int64_t last, SymbolResult& result) override;

  [[nodiscard]] trade::PendingOrder& pending() { return order_opens_ ? position_.pending_buy : position_.pending_sell; }
  void advance_order(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result);
  void ask_policy(const trade::RowFacts& facts, std::int64_t row);
  // The order is filled, cancelled or expired: it counts, if it filled anything.
  void finish_order(const trade::RowFacts& facts, SymbolResult& result);

  RealisticMarket market_;
  trade::WorkingOrder order_;
  bool order_opens_ = false;
  std::int64_t buy_sent_row_ = -1;
  trade::FilledParts filled_;
};

}  // namespace stom::backtest
