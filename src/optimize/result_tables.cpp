#include "optimize/result_tables.h"

#include <algorithm>
#include <set>

#include "backtest/result_tables.h"

namespace stom::optimize {
namespace {

using store::ColumnType;

bool has_list_only(const RunKind& kind) { return kind.family == SearchFamily::kGenetic || kind.family == SearchFamily::kConditions; }

std::string objective_name(Objective objective) { return std::string(kObjectiveNames[static_cast<std::size_t>(objective)]); }

// Conditions by how often they stand in a set with a positive score, as the reference prints them.
std::string frequency_text(const std::vector<ConditionFigures>& figures, bool is_buy) {
  std::vector<ConditionFigures> side;
  std::copy_if(figures.begin(), figures.end(), std::back_inserter(side), [&](const ConditionFigures& one) { return one.is_buy == is_buy && one.kept > 0; });
  std::stable_sort(side.begin(), side.end(), [](const ConditionFigures& a, const ConditionFigures& b) { return a.kept > b.kept; });
  std::string text = is_buy ? "매수조건\n" : "매도조건\n";
  for (const ConditionFigures& one : side) {
    text += fmt::format("{} : {} (lift {:.2f}, {:.2f} / {:.2f})\n", one.text, one.kept, one.lift.lift, one.lift.mean_with, one.lift.mean_without);
  }
  return text;
}

}  // namespace

std::string study_table_name(market::Market market, const RunKind& kind) {
  const std::string_view prefix = has_list_only(kind) ? market::strategy_prefix(market) : market::result_prefix(market);
  // The plain back-test owns `…_bt`.
  const std::string name = fmt::format("{}_{}", prefix, kind.tag);
  return kind.tag == "bt" && kind.family == SearchFamily::kSampler ? name + "_opt" : name;
}

store::ResultTable study_summary_table(const backtest::ReportData& report, const RunKind& kind, const Vector& best, const std::string& range_text) {
  store::ResultTable table = backtest::summary_table(report);
  table.name = study_table_name(report.spec.market, kind);
  table.columns.insert(table.columns.begin(), {"변수", ColumnType::kText});
  table.columns.push_back({"범위설정", ColumnType::kText});
  for (store::ResultRow& row : table.rows) {
    row.values.insert(row.values.begin(), vector_text(best));
    row.values.emplace_back(range_text);
  }
  return table;
}

store::ResultTable study_trade_table(const backtest::ReportData& report, const RunKind& kind, Objective objective) {
  store::ResultTable table = backtest::detail_table(report);
  table.name = fmt::format("{}_{}_{}_{}_{}", market::result_prefix(report.spec.market), kind.tag, report.buy_name, objective_name(objective), report.saved_at);
  return table;
}

std::vector<StoredTrial> ranked(std::span<const StoredTrial> trials) {
  std::vector<StoredTrial> distinct;
  std::set<std::string> seen;
  for (const StoredTrial& trial : trials) {
    if (seen.insert(vector_text(trial.vector)).second) distinct.push_back(trial);
  }
  std::stable_sort(distinct.begin(), distinct.end(), [](const StoredTrial& a, const StoredTrial& b) { return is_better(a.result.outcome, b.result.outcome); });
  return distinct;
}

store::ResultTable genetic_table(const StudySpec& spec, std::span<const StoredTrial> trials, RowKey time) {
  store::ResultTable table;
  table.name = study_table_name(spec.base.market, spec.kind);
  table.columns = {{"기준", ColumnType::kText}, {"기준값", ColumnType::kReal}, {"범위설정", ColumnType::kText}, {"매수코드", ColumnType::kText}, {"매도코드", ColumnType::kText}};
  for (const StoredTrial& trial : ranked(trials)) {
    if (!trial.result.outcome.feasible || table.rows.size() == kGeneticRows) break;
    table.rows.push_back({std::to_string(time), {objective_name(spec.rules.objective), trial.result.outcome.score, vector_text(trial.vector), spec.base.buy_text, spec.base.sell_text}});
  }
  return table;
}

store::ResultTable condition_table(const StudySpec& spec, const ConditionLayout& layout, std::span<const StoredTrial> trials, RowKey time) {
  store::ResultTable table;
  table.name = study_table_name(spec.base.market, spec.kind);
  table.columns = {{"기준", ColumnType::kText}, {"기준값", ColumnType::kReal}, {"매수코드", ColumnType::kText}, {"매도코드", ColumnType::kText}};
  for (const StoredTrial& trial : ranked(trials)) {
    const Outcome& outcome = trial.result.outcome;
    if (!outcome.feasible || !(outcome.score > 0) || table.rows.size() == kConditionRows) break;
    table.rows.push_back({std::to_string(time),
                          {objective_name(spec.rules.objective), outcome.score, assemble_buy(layout.buy, chosen_buy(layout, trial.vector), spec.base.market),
                           assemble_sell(layout.sell, chosen_sell(layout, trial.vector), spec.base.market)}});
  }
  return table;
}

store::ResultTable condition_frequency_table(const StudySpec& spec, const ConditionLayout& layout, std::span<const StoredTrial> trials, RowKey time) {
  store::ResultTable table;
  table.name = study_table_name(spec.base.market, spec.kind) + "_conds";
  table.columns = {{"조건별출현빈도", ColumnType::kText}};
  const std::vector<ConditionFigures> figures = condition_figures(layout, trials);
  table.rows.push_back({std::to_string(time), {frequency_text(figures, true) + frequency_text(figures, false)}});
  return table;
}

}  // namespace stom::optimize
