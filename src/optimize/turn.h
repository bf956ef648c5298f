// One optimisation turn (optimisation spec 6.1, back-test spec 4 "turn 1"): every candidate of every variable while all other
// variables stay at their current value. Each cell is a run of its own, so cells never influence each other.
#pragma once

#include "backtest/run.h"
#include "optimize/objective.h"

namespace stom::optimize {

struct Variable {
  std::vector<double> candidates;
  std::vector<std::uint8_t> candidate_is_integer;
  double current = 0;
  bool current_is_integer = true;
};

struct Cell {
  int variable = 0, candidate = 0;  // vturn, vkey
  std::vector<backtest::TradeRecord> trades;  // in result order
};

// vars[0] is the number of average ticks of a cell.
[[nodiscard]] backtest::RunSpec cell_spec(const backtest::RunSpec& base, const std::vector<Variable>& variables, int variable, int candidate);
// The base vector itself: variable −1.
[[nodiscard]] std::vector<Cell> evaluate_turn(const store::MarketData& data, const backtest::RunSpec& base, const std::vector<Variable>& variables,
                                              Progress& progress, const StopFlag& stop);

// Windows are inclusive days. Trades belong to a window by their sell day (optimisation spec 4.4).
struct DayWindow {
  TradingDay first = 0, last = 0;
  std::int64_t days = 0;  // trading days in it
};

// Metrics of one part: validation = inside the window; train = outside it and before test_start. kByTime: the holding series
// and the profit curve are those of the part. kReference: as recorded results have them - series rows are ranked before they
// are chosen by time, and the profit curve goes on over the whole run (known defect K12); for comparing only.
enum class PartForm : std::uint8_t { kByTime, kReference };
[[nodiscard]] backtest::Metrics part_metrics(const std::vector<backtest::TradeRecord>& trades, const backtest::HoldingSeries& series, double bet,
                                             market::Market market, market::Frame frame, const DayWindow& validation, bool train,
                                             TradingDay test_start, std::int64_t days, PartForm form);

}  // namespace stom::optimize
