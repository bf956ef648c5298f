// stom backtest: one back-test from rows, two texts and settings to trades, figures, pictures and tables.
#include "app/backtest_command.h"

#include <cstdio>

#include "app/notices.h"
#include "backtest/scope_check.h"
#include "base/error.h"

namespace stom::app {
namespace {

void check_arguments(const BacktestArguments& arguments, const backtest::RunSpec& spec) {
  if (!(spec.bet > 0)) {
    throw UsageError(message("--bet {}: 배팅금액은 0보다 커야 합니다.", "--bet {}: the bet must be greater than 0.", spec.bet));
  }
  if (spec.run.first_day != 0 && spec.run.last_day != 0 && spec.run.first_day > spec.run.last_day) {
    throw UsageError(message("--from {} --to {}: 시작일이 종료일보다 늦습니다.", "--from {} --to {}: the first day is after the last.", spec.run.first_day, spec.run.last_day));
  }
  if (spec.run.start_time > spec.run.end_time) {
    throw UsageError(message("--start {} --end {}: 시작시각이 종료시각보다 늦습니다.", "--start {} --end {}: the start time is after the end time.", spec.run.start_time, spec.run.end_time));
  }
  check_output(arguments.output);
}

// Runs the other fill model; false if the text stops there.
bool compare_fills(const FillOptions& options, backtest::ReportData& report, const store::MarketData& data, AppContext& context) {
  backtest::ReportData other;
  other.spec = report.spec;
  other.spec.fill_model = other_fill_model(options, report.spec.fill_model);
  backtest::RunResult result = backtest::run_backtest(data, other.spec, *context.progress, context.stop);
  if (result.error) {
    context.exit_status = 1;
    std::fprintf(stderr, "%s %s\n", context.text("비교할 체결 모형에서 전략이 멈췄습니다:", "The strategy stopped under the other fill model:").c_str(),
                 context.text(result.error->error.text).c_str());
    return false;
  }
  fill_figures(other, result, data);
  const bool is_reference = report.spec.fill_model.is_reference();
  report.fill_comparison = {is_reference ? other.spec.fill_model : report.spec.fill_model, is_reference ? report.metrics : other.metrics,
                            is_reference ? other.metrics : report.metrics};
  return true;
}

}  // namespace

void run_backtest_command(const BacktestArguments& arguments, AppContext& context) {
  const double started = monotonic_seconds();
  backtest::ReportData report;
  backtest::SettingTexts settings;
  backtest::RunSpec& spec = report.spec;
  spec = make_spec(arguments.run, settings);
  spec.fill_model = make_fill_model(arguments.fills);
  check_arguments(arguments, spec);
  const StrategyArgument buy = read_strategy(arguments.buy, true, spec.market, arguments.strategy_db);
  const StrategyArgument sell = read_strategy(arguments.sell, false, spec.market, arguments.strategy_db);
  spec.buy_text = buy.text;
  spec.sell_text = sell.text;
  const auto data = open_database(arguments.run, spec, context);
  complete_ranges(*data, arguments.run, spec);

  backtest::RunResult result = backtest::run_backtest(*data, spec, *context.progress, context.stop);
  print_notices(data->notices(), context);
  print_diagnostics(result.buy_diagnostics, buy, context);
  print_diagnostics(result.sell_diagnostics, sell, context);
  for (const Diagnostic& diagnostic : result.condition_diagnostics) {
    std::fprintf(stderr, "%s: %s\n", context.text("경과틱수설정", "elapsed-tick condition").c_str(), context.text(diagnostic.text).c_str());
  }
  if (result.error) {
    context.exit_status = 1;
    if (result.error->error.kind == "SyntaxError") return;
    print_run_error(*result.error, result.error->text_name == "sell" ? sell : buy, spec, context);
    if (!arguments.output.save_case.empty()) save_case_of(report, result, arguments.run.database, settings, arguments.output, *data);
    return;
  }
  if (!result.native_reason.empty() && spec.back_end == backtest::BackEnd::kNative && !arguments.run.json) {
    std::fprintf(stderr, "%s %s\n", context.text("인터프리터로 실행했습니다:", "ran in the interpreter:").c_str(), result.native_reason.c_str());
  }
  if (!arguments.no_scope_check && !spec.settings.order_management) {
    const Message warning = backtest::scope_warning(*data, spec, result, *context.progress, context.stop);
    report.scope_warning_ko = warning.ko;
    report.scope_warning_en = warning.en;
  }
  report.facts = data->facts();
  report.buy_name = buy.name;
  report.sell_name = sell.name;
  report.saved_at = local_now_second_key();
  report.settings = settings;
  report.rows = result.rows;
  report.symbols = result.symbols;
  fill_figures(report, result, *data);
  if (arguments.fills.compare && !compare_fills(arguments.fills, report, *data, context)) return;
  report.elapsed_seconds = monotonic_seconds() - started;
  context.stop.throw_if_requested();
  if (!arguments.output.save_case.empty()) save_case_of(report, result, arguments.run.database, settings, arguments.output, *data);
  OutputOptions output = arguments.output;
  output.no_pictures = output.no_pictures || backtest::setting_number(settings, "그래프저장하지않기") != 0;
  write_outputs(report, output, arguments.run.json, context);
}

namespace {

void add_backtest(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<BacktestArguments>();
  CLI::App* command = app.add_subcommand("backtest", context.text("기록된 시세로 매수·매도 전략을 시험합니다", "test a buy and a sell text on recorded rows"));
  add_run_options(*command, arguments->run, context);
  command->add_option("--buy", arguments->buy, context.text("매수전략: 파일 또는 strategy.db의 이름", "buy text: a file or a name in strategy.db"))->required();
  command->add_option("--sell", arguments->sell, context.text("매도전략: 파일 또는 strategy.db의 이름", "sell text: a file or a name in strategy.db"))->required();
  command->add_option("--strategy-db", arguments->strategy_db, context.text("strategy.db 파일", "strategy.db file"))->capture_default_str();
  command->add_option("--bet", arguments->run.bet, context.text("종목당 배팅금액 (원, 바이낸스는 USDT)", "bet per trade (won; USDT on Binance)"))->required();
  command->add_flag("--no-scope-check", arguments->no_scope_check,
                    context.text("다른 창 범위·보조지표로 거래가 달라지는지 확인하지 않습니다", "do not check whether the other window scope or indicator set changes the trades"));
  add_fill_options(*command, arguments->fills, context);
  add_output_options(*command, arguments->output, context);
  command->callback([arguments, &context] { run_backtest_command(*arguments, context); });
}

const CommandRegistration registration(20, add_backtest);

}  // namespace
}  // namespace stom::app
