// The figures of backtest::Metrics by name, in the order of the study tables and exports.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "backtest/metrics.h"

namespace stom::optimize {

struct MetricColumn {
  const char* name;
  std::variant<std::int64_t backtest::Metrics::*, double backtest::Metrics::*> member;
};

inline constexpr std::array<MetricColumn, 16> kMetricColumns = {{
    {"trades", &backtest::Metrics::trades},
    {"wins", &backtest::Metrics::wins},
    {"losses", &backtest::Metrics::losses},
    {"total_profit", &backtest::Metrics::total_profit},
    {"max_hold_count", &backtest::Metrics::max_hold_count},
    {"mdd_amount", &backtest::Metrics::mdd_amount},
    {"day_count", &backtest::Metrics::day_count},
    {"trades_per_day", &backtest::Metrics::trades_per_day},
    {"win_rate", &backtest::Metrics::win_rate},
    {"avg_hold", &backtest::Metrics::avg_hold},
    {"avg_profit_pct", &backtest::Metrics::avg_profit_pct},
    {"total_profit_pct", &backtest::Metrics::total_profit_pct},
    {"seed", &backtest::Metrics::seed},
    {"cagr", &backtest::Metrics::cagr},
    {"tpi", &backtest::Metrics::tpi},
    {"mdd", &backtest::Metrics::mdd},
}};

}  // namespace stom::optimize
