// What a buy text says at every row that a back-test evaluates (from the average-ticks gate to the row before the last of a day): for comparing
// live sessions with recorded rows, and for looking at a text without trades.
#pragma once

#include <string>
#include <vector>

#include "backtest/run.h"

namespace stom::backtest {

struct RowSignal {
  std::string code;
  RowKey row = 0;
  std::uint8_t signal = 0;  // script::Signal; kRaised where the text raises
};

// In the order of symbols and rows. Texts that do not compile give nothing and errors in `diagnostics`.
[[nodiscard]] std::vector<RowSignal> scan_signals(const store::MarketData& data, const RunSpec& spec, Diagnostics& diagnostics, Progress& progress,
                                                  const StopFlag& stop);

}  // namespace stom::backtest
