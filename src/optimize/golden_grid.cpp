#include "optimize/golden_grid.h"

#include <nlohmann/json.hpp>

#include "backtest/golden_table.h"
#include "base/error.h"
#include "base/file.h"
#include "optimize/turn.h"

namespace stom::optimize {
namespace {

namespace fs = std::filesystem;
using backtest::CaseOutcome;
using backtest::CaseStatus;
using backtest::GoldenTable;
using backtest::Metrics;
using nlohmann::json;

Variable variable_of(const json& entry) {
  Variable variable;
  for (const json& value : entry.at(0)) {
    variable.candidates.push_back(value.get<double>());
    variable.candidate_is_integer.push_back(value.is_number_integer() ? 1 : 0);
  }
  variable.current = entry.at(1).get<double>();
  variable.current_is_integer = entry.at(1).is_number_integer();
  return variable;
}

CaseOutcome failed(const std::string& name, Message detail) { return {name, CaseStatus::kFailed, std::move(detail), false}; }

// Compares one golden row's metrics and, if `part` is given, its 14 scores; "" and "zero division" are not compared.
std::optional<Message> row_difference(const GoldenTable& table, std::size_t row, const Metrics& metrics, double bet,
                                      const Constraints& constraints, const std::optional<Part>& part) {
  std::optional<Message> difference;
  const auto compare = [&](std::string_view field, double got) {
    const int column = table.column(field);
    if (column < 0 || difference) return;
    const std::string& want = table.rows[row][column];
    if (want.empty() || want == "zero division" || backtest::same_value(want, got)) return;
    difference = message("{}째 줄 {}: 기대값 {}, 결과 {}", "row {} {}: expected {}, got {}", row + 1, field, want, backtest::number_text(got));
  };
  if (metrics.trades > 0) {
    compare("trades", static_cast<double>(metrics.trades));
    compare("trades_per_day", metrics.trades_per_day);
    compare("wins", static_cast<double>(metrics.wins));
    compare("losses", static_cast<double>(metrics.losses));
    compare("win_rate", metrics.win_rate);
    compare("avg_hold", metrics.avg_hold);
    compare("avg_profit_pct", metrics.avg_profit_pct);
    compare("total_profit_pct", metrics.total_profit_pct);
    compare("total_profit", static_cast<double>(metrics.total_profit));
    compare("max_hold_count", static_cast<double>(metrics.max_hold_count));
    compare("seed", metrics.seed);
    compare("cagr", metrics.cagr);
    compare("tpi", metrics.tpi);
    compare("mdd", metrics.mdd);
    compare("mdd_amount", static_cast<double>(metrics.mdd_amount));
  } else {
    compare("trades", 0);
  }
  if (!part) return difference;
  for (std::size_t i = 0; i < kObjectiveNames.size(); ++i) {
    // A combination without any trade in the whole period has its own score.
    const bool nothing = metrics.trades == 0 && *part == Part::kTotal;
    compare(kObjectiveNames[i], nothing ? kScoreWithoutTrades : score(static_cast<Objective>(i), metrics, bet, constraints, *part));
  }
  return difference;
}

struct Grid {
  backtest::RunSpec spec;
  std::vector<Variable> variables;
  Constraints constraints;
  std::shared_ptr<const store::MarketData> data;
  store::WatchList watch_list;
  std::int64_t days = 0;
  std::vector<Cell> cells;
};

const Cell* find_cell(const Grid& grid, const std::vector<std::string>& row) {
  for (const Cell& cell : grid.cells) {
    if (std::to_string(cell.variable) == row[0] && std::to_string(cell.candidate) == row[1]) return &cell;
  }
  return nullptr;
}

std::optional<Message> verify_results(const Grid& grid, const fs::path& folder) {
  const GoldenTable table = backtest::read_golden_table(folder / "results.csv");
  if (table.rows.size() != grid.cells.size()) {
    return message("칸의 수: 기대값 {}, 결과 {}", "cells: expected {}, got {}", table.rows.size(), grid.cells.size());
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Cell* cell = find_cell(grid, table.rows[row]);
    if (cell == nullptr) return message("{}째 줄의 칸이 없습니다", "the cell of row {} is missing", row + 1);
    const auto series = backtest::holding_series(grid.watch_list, cell->trades);
    const Metrics metrics = backtest::compute_metrics(cell->trades, series, grid.spec.bet, grid.spec.market, grid.days, true);
    if (auto difference = row_difference(table, row, metrics, grid.spec.bet, grid.constraints, Part::kTotal)) return difference;
  }
  return std::nullopt;
}

std::optional<Message> verify_split(const Grid& grid, const json& split, const fs::path& folder) {
  std::vector<DayWindow> folds;
  for (const json& window : split.at("valid_days")) folds.push_back({window.at(0).get<TradingDay>(), window.at(1).get<TradingDay>(), window.at(2).get<std::int64_t>()});
  const std::int64_t train_days = split.at("train_days").at(2).get<std::int64_t>();
  const auto test_start = split.at("test_start").get<TradingDay>();
  const auto metrics_of = [&](const Cell& cell, const DayWindow& fold, bool train) {
    const auto series = backtest::holding_series(grid.watch_list, cell.trades);
    return part_metrics(cell.trades, series, grid.spec.bet, grid.spec.market, grid.spec.frame, fold, train, test_start,
                        train ? train_days - fold.days : fold.days, PartForm::kReference);
  };
  const GoldenTable parts = backtest::read_golden_table(folder / "split_results.csv");
  for (std::size_t row = 0; row < parts.rows.size(); ++row) {
    const Cell* cell = find_cell(grid, parts.rows[row]);
    if (cell == nullptr) return message("{}째 줄의 칸이 없습니다", "the cell of row {} is missing", row + 1);
    const bool train = parts.rows[row][3] == "TRAIN";
    const Metrics metrics = metrics_of(*cell, folds.at(std::stoul(parts.rows[row][2])), train);
    if (auto difference = row_difference(parts, row, metrics, grid.spec.bet, grid.constraints, train ? Part::kTrain : Part::kValidation)) return difference;
  }
  const GoldenTable merged = backtest::read_golden_table(folder / "split_merged.csv");
  for (std::size_t row = 0; row < merged.rows.size(); ++row) {
    const Cell* cell = find_cell(grid, merged.rows[row]);
    if (cell == nullptr) return message("{}째 줄의 칸이 없습니다", "the cell of row {} is missing", row + 1);
    for (std::size_t i = 0; i < kObjectiveNames.size(); ++i) {
      const auto objective = static_cast<Objective>(i);
      std::vector<FoldScore> scores;
      for (const DayWindow& fold : folds) {
        scores.push_back({score(objective, metrics_of(*cell, fold, true), grid.spec.bet, grid.constraints, Part::kTrain),
                          score(objective, metrics_of(*cell, fold, false), grid.spec.bet, grid.constraints, Part::kValidation)});
      }
      const std::string& want = merged.rows[row][merged.column(kObjectiveNames[i])];
      const double got = cell->trades.empty() ? kScoreWithoutTrades : merge(objective, scores, grid.spec.bet, merged.rows[row][2] == "1");
      if (want.empty() || want == "zero division" || backtest::same_value(want, got)) continue;
      return message("합친 점수 {}째 줄 {}: 기대값 {}, 결과 {}", "merged row {} {}: expected {}, got {}", row + 1, kObjectiveNames[i], want, backtest::number_text(got));
    }
  }
  return std::nullopt;
}

CaseOutcome verify_grid(const json& info, const fs::path& folder, const backtest::VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  Grid grid;
  grid.spec = backtest::case_spec(info, folder, options);
  grid.spec.buy_text = read_file(folder / "buy.txt");
  grid.spec.sell_text = read_file(folder / "sell.txt");
  grid.spec.bet = info.at("betting").get<double>();
  grid.spec.settings = backtest::order_settings(grid.spec.market, {});
  for (const json& entry : info.at("vars")) grid.variables.push_back(variable_of(entry));
  grid.constraints.limits = info.at("limits").get<std::array<double, 14>>();
  grid.data = backtest::open_case_data(info, grid.spec, folder, options, stop);
  grid.watch_list = grid.data->watch_list(grid.spec.run);
  grid.days = backtest::count_days(grid.watch_list, grid.spec.frame);
  NoProgress silent;
  grid.cells = evaluate_turn(*grid.data, grid.spec, grid.variables, silent, stop);
  if (auto difference = verify_results(grid, folder)) return failed(name, *difference);
  if (info.contains("split")) {
    if (auto difference = verify_split(grid, info.at("split"), folder)) return failed(name, *difference);
  }
  // The base vector as a final run: all series rows count.
  const backtest::RunSpec best = cell_spec(grid.spec, grid.variables, -1, 0);
  const backtest::RunResult result = backtest::run_backtest(*grid.data, best, silent, stop);
  if (auto difference = backtest::trades_difference(folder / "best_trades.csv", result.trades, best.market)) return failed(name, *difference);
  return {name, CaseStatus::kPassed, {}, result.buy_native && result.sell_native};
}

std::string condition_text(const json& conditions, std::string_view action) {
  std::string text;
  for (const json& condition : conditions) {
    text += fmt::format("{} {}:\n    {}\n", text.empty() ? "if" : "elif", condition.get<std::string>(), action);
  }
  return text;
}

CaseOutcome verify_conditions(const json& info, const fs::path& folder, const backtest::VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  backtest::RunSpec spec = backtest::case_spec(info, folder, options);
  spec.bet = info.at("betting").get<double>();
  spec.settings = backtest::order_settings(spec.market, {});
  const auto data = backtest::open_case_data(info, spec, folder, options, stop);
  const store::WatchList watch_list = data->watch_list(spec.run);
  const std::int64_t days = backtest::count_days(watch_list, spec.frame);
  const GoldenTable table = backtest::read_golden_table(folder / "results.csv");
  NoProgress silent;
  std::vector<std::vector<backtest::TradeRecord>> emitted;
  for (std::size_t set = 0; set < info.at("buy_sets").size(); ++set) {
    spec.buy_text = condition_text(info.at("buy_sets").at(set), "매수 = False");
    spec.sell_text = condition_text(info.at("sell_sets").at(set), "매도 = True");
    backtest::RunResult result = backtest::run_backtest(*data, spec, silent, stop);
    std::vector<backtest::TradeRecord> ordered;
    for (const std::size_t i : backtest::result_order(result.trades, false)) ordered.push_back(result.trades[i]);
    const auto series = backtest::holding_series(watch_list, ordered);
    const Metrics metrics = backtest::compute_metrics(ordered, series, spec.bet, spec.market, days, true);
    if (auto difference = row_difference(table, set, metrics, spec.bet, {}, std::nullopt)) return failed(name, *difference);
    for (backtest::TradeRecord& trade : result.trades) trade.vkey = static_cast<int>(set);
    emitted.push_back(std::move(result.trades));
  }
  return {name, CaseStatus::kPassed, {}, false};
}

}  // namespace

bool is_optimisation_case(const fs::path& folder) {
  if (!fs::exists(folder / "case.json")) return false;
  const std::string kind = backtest::read_case(folder).value("kind", "");
  return kind == "grid" || kind == "conditions";
}

CaseOutcome verify_optimisation_case(const fs::path& folder, const backtest::VerifyOptions& options, const StopFlag& stop) {
  const std::string name = folder.filename().string();
  if (options.plain_only) return {name, CaseStatus::kSkipped, {"최적화 사례는 --plain에서 뺍니다", "optimisation cases are left out by --plain"}, false};
  try {
    const json info = backtest::read_case(folder);
    return info.at("kind") == "grid" ? verify_grid(info, folder, options, stop) : verify_conditions(info, folder, options, stop);
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    return failed(name, error.text());
  } catch (const json::exception& error) {
    return failed(name, message("case.json: {}", "case.json: {}", error.what()));
  }
}

}  // namespace stom::optimize
