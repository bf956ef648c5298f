// Daily closes of the indices that a database holds, to compare a run with: Bitcoin (KRW-BTC, BTCUSDT) in crypto files,
// a table whose code or name is KOSPI / 코스피 or KOSDAQ / 코스닥 in stock files. A database without them gives none.
#pragma once

#include <string>
#include <vector>

#include "backtest/run.h"

namespace stom::backtest {

struct IndexCurve {
  std::string name;
  std::vector<TradingDay> day;  // days of the run's range that have rows, ascending
  std::vector<double> close;    // last price of the day inside the run's time range
};

[[nodiscard]] std::vector<IndexCurve> index_curves(const store::MarketData& data, const RunSpec& spec);

}  // namespace stom::backtest
