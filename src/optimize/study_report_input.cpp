#include "optimize/study_report_input.h"

#include <nlohmann/json.hpp>

#include "optimize/metric_columns.h"
#include "optimize/study.h"

namespace stom::optimize {
namespace {

// Figures of the stitched trades as run_study notes them; the searching run knew every row's holdings.
std::optional<backtest::Metrics> noted_figures(const std::optional<std::string>& note) {
  if (!note) return std::nullopt;
  const auto json = nlohmann::ordered_json::parse(*note, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  backtest::Metrics metrics;
  for (const MetricColumn& column : kMetricColumns) {
    const auto found = json.find(column.name);
    if (found == json.end() || !found->is_number()) return std::nullopt;
    if (column.member.index() == 0)
      found->get_to(metrics.*std::get<0>(column.member));
    else
      found->get_to(metrics.*std::get<1>(column.member));
  }
  return metrics;
}

}  // namespace

StudyReportInput study_report_input(StudyStore& store, const StudyInfo& info, std::vector<backtest::TradeRecord> trades,
                                    std::vector<TradingDay> days) {
  const StudySpec spec = study_spec_from_json(info.spec_json);
  StudyReportInput input;
  input.info = info;
  input.market = spec.base.market;
  input.frame = spec.base.frame;
  input.objective = spec.rules.objective;
  input.bet = spec.base.bet;
  input.buy_name = spec.buy_name;
  input.sell_name = spec.sell_name;
  input.results = store.stage_results(info.id);
  input.trades = std::move(trades);
  input.days = std::move(days);
  // Stages are numbered without gaps; the last one of an unfinished study may have trials and no results yet.
  for (int stage = 0;; ++stage) {
    std::vector<StoredTrial> stored = store.trials(info.id, stage);
    if (stored.empty()) break;
    input.stages.push_back({stage, std::move(stored)});
  }
  if (const std::optional<std::string> note = store.note(info.id, "overfitting")) input.overfitting = overfitting_report_from_json(*note);
  input.out_of_sample = noted_figures(store.note(info.id, "walk_forward"));
  return input;
}

}  // namespace stom::optimize
