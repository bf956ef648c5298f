// stom finder: runs a back-finder text and lists the rows it emits.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/notices.h"
#include "app/run_options.h"
#include "backtest/finder.h"
#include "backtest/golden_table.h"
#include "base/error.h"
#include "base/file.h"

namespace stom::app {
namespace {

struct FinderArguments {
  RunOptions run;
  std::string text, strategy_db = "strategy.db", out;
};

std::string value_text(const backtest::FinderValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  return backtest::number_text(std::get<double>(value));
}

std::string to_csv(const backtest::FinderRun& run) {
  std::string text = "종목코드,체결시간";
  for (const std::string& column : run.columns) text += "," + backtest::csv_field(column);
  text += "\n";
  for (const backtest::FinderRow& row : run.rows) {
    text += fmt::format("{},{}", backtest::csv_field(row.code), row.time);
    for (const backtest::FinderValue& value : row.values) text += "," + backtest::csv_field(value_text(value));
    text += "\n";
  }
  return text;
}

std::string to_json(const backtest::FinderRun& run) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const backtest::FinderRow& row : run.rows) {
    nlohmann::ordered_json values = nlohmann::ordered_json::array();
    for (const backtest::FinderValue& value : row.values) {
      std::visit([&](const auto& one) { values.push_back(one); }, value);
    }
    rows.push_back({{"code", row.code}, {"time", row.time}, {"values", values}});
  }
  return nlohmann::ordered_json{{"columns", run.columns}, {"rows", rows}}.dump(1) + "\n";
}

void run_finder_command(FinderArguments& arguments, AppContext& context) {
  backtest::SettingTexts settings;
  backtest::RunSpec spec = make_spec(arguments.run, settings);
  const StrategyArgument text = read_strategy(arguments.text, true, spec.market, arguments.strategy_db);
  spec.buy_text = text.text;
  const auto data = open_database(arguments.run, spec, context);
  complete_ranges(*data, arguments.run, spec);
  const backtest::FinderRun run = backtest::run_finder_search(*data, spec, *context.progress, context.stop);
  print_notices(data->notices(), context);
  print_diagnostics(run.diagnostics, text, context);
  if (has_errors(run.diagnostics)) {
    context.exit_status = 1;
    return;
  }
  if (run.error) {
    print_run_error(*run.error, text, spec, context);
    context.exit_status = 1;
    return;
  }
  const std::string output = arguments.run.json ? to_json(run) : to_csv(run);
  if (arguments.out.empty()) std::fwrite(output.data(), 1, output.size(), stdout);
  else write_file_atomically(arguments.out, output);
  std::fprintf(stderr, "%s\n", context.text(message("백파인더: {}건을 찾았습니다.", "Back-finder: {} rows found.", run.rows.size())).c_str());
}

void add_finder(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<FinderArguments>();
  CLI::App* command = app.add_subcommand("finder", context.text("백파인더: 조건에 맞는 시점을 찾아 표로 만듭니다", "back-finder: list the rows that a text finds"));
  command->alias("find");
  add_run_options(*command, arguments->run, context);
  command->add_option("--text", arguments->text, context.text("백파인더 전략: 파일 또는 strategy.db의 매수전략 이름", "back-finder text: a file or a buy-strategy name of strategy.db"))->required();
  command->add_option("--strategy-db", arguments->strategy_db, context.text("strategy.db 파일", "strategy.db file"))->capture_default_str();
  command->add_option("--out", arguments->out, context.text("CSV(또는 --json)를 쓸 파일; 없으면 표준 출력", "file to write (CSV or --json); default: standard output"));
  command->callback([arguments, &context] { run_finder_command(*arguments, context); });
}

const CommandRegistration registration(30, add_finder);

}  // namespace
}  // namespace stom::app
