// A study as text: every row but events, times, ids and names, in a fixed order, numbers in their shortest exact form.
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/number_text.h"
#include "optimize/study_columns.h"
#include "optimize/study_store.h"

namespace stom::optimize {
namespace {

using nlohmann::ordered_json;

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::string csv_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

std::string figure_text(const backtest::Metrics& metrics) {
  std::string text;
  for (const MetricColumn& column : kMetricColumns) {
    text += ',';
    text += column.member.index() == 0 ? fmt::format("{}", metrics.*std::get<0>(column.member))
                                       : float_repr(metrics.*std::get<1>(column.member));
  }
  return text;
}

std::string figure_names() {
  std::string text;
  for (const MetricColumn& column : kMetricColumns) text += fmt::format(",{}", column.name);
  return text;
}

// JSON has no number for infinity or "not a number": they become texts.
ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(float_repr(value)); }

ordered_json figures(const backtest::Metrics& metrics) {
  ordered_json object;
  for (const MetricColumn& column : kMetricColumns) {
    object[column.name] =
        column.member.index() == 0 ? ordered_json(metrics.*std::get<0>(column.member)) : number(metrics.*std::get<1>(column.member));
  }
  return object;
}

StudyInfo found(StudyStore& store, std::int64_t study) {
  if (auto info = store.find(study)) return *info;
  throw UsageError(message("{}번 연구가 없습니다.", "There is no study {}.", study));
}

// Notes with their keys in order.
constexpr const char* kNotes = "SELECT key, json FROM note WHERE study_id = ?1 ORDER BY key";
constexpr const char* kStages = "SELECT DISTINCT stage FROM trial WHERE study_id = ?1 ORDER BY stage";

std::vector<int> stages_of(store::Connection& connection, std::int64_t study) {
  store::Statement select(connection, kStages, "trial");
  select.bind(1, study);
  std::vector<int> stages;
  while (select.step()) stages.push_back(static_cast<int>(select.integer(0)));
  return stages;
}

std::vector<std::pair<std::string, std::string>> notes_of(store::Connection& connection, std::int64_t study) {
  store::Statement select(connection, kNotes, "note");
  select.bind(1, study);
  std::vector<std::pair<std::string, std::string>> notes;
  while (select.step()) notes.emplace_back(select.text(0), select.text(1));
  return notes;
}

void add_trial_lines(const StoredTrial& trial, std::string& trials, std::string& parts, std::string& daily) {
  const TrialResult& result = trial.result;
  const std::string key = fmt::format("{},{}", trial.stage, trial.number);
  trials +=
      fmt::format("trial,{},{},{},{},{},{},{},{},{},{}\n", key, trial.generation, trial.copy_of < 0 ? "" : fmt::format("{}", trial.copy_of),
                  vector_text(trial.vector), float_repr(result.outcome.score), result.outcome.feasible ? 1 : 0,
                  float_repr(result.outcome.violation), result.trades, float_repr(result.seed), result.stopped_early ? 1 : 0);
  if (trial.copy_of >= 0) return;
  for (const PartResult& part : result.parts) {
    parts += fmt::format("part,{},{},{}{},{}\n", key, name(part.part), part.fold, figure_text(part.metrics), float_repr(part.score));
  }
  daily += fmt::format("daily,{},", key);
  for (std::size_t i = 0; i < result.daily_profit.size(); ++i) {
    if (i > 0) daily += ';';
    daily += float_repr(result.daily_profit[i]);
  }
  daily += '\n';
}

ordered_json trial_json(const StoredTrial& trial) {
  const TrialResult& result = trial.result;
  ordered_json object = {
      {"stage", trial.stage}, {"number", trial.number}, {"generation", trial.generation}, {"vector", vector_text(trial.vector)}};
  if (trial.copy_of >= 0) object["copy_of"] = trial.copy_of;
  object["score"] = number(result.outcome.score);
  object["feasible"] = result.outcome.feasible;
  object["violation"] = number(result.outcome.violation);
  object["trades"] = result.trades;
  object["seed_money"] = number(result.seed);
  object["stopped_early"] = result.stopped_early;
  if (trial.copy_of >= 0) return object;
  object["parts"] = ordered_json::array();
  for (const PartResult& part : result.parts) {
    ordered_json entry = {{"part", name(part.part)}, {"fold", part.fold}};
    entry.update(figures(part.metrics));
    entry["score"] = number(part.score);
    object["parts"].push_back(std::move(entry));
  }
  object["daily_profit"] = ordered_json::array();
  for (const double profit : result.daily_profit) object["daily_profit"].push_back(number(profit));
  return object;
}

}  // namespace

