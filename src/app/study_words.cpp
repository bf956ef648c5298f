// A finished search in words and as JSON.
#include <nlohmann/json.hpp>

#include "app/study_log.h"
#include "app/study_output.h"
#include "optimize/metric_columns.h"

namespace stom::app {
namespace {

using nlohmann::ordered_json;
using optimize::StageResult;
using optimize::StageRole;

Message role_text(const StageResult& result, bool folds) {
  const std::string number = folds ? std::to_string(result.fold + 1) : "";
  switch (result.role) {
    case StageRole::kTrain:
      return {"학습" + number, "train" + number};
    case StageRole::kValidation:
      return {"검증" + number, "validation" + number};
    case StageRole::kTest:
      return {"확인", "test"};
    case StageRole::kOutOfSample:
      return {"학습밖", "out of sample"};
    case StageRole::kWhole:
      break;
  }
  return {"전체", "whole"};
}

const char* role_name(StageRole role) {
  constexpr const char* kNames[] = {"train", "validation", "test", "whole", "out_of_sample"};
  return kNames[static_cast<std::size_t>(role)];
}

ordered_json figures_json(const backtest::Metrics& metrics) {
  ordered_json out;
  for (const optimize::MetricColumn& column : optimize::kMetricColumns) {
    if (column.member.index() == 0)
      out[column.name] = metrics.*std::get<0>(column.member);
    else
      out[column.name] = metrics.*std::get<1>(column.member);
  }
  return out;
}

ordered_json message_json(const Message& text) {
  return {{"ko", text.ko}, {"en", text.en}};
}

bool has_folds(const std::vector<StageResult>& results) {
  return std::any_of(results.begin(), results.end(), [](const StageResult& result) { return result.fold > 0; });
}

void add_line(Message& text, const Message& line) {
  text.ko += line.ko + "\n";
  text.en += line.en + "\n";
}

}  // namespace

Message study_words(const FinishedStudy& study) {
  const optimize::StudySpec& spec = study.request->spec;
  Message text;
  add_line(text, message("연구 {0} ({1}번): {2}, 시드 {4}, 시험 {5}회, {6:.1f}초",
                         "Study {0} (number {1}): {3}, seed {4}, {5} trials, {6:.1f} s", study.info.name, study.info.id,
                         spec.kind.name_ko, spec.kind.name_en, study.info.seed, study.trials, study.elapsed_seconds));
  if (spec.kind.walk_forward) {
    for (const StageResult& result : study.results) {
      if (result.role != StageRole::kOutOfSample && result.role != StageRole::kWhole) continue;
      const std::string line = optimize::window_log(result);
      add_line(text, {line, line});
    }
    if (study.stitched) {
      const std::string line = "[OUT] TOTAL " + optimize::figures_log(*study.stitched, optimize::Objective::kTg, 0);
      add_line(text, {line, line});
    }
  } else if (study.vector() != nullptr) {
    const std::string line = optimize::vector_text(*study.vector());
    add_line(text, {"최적값: " + line, "Best values: " + line});
  } else {
    add_line(text, {"거래가 있고 기준값 제한을 지킨 벡터가 없습니다.", "No vector traded within the limits."});
  }
  const bool folds = has_folds(study.results);
  for (const StageResult& result : study.results) {
    if (spec.kind.walk_forward) break;
    const Message role = role_text(result, folds), days = period_text(result.days);
    const std::string figures = optimize::figures_log(result.metrics, spec.rules.objective, result.score);
    add_line(text, {fmt::format("{} {}: {}", role.ko, days.ko, figures),
                    fmt::format("{} {}: {}", role.en, days.en, figures)});
  }
  if (study.overfitting) add_line(text, optimize::verdict_line(*study.overfitting));
  if (study.facts.synthetic_rows)
    add_line(text, {"모의 시세로 얻은 결과입니다. 실제 시장에 대해 아무것도 말하지 않습니다.",
                    "These are synthetic rows: the result says nothing about a market."});
  return text;
}

std::string study_json(const FinishedStudy& study, const WrittenFiles& written) {
  const optimize::StudySpec& spec = study.request->spec;
  ordered_json best = ordered_json::array(), results = ordered_json::array(), files = ordered_json::array(),
               adopted = ordered_json::array();
  for (const optimize::StoredTrial& trial : study.best) {
    best.push_back({{"stage", trial.stage},
                    {"number", trial.number},
                    {"vector", optimize::vector_text(trial.vector)},
                    {"score", trial.result.outcome.score},
                    {"feasible", trial.result.outcome.feasible}});
  }
  for (const StageResult& result : study.results) {
    results.push_back({{"stage", result.stage},
                       {"role", role_name(result.role)},
                       {"fold", result.fold},
                       {"first_day", result.days.first},
                       {"last_day", result.days.last},
                       {"days", result.days.days},
                       {"vector", optimize::vector_text(result.vector)},
                       {"score", result.score},
                       {"figures", figures_json(result.metrics)}});
  }
  for (const auto& file : written.files) files.push_back(file.string());
  for (const Message& line : written.adopted) adopted.push_back(message_json(line));
  ordered_json out = {{"study", study.info.name},
                      {"id", study.info.id},
                      {"kind", spec.kind.tag},
                      {"kind_name", spec.kind.name_ko},
                      {"objective", optimize::kObjectiveNames[static_cast<std::size_t>(spec.rules.objective)]},
                      {"seed", study.info.seed},
                      {"trials", study.trials},
                      {"best", best},
                      {"results", results},
                      {"trades", study.trades.size()},
                      {"new_ranges", study.new_range_text},
                      {"synthetic_rows", study.facts.synthetic_rows},
                      {"elapsed_seconds", study.elapsed_seconds},
                      {"files", files},
                      {"tables", written.tables},
                      {"adopted", adopted}};
  if (study.stitched) out["out_of_sample"] = figures_json(*study.stitched);
  if (study.overfitting) {
    out["verdict"] = message_json(optimize::verdict_line(*study.overfitting));
    out["overfitting"] = ordered_json::parse(optimize::to_json(*study.overfitting));
  }
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace stom::app
