// The plain engine with the realistic fill model (docs/concepts/fills.md): signals and texts as in Simulator, but an order
// reaches the venue some rows later and fills in parts. One order works at a time.
#pragma once

#include "backtest/realistic_market.h"
#include "backtest/simulator.h"

namespace stom::backtest {

class RealisticSimulator final : public Simulator {
 public:
  RealisticSimulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts)
      : Simulator(data, spec, texts), market_(spec.market, spec.fill_model.realistic) {}

 private:
  struct Holding {
    trade::Side side = trade::Side::kLong;
    double bought = 0, buy_money = 0;  // all parts; the price is their average, rounded as stored
    double sold = 0, sell_money = 0;
    std::int64_t buy_row = -1, buy_seconds = 0;
    std::int32_t label = 0;            // of the sale that is under way
    script::HoldingState seen;
    [[nodiscard]] bool is_held() const { return bought > 0; }
  };

  void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) override;
  void start_position_record() override;

  // One row while an order works or something is held; false: the sell text raised.
  [[nodiscard]] bool walk_row(std::int64_t row, SymbolResult& result);
  void send_buy(std::int64_t row, script::Signal signal, SymbolResult& result);
  void send_sell(std::int64_t row, std::int32_t label, SymbolResult& result);
  void advance_order(std::int64_t row, SymbolResult& result);
  void track(std::int64_t row);
  void close(std::int64_t row, std::int32_t label, SymbolResult& result);

  RealisticMarket market_;
  trade::WorkingOrder order_;
  bool order_opens_ = false;  // a purchase (or the opening of a short)
  Holding holding_;
};

}  // namespace stom::backtest