std::string StudyStore::export_csv(std::int64_t study) {
  const StudyInfo info = found(*this, study);
  std::string trial_lines, part_lines, daily_lines;
  for (const int stage : stages_of(connection_, study)) {
    for (const StoredTrial& trial : trials(study, stage)) add_trial_lines(trial, trial_lines, part_lines, daily_lines);
  }
  std::string text = "table,kind,seed,spec_hash,strategy_hash,data_hash,state\n";
  text += fmt::format("study,{},{},{},{},{},{}\n", info.kind, info.seed, hex(info.spec_hash), hex(info.strategy_hash), hex(info.data_hash),
                      optimize::name(info.state));
  text += "table,stage,number,generation,copy_of,vector,score,feasible,violation,trades,seed_money,stopped_early\n" + trial_lines;
  text += "table,stage,number,part,fold" + figure_names() + ",score\n" + part_lines;
  text += "table,stage,number,profits\n" + daily_lines;
  text += "table,stage,role,fold,first_day,last_day,days,vector" + figure_names() + ",score\n";
  for (const StageResult& result : stage_results(study)) {
    text +=
        fmt::format("result,{},{},{},{},{},{},{}{},{}\n", result.stage, optimize::name(result.role), result.fold, result.days.first,
                    result.days.last, result.days.days, vector_text(result.vector), figure_text(result.metrics), float_repr(result.score));
  }
  text += "table,key,json\n";
  for (const auto& [key, json] : notes_of(connection_, study)) text += fmt::format("note,{},{}\n", key, csv_text(json));
  return text;
}

std::string StudyStore::export_json(std::int64_t study) {
  const StudyInfo info = found(*this, study);
  const ordered_json head = {{"kind", info.kind},
                             {"seed", info.seed},
                             {"spec_hash", hex(info.spec_hash)},
                             {"strategy_hash", hex(info.strategy_hash)},
                             {"data_hash", hex(info.data_hash)},
                             {"state", optimize::name(info.state)}};
  // One trial a line: a large study is never held as one document.
  std::string text = fmt::format("{{\"study\": {},\n\"trials\": [", head.dump());
  bool first = true;
  for (const int stage : stages_of(connection_, study)) {
    for (const StoredTrial& trial : trials(study, stage)) {
      text += first ? "\n" : ",\n";
      text += trial_json(trial).dump();
      first = false;
    }
  }
  ordered_json results = ordered_json::array();
  for (const StageResult& result : stage_results(study)) {
    ordered_json entry = {{"stage", result.stage},
                          {"role", optimize::name(result.role)},
                          {"fold", result.fold},
                          {"first_day", result.days.first},
                          {"last_day", result.days.last},
                          {"days", result.days.days},
                          {"vector", vector_text(result.vector)}};
    entry.update(figures(result.metrics));
    entry["score"] = number(result.score);
    results.push_back(std::move(entry));
  }
  ordered_json notes = ordered_json::object();
  for (const auto& [key, json] : notes_of(connection_, study)) {
    notes[key] = ordered_json::accept(json) ? ordered_json::parse(json) : ordered_json(json);
  }
  return text + fmt::format("],\n\"results\": {},\n\"notes\": {}}}\n", results.dump(), notes.dump());
}

}  // namespace stom::optimize
