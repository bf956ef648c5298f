// Command-line options that describe a back-test run, shared by all commands that run texts on rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/command.h"
#include "backtest/run.h"
#include "backtest/settings_reader.h"
#include "store/strategy_store.h"

namespace stom::app {

struct RunOptions {
  std::string market = "stock", frame = "tick", database;
  std::int64_t from = 0, to = 0, start = -1, end = -1;                      // what is evaluated; 0 / −1: all
  std::int64_t load_from = 0, load_to = 0, load_start = -1, load_end = -1;  // what is loaded; default: the same
  std::vector<int> averages;
  int average = 30;
  double bet = 0;
  std::string settings_file, cache, windows = "stom", indicators = "stom", partition = "symbol", symbol;
  unsigned engines = 1;
  bool interpreter = false, lenient = false, json = false;
};

void add_run_options(CLI::App& command, RunOptions& options, AppContext& context);

// Options that need no database are checked here; throws UsageError naming the option.
[[nodiscard]] backtest::RunSpec make_spec(const RunOptions& options, backtest::SettingTexts& settings);
[[nodiscard]] std::shared_ptr<const store::MarketData> open_database(const RunOptions& options, const backtest::RunSpec& spec,
                                                                     AppContext& context);
// Days not given become the first and last day of the database.
void complete_ranges(const store::MarketData& data, const RunOptions& options, backtest::RunSpec& spec);

// A strategy text: a file of that name, else the named text of strategy.db. `name` becomes the name for tables.
struct StrategyArgument {
  std::string name;
  std::string text;
  std::string source;  // file name or strategy name, for diagnostics
  bool is_file = true;
  store::StrategyKind kind{};  // of a named text
};
// A file of that name, else the text of that name among these kinds, in their order.
[[nodiscard]] StrategyArgument read_text(const std::string& argument, const std::vector<store::StrategyKind>& kinds, market::Market market,
                                         const std::string& strategy_db);
[[nodiscard]] StrategyArgument read_strategy(const std::string& argument, bool is_buy, market::Market market, const std::string& strategy_db);

// Prints diagnostics with the source line and a caret to standard error.
void print_diagnostics(const Diagnostics& diagnostics, const StrategyArgument& source, const AppContext& context);
void print_run_error(const backtest::RunError& error, const StrategyArgument& source, const backtest::RunSpec& spec, const AppContext& context);

}  // namespace stom::app
