// Several results side by side (optimisation spec 9.3, 12.5): results of any market and frame, daily by the day of the sale, so that
// minute and second rows compare alike (known defect K37). Pure: same input, same bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backtest/metrics.h"

namespace stom::optimize {

struct CompareInput {
  std::string name;
  market::Market market{};
  market::Frame frame{};
  double bet = 0;                             // 0: the largest purchase
  std::vector<backtest::TradeRecord> trades;  // in any order
  std::vector<TradingDay> days;               // trading days, where known
  std::optional<backtest::Metrics> metrics;   // where stored; else made from the trades (trade_figures.h)
};

struct ComparedResult {
  std::string name;  // made unique: "name (2)"
  market::Market market{};
  market::Frame frame{};
  TradingDay first_day = 0, last_day = 0;  // of its trades; 0 without any
  backtest::Metrics metrics;
  double capital = 0;                       // 필요자금; the bet where that is 0
  std::vector<double> daily;                // profit on each of Comparison::days
  std::vector<double> cumulative, percent;  // the sum of it, and in % of the capital
  double sharpe = 0;                        // annualised, of daily / capital over its own days; NaN without variation
};

struct Comparison {
  std::vector<TradingDay> days;         // all days of all results, ascending
  std::vector<ComparedResult> results;  // in the order given
  // Of daily results over the days on which both had begun and neither had ended; NaN below three such days.
  std::vector<std::vector<double>> correlation;
  std::vector<double> combined;                       // % of a capital shared equally, kept in place from the first day to the last
  double combined_drawdown = 0, combined_sharpe = 0;  // deepest fall in % points; annualised, NaN without variation
  bool one_currency = true;
};

// Fewer than two results are a UsageError.
[[nodiscard]] Comparison compare_results(std::vector<CompareInput> inputs);

}  // namespace stom::optimize
