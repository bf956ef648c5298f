// One back-test from options to results: `stom backtest`, and a row of a schedule.
#pragma once

#include "app/backtest_output.h"
#include "app/fill_options.h"
#include "app/run_options.h"

namespace stom::app {

struct BacktestArguments {
  RunOptions run;
  std::string buy, sell, strategy_db = "strategy.db";
  OutputOptions output;
  FillOptions fills;
  bool no_scope_check = false;
};
// A strategy error is printed and becomes context.exit_status 1.
void run_backtest_command(const BacktestArguments& arguments, AppContext& context);

}  // namespace stom::app
