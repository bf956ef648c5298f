#include "app/study_output.h"

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "backtest/golden_case.h"
#include "backtest/result_tables.h"
#include "base/error.h"
#include "base/file.h"
#include "optimize/log_lines.h"
#include "optimize/result_tables.h"
#include "optimize/study_picture.h"
#include "optimize/study_report_html.h"

namespace stom::app {
namespace {

namespace fs = std::filesystem;
using optimize::SearchFamily;
using optimize::StageResult;
using optimize::StageRole;
using optimize::StudySpec;

int stage_count(const FinishedStudy& study) {
  int count = 1;
  for (const optimize::StoredTrial& trial : study.best) count = std::max(count, trial.stage + 1);
  return count;
}

optimize::StudyReportInput report_input(const FinishedStudy& study, optimize::StudyStore& studies) {
  const StudySpec& spec = study.request->spec;
  optimize::StudyReportInput input;
  input.info = study.info;
  input.market = spec.base.market;
  input.frame = spec.base.frame;
  input.objective = spec.rules.objective;
  input.bet = spec.base.bet;
  input.buy_name = spec.buy_name;
  input.sell_name = spec.sell_name;
  for (int stage = 0; stage < stage_count(study); ++stage)
    input.stages.push_back({stage, studies.trials(study.info.id, stage)});
  input.results = study.results;
  input.overfitting = study.overfitting;
  input.trades = study.trades;
  input.days = study.days;
  return input;
}

// The log of section 9.1: every trial where the settings ask for it, else those that were the best so far; then events.
std::string log_text(const FinishedStudy& study, optimize::StudyStore& studies, Language language, bool all_trials) {
  const optimize::Objective objective = study.request->spec.rules.objective;
  std::string text;
  for (int stage = 0; stage < stage_count(study); ++stage) {
    optimize::BestSoFar best;
    for (const optimize::StoredTrial& trial : studies.trials(study.info.id, stage)) {
      const optimize::ScoreMark mark = best.add(trial);
      if (!all_trials && mark != optimize::ScoreMark::kNewBest) continue;
      text += fmt::format("#{} {}\n", trial.number, optimize::trial_log(trial, objective, mark).in(language));
    }
  }
  for (const StageResult& result : study.results) {
    if (study.request->spec.kind.walk_forward &&
        (result.role == StageRole::kWhole || result.role == StageRole::kOutOfSample))
      text += optimize::window_log(result) + "\n";
  }
  for (const optimize::StudyEvent& event : studies.events(study.info.id))
    text += fmt::format("{} {}\n", readable(event.time), event.text.in(language));
  return text;
}

// The final run as the back-test's tables want it.
backtest::ReportData final_run(const FinishedStudy& study) {
  const StudySpec& spec = study.request->spec;
  backtest::ReportData report;
  report.spec = spec.base;
  report.spec.run.first_day = spec.start;
  report.spec.run.last_day = spec.end;
  report.facts = study.facts;
  report.buy_name = spec.buy_name;
  report.sell_name = spec.sell_name;
  report.saved_at = study.finished;
  report.trades = study.trades;
  report.settings = spec.settings;
  report.trial_count = static_cast<std::uint64_t>(study.trials);
  for (const StageResult& result : study.results) {
    if (result.role == StageRole::kWhole) report.metrics = result.metrics;
  }
  return report;
}

store::RunEntry entry_of(const FinishedStudy& study, const backtest::ReportData& report) {
  const StudySpec& spec = study.request->spec;
  store::RunEntry entry = backtest::run_entry(report);
  nlohmann::ordered_json params = nlohmann::ordered_json::parse(entry.params_json);
  params["study"] = study.info.name;
  params["objective"] = optimize::kObjectiveNames[static_cast<std::size_t>(spec.rules.objective)];
  params["seed"] = study.info.seed;
  if (study.vector() != nullptr) params["vector"] = optimize::vector_text(*study.vector());
  entry.kind = std::string(spec.kind.tag);
  entry.params_json = params.dump();
  entry.started = study.info.created;
  entry.finished = study.finished;
  return entry;
}

}  // namespace

void write_study_folder(const FinishedStudy& study, optimize::StudyStore& studies, const std::string& folder,
                        AppContext& context, WrittenFiles& written) {
  const fs::path path(folder);
  stom::create_directories(path);
  const optimize::StudyReportData report = optimize::study_report_data(report_input(study, studies));
  const auto keep = [&](const char* name) {
    context.stop.throw_if_requested();
    written.files.push_back(path / name);
    return written.files.back();
  };
  const bool all_trials = backtest::setting_number(study.request->spec.settings, "최적화로그기록안함") == 0;
  write_file_atomically(keep("log.txt"), log_text(study, studies, context.language, all_trials));
  write_file_atomically(keep("trials.csv"), studies.export_csv(study.info.id));
  write_file_atomically(keep("trades.csv"), backtest::trades_csv(study.request->spec.base, study.trades));
  if (!study.new_range_text.empty()) write_file_atomically(keep("ranges.txt"), study.new_range_text);
  optimize::write_study_picture(report, context.language, keep("study.png"));
  optimize::write_study_report_html(report, context.language, keep("report.html"));
  keep("figures.json");  // last: it names all files
  write_file_atomically(path / "figures.json", study_json(study, written));
}

void save_study_tables(const FinishedStudy& study, optimize::StudyStore& studies, const std::string& result_db,
                       WrittenFiles& written) {
  const StudySpec& spec = study.request->spec;
  const backtest::ReportData report = final_run(study);
  std::vector<store::ResultTable> appended, fresh;
  if (spec.kind.family == SearchFamily::kGenetic) {
    appended.push_back(optimize::genetic_table(spec, studies.trials(study.info.id, 0), study.finished));
  } else if (spec.kind.family == SearchFamily::kConditions) {
    const optimize::ConditionLayout layout =
        optimize::condition_layout(spec.buy_conditions, spec.sell_conditions, spec.base.market, spec.base.frame);
    const std::vector<optimize::StoredTrial> trials = studies.trials(study.info.id, 0);
    appended.push_back(optimize::condition_table(spec, layout, trials, study.finished));
    appended.push_back(optimize::condition_frequency_table(spec, layout, trials, study.finished));
  } else {
    if (!spec.kind.walk_forward && study.vector() != nullptr)
      appended.push_back(optimize::study_summary_table(report, spec.kind, *study.vector(), spec.range_text));
    fresh.push_back(optimize::study_trade_table(report, spec.kind, spec.rules.objective));
  }
  const store::ResultStore results(result_db);
  (void)results.save(entry_of(study, report), appended, fresh);
  written.files.emplace_back(result_db);
  for (const store::ResultTable& table : appended) written.tables += (written.tables.empty() ? "" : ";") + table.name;
  const std::vector<store::RunEntry> runs = results.runs();
  if (!runs.empty() && !runs.front().tables.empty())
    written.tables += (written.tables.empty() ? "" : ";") + runs.front().tables;
}

}  // namespace stom::app
