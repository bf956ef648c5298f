// stom signals: what a buy text says at every row, as CSV.
#include <cstdio>

#include "app/command.h"
#include "app/run_options.h"
#include "backtest/signal_scan.h"
#include "script/runtime.h"

namespace stom::app {
namespace {

struct SignalsArguments {
  RunOptions run;
  std::string buy, strategy_db = "strategy.db";
  bool all = false;
};

void run_signals(const SignalsArguments& arguments, AppContext& context) {
  backtest::SettingTexts settings;
  backtest::RunSpec spec = make_spec(arguments.run, settings);
  spec.bet = 1;  // nothing is bought
  const StrategyArgument buy = read_strategy(arguments.buy, true, spec.market, arguments.strategy_db);
  spec.buy_text = buy.text;
  const auto data = open_database(arguments.run, spec, context);
  complete_ranges(*data, arguments.run, spec);
  Diagnostics diagnostics;
  const auto signals = backtest::scan_signals(*data, spec, diagnostics, *context.progress, context.stop);
  print_diagnostics(diagnostics, buy, context);
  if (has_errors(diagnostics)) {
    context.exit_status = 1;
    return;
  }
  std::printf("code,row,signal\n");
  for (const backtest::RowSignal& one : signals) {
    if (arguments.all || one.signal != script::kNoSignal) {
      std::printf("%s,%lld,%u\n", one.code.c_str(), static_cast<long long>(one.row), static_cast<unsigned>(one.signal));
    }
  }
}

void add_signals(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("signals", context.text("매수전략이 행마다 내는 신호를 CSV로 보여줍니다 (1 매수·롱, 2 숏, 255 오류)",
                                                                 "the signal of a buy text at every row, as CSV (1 buy or long, 2 short, 255 error)"));
  const auto arguments = std::make_shared<SignalsArguments>();
  add_run_options(*command, arguments->run, context);
  command->add_option("--buy", arguments->buy, context.text("매수전략: 파일 또는 strategy.db의 이름", "buy text: a file or a name in strategy.db"))->required();
  command->add_option("--strategy-db", arguments->strategy_db, context.text("strategy.db 파일", "strategy.db file"))->capture_default_str();
  command->add_flag("--all", arguments->all, context.text("신호가 없는 행도 보여줍니다", "rows without a signal too"));
  command->callback([arguments, &context] { run_signals(*arguments, context); });
}

const CommandRegistration registration(26, add_signals);

}  // namespace
}  // namespace stom::app
