// stom study list|show|resume|report|delete|export: the searches that study.db keeps.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/study_compare.h"
#include "app/study_log.h"
#include "app/study_output.h"
#include "app/study_runner.h"
#include "app/study_stored.h"

#include "base/error.h"
#include "base/file.h"
#include "optimize/result_tables.h"

namespace stom::app {
namespace {

using nlohmann::ordered_json;
using optimize::StudyInfo;
using optimize::StudyState;
using optimize::StudyStore;

struct StudyArguments {
  std::string name, format = "csv", file, cache, database;
  StudyOutput output;
  std::int64_t trials = 0, memory = 0;
  int steps = -1;
  double time_limit = 0;
  unsigned engines = 0;
  std::size_t top = 5;
  bool json = false, spec = false;
};

// Reading must not make a file.
StudyStore open_studies(const StudyArguments& arguments) {
  if (!StudyStore::exists(arguments.output.study_db)) {
    throw UsageError(message("{}: 연구 파일이 없습니다. --study-db 로 알려 주십시오.",
                             "{}: there is no study file; name it with --study-db.", arguments.output.study_db));
  }
  return StudyStore(arguments.output.study_db);
}

StudyInfo find_study(StudyStore& studies, const StudyArguments& arguments) {
  auto info = studies.find(arguments.name);
  if (!info) {
    throw UsageError(message("{}: '{}' 연구가 없습니다. stom study list 로 이름을 볼 수 있습니다.",
                             "{}: there is no study '{}'; stom study list shows the names.", arguments.output.study_db,
                             arguments.name));
  }
  return *std::move(info);
}

Message state_text(StudyState state) {
  switch (state) {
    case StudyState::kRunning:
      return {"실행중", "running"};
    case StudyState::kStopped:
      return {"멈춤", "stopped"};
    case StudyState::kDone:
      return {"완료", "done"};
    case StudyState::kFailed:
      break;
  }
  return {"오류", "failed"};
}

ordered_json info_json(StudyStore& studies, const StudyInfo& info) {
  return {{"id", info.id},
          {"name", info.name},
          {"kind", info.kind},
          {"state", optimize::name(info.state)},
          {"trials", studies.count_trials(info.id)},
          {"seed", info.seed},
          {"created", info.created}};
}

std::string dump(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

void run_list(const StudyArguments& arguments, AppContext& context) {
  StudyStore studies = open_studies(arguments);
  ordered_json out = ordered_json::array();
  for (const StudyInfo& info : studies.list()) {
    if (arguments.json) {
      out.push_back(info_json(studies, info));
      continue;
    }
    std::printf("%4lld  %-5s %-8s %8lld  %s  %s\n", static_cast<long long>(info.id), info.kind.c_str(),
                context.text(state_text(info.state)).c_str(), static_cast<long long>(studies.count_trials(info.id)),
                readable(info.created).c_str(), info.name.c_str());
  }
  if (arguments.json) std::puts(dump(out).c_str());
}

void run_show(const StudyArguments& arguments, AppContext& context) {
  StudyStore studies = open_studies(arguments);
  const StudyInfo info = find_study(studies, arguments);
  if (arguments.spec) {
    std::puts(info.spec_json.c_str());
    return;
  }
  const StudyRequest request = stored_request(info, "", 0);
  const FinishedStudy study = stored_study(studies, info, request);
  if (arguments.json) {
    ordered_json out = ordered_json::parse(study_json(study, {}));
    out["state"] = optimize::name(info.state);
    out["created"] = info.created;
    std::puts(dump(out).c_str());
    return;
  }
  std::printf("%s %s\n%s", context.text("상태:", "State:").c_str(), context.text(state_text(info.state)).c_str(),
              context.text(study_words(study)).c_str());
  std::vector<optimize::StoredTrial> trials = optimize::ranked(studies.trials(info.id, 0));
  if (trials.size() > arguments.top) trials.resize(arguments.top);
  for (const optimize::StoredTrial& trial : trials) {
    std::printf(
        "#%lld %s\n", static_cast<long long>(trial.number),
        context.text(optimize::trial_log(trial, request.spec.rules.objective, optimize::ScoreMark::kNone)).c_str());
  }
  for (const optimize::StudyEvent& event : studies.events(info.id))
    std::printf("%s %s\n", readable(event.time).c_str(), context.text(event.text).c_str());
}

// Goes on with a study, with other stop rules where they are given.
void continue_study(const StudyArguments& arguments, const StudyInfo& info, AppContext& context) {
  optimize::StudySpec spec = optimize::study_spec_from_json(info.spec_json);
  if (arguments.trials > 0) spec.most_trials = arguments.trials;
  if (arguments.steps >= 0) spec.repeats = arguments.steps;
  spec.most_seconds = arguments.time_limit;  // each sitting has its own
  if (arguments.engines > 0) spec.base.threads = arguments.engines;
  if (arguments.memory > 0) spec.evaluator.memory_limit = static_cast<std::uint64_t>(arguments.memory) << 20;
  if (!arguments.database.empty()) spec.database = arguments.database;
  context.exit_status = run_search(request_of(std::move(spec)), arguments.output, arguments.cache,
                                   arguments.json ? Print::kJson : Print::kWords, info.id, context)
                            .status;
}

StudyInfo stored_info(const StudyArguments& arguments) {
  StudyStore studies = open_studies(arguments);
  return find_study(studies, arguments);
}

void run_resume(const StudyArguments& arguments, AppContext& context) {
  continue_study(arguments, stored_info(arguments), context);
}

// The result of a finished study, made again from its stored vectors; the study itself is left as it is.
void run_report(const StudyArguments& arguments, AppContext& context) {
  StudyStore studies = open_studies(arguments);
  const StudyInfo info = find_study(studies, arguments);
  if (info.state != StudyState::kDone) {
    throw UsageError(message("'{}' 은(는) 아직 끝나지 않은 연구입니다. 먼저 stom study resume 으로 끝내십시오.",
                             "'{}' has not ended yet; finish it with stom study resume first.", info.name));
  }
  context.exit_status =
      write_finished(stored_request(info, arguments.database, arguments.engines), studies, info, arguments.output,
                     arguments.cache, arguments.json ? Print::kJson : Print::kWords, context)
          .status;
}

void run_delete(const StudyArguments& arguments, AppContext& context) {
  StudyStore studies = open_studies(arguments);
  const StudyInfo info = find_study(studies, arguments);
  studies.remove(info.id);
  if (!arguments.json)
    std::printf("%s\n", context
                            .text(message("{}: 연구 '{}' 을(를) 지웠습니다.", "{}: study '{}' deleted.",
                                          arguments.output.study_db, info.name))
                            .c_str());
}

void run_export(const StudyArguments& arguments, AppContext&) {
  StudyStore studies = open_studies(arguments);
  const StudyInfo info = find_study(studies, arguments);
  const std::string text =
      arguments.json || arguments.format == "json" ? studies.export_json(info.id) : studies.export_csv(info.id);
  if (arguments.file.empty())
    std::fwrite(text.data(), 1, text.size(), stdout);
  else
    write_file_atomically(arguments.file, text);
}

using Run = void (*)(const StudyArguments&, AppContext&);

void add_study(CLI::App& app, AppContext& context) {
  CLI::App* study = app.add_subcommand("study", context.text("study.db 에 쌓인 연구: 목록, 보기, 이어서 하기, 내보내기",
                                                             "the searches in study.db: list, show, resume, export"));
  study->require_subcommand(1);
  const auto add = [&](const char* name, const std::string& help, bool named, Run run) {
    const auto arguments = std::make_shared<StudyArguments>();
    CLI::App* command = study->add_subcommand(name, help);
    if (named)
      command->add_option("name", arguments->name, context.text("연구 이름 또는 번호", "name or number of the study"))
          ->required();
    command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return std::pair(command, arguments);
  };
  const auto add_file = [&](const auto& made) {
    made.first
        ->add_option("--study-db", made.second->output.study_db,
                     context.text("연구를 쌓는 파일", "file that keeps the studies"))
        ->capture_default_str();
  };
  const auto add_run = [&](const auto& made) {
    add_study_output(*made.first, made.second->output, context);
    made.first->add_option(
        "--db", made.second->database,
        context.text("백테 데이터베이스 파일 (옮겼다면)", "back-test database file (where it was moved)"));
    made.first->add_option("--cache", made.second->cache, context.text("캐시 폴더", "cache folder"));
    made.first
        ->add_option("--engines", made.second->engines, context.text("엔진(스레드) 수", "number of engines (threads)"))
        ->check(CLI::Range(1, 256));
  };
  add_file(add("list", context.text("연구 목록", "list the studies"), false, run_list));
  const auto show =
      add("show", context.text("한 연구의 결과와 요청", "result and request of one study"), true, run_show);
  add_file(show);
  show.first->add_flag("--spec", show.second->spec,
                       context.text("요청 전체를 JSON으로 (stom optimize --spec 에 씀)",
                                    "the whole request as JSON (for stom optimize --spec)"));
  show.first->add_option("--top", show.second->top, context.text("보여 줄 벡터 수", "number of vectors to show"))
      ->capture_default_str();
  const auto resume = add("resume",
                          context.text("멈추거나 끊긴 연구를 이어서 합니다; --trials 로 늘립니다",
                                       "go on with a stopped or killed study; extend it with --trials"),
                          true, run_resume);
  add_run(resume);
  resume.first
      ->add_option("--trials", resume.second->trials,
                   context.text("가장 많은 시험 수를 이만큼으로", "most trials from now on"))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  resume.first
      ->add_option(
          "--steps", resume.second->steps,
          context.text("최적화 실행횟수를 이만큼으로", "grid steps, or trials without a better one, from now on"))
      ->check(CLI::Range(0, 1000000000));
  resume.first
      ->add_option("--time-limit", resume.second->time_limit, context.text("이번에 쓸 초", "seconds of this sitting"))
      ->check(CLI::PositiveNumber);
  resume.first
      ->add_option("--memory", resume.second->memory,
                   context.text("프로그램 전체가 쓸 메모리 상한(MiB)", "most memory of the whole program (MiB)"))
      ->check(CLI::Range(kLeastMemory, 1 << 24));
  add_run(add(
      "report",
      context.text("끝난 연구의 보고서와 테이블을 다시 만듭니다", "make report and tables of a finished study again"),
      true, run_report));
  add_file(add("delete", context.text("연구와 그 시험을 모두 지웁니다", "delete a study with all its trials"), true,
               run_delete));
  add_study_compare(*study, context);
  const auto out =
      add("export", context.text("시험을 모두 CSV나 JSON으로", "all trials as CSV or JSON"), true, run_export);
  add_file(out);
  out.first->add_option("--format", out.second->format, context.text("형식: csv, json", "format: csv, json"))
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  out.first->add_option("--out", out.second->file,
                        context.text("쓸 파일; 없으면 표준 출력", "file to write; default: standard output"));
}

const CommandRegistration registration(24, add_study);

}  // namespace
}  // namespace stom::app
