// One plain back-test: rows + texts + settings → trades. The same input gives the same trades whatever the number of
// threads and the back end. Trades come in emission order: code by code, row by row.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "backtest/trade_record.h"
#include "script/native.h"
#include "store/market_data.h"
#include "trade/fill_model.h"
#include "trade/settings.h"

namespace stom::backtest {

enum class BackEnd { kNative, kInterpreter };
enum class Partition { kBySymbol, kByDay, kOneSymbol };  // 종목코드별 분류, 일자별 분류, 한종목 로딩: same results

struct RunSpec {
  market::Market market{};
  market::Frame frame{};
  store::LoadRange load;                 // rows that rolling columns are computed on
  store::LoadRange run;                  // rows that are evaluated; within load
  std::vector<int> average_list;         // LIST
  int average_ticks = 30;                // AVG
  double bet = 0;                        // won (stock, upbit) or USDT (binance)
  script::ParameterVector vars;          // self.vars of an optimisation; empty: plain texts
  std::string buy_text, sell_text;
  trade::OrderSettings settings;
  BackEnd back_end = BackEnd::kNative;
  bool lenient = false;
  feature::WindowScope window_scope = feature::WindowScope::kStom;
  feature::IndicatorSet indicator_set = feature::IndicatorSet::kStom;
  Partition partition = Partition::kBySymbol;
  std::string one_symbol;                // kOneSymbol: its code
  unsigned threads = 1;                  // engines
  trade::FillModel fill_model;           // how orders become fills; default: the reference's rules
};

// Where and why a strategy stopped the run.
struct RunError {
  script::ScriptError error;
  std::string text_name;                 // "buy", "sell", or the elapsed condition's name
  std::string code;
  RowKey row = 0;
};

struct RunResult {
  std::vector<TradeRecord> trades;       // up to the error, in emission order
  std::optional<RunError> error;
  Diagnostics buy_diagnostics, sell_diagnostics, condition_diagnostics;  // compile-time
  std::uint64_t rows = 0;                // rows evaluated
  std::uint64_t symbols = 0, days = 0;
  bool buy_native = false, sell_native = false;
  bool uses_held_windows = false;        // the window scope can change the trades
  bool uses_indicators = false;          // the indicator set can change the trades
  std::string native_reason;             // why not native, if not
};

// Texts that do not compile give a RunResult with error.kind "SyntaxError" and no trades.
[[nodiscard]] RunResult run_backtest(const store::MarketData& data, const RunSpec& spec, Progress& progress, const StopFlag& stop);

}  // namespace stom::backtest
