// The report as one JSON object, as a study stores it and `--json` prints it.
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "optimize/overfitting.h"

namespace stom::optimize {
namespace {

using nlohmann::ordered_json;

ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

template <typename T>
ordered_json numbers(const std::vector<T>& values) {
  ordered_json list = ordered_json::array();
  for (const T& value : values) {
    if constexpr (std::is_same_v<T, double>) {
      list.push_back(number(value));
    } else {
      list.push_back(numbers(value));
    }
  }
  return list;
}

// Logits take few different values (one per rank): [value, how often], ascending.
ordered_json logit_counts(const std::vector<double>& logits) {
  ordered_json list = ordered_json::array();
  for (std::size_t i = 0; i < logits.size();) {
    std::size_t end = i;
    while (end < logits.size() && logits[end] == logits[i]) ++end;
    list.push_back(ordered_json::array({logits[i], end - i}));
    i = end;
  }
  return list;
}

ordered_json value_of(double value) { return number(value); }
ordered_json value_of(std::int64_t value) { return value; }

ordered_json value_of(const CscvResult& cscv) {
  return {{"probability", number(cscv.probability)},
          {"slope", number(cscv.slope)},
          {"loss_probability", number(cscv.loss_probability)},
          {"logit_counts", logit_counts(cscv.logits)}};
}

ordered_json value_of(const Haircut& haircut) {
  return {{"bonferroni", number(haircut.bonferroni)}, {"holm", number(haircut.holm)}, {"bhy", number(haircut.bhy)}};
}

ordered_json value_of(const DrawdownBands& bands) {
  return {{"shuffle_mdd", numbers(std::vector{bands.least, bands.mean, bands.most})},
          {"bootstrap_mdd", numbers(std::vector{bands.boot_p5, bands.boot_p50, bands.boot_p95})},
          {"bootstrap_profit", numbers(std::vector{bands.profit_p5, bands.profit_p50, bands.profit_p95})},
          {"ruin_probability", number(bands.ruin_probability)},
          {"path_p5", numbers(bands.path_p5)},
          {"path_p50", numbers(bands.path_p50)},
          {"path_p95", numbers(bands.path_p95)}};
}

ordered_json value_of(const StabilityMap& map) {
  ordered_json cells = ordered_json::array();
  for (const StabilityCell& cell : map.cells) cells.push_back(ordered_json::array({cell.variable, number(cell.value), number(cell.score)}));
  return {{"neighbours", map.neighbours},
          {"neighbour_ratio", number(map.neighbour_ratio)},
          {"lone_peak", map.lone_peak},
          {"cells", std::move(cells)}};
}

ordered_json value_of(const WalkForwardFigures& figures) {
  return {{"efficiency", number(figures.efficiency)},
          {"profitable_share", number(figures.profitable_share)},
          {"drift", numbers(figures.drift)}};
}

template <typename T>
ordered_json optional_value(const std::optional<T>& value) {
  return value ? value_of(*value) : ordered_json(nullptr);
}

double read_number(const ordered_json& value) { return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>(); }

void read(const ordered_json& value, double& out) { out = read_number(value); }
void read(const ordered_json& value, std::int64_t& out) { out = value.get<std::int64_t>(); }

void read(const ordered_json& list, std::vector<double>& out) {
  for (const ordered_json& value : list) out.push_back(read_number(value));
}

void read(const ordered_json& list, double& p5, double& p50, double& p95) {
  p5 = read_number(list.at(0));
  p50 = read_number(list.at(1));
  p95 = read_number(list.at(2));
}

void read(const ordered_json& object, CscvResult& out) {
  read(object.at("probability"), out.probability);
  read(object.at("slope"), out.slope);
  read(object.at("loss_probability"), out.loss_probability);
  constexpr std::size_t kMostLogits = 1'000'000;  // a damaged file must not ask for all memory
  for (const ordered_json& entry : object.at("logit_counts")) {
    const auto count = entry.at(1).get<std::size_t>();
    if (count > kMostLogits - out.logits.size()) throw std::out_of_range("logit_counts");
    out.logits.insert(out.logits.end(), count, entry.at(0).get<double>());
  }
}

void read(const ordered_json& object, Haircut& out) {
  read(object.at("bonferroni"), out.bonferroni);
  read(object.at("holm"), out.holm);
  read(object.at("bhy"), out.bhy);
}

void read(const ordered_json& object, DrawdownBands& out) {
  read(object.at("shuffle_mdd"), out.least, out.mean, out.most);
  read(object.at("bootstrap_mdd"), out.boot_p5, out.boot_p50, out.boot_p95);
  read(object.at("bootstrap_profit"), out.profit_p5, out.profit_p50, out.profit_p95);
  read(object.at("ruin_probability"), out.ruin_probability);
  read(object.at("path_p5"), out.path_p5);
  read(object.at("path_p50"), out.path_p50);
  read(object.at("path_p95"), out.path_p95);
}

void read(const ordered_json& object, StabilityMap& out) {
  out.neighbours = object.at("neighbours").get<int>();
  read(object.at("neighbour_ratio"), out.neighbour_ratio);
  out.lone_peak = object.at("lone_peak").get<bool>();
  for (const ordered_json& cell : object.at("cells")) {
    out.cells.push_back({cell.at(0).get<int>(), read_number(cell.at(1)), read_number(cell.at(2))});
  }
}

void read(const ordered_json& object, WalkForwardFigures& out) {
  read(object.at("efficiency"), out.efficiency);
  read(object.at("profitable_share"), out.profitable_share);
  for (const ordered_json& window : object.at("drift")) read(window, out.drift.emplace_back());
}

template <typename T>
void read(const ordered_json& value, std::optional<T>& out) {
  if (!value.is_null()) read(value, out.emplace());
}

OverfittingReport read_report(const ordered_json& object) {
  OverfittingReport report;
  read(object.at("trials"), report.trials);
  read(object.at("distinct_trials"), report.distinct_trials);
  read(object.at("effective_trials"), report.effective_trials);
  read(object.at("trades"), report.trades);
  read(object.at("days"), report.days);
  read(object.at("years"), report.years);
  const ordered_json& best = object.at("best");
  read(best.at("mean"), report.best.mean);
  read(best.at("deviation"), report.best.deviation);
  read(best.at("skewness"), report.best.skewness);
  read(best.at("kurtosis"), report.best.kurtosis);
  read(best.at("count"), report.best.count);
  read(object.at("annual_sharpe"), report.annual_sharpe);
  read(object.at("deflated_sharpe"), report.deflated_sharpe);
  read(object.at("pbo"), report.pbo);
  read(object.at("spa_p"), report.spa_p);
  read(object.at("track_record_days"), report.track_record_days);
  read(object.at("minimum_years"), report.minimum_years);
  read(object.at("cscv"), report.cscv);
  read(object.at("haircut"), report.haircut);
  read(object.at("bands"), report.bands);
  read(object.at("stability"), report.stability);
  read(object.at("walk_forward"), report.walk_forward);
  return report;
}

}  // namespace

std::string to_json(const OverfittingReport& report) {
  const ordered_json object = {{"trials", report.trials},
                               {"distinct_trials", report.distinct_trials},
                               {"effective_trials", number(report.effective_trials)},
                               {"trades", optional_value(report.trades)},
                               {"days", report.days},
                               {"years", number(report.years)},
                               {"best",
                                {{"mean", number(report.best.mean)},
                                 {"deviation", number(report.best.deviation)},
                                 {"skewness", number(report.best.skewness)},
                                 {"kurtosis", number(report.best.kurtosis)},
                                 {"count", report.best.count}}},
                               {"annual_sharpe", number(report.annual_sharpe)},
                               {"deflated_sharpe", optional_value(report.deflated_sharpe)},
                               {"pbo", optional_value(report.pbo)},
                               {"spa_p", optional_value(report.spa_p)},
                               {"track_record_days", optional_value(report.track_record_days)},
                               {"minimum_years", optional_value(report.minimum_years)},
                               {"cscv", optional_value(report.cscv)},
                               {"haircut", optional_value(report.haircut)},
                               {"bands", optional_value(report.bands)},
                               {"stability", optional_value(report.stability)},
                               {"walk_forward", optional_value(report.walk_forward)}};
  return object.dump();
}

OverfittingReport overfitting_report_from_json(const std::string& json) {
  try {
    return read_report(ordered_json::parse(json));
  } catch (const std::exception& error) {
    throw DataError(message("과최적화 점검 결과를 읽을 수 없습니다: {}", "Cannot read the overfitting report: {}", error.what()));
  }
}

}  // namespace stom::optimize
