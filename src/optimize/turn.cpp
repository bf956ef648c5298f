#include "optimize/turn.h"

#include <algorithm>
#include <functional>

namespace stom::optimize {

backtest::RunSpec cell_spec(const backtest::RunSpec& base, const std::vector<Variable>& variables, int variable, int candidate) {
  backtest::RunSpec spec = base;
  spec.vars = {};
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const bool varied = static_cast<int>(i) == variable;
    spec.vars.values.push_back(varied ? variables[i].candidates.at(candidate) : variables[i].current);
    spec.vars.is_integer.push_back(varied ? variables[i].candidate_is_integer.at(candidate) : variables[i].current_is_integer);
  }
  if (!spec.vars.values.empty()) spec.average_ticks = static_cast<int>(spec.vars.values.front());
  return spec;
}

std::vector<Cell> evaluate_turn(const store::MarketData& data, const backtest::RunSpec& base, const std::vector<Variable>& variables,
                                Progress& progress, const StopFlag& stop) {
  std::vector<Cell> cells;
  for (std::size_t variable = 0; variable < variables.size(); ++variable) {
    if (variables[variable].candidates.size() < 2) continue;
    for (std::size_t candidate = 0; candidate < variables[variable].candidates.size(); ++candidate) {
      cells.push_back({static_cast<int>(variable), static_cast<int>(candidate), {}});
    }
  }
  progress.begin({"최적화", "Optimisation"}, cells.size());
  parallel_for(cells.size(), base.threads, stop, [&](std::size_t item, unsigned) {
    Cell& cell = cells[item];
    backtest::RunSpec spec = cell_spec(base, variables, cell.variable, cell.candidate);
    spec.threads = 1;
    NoProgress silent;
    backtest::RunResult result = backtest::run_backtest(data, spec, silent, stop);
    for (const std::size_t i : backtest::result_order(result.trades, spec.settings.sort_by_buy_time)) {
      backtest::TradeRecord& trade = cell.trades.emplace_back(std::move(result.trades[i]));
      trade.vturn = cell.variable;
      trade.vkey = cell.candidate;
    }
    progress.advance(1);
  });
  progress.end();
  return cells;
}

backtest::Metrics part_metrics(const std::vector<backtest::TradeRecord>& trades, const backtest::HoldingSeries& series, double bet,
                               market::Market market, market::Frame frame, const DayWindow& validation, bool train, TradingDay test_start,
                               std::int64_t days, PartForm form) {
  const std::int64_t divisor = market::day_divisor(frame);
  const auto inside = [&](RowKey time) {
    const std::int64_t day = time / divisor;
    const bool valid = validation.first <= day && day <= validation.last;
    return train ? !valid && day < test_start : valid;
  };
  std::vector<backtest::TradeRecord> part;
  std::vector<double> curve;
  double sum = 0;
  for (const backtest::TradeRecord& trade : trades) {
    if (form == PartForm::kReference) sum += trade.profit;
    if (!inside(trade.sell_time)) continue;
    if (form == PartForm::kByTime) sum += trade.profit;
    part.push_back(trade);
    curve.push_back(sum);
  }
  backtest::HoldingSeries active;
  for (std::size_t i = 0; i < series.time.size(); ++i) {
    if (series.count[i] <= 0) continue;
    active.time.push_back(series.time[i]);
    active.count.push_back(series.count[i]);
    active.amount.push_back(series.amount[i]);
  }
  if (form == PartForm::kReference) {
    std::sort(active.time.begin(), active.time.end(), std::greater<>());
    std::sort(active.count.begin(), active.count.end(), std::greater<>());
    std::sort(active.amount.begin(), active.amount.end(), std::greater<>());
  }
  backtest::HoldingSeries window;
  for (std::size_t i = 0; i < active.time.size(); ++i) {
    if (!inside(active.time[i])) continue;
    window.time.push_back(active.time[i]);
    window.count.push_back(active.count[i]);
    window.amount.push_back(active.amount[i]);
  }
  return backtest::compute_metrics(part, window, bet, market, days, true, &curve);
}

}  // namespace stom::optimize
